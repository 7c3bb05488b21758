"""What every FilterSet of the site shares: controls named by readable values, and their form.

An unknown value is an error that names it, never an empty or a silently wider list.
"""

from dataclasses import dataclass

import django_filters
from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django_filters import fields

MAX_QUERY = 200  # characters

UNKNOWN = _("“%(value)s” is not known here.")


class WithoutBlanks:
    """Mixin for a field of several values: `?region=`, left blank in a form, says nothing."""

    def clean(self, value):
        return super().clean([part for part in value or [] if part])


class RecordsField(WithoutBlanks, fields.ModelMultipleChoiceField):
    """Records chosen by slug or code; says which value is unknown."""

    default_error_messages = {
        "invalid_choice": UNKNOWN,
        "invalid_pk_value": _("“%(pk)s” is not known here."),
    }


class ValuesField(WithoutBlanks, fields.MultipleChoiceField):
    """Several values of an enumeration; says which value is unknown."""

    default_error_messages = {"invalid_choice": UNKNOWN}


class ValueField(fields.ChoiceField):
    """One value of an enumeration; says which value is unknown."""

    default_error_messages = {"invalid_choice": UNKNOWN}


class BySlug(django_filters.ModelMultipleChoiceFilter):
    """Any of several linked records, named in the address by `to_field_name`."""

    field_class = RecordsField

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("to_field_name", "slug")
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(*args, **kwargs)

    def filter(self, queryset, value):
        """Narrow by a subquery: a join would give a record once for each link."""
        if not value:
            return queryset
        matching = self.model.objects.filter(**{f"{self.field_name}__in": value})
        return queryset.filter(pk__in=matching.values("pk"))


class ByValue(django_filters.MultipleChoiceFilter):
    """Any of several values of an enumeration."""

    field_class = ValuesField

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        kwargs.setdefault("distinct", False)
        super().__init__(*args, **kwargs)


class TakenTogether:
    """Mixin for a control that the FilterSet's `filter_queryset` takes with others."""

    def filter(self, queryset, value):
        return queryset


class SortFilter(TakenTogether, django_filters.ChoiceFilter):
    """The order of the list."""

    field_class = ValueField


class TextFilter(django_filters.CharFilter):
    """Words to look for: the queryset's own `search` takes them."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label", _("What are you looking for?"))
        kwargs.setdefault("max_length", MAX_QUERY)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"type": "search", "maxlength": MAX_QUERY})
        )
        super().__init__(*args, **kwargs)

    def filter(self, queryset, value):
        return queryset.search(value) if value else queryset


@dataclass
class Option:
    """A box to tick: what the address says, what the reader reads."""

    value: str
    label: str
    is_chosen: bool


@dataclass
class Group:
    """A control of several values."""

    name: str
    label: str
    options: list[Option]
    is_open: bool

    @property
    def chosen_count(self):
        return sum(option.is_chosen for option in self.options)


class PageFilterSet(django_filters.FilterSet):
    """A FilterSet that also tells a page what to draw: its controls and what is chosen.

    `OPEN` names the controls that are unfolded from the start.
    """

    OPEN = ()

    def groups(self):
        """Return the controls of several values as `Group`s, for the form."""
        return [
            Group(name, field.label, self.options(name, field), name in self.OPEN)
            for name, field in self.form.fields.items()
            if isinstance(field.widget, forms.CheckboxSelectMultiple)
        ]

    def options(self, name, field):
        """Return the choices of a control, told apart by what the address holds."""
        chosen = set(self.data.getlist(name))
        return [Option(str(value), label, str(value) in chosen) for value, label in field.choices]

    def active(self):
        """Return what is chosen, as (label, address without it), sorting left aside."""
        found = []
        for name, value in self.form.cleaned_data.items():
            if not value or name == "sort":
                continue
            field = self.form.fields[name]
            if isinstance(value, str | Model):
                found.append((value, self.address(name, [])))
                continue
            labels = dict(getattr(field, "choices", ()))
            for part in value:
                key = getattr(part, field.to_field_name) if isinstance(part, Model) else part
                kept = [other for other in self.data.getlist(name) if other not in ("", key)]
                found.append((labels.get(part, part), self.address(name, kept)))
        return found

    def address(self, name, values):
        """Return the query string with these values for one control, from the first page."""
        data = self.data.copy()
        data.pop("page", None)
        data.setlist(name, values)
        return f"?{data.urlencode()}"
