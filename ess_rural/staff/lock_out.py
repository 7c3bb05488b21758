"""What django-axes counts failures by, and how wrong codes come to count.

Ten failures lock out an account or an address for an hour; the attempts made in that hour do not
prolong it. Where a person has signed in before, only their own failures count: a stranger who
guesses elsewhere locks nobody out of their own office.
"""

from allauth.mfa.signals import authentication_failed
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessLog
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_login_failed
from django.db.models import Q
from django.dispatch import receiver

from resources.visitors import visitor_address

LONGEST_NAME = 255  # what the table of attempts holds


def account_name(request, credentials):
    """Return the name of the account that was meant, whichever of its names was typed."""
    typed = (credentials or {}).get("username") or ""
    return name_of_account(typed) or typed[:LONGEST_NAME]


def name_of_account(typed):
    """Return the name of the account that has this name or e-mail address; "" where none has.

    In any case; where several have it, the name itself goes before the address of another.
    """
    if not typed:
        return ""
    meant = Q(username__iexact=typed) | Q(email__iexact=typed)
    names = get_user_model().objects.filter(meant).order_by("pk").values_list("username", flat=True)
    return max(names, key=lambda name: (name == typed, name.lower() == typed.lower()), default="")


def counted_by(request, credentials):
    """Return by what failures count: the account and the address each, or only both together."""
    signed_in_here = AccessLog.objects.filter(
        username=account_name(request, credentials), ip_address=visitor_address(request)
    )
    return [["username", "ip_address"]] if signed_in_here.exists() else ["username", "ip_address"]


@receiver(authentication_failed)
def count_wrong_code(sender, request, user, **kwargs):
    """Count a wrong code as a failure to sign in."""
    user_login_failed.send(sender, credentials=credentials_of(user), request=request)


def is_locked_out(request, user):
    """Tell whether a code of `user` is refused unread; axes then answers with its page."""
    request.axes_locked_out = not AxesProxyHandler.is_allowed(request, credentials_of(user))
    return request.axes_locked_out


def credentials_of(user):
    return {"username": user.get_username()}
