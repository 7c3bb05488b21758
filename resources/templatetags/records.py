"""Texts of records in templates: in the reader's language, or in French and marked so."""

import re
from functools import lru_cache

from django import template
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language

from search.text import WRITTEN_COMPOUND, folded_words

register = template.Library()

EXCERPT = 40  # words
# "(0)" is dialled within the country only; what follows the first number is another, or words.
ONLY_AT_HOME = re.compile(r"(?<=\d)\s*\(0\)")
FIRST_NUMBER = re.compile(r"\+?\d(?:[\s.\-()]*\d)*")
WORD = re.compile(rf"({WRITTEN_COMPOUND}|\w+)", re.IGNORECASE)


def in_language(record, field):
    """Return (text of `field` in the reader's language, "") or (French text, "fr") for want of it.

    Reads the columns themselves: a page shows hundreds of texts.
    """
    language = (get_language() or "fr")[:2]
    value = getattr(record, f"{field}_{language}") or ""
    if value.strip() or language == "fr":
        return value, ""
    return getattr(record, f"{field}_fr") or "", "fr"


def is_fallback(record, field):
    """Tell whether `field` is shown in French because it lacks the reader's language."""
    return bool(in_language(record, field)[1])


@lru_cache(maxsize=10_000)
def search_words(written):
    """Return the words, as the search has them, in one that is written."""
    return folded_words(written)


def marked(text, words):
    """Return `text` as HTML with each word marked whose folded form is among `words`."""
    parts = WORD.split(text)
    for number, part in enumerate(parts):
        found = number % 2 and not words.isdisjoint(search_words(part))
        parts[number] = f"<mark>{escape(part)}</mark>" if found else escape(part)
    return mark_safe("".join(parts))  # noqa: S308 each part is escaped


@register.simple_tag
def text(record, field, match=None):
    """Return one translated text, inside `<span lang="fr">` where it is a fallback.

    The words that answer a query, a `TextMatch`, are marked.
    """
    value, fallback = in_language(record, field)
    if match:
        value = marked(value, match.words)
    return format_html('<span lang="fr">{}</span>', value) if value and fallback else value


@register.filter
def call_address(number):
    """Return the address that calls a telephone number as written; "" where it holds no digit.

    "01 53 25 02 25" → "tel:0153250225", "+33 (0)1 53 25 02 25" → "tel:+33153250225"
    """
    found = FIRST_NUMBER.search(ONLY_AT_HOME.sub("", number))
    return "tel:" + re.sub(r"[^\d+]", "", found[0]) if found else ""


@register.simple_tag
def excerpt(record, field, match=None):
    """Return the beginning of a text, the words that answer a query marked."""
    value, fallback = in_language(record, field)
    value = Truncator(value).words(EXCERPT)
    value = marked(value, match.words) if match else value
    return format_html('<span lang="fr">{}</span>', value) if value and fallback else value


@register.simple_tag
def paragraphs(record, field):
    """Return one long translated text as paragraphs, marked French where it is a fallback."""
    value, fallback = in_language(record, field)
    value = linebreaks_filter(value)
    return format_html('<div lang="fr">{}</div>', value) if fallback else value


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
