"""Texts of records in templates: in the reader's language, or in French and marked so."""

from django import template
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import format_html
from django.utils.translation import get_language

register = template.Library()


def is_fallback(record, field):
    """Tell whether `field` is shown in French because it lacks the reader's language."""
    language = (get_language() or "fr").split("-")[0]
    return language != "fr" and not (getattr(record, f"{field}_{language}") or "").strip()


@register.simple_tag
def text(record, field):
    """Return one translated text, inside `<span lang="fr">` where it is a fallback."""
    value = getattr(record, field) or ""
    if value and is_fallback(record, field):
        return format_html('<span lang="fr">{}</span>', value)
    return value


@register.simple_tag
def paragraphs(record, field):
    """Return one long translated text as paragraphs, marked French where it is a fallback."""
    value = linebreaks_filter(getattr(record, field) or "")
    if is_fallback(record, field):
        return format_html('<div lang="fr">{}</div>', value)
    return value


@register.filter
def lacks_translation(record, fields):
    """Tell whether any text of `fields`, separated by commas, is a fallback."""
    return any(
        getattr(record, f"{name}_fr") and is_fallback(record, name) for name in fields.split(",")
    )


@register.filter
def any_lacks_translation(records, fields):
    """Tell whether any text of any of the records is a fallback."""
    return any(lacks_translation(record, fields) for record in records)
