"""Who can say whether a record is still right. Never public."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contributions.querysets import RecordContactQuerySet
from search.fields import EmailField, LineField

from .contribution import new_secret
from .mail import OutgoingMail


class RecordContact(models.Model):
    """A person who has agreed to be asked once in a while about one record."""

    # Records of eight models can have a contact, and none of them depends on it.
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    secret = models.CharField(max_length=43, unique=True, default=new_secret, editable=False)
    name = LineField(_("name"), max_length=120, blank=True)
    email = EmailField(_("e-mail"))
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

    @property
    def is_public(self):
        """Whether there is anything left to confirm: the record is published."""
        return self.record is not None and self.record.is_published

    @property
    def is_answered(self):
        """Whether anybody has confirmed the record since the contact was asked."""
        day = self.record.verified_on
        return bool(day and self.asked_at and day >= timezone.localdate(self.asked_at))

    def ask(self):
        """Queue the question whether the record is still right; return whether it was time to.

        Two processes at once ask once.
        """
        now = timezone.now()
        with transaction.atomic():
            if not RecordContact.objects.due().filter(pk=self.pk).update(asked_at=now):
                return False
            self.asked_at = now
            OutgoingMail.objects.queue(
                f"still-correct-{self.pk}-{now:%Y-%m-%d}",
                template="still_correct",
                recipient=self.email,
                language=self.language,
                contact=self,
            )
        return True

    def confirm(self):
        """Note that the record is right as it stands today."""
        with transaction.atomic():
            self.answer()
            self.record.confirm_facts()

    def answer(self):
        """Note that the contact has looked at the record."""
        self.answered_at = timezone.now()
        self.save(update_fields=["answered_at"])
