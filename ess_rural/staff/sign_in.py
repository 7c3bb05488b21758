"""How staff sign in: what differs from allauth."""

import re
import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.contrib.auth.backends import AllowAllUsersModelBackend
from django.core.cache import cache

from resources.visitors import visitor_address

from .lock_out import account_name, count_wrong_code, is_locked_out


class NameOrAddressBackend(AllowAllUsersModelBackend):
    """Check the password of one account, whichever of its names was typed.

    One password is hashed for each attempt, whether an account has the name, is closed or has no
    password: the time of the answer tells nothing. allauth's own backend looks for the address and
    for the name, and hashes for each that it finds.
    """

    def authenticate(self, request, username=None, password=None, **kwargs):
        """Return the account, a closed one too: allauth sends its owner to a page that says so."""
        name = account_name(request, {"username": username})
        return super().authenticate(request, name, password)

    def get_user(self, user_id):
        """Return who is signed in; nobody once the account is closed."""
        user = super().get_user(user_id)
        return user if user and user.is_active else None


class StaffAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators: nobody signs up."""

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return visitor_address(request)

    def is_reauthentication_required(self, *, app, **kwargs):
        """Ask for the password again, unless it was given a moment ago, at sign-in or since."""
        records = get_authentication_records(self.request, self.request.user)
        return (
            not records or time.time() - records[-1]["at"] > app_settings.REAUTHENTICATION_TIMEOUT
        )


class CodeOnce:
    """Mixin: a code is taken once, and not even looked at where its account is locked out."""

    def clean_code(self):
        if is_locked_out(context.request, self.user):
            raise get_adapter().validation_error("too_many_login_attempts")
        code = super().clean_code()
        if not is_first_use(self.user, code):
            count_wrong_code(type(self), context.request, self.user)
            raise get_adapter().validation_error("incorrect_code")
        return code


def is_first_use(user, code):
    """Note that a code was used; tell whether it was not before, as long as it would be valid.

    allauth notes it for one period alone, and a telephone may be a period early or late.
    """
    digits = re.sub("[^0-9]", "", code)  # "123 456" is the same code
    periods = 1 + 2 * mfa_settings.TOTP_TOLERANCE
    return cache.add(f"code:{user.pk}:{digits}", True, periods * mfa_settings.TOTP_PERIOD)


class CodeForm(CodeOnce, AuthenticateForm):
    """The second step of signing in."""


class CodeAgainForm(CodeOnce, ReauthenticateForm):
    """The code once more, before a change of the second factor."""
