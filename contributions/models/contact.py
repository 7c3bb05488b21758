"""Who can say whether a record is still right. Never public."""

from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contributions.querysets import RecordContactQuerySet

from .contribution import new_secret
from .mail import OutgoingMail

# A contact who does not answer is asked again after this time, and no sooner.
ASK_AGAIN_AFTER = timedelta(days=90)


class RecordContact(models.Model):
    """A person who has agreed to be asked once in a while about one record."""

    # Records of eight models can have a contact, and none of them depends on it.
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    secret = models.CharField(max_length=43, unique=True, default=new_secret, editable=False)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    agreed_at = models.DateTimeField(_("agreed"), auto_now_add=True)
    asked_at = models.DateTimeField(_("last asked"), null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("last answer"), null=True, blank=True, editable=False)

    objects = RecordContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact of a record")
        verbose_name_plural = _("contacts of records")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "email"], name="contact_is_named_once"
            )
        ]

    def __str__(self):
        return f"{self.name or self.email}: {self.record}"

    def get_absolute_url(self):
        """Return the address at which the contact confirms, corrects, or asks to be forgotten."""
        return reverse("still-correct", args=[self.secret])

    def ask(self):
        """Queue the question whether the record is still right; in a transaction."""
        self.asked_at = timezone.now()
        self.save(update_fields=["asked_at"])
        OutgoingMail.objects.queue(
            f"still-correct-{self.pk}-{timezone.localdate()}",
            template="still_correct",
            recipient=self.email,
            language=self.language,
            contact=self,
        )

    def confirm(self):
        """Note that the record is right as it stands today."""
        self.answered_at = timezone.now()
        self.save(update_fields=["answered_at"])
        self.record.confirm_facts()
