"""What is wrong, or missing, in the content: errors to mend, and notices for the editors.

The checks are those of `resources.checks`, which the board of quality shows too; what only the
fixtures can lack is told here. Nothing is invented to silence a notice.
"""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator

from ess_rural.fixture_files import LOAD_ORDER, text_key
from ess_rural.models import LoadedRecord
from initiatives.models import AuthorityAction, Initiative, KeyFact, Milestone
from resources.checks import Severity, all_checks, register
from resources.models import PublicRecord, Vocabulary, filled

# Spellings and everyday words are those of one language: they have no translation.
ONE_LANGUAGE = {"aliases", "keywords"}
# Rows with texts: they are shown with their initiative.
DETAILS = [AuthorityAction, KeyFact, Milestone]


@dataclass
class Finding:
    """One check that found something: what it is, and the records, as "model slug" texts."""

    label: str
    records: list[str]


def errors():
    """Return the `Finding`s that must be mended before the content is fit to be public."""
    return findings(Severity.ERROR)


def notices():
    """Return the `Finding`s that are the editors' work-list."""
    return findings(Severity.NOTICE)


def findings(severity):
    """Return a `Finding` for each check that found something, in the order of the board."""
    found = []
    for check in all_checks(severity):
        records = [
            named(record, check.reason and check.reason(record))
            for model in check.models
            for record in check.narrow(model.objects.all()).order_by("slug")
        ]
        if records:
            found.append(Finding(str(check.label), records))
    return found


def named(record, reason):
    name = f"{record._meta.model_name} {record.slug}"
    return f"{name}: {reason}" if reason else name


# What was brought in


def brought_in_without_english(records):
    """Return the records of the fixtures of which a text, or one of a row, is in French only."""
    model = records.model
    brought_in = Q(slug__in=loaded_keys(model))
    parents = [
        row.initiative_id
        for rows in row_models(model)
        for row in rows.objects.filter(
            in_french_only(rows), initiative__in=model.objects.filter(brought_in)
        ).select_related("initiative")
        if is_brought_in(row)
    ]
    return records.filter((brought_in & in_french_only(model)) | Q(pk__in=parents))


def texts_without_english(record):
    """Return the texts of a record and of its rows that the fixtures have in French only."""
    rows = [
        row
        for model in row_models(type(record))
        for row in model.objects.filter(initiative=record).select_related("initiative")
    ]
    found = french_only_texts(record) if is_brought_in(record) else []
    for row in filter(is_brought_in, rows):
        name = f"{row._meta.verbose_name} {row.position}"
        found += [f"{name}: {text}" for text in french_only_texts(row)]
    return ", ".join(found)


def row_models(model):
    """Return the models of the rows with texts that belong to records of `model`."""
    return DETAILS if model is Initiative else []


def is_brought_in(row):
    return loaded_keys(type(row)).filter(key=text_key(row.natural_key())).exists()


def loaded_keys(model):
    return LoadedRecord.objects.filter(model=model._meta.label_lower).values_list("key", flat=True)


def translated_fields(model):
    return sorted(set(translator.get_options_for_model(model).all_fields) - ONE_LANGUAGE)


def in_french_only(model):
    """Return the condition that some text of a row exists in French and not in English."""
    return reduce(
        or_, [filled(f"{name}_fr") & ~filled(f"{name}_en") for name in translated_fields(model)]
    )


def french_only_texts(row):
    """Return the names of the fields that `in_french_only` means."""
    return [
        str(row._meta.get_field(name).verbose_name)
        for name in translated_fields(type(row))
        if (getattr(row, f"{name}_fr") or "").strip()
        and not (getattr(row, f"{name}_en") or "").strip()
    ]


register(
    "brought-in-without-english",
    _("brought in without English"),
    Severity.ERROR,
    [model for model in LOAD_ORDER if issubclass(model, PublicRecord | Vocabulary)],
    brought_in_without_english,
    reason=texts_without_english,
)
