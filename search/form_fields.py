"""Form fields whose text is in its normal form before it is measured or looked at."""

from django import forms

from search.normal_form import normalize_line, normalize_text


class NormalizedMixin:
    """Mixin for a `CharField` of a form: the text that came is brought into its normal form."""

    normalize = staticmethod(normalize_line)

    def to_python(self, value):
        if isinstance(value, str):
            value = self.normalize(value)
        return super().to_python(value)


class LineFormField(NormalizedMixin, forms.CharField):
    """Text of one line."""


class TextFormField(NormalizedMixin, forms.CharField):
    """Text of several lines."""

    normalize = staticmethod(normalize_text)
    widget = forms.Textarea


class EmailFormField(NormalizedMixin, forms.EmailField):
    """An e-mail address."""


class SlugFormField(NormalizedMixin, forms.SlugField):
    """A part of an address."""
