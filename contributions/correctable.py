"""Which fields of which public records visitors may correct, in the order of the form."""

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modeltranslation.translator import translator

from contributions.models.correction import NO_LONGER_ACTIVE, column_of, in_words, text_in
from initiatives.models import (
    CooperationForm,
    Initiative,
    Lever,
    SupportOrganisation,
    Testimony,
)
from resources.models import GlossaryTerm, KeyFigure, Resource

# By the word that stands for the model in addresses. Texts are named without their language.
CORRECTABLE = {
    "initiative": (
        Initiative,
        (
            "name",
            "aliases",
            "summary",
            "description",
            "website",
            "commune",
            "area_label",
            "legal_form",
            "year_founded",
        ),
    ),
    "organisation": (
        SupportOrganisation,
        (
            "name",
            "acronym",
            "category",
            "description",
            "website",
            "phone",
            "email",
            "area_label",
        ),
    ),
    "lever": (Lever, ("title", "summary", "instruments")),
    "form": (
        CooperationForm,
        (
            "name",
            "acronym",
            "definition",
            "how_it_works",
            "legal_basis",
            "legal_basis_as_of",
            "types",
            "advantages",
            "conditions",
        ),
    ),
    "resource": (
        Resource,
        ("title", "summary", "type", "year", "authors", "language", "url", "part"),
    ),
    "figure": (
        KeyFigure,
        (
            "label",
            "statement",
            "qualifier",
            "low",
            "high",
            "unit",
            "period",
            "territory",
            "comparison",
        ),
    ),
    "term": (GlossaryTerm, ("term", "expansion", "meaning", "aliases")),
    "testimony": (
        Testimony,
        ("person", "role", "organisation_name", "said_in", "topic", "points"),
    ),
}
WORDS = {model: word for word, (model, _fields) in CORRECTABLE.items()}
FIELDS = dict(CORRECTABLE.values())


def correction_address(record):
    """Return the address at which a record is corrected."""
    return reverse("correct", args=[WORDS[type(record)], record.slug])


def columns_of(record, language):
    """Return the names of the columns that may be corrected, texts being those of a language.

    The commune only of what stands in one, or in no known place: of an intercommunality or a
    department it would be a second location.
    """
    model = type(record)
    translated = translator.get_options_for_model(model).all_fields
    names = [f"{name}_{language}" if name in translated else name for name in FIELDS[model]]
    if "commune" in names and not record.commune_id and record.location:
        names.remove("commune")
    return names


def label_of(model, name):
    """Return what visitors call a column: without its language, which is that of the page."""
    if name == NO_LONGER_ACTIVE:
        return _("No longer exists")
    translated = translator.get_options_for_model(model).all_fields
    for field, columns in translated.items():
        if name in {column.name for column in columns}:
            name = field
    column = column_of(model, name)
    return capfirst(column.verbose_name) if column else name


def facts_of(record, language):
    """Return what stands in a record as (label, text) pairs, what is empty left out."""
    model = type(record)
    told = []
    for name in columns_of(record, language):
        if text := text_in(record, name):
            told.append((label_of(model, name), in_words(model, name, text)))
    return told


def corrected_in(correction):
    """Return its `CorrectedField`s, each with what it says in words: `label`, `before`, `after`."""
    model = correction.content_type.model_class()
    fields = list(correction.fields.all())
    for field in fields:
        field.label = label_of(model, field.name)
        field.before = in_words(model, field.name, field.old)
        field.after = in_words(model, field.name, field.new)
    return fields
