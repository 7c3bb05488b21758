"""How staff sign in: what differs from allauth."""

import logging
import time
from smtplib import SMTPException

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm

from resources.visitors import visitor_address

from .lock_out import is_locked_out

logger = logging.getLogger(__name__)


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

    def send_mail(self, template_prefix, email, context):
        """Send it; the answer is the same where the mail server is down, and tells no addresses."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            logger.exception("The mail %s could not be sent.", template_prefix)


class LockedOutAfterWrongCodes:
    """Mixin: a code is not even looked at where its account or its address is locked out."""

    def clean_code(self):
        if is_locked_out(context.request, self.user):
            raise get_adapter().validation_error("too_many_login_attempts")
        return super().clean_code()


class CodeForm(LockedOutAfterWrongCodes, AuthenticateForm):
    """The second step of signing in."""


class CodeAgainForm(LockedOutAfterWrongCodes, ReauthenticateForm):
    """The code once more, before a change of the second factor."""
