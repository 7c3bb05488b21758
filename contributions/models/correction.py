"""What somebody says is wrong in a record, and what is right."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contributions.querysets import CorrectionQuerySet
from resources.fingerprint import fingerprint
from resources.models import filled, is_one_of
from search.fields import TextField

from .contact import RecordContact
from .contribution import Contribution, State, TransitionRefused

# The answer "it no longer exists" stands among the fields, and is decided like them.
NO_LONGER_ACTIVE = "no_longer_active"


class Correction(Contribution):
    """A correction of one public record, field by field."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    evidence = TextField(
        _("how you know"), blank=True, help_text=_("A page, a document, or: I work there.")
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        indexes = [models.Index(fields=["content_type", "object_id"], name="correction_record")]

    def __str__(self):
        return str(self.record or _("Record that no longer exists"))

    def state_of_record(self):
        """Return the fingerprint of what the record says in the fields that are corrected."""
        return self._state_of(self.record)

    def _state_of(self, record):
        names = self.fields.values_list("name", flat=True)
        return fingerprint([(name, text_in(record, name)) for name in names] if record else None)

    def decide(self, by, version, accepted, reason="", state=None):
        """Take over the fields named in `accepted`, refuse the others; return the record.

        Refuses the whole, and then needs a reason, where none is accepted. `state` is the
        `state_of_record` that the person who decides has seen: `TransitionRefused` where it says
        something else now. Raises `ValidationError`, by name of the field, where the record would
        break a rule. Then nothing is changed.
        """
        with transaction.atomic():
            self.locked()
            for field in self.fields.all():
                is_accepted = field.name in accepted
                field.decision = Decision.ACCEPTED if is_accepted else Decision.REFUSED
                field.save(update_fields=["decision"])
            # After the fields, so that the e-mail about it can tell each decision.
            self.turn(State.ACCEPTED if accepted else State.REFUSED, by, reason, version)
            record = self._take_over(accepted, state) if accepted else self.record
            if accepted:
                RecordContact.objects.remember(self, record)
        return record

    def refuse(self, by, reason, version):
        """Refuse it, field by field as well; the reason goes to the contributor."""
        self.decide(by, version, [], reason)

    def _take_over(self, names, state):
        """Write the accepted fields into the record, as its own rules allow; return it."""
        model = self.content_type.model_class()
        record = model._base_manager.select_for_update().filter(pk=self.object_id).first()
        if record is None:
            raise ValidationError(_("This record no longer exists."))
        if state not in (None, self._state_of(record)):
            raise TransitionRefused(
                _("The record has changed since you opened this page. Look at it again.")
            )
        for field in self.fields.filter(name__in=names):
            field.write_into(record)
        record.full_clean()
        record.save()
        if record.is_published:
            record.validate_links()
        return record

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
    """One field of the record: what stood there, what is right, and what staff decided.

    `old` and `new` are values as `text_in` gives them.
    """

    Decision = Decision

    correction = models.ForeignKey(Correction, models.CASCADE, related_name="fields")
    # The column of the record: `summary_fr`, `website`; or `NO_LONGER_ACTIVE`.
    name = models.CharField(_("field"), max_length=60)
    old = TextField(_("what stood there"), blank=True)
    new = TextField(_("what is right"), blank=True)
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

    @property
    def value(self):
        """What the column is to hold, as `text_in` gives it."""
        if self.name != NO_LONGER_ACTIVE:
            return self.new
        model = self.correction.content_type.model_class()
        return model.Activity.ENDED if hasattr(model, "Activity") else model.Status.ARCHIVED

    def write_into(self, record):
        """Give the record what is right; raises `ValidationError` where that is no such value."""
        column = column_of(type(record), self.name)
        if column is None:
            raise ValidationError({self.name: _("This record has no such field.")})
        nothing = None if column.null else ""
        try:
            value = column.to_python(self.value) if self.value else nothing
        except ValidationError as error:
            raise ValidationError({self.name: error}) from error
        setattr(record, column.attname, value)


def column_of(model, name):
    """Return the column of a model that a `CorrectedField` of this name is about, or None."""
    if name == NO_LONGER_ACTIVE:
        name = "activity" if hasattr(model, "Activity") else "status"
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if field.concrete and not field.many_to_many else None


def text_in(record, name):
    """Return what a column of a record holds, as a `CorrectedField` keeps it; "" for nothing."""
    column = column_of(type(record), name)
    if column is None or column.value_from_object(record) is None:
        return ""
    return column.value_to_string(record)


def label_of(model, name):
    """Return what a reader calls the field of a `CorrectedField`."""
    if name == NO_LONGER_ACTIVE:
        return _("No longer active")
    column = column_of(model, name)
    return capfirst(column.verbose_name) if column else name


def in_words(model, name, text):
    """Return the text of a `CorrectedField` as people read it: the label of a choice, a name."""
    column = column_of(model, name)
    if column is None or not text:
        return text
    if column.choices:
        return str(dict(column.flatchoices).get(text, text))
    if column.is_relation:
        found = column.related_model._base_manager.filter(pk=text).first()
        return str(found) if found else text
    return text
