"""Refusals in words."""

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist
from django.utils.text import capfirst


def reasons(error, opts):
    """Return a `ValidationError` in one line, each field under its verbose name."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    parts = []
    for name, texts in error.message_dict.items():
        label = "" if name == NON_FIELD_ERRORS else f"{_label(name, opts)}: "
        parts.append(label + " ".join(texts))
    return " ".join(parts)


def _label(name, opts):
    try:
        return capfirst(opts.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name
