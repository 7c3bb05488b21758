"""E-mails that wait in the database until a mail server takes them."""

from datetime import timedelta
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contributions.querysets import MailQuerySet
from resources.models import is_one_of

# Minutes before the second try, the third, and so on; then a person has to look.
PAUSES = (1, 5, 15, 60, 240, 720, 1440)


def code_of(refusal):
    """Return the code with which a mail server refuses: 4xx for now, 5xx for good."""
    if isinstance(refusal, SMTPRecipientsRefused):
        return max(code for code, _text in refusal.recipients.values())
    return refusal.smtp_code


# Outside the model, so that the constraints can name it.
class MailState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be sent")
    UNKNOWN = "unknown", _("Not known whether it left")


class OutgoingMail(models.Model):
    """One e-mail to one person, complete: what is sent is what stands here until it is sent.

    Its links are secrets of its reader: once it has left, the texts are gone.

    It is marked as being sent before it is, so that it never leaves twice. Where the process died
    in between, nobody knows whether it left: staff see it and decide.
    """

    State = MailState

    key = models.CharField(max_length=80, unique=True, editable=False)
    contribution = models.ForeignKey(
        "contributions.Contribution",
        models.CASCADE,
        null=True,
        related_name="mails",
        verbose_name=_("contribution"),
    )
    contact = models.ForeignKey(
        "contributions.RecordContact",
        models.CASCADE,
        null=True,
        related_name="mails",
        verbose_name=_("contact"),
    )
    recipient = models.EmailField(_("to"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    html = models.TextField(blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=8, choices=MailState, default=MailState.WAITING, db_index=True
    )
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    queued_at = models.DateTimeField(_("queued"), db_default=Now(), editable=False)
    send_after = models.DateTimeField(_("not before"), db_default=Now(), editable=False)
    begun_at = models.DateTimeField(_("last try"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    last_error = models.TextField(_("what the mail server said"), blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=is_one_of("state", MailState), name="mail_state_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=MailState.SENT) | models.Q(sent_at__isnull=False),
                name="mail_sent_has_moment",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=MailState.SENT) | models.Q(text="", html=""),
                name="mail_sent_keeps_no_text",
            ),
        ]

    def __str__(self):
        return self.subject

    def send(self, connection):
        """Send it over an open connection, unless another process does; return its state."""
        if not type(self).objects.claim(self.pk):
            return None
        self.refresh_from_db()
        message = EmailMultiAlternatives(
            self.subject, self.text, to=[self.recipient], connection=connection
        )
        if self.html:
            message.attach_alternative(self.html, "text/html")
        # Out of office notes and the like answer nobody.
        message.extra_headers = {"Auto-Submitted": "auto-generated", "X-Mail-Key": self.key}
        try:
            message.send()
        except (SMTPResponseException, SMTPRecipientsRefused) as refusal:
            self.try_later(refusal, is_final=code_of(refusal) >= 500)
        except (ValueError, SMTPNotSupportedError) as error:
            # No such address can be written to.
            self.try_later(error, is_final=True)
        except OSError as error:
            # Cut off in the middle: the server may have taken it or not.
            self.state, self.last_error = self.State.UNKNOWN, repr(error)[:2000]
        else:
            self.state, self.sent_at, self.last_error = self.State.SENT, timezone.now(), ""
            self.text = self.html = ""
        # Not `save`, which would bring back a mail that its reader has had deleted meanwhile.
        told = ("state", "sent_at", "last_error", "send_after", "text", "html")
        rows = type(self).objects.filter(pk=self.pk)
        rows.update(**{name: getattr(self, name) for name in told})
        return self.state

    def try_later(self, error, is_final=False):
        """Note what the server said, and when to try again: never after the last pause."""
        self.last_error = str(error)[:2000]
        if is_final or self.tries > len(PAUSES):
            self.state = self.State.FAILED
            return
        self.state = self.State.WAITING
        self.send_after = timezone.now() + timedelta(minutes=PAUSES[self.tries - 1])

    def give_up(self):
        """Note that nobody knows whether it left; return its state."""
        self.state = self.State.UNKNOWN
        self.save(update_fields=["state"])
        return self.state

    def put_back(self):
        """Have it sent again, as staff decided; return whether it was still stuck."""
        # One that somebody else has put back may have left meanwhile.
        stuck = type(self).objects.stuck().filter(pk=self.pk)
        return bool(stuck.update(state=self.State.WAITING, tries=0, send_after=timezone.now()))
