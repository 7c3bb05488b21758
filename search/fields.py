"""Model fields: text in its normal form, and columns that sort by bytes on every database."""

from django.db import models

from search import form_fields
from search.normal_form import normalize_line, normalize_text


class NormalizedMixin:
    """Mixin for a text field: what is validated, stored or looked for is in its normal form.

    The column is that of Django's own field, which is all that migrations know of.
    """

    normalize = staticmethod(normalize_line)
    form_class = form_fields.LineFormField

    def to_python(self, value):
        value = super().to_python(value)
        return self.normalize(value) if isinstance(value, str) else value

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": self.form_class, **kwargs})

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        django = models.Field.__module__
        plain = next(each for each in type(self).__mro__ if each.__module__ == django)
        return name, f"django.db.models.{plain.__name__}", args, kwargs


class LineField(NormalizedMixin, models.CharField):
    """Text of one line; not for a column of `choices`."""


class TextField(NormalizedMixin, models.TextField):
    """Text of several lines."""

    normalize = staticmethod(normalize_text)
    form_class = form_fields.TextFormField


class EmailField(NormalizedMixin, models.EmailField):
    """An e-mail address."""

    form_class = form_fields.EmailFormField


class SlugField(NormalizedMixin, models.SlugField):
    """A part of an address."""

    form_class = form_fields.SlugFormField


class ByteOrdered:
    """Mixin for a text field: compare and sort by bytes, as SQLite does by default.

    PostgreSQL would otherwise follow the locale of the server, and give another order.
    """

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class ByteOrderedCharField(ByteOrdered, models.CharField):
    """CharField for folded text: [a-z0-9 ] only."""


class ByteOrderedSlugField(ByteOrdered, models.SlugField):
    """SlugField whose order is the same on every database."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": form_fields.SlugFormField, **kwargs})
