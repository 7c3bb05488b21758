"""The reader's place in the query string: `region`, `department` and `commune`."""

import django_filters
from django import forms
from django.core.exceptions import TooManyFieldsSent, ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from search.filters import BySlug, PageFilterSet, RecordsField, TakenTogether
from search.form_fields import LineFormField
from territories import reasons
from territories.gazetteer import gazetteer
from territories.models import Commune, Department, Region
from territories.not_covered import not_covered_by_code, not_covered_by_name
from territories.place import Place
from territories.spelling import department_code


class TerritoryField(RecordsField):
    """Regions or departments; says why where our tables hold nothing of what was asked for."""

    def validate(self, value):
        for text in value:
            if code := not_covered_by_code(text) or not_covered_by_name(text.replace("-", " ")):
                raise ValidationError(reasons.not_covered(code))
        super().validate(value)


class TerritoryFilter(TakenTogether, BySlug):
    """Regions or departments."""

    field_class = TerritoryField


class CommuneField(LineFormField):
    """A commune named by an INSEE code: five characters, such as 56006 or 2A004.

    Its own, that of a former commune in it, or that of an arrondissement of Paris, Lyon or
    Marseille.
    """

    def clean(self, value):
        code = super().clean(value).upper()
        if not code:
            return None
        communes = Commune.objects.for_list()
        if commune := communes.filter(pk=code).first():
            return commune
        places = gazetteer()
        for found in places.with_insee_code(code) | places.of_arrondissement(code):
            return communes.get(pk=found)
        if outside := not_covered_by_code(code):
            raise ValidationError(reasons.not_covered(outside))
        raise ValidationError(_("No commune has the INSEE code “%(code)s”."), params={"code": code})


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
    """Controls: region, department, commune. What a place keeps is for the subclass to say.

    Departments are known by their code as people write it: "1" and "01", "2a" and "2A". Regions
    have codes that are those of departments: they are known by their slug alone.
    """

    TERRITORIES = ("commune", "department", "region")

    region = TerritoryFilter(label=_("Region"), queryset=Region.objects.all())
    department = TerritoryFilter(
        label=_("Department"),
        help_text=_("By code: 56, 2A, 974. 1 is read as 01, and 2a as 2A."),
        queryset=Department.objects.for_list(),
        to_field_name="code",
    )
    commune = CommuneFilter(
        label=_("Commune"),
        help_text=_(
            "By INSEE code: 56006, 2A004. That of a former commune leads to the commune of today, "
            "that of an arrondissement to Paris, Lyon or Marseille."
        ),
        max_length=5,
        widget=forms.HiddenInput,
    )

    def __init__(self, data=None, *args, **kwargs):
        if data and "department" in data:
            data = data.copy()
            data.setlist("department", map(department_code, data.getlist("department")))
        super().__init__(data, *args, **kwargs)

    def address(self, name, values):
        """Return the query string as every FilterSet does; no distance from where nobody is."""
        address = super().address(name, values)
        if name != "commune" or values:
            return address
        data = QueryDict(address[1:], mutable=True)
        data.pop("radius", None)
        return f"?{data.urlencode()}"

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
