"""No page of the administration, and no proposed picture, without a second factor."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse


class RequireSecondFactor:
    """Send staff who have no second factor to the page where they set one up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if (
            settings.STAFF_SECOND_FACTOR
            and request.path.startswith(addresses_of_staff())
            and request.user.is_authenticated
            and not is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
        ):
            return redirect("mfa_activate_totp")
        return self.get_response(request)


def addresses_of_staff():
    """Return what the paths begin with that only staff may open."""
    return reverse("admin:index"), reverse("proposed-picture", args=["-"]).removesuffix("-")
