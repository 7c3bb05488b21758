"""A forgotten password: asked for in a request, answered by `send_mails`.

The request stores what was typed and looks for nobody: it takes the same time, and does the same,
whether an account has the address or not.
"""

from allauth.account.forms import ResetPasswordForm, default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth import get_user_model
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.dispatch import receiver
from django.utils.translation import get_language

from contributions.models import OutgoingMail
from contributions.signals import mails_are_due
from ess_rural.models import PasswordResetRequest


class AskForLinkForm(ResetPasswordForm):
    """The address of an account; allauth's form looks for the account at once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        longest = PasswordResetRequest._meta.get_field("email").max_length
        self.fields["email"].validators.append(MaxLengthValidator(longest))

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def save(self, request, **kwargs):
        email = self.cleaned_data["email"]
        PasswordResetRequest.objects.create(email=email, language=get_language())
        return email


@receiver(mails_are_due)
def answer_requests(sender, **kwargs):
    """Queue a link to each account that was asked for; each request is answered once."""
    for request in PasswordResetRequest.objects.order_by("pk"):
        with transaction.atomic():
            # Another run may have answered it meanwhile.
            if PasswordResetRequest.objects.filter(pk=request.pk).delete()[0]:
                queue_links(request)


def queue_links(request):
    """Queue a link for each open account of the address, to the address that we know."""
    accounts = get_user_model().objects.filter(email__iexact=request.email, is_active=True)
    for user in accounts.exclude(email=""):
        OutgoingMail.objects.queue(
            f"password_reset-{request.pk}-{user.pk}",
            template="password_reset",
            recipient=user.email,
            language=request.language,
            username=user.get_username(),
            uid=user_pk_to_url_str(user),
            token=default_token_generator.make_token(user),
        )
