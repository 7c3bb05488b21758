"""What somebody says is wrong in a record, and what is right."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from resources.models import filled, is_one_of

from .contribution import Contribution, State

# The answer "it no longer exists" stands among the fields, and is decided like them.
NO_LONGER_ACTIVE = "no_longer_active"


class Correction(Contribution):
    """A correction of one public record, field by field."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    evidence = models.TextField(
        _("how you know"), blank=True, help_text=_("A page, a document, or: I work there.")
    )

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        indexes = [models.Index(fields=["content_type", "object_id"], name="correction_record")]

    def __str__(self):
        return str(self.record or _("Record that no longer exists"))

    def decide(self, by, version, accepted, reason=""):
        """Take over the fields named in `accepted`, refuse the others.

        Refuses the whole, and then needs a reason, where none is accepted. Raises
        `ValidationError` where the record would break a rule: then nothing is changed.
        """
        with transaction.atomic():
            self.turn(State.ACCEPTED if accepted else State.REFUSED, by, reason, version)
            for field in self.fields.all():
                is_accepted = field.name in accepted
                field.decision = Decision.ACCEPTED if is_accepted else Decision.REFUSED
                field.save()
            if accepted:
                self._take_over(accepted)

    def _take_over(self, names):
        """Write the accepted fields into the record, as its own rules allow."""
        record = self.record
        if record is None:
            raise ValidationError(_("This record no longer exists."))
        for field in self.fields.filter(name__in=names):
            field.write_into(record)
        record.full_clean()
        record.save()

    @property
    def regions(self):
        """The codes of the regions of the record; none where it belongs to no territory."""
        return [region.pk for region in getattr(self.record, "all_regions", [])]


# Outside the model, so that the constraint can name it.
class Decision(models.TextChoices):
    OPEN = "open", _("Not decided")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")


class CorrectedField(models.Model):
    """One field of the record: what stood there, what is right, and what staff decided."""

    Decision = Decision

    correction = models.ForeignKey(Correction, models.CASCADE, related_name="fields")
    # The column of the record: `summary_fr`, `website`; or `NO_LONGER_ACTIVE`.
    name = models.CharField(_("field"), max_length=60)
    old = models.TextField(_("what stood there"), blank=True)
    new = models.TextField(_("what is right"), blank=True)
    decision = models.CharField(
        _("decision"), max_length=8, choices=Decision, default=Decision.OPEN
    )

    class Meta:
        verbose_name = _("corrected field")
        verbose_name_plural = _("corrected fields")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["correction", "name"], name="field_is_corrected_once"),
            models.CheckConstraint(
                condition=is_one_of("decision", Decision), name="field_decision_is_known"
            ),
            models.CheckConstraint(condition=filled("name"), name="corrected_field_is_named"),
        ]

    def __str__(self):
        return self.name

    def write_into(self, record):
        """Give the record what is right; raises `ValidationError` where that is no such value."""
        if self.name == NO_LONGER_ACTIVE:
            if hasattr(record, "activity"):
                record.activity = record.Activity.ENDED
            else:
                record.status = record.Status.ARCHIVED
            return
        column = record._meta.get_field(self.name)
        setattr(record, self.name, column.to_python(self.new or None) if column.null else self.new)
