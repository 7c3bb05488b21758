"""What can be wrong with any public record, whatever it tells of."""

from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from resources.checks import Severity, public_records, register
from resources.links import linking_models, with_dead_link
from resources.models import KeyFigure, NaturalKeyModel, PublicRecord, Resource, filled


def without_english(records):
    """Return published records without their name or their summary in English."""
    model = records.model
    return records.published().exclude(
        filled(f"{model.NAME_FIELD}_en", f"{model.SUMMARY_FIELD}_en")
    )


def without_source(records):
    return records.published().filter(sources=None)


def linked_to_unpublished(records):
    """Return published records with a link to a record that visitors cannot see.

    A record also links through the rows that belong to it: its sources, its actions.
    """
    model = records.model
    conditions = [
        Q(pk__in=model.objects.filter(**{f"{path}__in": hidden(target)}).values("pk"))
        for path, target, _label in links(model)
    ]
    return records.published().filter(reduce(or_, conditions))


def hidden_links(record):
    """Return the links of a record that lead to what is not published, in words."""
    itself = type(record).objects.filter(pk=record.pk)
    return ", ".join(
        label
        for path, target, label in links(type(record))
        if itself.filter(**{f"{path}__in": hidden(target)}).exists()
    )


def hidden(model):
    return model.objects.exclude(status=PublicRecord.Status.PUBLISHED).values("pk")


def links(model):
    """Return the (path, model, label) of the records that a record of `model` leads to."""
    meta = model._meta
    own = [
        (field.name, field, str(field.verbose_name))
        for field in [*meta.many_to_many, *meta.concrete_fields]
    ]
    rows = [
        (f"{relation.name}__{field.name}", field, row_label(relation.related_model, field))
        for relation in meta.related_objects
        if relation.one_to_many and is_part_of_record(relation.related_model)
        for field in relation.related_model._meta.concrete_fields
        if field is not relation.field
    ]
    return [
        (path, field.related_model, label)
        for path, field, label in [*own, *rows]
        if field.related_model and issubclass(field.related_model, PublicRecord)
    ]


def is_part_of_record(model):
    """Tell whether the rows of a model belong to records, as sources and actions do."""
    return issubclass(model, NaturalKeyModel) and not issubclass(model, PublicRecord)


def row_label(model, field):
    return f"{model._meta.verbose_name}: {field.verbose_name}"


def breaking_a_rule(records):
    broken = [record.pk for record in records.iterator(chunk_size=500) if broken_rules(record)]
    return records.model.objects.filter(pk__in=broken)


def broken_rules(record):
    """Return what the rules of its model say against a record; "" where they say nothing."""
    # That what a key leads to exists, the database sees to.
    keys = {field.name for field in record._meta.concrete_fields if field.is_relation}
    try:
        record.full_clean(exclude=keys, validate_unique=False, validate_constraints=False)
        record.validate_links()
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


RECORDS = public_records()

register("without-source", _("without a source"), Severity.ERROR, RECORDS, without_source)
register(
    "linked-to-unpublished",
    _("linked to a record that is not published"),
    Severity.ERROR,
    RECORDS,
    linked_to_unpublished,
    reason=hidden_links,
)
register(
    "breaks-a-rule",
    _("breaks a rule"),
    Severity.ERROR,
    RECORDS,
    breaking_a_rule,
    reason=broken_rules,
    is_costly=True,
)
register(
    "attached-to-nothing",
    _("resources attached to nothing"),
    Severity.NOTICE,
    [Resource],
    lambda records: records.published().filter(
        sectors=None, levers=None, cooperation_forms=None, initiatives=None
    ),
)
register(
    "without-period",
    _("figures without a period"),
    Severity.NOTICE,
    [KeyFigure],
    lambda records: records.published().filter(period=""),
)
register(
    "english-missing",
    _("name or summary missing in English"),
    Severity.NOTICE,
    RECORDS,
    without_english,
)
register(
    "overdue",
    _("facts to be confirmed again"),
    Severity.UPKEEP,
    RECORDS,
    lambda records: records.published().overdue(),
)
register(
    "english-behind",
    _("English older than the French"),
    Severity.UPKEEP,
    RECORDS,
    lambda records: records.published().english_behind(),
)
register(
    "dead-link",
    _("address that no longer answers"),
    Severity.UPKEEP,
    linking_models(),
    lambda records: with_dead_link(records.published()),
)
