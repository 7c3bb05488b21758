"""What every FilterSet of the site shares: controls named by readable values, and their form.

An unknown value is an error that names it, never an empty or a silently wider list.
"""

from dataclasses import dataclass
from functools import cached_property

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import ModelChoiceIteratorValue
from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django_filters import fields
from drf_spectacular.utils import extend_schema_field

from search import thesaurus
from search.catalogue import catalogue_of
from search.changes import Derived, kind_of
from search.form_fields import LineFormField
from search.query import alone, find_text, intersection

MAX_QUERY = 200  # characters
MAX_VALUES = 120  # of one control

COUNT = ' <span class="count">{}</span>'
UNKNOWN = _("“%(value)s” is not known here.")


class WithoutBlanks:
    """Mixin for a field of several values: `?region=`, left blank in a form, says nothing."""

    def clean(self, value):
        values = list(dict.fromkeys(part for part in value or [] if part))
        if len(values) > MAX_VALUES:
            raise ValidationError(
                _("Choose at most %(number)s values."), params={"number": MAX_VALUES}
            )
        return super().clean(values)


class RecordsField(WithoutBlanks, forms.MultipleChoiceField):
    """Records chosen by slug or code; says which value is unknown.

    `records` gives {value: record}, kept in memory until one of them changes: a form needs no
    query for its choices.
    """

    default_error_messages = {"invalid_choice": UNKNOWN}

    def __init__(self, *args, records, to_field_name, **kwargs):
        self.records = records
        self.to_field_name = to_field_name
        super().__init__(*args, choices=self._choices, **kwargs)

    def _choices(self):
        """Return [(value, label)], each value with its `instance`."""
        return [
            (ModelChoiceIteratorValue(key, record), str(record))
            for key, record in self.records().items()
        ]

    def valid_value(self, value):
        return value in self.records()

    def clean(self, value):
        return [self.records()[key] for key in super().clean(value)]


class ValuesField(WithoutBlanks, fields.MultipleChoiceField):
    """Several values of an enumeration; says which value is unknown."""

    default_error_messages = {"invalid_choice": UNKNOWN}


class ValueField(fields.ChoiceField):
    """One value of an enumeration; says which value is unknown."""

    default_error_messages = {"invalid_choice": UNKNOWN}


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class BySlug(django_filters.Filter):
    """Any of several linked records, named in the address by `to_field_name`."""

    field_class = RecordsField

    def __init__(self, *args, queryset, to_field_name="slug", **kwargs):
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        records = Derived(
            [kind_of(queryset.model)],
            lambda: {getattr(record, to_field_name): record for record in queryset.all()},
        )
        super().__init__(*args, records=records, to_field_name=to_field_name, **kwargs)

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

    field_class = LineFormField

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
    # How many records the list would have with it; None where that is not counted.
    count: int | None = None


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

    @property
    def boxes(self):
        """The boxes to tick, as HTML; not a template, for a list draws two hundred of them."""
        boxes = []
        for option in self.options:
            value, checked = escape(option.value), " checked" if option.is_chosen else ""
            count = "" if option.count is None else COUNT.format(number_format(option.count))
            boxes.append(
                f'<label><input type="checkbox" id="{self.name}-{value}" name="{self.name}"'
                f' value="{value}"{checked}>{escape(option.label)}{count}</label>'
            )
        return mark_safe("\n".join(boxes))  # noqa: S308 what is not ours is escaped


@dataclass
class Proposal:
    """Other words to look for: what they are, the address with them, how many they find."""

    text: str
    address: str
    count: int | None = None


class PageFilterSet(django_filters.FilterSet):
    """A FilterSet that also tells a page what to draw: its controls and what is chosen.

    `OPEN` names the controls that are unfolded from the start.
    """

    OPEN = ()

    def refuse(self, reasons):
        """Add to the errors of the form what is wrong with the address beside its controls."""
        self.form.full_clean()
        for reason in reasons:
            self.form.add_error(None, str(reason))

    def groups(self):
        """Return the controls of several values as `Group`s, for the form."""
        return [
            Group(name, field.label, options, name in self.OPEN)
            for name, field in self.form.fields.items()
            if isinstance(field.widget, forms.CheckboxSelectMultiple)
            and (options := self.options(name, self.offered(name, field)))
        ]

    def offered(self, name, field):
        """Return the choices of a control that the form shows: all of them."""
        return field.choices

    def options(self, name, choices):
        """Return choices of a control as `Option`s, told apart by what the address holds."""
        chosen, counts = set(self.data.getlist(name)), self.counts_of(name)
        return [
            Option(
                key := str(value),
                label,
                key in chosen,
                None if counts is None else counts.get(facet_value(value), 0),
            )
            for value, label in choices
        ]

    def counts_of(self, name):
        """Return {value: number of records} of a control; None where that is not counted."""

    def active(self):
        """Return what is chosen, as (label, address without it), sorting left aside."""
        return [(label, self.address(name, kept)) for name, label, kept in self.chosen_values()]

    def chosen_values(self):
        """Yield what is chosen, as (control, label, values of the control without it)."""
        for name, value in self.form.cleaned_data.items():
            if not value or name == "sort":
                continue
            field = self.form.fields[name]
            labels = dict(getattr(field, "choices", ()))
            if isinstance(value, str | int | Model):
                yield name, self.chip(name, labels.get(value, value)), []
                continue
            for part in value:
                key = getattr(part, field.to_field_name) if isinstance(part, Model) else part
                kept = [other for other in self.data.getlist(name) if other not in ("", key)]
                yield name, labels.get(part, part), kept

    def chip(self, name, value):
        """Return what the chip of a control of one value says."""
        return value

    def address(self, name, values):
        """Return the query string with these values for one control, from the first page."""
        data = self.data.copy()
        data.pop("page", None)
        data.setlist(name, values)
        return f"?{data.urlencode()}"


def facet_value(choice):
    """Return the value of a facet for a choice of a form: the key of a record, or the choice."""
    record = getattr(choice, "instance", None)
    return record.pk if record else choice


class CatalogueFilterSet(PageFilterSet):
    """A FilterSet that asks the catalogue of its model: for the records in order, and for counts.

    Several values of a control mean any of them, several controls mean all of them; the counts of
    a control leave its own choice aside, so that they say what another choice would find.
    """

    # The controls that are facets of the catalogue.
    FACETS = ()
    # The controls of which each value has its number.
    COUNTED = ()

    @cached_property
    def state(self):
        """The catalogue at this moment; the same for all that this FilterSet answers."""
        return catalogue_of(self._meta.model).state()

    @cached_property
    def thesaurus(self):
        return thesaurus.current()

    @cached_property
    def match(self):
        """The `TextMatch` of the words typed, None where there are none."""
        text = self.form.cleaned_data["q"]
        return find_text(self.state, self.thesaurus, text) if text else None

    @cached_property
    def chosen(self):
        """{facet: records that have any of the values chosen}, for the controls in use."""
        return {
            name: self.state.having(name, [getattr(value, "pk", value) for value in values])
            for name in self.FACETS
            if (values := self.form.cleaned_data[name])
        }

    @cached_property
    def kept(self):
        """The records that all controls keep together."""
        return self.among()

    def without(self, name):
        """Return the records that all controls keep but one, which says nothing."""
        return self.among(leaving=name) if self.form.cleaned_data[name] else self.kept

    def among(self, *, leaving=None):
        """Return the records that the words and all facets keep, one facet left aside."""
        words = [self.match.all] if self.match else []
        facets = [records for name, records in self.chosen.items() if name != leaving]
        return intersection([self.state.everything, *words, *facets])

    def named_counts(self):
        """Return {control: {value as in the address: number}}, zero where nothing is found."""
        return {
            name: {option.value: option.count for option in self.options(name, field.choices)}
            for name, field in self.form.fields.items()
            if name in self.COUNTED
        }

    def did_you_mean(self):
        """Return the words that were likely meant as a `Proposal`, None where they are known."""
        likely = catalogue_of(self._meta.model).meant(self.form.cleaned_data["q"])
        return Proposal(likely, self.address("q", [likely])) if likely else None

    def fewer_words(self):
        """Return a `Proposal` for each word that finds something alone, where there are several."""
        return [
            Proposal(text, self.address("q", [text]), count)
            for text, count in alone(self.state, self.thesaurus, self.form.cleaned_data["q"])
        ]
