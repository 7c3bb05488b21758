"""The FilterSets of the directory: list, export and API read the query string through them."""

from dataclasses import replace
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from initiatives.catalogue import local, located_in, national, rings_around, within_radius
from initiatives.models import (
    AuthorityLevel,
    Challenge,
    CooperationForm,
    Driver,
    Initiative,
    Lever,
    Offer,
    Sector,
    SupportOrganisation,
)
from resources.filters import ResourceFilter
from resources.models import Resource
from search.filters import (
    BySlug,
    ByValue,
    CatalogueFilterSet,
    PageFilterSet,
    SortFilter,
    TextFilter,
)
from search.found import Found
from search.query import union
from territories.filters import DistanceForm, PlaceFilterSet, RadiusFilter


class InitiativeFilter(PlaceFilterSet, CatalogueFilterSet):
    """Controls: q, region, department, commune, radius, located, sector, challenge, kind,
    legal_form, cooperation_form, lever, authority, scope, sort.

    The one search of the directory: list, map, exports, feed and API ask it, so that they agree.
    """

    OPEN = ("region", "sector")
    FACETS = (
        "sector",
        "challenge",
        "lever",
        "authority",
        "cooperation_form",
        "kind",
        "legal_form",
        "scope",
    )
    COUNTED = ("region", "department", *FACETS)

    q = TextFilter()
    radius = RadiusFilter()
    located = SortFilter(label=_("Location"), choices=[("1", _("Only what stands there"))])
    sector = BySlug(label=_("Sector"), field_name="sectors", queryset=Sector.objects.all())
    challenge = BySlug(
        label=_("Challenge"), field_name="challenges", queryset=Challenge.objects.all()
    )
    lever = BySlug(label=_("Lever"), field_name="levers", queryset=Lever.objects.published())
    authority = BySlug(
        label=_("An authority acted"),
        field_name="actions__level",
        queryset=AuthorityLevel.objects.all(),
    )
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
        empty_label=_("relevance"),
    )

    class Meta:
        model = Initiative
        fields = []
        form = DistanceForm

    def filter_queryset(self, queryset):
        """Return the `Found` initiatives: the nearest first, then those that answer best."""
        kept = self.kept
        parts = [records & kept for _label, records in self.rings] if self.is_placed else [kept]
        sort = self.form.cleaned_data["sort"]
        if self.match and not sort and not self.distances:
            parts = [part & answer for part in parts for answer in self.match.parts]
        return Found(queryset, parts, self.state.orders[sort or "name"])

    @property
    def is_placed(self):
        """Whether the list is cut into rings: by nearness, by distance or by location."""
        return bool(self.place or self.form.cleaned_data["located"])

    @property
    def distances(self):
        """[(km, records)] within the radius, nearest first; empty where none was asked for."""
        return self.rings if self.form.cleaned_data["radius"] else []

    @cached_property
    def circle(self):
        """[(km, records)] within the radius, wherever else the list may be narrowed to."""
        return within_radius(self.state, self.place.commune, self.form.cleaned_data["radius"])

    @cached_property
    def rings(self):
        """[(Nearness or km, records)] around the place, before words and facets narrow them."""
        return self.rings_in(self.place)

    def rings_in(self, place):
        """Return what the rings are in a place: this one, or it without one of its controls.

        Regions and departments beside a commune narrow its circle as they do any list.
        """
        chosen = self.form.cleaned_data
        if chosen["radius"]:
            beside = replace(place, commune=None)
            within = self.state.everything
            if beside:
                within = union(records for _nearness, records in rings_around(self.state, beside))
            return [(km, found) for km, records in self.circle if (found := records & within)]
        if chosen["located"]:
            return located_in(self.state, place)
        return rings_around(self.state, place) if place else []

    def reached(self, place):
        """Return all that is in a ring; everything where the list is not cut into rings."""
        if not place and not self.form.cleaned_data["located"]:
            return self.state.everything
        rings = self.rings if place == self.place else self.rings_in(place)
        return union(records for _label, records in rings)

    @cached_property
    def anywhere(self):
        """The records that the words and all facets keep, wherever they are."""
        return super().among()

    def among(self, *, leaving=None):
        if leaving in self.TERRITORIES:
            return self.anywhere & self.reached(replace(self.place, **{f"{leaving}s": []}))
        kept = super().among(leaving=leaving) if leaving else self.anywhere
        return kept & self.reached(self.place)

    def counts_of(self, name):
        """Return {value: number} of a control; None where it is not counted.

        On territories, of what the list behind has, what stands there or serves them: without what
        covers all of France from elsewhere.
        """
        if name not in self.COUNTED or not self.is_valid():
            return None
        return self.state.count(self.facet(name), self.without(name))

    def facet(self, name):
        """Return the facet behind a control: of what stands there, where that was asked for."""
        located = name in self.TERRITORIES and self.form.cleaned_data["located"]
        return f"located_{name}" if located else name

    def chip(self, name, value):
        return _("within %(km)s km") % {"km": value} if name == "radius" else value

    def offered(self, name, field):
        """Return all choices, but for departments: those of the regions chosen."""
        if name != "department" or not self.is_valid():
            return field.choices
        regions = {region.pk for region in (*self.place.all_regions, *self.place.regions)}
        if not regions:
            return []
        return [choice for choice in field.choices if choice[0].instance.region_id in regions]

    def kept_rings(self):
        """Return [(Nearness, records)] that the list holds, nearest first, without empty rings."""
        kept = self.kept
        rings = [(nearness, records & kept) for nearness, records in self.rings]
        return [(nearness, records) for nearness, records in rings if records]

    def wider(self):
        """Return the searches to try where nothing is near, nearest first.

        As (query string, whether it names a place, the place in words): first the same place
        without its limits, then the wider ones, France at last.
        """
        tries = []
        chosen = self.form.cleaned_data
        if self.place and (chosen["radius"] or chosen["located"]):
            data = self.data.copy()
            for name in ("radius", "located", "page"):
                data.pop(name, None)
            text = _("%(name)s, what stands near it or serves it") % {"name": self.place.name}
            tries.append((data, True, text))
        for place in self.place.wider():
            data = self.data_around(place)
            data.pop("located", None)
            tries.append((data, bool(place), place.name or _("all of France")))
        return tries

    def data_around(self, place):
        """Return the query string, as a QueryDict, with another place: the regions of `place`."""
        data = self.data.copy()
        for name in (*self.TERRITORIES, "radius"):
            data.pop(name, None)
        data.setlist("region", [region.slug for region in place.regions])
        return data

    def has_local(self):
        """Tell whether something is found near the place, or found at all where there is none."""
        if not self.is_placed:
            return bool(self.kept)
        return bool(local(self.kept_rings()))

    def national_counts(self):
        """Return how many of the list cover all of France, and how many of them stand near."""
        everywhere = self.kept & national(self.state)
        return {
            "national_count": len(everywhere),
            "national_near": len(everywhere & local(self.kept_rings())),
        }


class OrganisationFilter(PlaceFilterSet):
    """Controls: q, region, department, commune, category, offer, cooperation_form, lever, sector.

    A place keeps the bodies that serve it and the national ones, nearest first.
    """

    OPEN = ("region", "offer")

    q = TextFilter()
    offer = BySlug(label=_("What they offer"), field_name="offers", queryset=Offer.objects.all())
    cooperation_form = BySlug(
        label=_("Form of cooperation"),
        field_name="cooperation_forms",
        queryset=CooperationForm.objects.published(),
    )
    category = ByValue(label=_("Category"), choices=SupportOrganisation.Category)
    lever = BySlug(label=_("Lever"), field_name="levers", queryset=Lever.objects.published())
    sector = BySlug(label=_("Sector"), field_name="sectors", queryset=Sector.objects.all())

    class Meta:
        model = SupportOrganisation
        fields = []

    def filter_queryset(self, queryset):
        """Narrow by every control, then by place, and order the whole."""
        queryset = super().filter_queryset(queryset)
        if not self.place:
            return queryset.order_by("sort_key", "slug")
        return queryset.near(**self.place.arguments).order_by("nearness", "sort_key", "slug")


class LeverFilter(PageFilterSet):
    """Controls: q, driver, authority (a level that can pull it)."""

    OPEN = ("driver", "authority")

    q = TextFilter()
    driver = BySlug(label=_("Driver"), field_name="drivers", queryset=Driver.objects.all())
    authority = BySlug(
        label=_("Who can pull it"),
        field_name="pulled_by",
        queryset=AuthorityLevel.objects.all(),
    )

    class Meta:
        model = Lever
        fields = []


class TopicResourceFilter(ResourceFilter):
    """Controls of `ResourceFilter`, and what a resource is about: sector, lever, form."""

    sector = BySlug(label=_("Sector"), field_name="sectors", queryset=Sector.objects.all())
    lever = BySlug(label=_("Lever"), field_name="levers", queryset=Lever.objects.published())
    cooperation_form = BySlug(
        label=_("Form of cooperation"),
        field_name="cooperation_forms",
        queryset=CooperationForm.objects.published(),
    )

    class Meta:
        model = Resource
        fields = []
