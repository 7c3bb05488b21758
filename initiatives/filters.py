"""The one FilterSet of the directory: list, export and API read the query string through it."""

from dataclasses import dataclass

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Model
from django.utils.translation import gettext_lazy as _
from django_filters import fields

from initiatives.models import (
    AuthorityLevel,
    Challenge,
    CooperationForm,
    Initiative,
    Lever,
    Sector,
)
from territories.models import Commune, Department, Region

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
    """Mixin for a control that `InitiativeFilter.filter_queryset` takes with others."""

    def filter(self, queryset, value):
        return queryset


class TextFilter(TakenTogether, django_filters.CharFilter):
    """The words to look for."""


class TerritoryFilter(TakenTogether, BySlug):
    """Regions or departments."""


class CommuneField(forms.CharField):
    """A commune named by its INSEE code: five characters, such as 56006 or 2A004."""

    def clean(self, value):
        code = super().clean(value)
        if not code:
            return None
        commune = Commune.objects.for_list().filter(pk=code.upper()).first()
        if commune is None:
            raise ValidationError(
                _("No commune has the INSEE code “%(code)s”."), params={"code": code}
            )
        return commune


class CommuneFilter(TakenTogether, django_filters.Filter):
    """One commune."""

    field_class = CommuneField


class SortFilter(TakenTogether, django_filters.ChoiceFilter):
    """The order of the list, within each ring of nearness."""

    field_class = ValueField


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

    @property
    def chosen_count(self):
        return sum(option.is_chosen for option in self.options)


class InitiativeFilter(django_filters.FilterSet):
    """Controls: q, region, department, commune, sector, challenge, kind, legal_form,
    cooperation_form, lever, authority, scope, sort.

    Several values of one control mean any of them; several controls mean all of them. The view
    passes the initiatives that may be seen; this only narrows and orders them.
    """

    ORDERS = {
        "name": ["sort_key", "slug"],
        "recent": ["-first_published_at", "sort_key", "slug"],
        "founded": [F("year_founded").desc(nulls_last=True), "sort_key", "slug"],
    }
    TERRITORIES = ("commune", "department", "region")

    q = TextFilter(
        label=_("What are you looking for?"),
        max_length=MAX_QUERY,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": MAX_QUERY}),
    )
    region = TerritoryFilter(label=_("Region"), queryset=Region.objects.all())
    department = TerritoryFilter(
        label=_("Department"), queryset=Department.objects.for_list(), to_field_name="code"
    )
    commune = CommuneFilter(label=_("Commune"), max_length=5, widget=forms.HiddenInput)
    sector = BySlug(label=_("Sector"), field_name="sectors", queryset=Sector.objects.all())
    challenge = BySlug(
        label=_("Challenge"), field_name="challenges", queryset=Challenge.objects.all()
    )
    authority = BySlug(
        label=_("An authority acted"),
        field_name="actions__level",
        queryset=AuthorityLevel.objects.all(),
    )
    lever = BySlug(label=_("Lever"), field_name="levers", queryset=Lever.objects.published())
    cooperation_form = BySlug(
        label=_("Form of cooperation"),
        field_name="cooperation_forms",
        queryset=CooperationForm.objects.published(),
    )
    kind = ByValue(label=_("Kind"), choices=Initiative.Kind)
    legal_form = ByValue(label=_("Legal form"), choices=Initiative.LegalForm)
    scope = ByValue(label=_("Scope"), choices=Initiative.Scope)
    sort = SortFilter(
        label=_("Sort by"),
        choices=[
            ("name", _("name")),
            ("founded", _("latest founded")),
            ("recent", _("latest added")),
        ],
        empty_label=None,
    )

    class Meta:
        model = Initiative
        fields = []

    def filter_queryset(self, queryset):
        """Narrow by every control, then by text and territory, and order the whole."""
        chosen = self.form.cleaned_data
        queryset = super().filter_queryset(queryset).search(chosen["q"])
        order = self.ORDERS[chosen["sort"] or "name"]
        if not self.has_territory:
            return queryset.order_by(*order)
        return queryset.near(
            commune=chosen["commune"],
            departments=chosen["department"],
            regions=chosen["region"],
        ).order_by("nearness", *order)

    @property
    def has_territory(self):
        """Tell whether a place was asked for; only then does the result have a `nearness`."""
        return any(self.form.cleaned_data.get(name) for name in self.TERRITORIES)

    def groups(self):
        """Return the controls of several values as `Group`s, for the form."""
        return [
            Group(name, field.label, self.options(name, field))
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
            parts = [value] if isinstance(value, str | Model) else value
            for part in parts:
                if isinstance(part, Model):
                    label, key = str(part), getattr(part, getattr(field, "to_field_name", "pk"))
                else:
                    label, key = dict(getattr(field, "choices", ())).get(part, part), part
                found.append((label, self.address_without(name, key)))
        return found

    def address_without(self, name, dropped):
        """Return the query string of these filters less one value, from the first page."""
        data = self.data.copy()
        data.pop("page", None)
        data.setlist(name, [value for value in data.getlist(name) if value != dropped])
        return f"?{data.urlencode()}"
