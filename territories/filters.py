"""The reader's place in the query string: `region`, `department` and `commune`."""

import django_filters
from django import forms
from django.core.exceptions import TooManyFieldsSent, ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from search.filters import BySlug, PageFilterSet, TakenTogether
from search.form_fields import LineFormField
from territories.models import Commune, Department, Region
from territories.place import Place


class TerritoryFilter(TakenTogether, BySlug):
    """Regions or departments."""


class CommuneField(LineFormField):
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


@extend_schema_field({"type": "string"})
class CommuneFilter(TakenTogether, django_filters.Filter):
    """One commune."""

    field_class = CommuneField


MAX_RADIUS = 200  # km


class DistanceForm(forms.Form):
    """A form with `commune` and `radius`: a distance is counted from somewhere."""

    def clean(self):
        chosen = super().clean()
        if chosen.get("radius") and not chosen.get("commune") and "commune" not in self.errors:
            self.add_error("radius", _("Choose the commune from which to count the distance."))
        return chosen


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": MAX_RADIUS})
class RadiusFilter(TakenTogether, django_filters.Filter):
    """A distance in kilometres around the commune."""

    field_class = forms.IntegerField

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label", _("Distance (km)"))
        super().__init__(*args, min_value=1, max_value=MAX_RADIUS, **kwargs)


class PlaceFilterSet(PageFilterSet):
    """Controls: region, department, commune. What a place keeps is for the subclass to say."""

    TERRITORIES = ("commune", "department", "region")

    region = TerritoryFilter(label=_("Region"), queryset=Region.objects.all())
    department = TerritoryFilter(
        label=_("Department"), queryset=Department.objects.for_list(), to_field_name="code"
    )
    commune = CommuneFilter(label=_("Commune"), max_length=5, widget=forms.HiddenInput)

    @property
    def place(self):
        """The place that was asked for, false where there was none."""
        chosen = self.form.cleaned_data
        return Place(
            commune=chosen.get("commune"),
            departments=list(chosen.get("department") or []),
            regions=list(chosen.get("region") or []),
        )


class PlaceChoice(PlaceFilterSet):
    """The reader's place alone, for a page that is no list."""

    class Meta:
        model = Region
        fields = []

    @classmethod
    def regions(cls):
        """Return all regions, in order; shared by all requests, not to be written to."""
        return list(cls.base_filters["region"].field.records().values())

    @classmethod
    def place_of(cls, query):
        """Return the place that a query string such as "commune=56006" names, None without one."""
        try:
            data = QueryDict(query)
        except TooManyFieldsSent:
            return None
        choice = cls(data, Region.objects.none())
        if not data or not set(data) <= set(cls.TERRITORIES) or not choice.is_valid():
            return None
        return choice.place or None


def reader_place(request):
    """Return the place that the address names; a false one where it is unknown or unnamed.

    Read once for a request: every link of a page asks for it.
    """
    if not hasattr(request, "reader_place"):
        request.reader_place = Place()
        if any(name in request.GET for name in PlaceChoice.TERRITORIES):
            choice = PlaceChoice(request.GET, Region.objects.none())
            if choice.is_valid():
                request.reader_place = choice.place
    return request.reader_place
