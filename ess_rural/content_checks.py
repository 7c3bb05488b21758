"""What is wrong, or missing, in the content: errors to mend, and notices for the editors.

Every check is a query that returns records; nothing is invented to silence a notice.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator

from ess_rural.fixture_files import text_key
from ess_rural.models import LoadedRecord
from initiatives.models import (
    CooperationForm,
    Initiative,
    Lever,
    SupportOrganisation,
    Testimony,
)
from resources.models import GlossaryTerm, KeyFigure, PublicRecord, Resource

RECORDS = [
    Initiative,
    SupportOrganisation,
    Lever,
    CooperationForm,
    Testimony,
    Resource,
    KeyFigure,
    GlossaryTerm,
]

# Spellings and everyday words are those of one language: they have no translation.
ONE_LANGUAGE = {"aliases", "keywords"}


@dataclass
class Finding:
    """One check that found something: what it is, and the records, as "model slug" texts."""

    label: str
    records: list[str]


def errors():
    """Return the `Finding`s that must be mended before the content is fit to be public."""
    return _found(
        [
            (_("published without French"), _without_french()),
            (_("brought in without English"), _without_english()),
            (_("without a source"), _without_source()),
            (_("initiatives without a sector"), _published(Initiative, sectors=None)),
            (_("linked to a record that is not published"), _linked_to_unpublished()),
            (_("breaks a rule"), _breaking_a_rule()),
        ]
    )


def notices():
    """Return the `Finding`s that are the editors' work-list."""
    no_contact = Q(website="", phone="", email="")
    return _found(
        [
            (_("initiatives without a lever"), _published(Initiative, levers=None)),
            (
                _("initiatives without a form of cooperation"),
                _published(Initiative, cooperation_forms=None),
            ),
            (
                _("initiatives without a supporting organisation"),
                _published(Initiative, supporters=None, carrier=None),
            ),
            (_("levers without an initiative"), _published(Lever, initiatives=None)),
            (_("forms without an initiative"), _published(CooperationForm, initiatives=None)),
            (
                _("organisations without a territory"),
                _published(SupportOrganisation, scope=""),
            ),
            (
                _("organisations without a contact"),
                _names(SupportOrganisation.objects.published().filter(no_contact)),
            ),
            (
                _("resources attached to nothing"),
                _published(
                    Resource,
                    sectors=None,
                    levers=None,
                    cooperation_forms=None,
                    initiatives=None,
                ),
            ),
            (_("figures without a period"), _published(KeyFigure, period="")),
        ]
    )


def _found(checks):
    return [Finding(str(label), records) for label, records in checks if records]


def _name(record):
    return f"{record._meta.model_name} {record.slug}"


def _names(queryset):
    return [_name(record) for record in queryset.order_by("slug")]


def _published(model, **conditions):
    return _names(model.objects.published().filter(**conditions))


def _without_french():
    return [
        name
        for model in RECORDS
        for name in _names(
            model.objects.published().filter(
                Q(**{f"{model.NAME_FIELD}_fr": ""})
                | Q(**{f"{model.NAME_FIELD}_fr": None})
                | Q(**{f"{model.SUMMARY_FIELD}_fr": ""})
                | Q(**{f"{model.SUMMARY_FIELD}_fr": None})
            )
        )
    ]


def _without_english():
    """Return the records of the fixtures in which a text exists in French only."""
    found = []
    for model in translator.get_registered_models(abstract=False):
        loaded = LoadedRecord.objects.filter(model=model._meta.label_lower)
        keys = set(loaded.values_list("key", flat=True))
        if not keys:
            continue
        fields = set(translator.get_options_for_model(model).all_fields) - ONE_LANGUAGE
        for record in model.objects.select_related():
            key = text_key(record.natural_key())
            missing = [
                name
                for name in sorted(fields)
                if (getattr(record, f"{name}_fr") or "").strip()
                and not (getattr(record, f"{name}_en") or "").strip()
            ]
            if missing and key in keys:
                found.append(f"{model._meta.model_name} {key} ({', '.join(missing)})")
    return sorted(found)


def _without_source():
    return [name for model in RECORDS for name in _published(model, sources=None)]


def _linked_to_unpublished():
    """Return published records with a link to a record that visitors cannot see.

    A record also links through the rows that belong to it: its sources, its actions.
    """
    found = []
    for model in RECORDS:
        for path, target in _links(model):
            hidden = target.objects.exclude(status=PublicRecord.Status.PUBLISHED)
            records = model.objects.published().filter(**{f"{path}__in": hidden}).distinct()
            found += [f"{name} ({path})" for name in _names(records)]
    return found


def _links(model):
    """Return the (path, model) pairs of the records that a record of `model` leads to."""
    meta = model._meta
    own = [(field.name, field) for field in [*meta.many_to_many, *meta.concrete_fields]]
    rows = [
        (f"{relation.name}__{field.name}", field)
        for relation in meta.related_objects
        if relation.one_to_many and not issubclass(relation.related_model, PublicRecord)
        for field in relation.related_model._meta.concrete_fields
        if field is not relation.field
    ]
    return [
        (path, field.related_model)
        for path, field in [*own, *rows]
        if field.related_model and issubclass(field.related_model, PublicRecord)
    ]


def _breaking_a_rule():
    found = []
    for model in RECORDS:
        for record in model.objects.order_by("slug"):
            try:
                record.full_clean(validate_unique=False, validate_constraints=False)
                record.validate_links()
            except ValidationError as error:
                found.append(f"{_name(record)}: {' '.join(error.messages)}")
    return found
