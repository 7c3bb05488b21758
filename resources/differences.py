"""What changed from one state of a record to another, in words that a reader can follow."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher

from django.db import models
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modeltranslation.fields import TranslationField

from resources.history import row_columns

WORDS = re.compile(r"\s+|[^\s]+")
# Words shown around a change; of two texts with more than this many pairs of words, none is sought.
CONTEXT = 12
MOST_PAIRS = 4_000_000
LEFT_OUT = " […] "


@dataclass(frozen=True)
class Difference:
    """One field: its name, the language of its text or "", and pairs (kind, text).

    The kinds are "same", "removed" and "added".
    """

    label: str
    language: str
    parts: list


def differences(before, after, model):
    """Return the `Difference` of each field of two dictionaries {field name: text}."""
    found = []
    for name, text in after.items():
        if text != before.get(name, ""):
            field = model._meta.get_field(name)
            language = field.language if isinstance(field, TranslationField) else ""
            found.append(Difference(label_of(field), language, parts(before.get(name, ""), text)))
    return found


def label_of(field):
    """Return the name of a field or of a relation to rows, capitalised."""
    if field.auto_created:
        return str(capfirst(field.related_model._meta.verbose_name_plural))
    return str(capfirst(field.verbose_name))


def parts(before, after):
    """Return the differences of two texts as pairs (kind, text); what is long and same is cut."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        return [("removed", before), ("added", after)]
    found = []
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (code, start, end, new_start, new_end) in enumerate(codes):
        if code == "equal":
            same = shortened(old[start:end], place == 0, place == len(codes) - 1)
            found.append(("same", same))
            continue
        if start < end:
            found.append(("removed", "".join(old[start:end])))
        if new_start < new_end:
            found.append(("added", "".join(new[new_start:new_end])))
    return found


def shortened(words, is_first, is_last):
    """Return words that did not change as text, with those near a change only."""
    most = 2 * CONTEXT  # words, and the spaces between them
    if is_first and len(words) > most:
        return LEFT_OUT.lstrip() + "".join(words[-most:])
    if is_last and len(words) > most:
        return "".join(words[:most]) + LEFT_OUT.rstrip()
    if len(words) > 2 * most:
        return "".join(words[:most]) + LEFT_OUT + "".join(words[-most:])
    return "".join(words)


class Names:
    """The names of linked records, each model asked once for all that will be shown."""

    def __init__(self):
        self.wanted = {}
        self.known = {}

    def want(self, model, keys):
        self.wanted.setdefault(model, set()).update(key for key in keys if key is not None)

    def __call__(self, model, key):
        if model not in self.known:
            self.known[model] = model._base_manager.in_bulk(list(self.wanted[model]))
        found = self.known[model].get(model._meta.pk.to_python(key))
        return str(found) if found is not None else _("no longer there (%(key)s)") % {"key": key}


def texts_of(versions):
    """Return for each version {field name: text}, in the reader's language and the forms' order."""
    names = Names()
    for version in versions:
        _want(names, version)
    return [_texts(names, version) for version in versions]


def _want(names, version):
    model = version.instance_type
    for field in version.tracked_fields:
        if field.is_relation:
            names.want(field.related_model, [getattr(version, field.attname)])
    for name, keys in version.links.items():
        names.want(model._meta.get_field(name).related_model, keys)
    for name, rows in version.rows.items():
        for field in row_fields(model, name):
            if field.is_relation:
                names.want(field.related_model, [row.get(field.attname) for row in rows])


def _texts(names, version):
    model = version.instance_type
    texts = {}
    for field in version.tracked_fields:
        if field.name != "id":
            texts[field.name] = text_of(field, getattr(version, field.attname), names)
    for name, keys in version.links.items():
        other = model._meta.get_field(name).related_model
        texts[name] = "\n".join(sorted(names(other, key) for key in keys))
    for name, rows in version.rows.items():
        fields = row_fields(model, name)
        lines = []
        for row in rows:
            values = (text_of(field, row.get(field.attname), names) for field in fields)
            lines.append(" · ".join(value for value in values if value))
        texts[name] = "\n".join(lines)
    return texts


def row_fields(model, name):
    """Return the fields of the rows behind a relation that say something to a reader."""
    relation = model._meta.get_field(name)
    columns = set(row_columns(relation.related_model))
    hidden = {"id", relation.field.attname}
    fields = relation.related_model._meta.concrete_fields
    return [field for field in fields if field.attname in columns - hidden]


def text_of(field, value, names):
    """Return the value of a column as text; "" where there is none."""
    if value is None or value == "":
        return ""
    if field.is_relation:
        return names(field.related_model, value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateField) and isinstance(value, str):
        value = field.to_python(value)
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(field, models.DecimalField):
        return number_format(Decimal(value).normalize(), use_l10n=True)
    return str(value)
