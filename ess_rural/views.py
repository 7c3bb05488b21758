"""Pages that compose the apps: home, territories, about; and what machines ask for."""

from collections import Counter
from heapq import nsmallest
from itertools import groupby

from django.conf import settings
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.defaults import bad_request, page_not_found
from django.views.generic import DetailView, TemplateView

from initiatives.catalogue import CARDS, local, national, rings_around, with_initiative_counts
from initiatives.models import (
    AuthorityAction,
    AuthorityLevel,
    Initiative,
    KeyFact,
    Sector,
    SupportOrganisation,
)
from initiatives.querysets import Nearness
from initiatives.rings import nearest_among
from resources.models import KeyFigure, Resource
from search.catalogue import catalogue_of
from search.changes import Derived, kind_of
from search.found import Found
from territories.filters import reader_place
from territories.models import POPULATION_YEAR, Department, Region
from territories.outlines import france_map, territory_map
from territories.place import Place
from territories.typed import TypedPlace, find_place

HOME_FIGURES = 3
HOME_INITIATIVES = 3
HOME_ACTIONS = 4
MAX_COMMUNES = 20
MAX_IN_RING = 12  # the list shows the rest


def most_told():
    """Return the initiatives of which most is told, as cards show them.

    Most deeds of authorities, then most key facts, then by name.
    """
    state = catalogue_of(Initiative).state()
    deeds, facts = (
        Counter(model.objects.order_by().values_list("initiative", flat=True))
        for model in (AuthorityAction, KeyFact)
    )
    names = state.orders["name"]
    told = nsmallest(
        HOME_INITIATIVES,
        state.everything,
        key=lambda record: (-deeds[record], -facts[record], names.keys[record]),
    )
    return Found(CARDS, [], names).fetch(told)


def telling_actions():
    """Return the most telling deeds, one for each initiative."""
    chosen = {}
    # Their numbers alone, and a few at a time: to sort and fetch whole rows takes ten times longer.
    told = AuthorityAction.objects.public().telling().values_list("initiative", "pk")
    for initiative, action in told.iterator(chunk_size=50):
        chosen.setdefault(initiative, action)
        if len(chosen) == HOME_ACTIONS:
            break
    return list(AuthorityAction.objects.telling().filter(pk__in=chosen.values()))


# To choose among all takes long: once for each change, not for each address of the front page.
TOLD = [kind_of(Initiative), kind_of(Sector), kind_of(AuthorityLevel), Region.CHANGES_ARE]
MOST_TOLD = Derived(TOLD, most_told)
TELLING_ACTIONS = Derived(TOLD, telling_actions)
ACTION_COUNT = Derived(TOLD, AuthorityAction.objects.public().count)


class HomeView(TemplateView):
    """What this is, where to look, and a few things found."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        state = catalogue_of(Initiative).state()
        regions = with_initiative_counts(Region.objects.all(), "region")
        figures = KeyFigure.objects.published().prefetch_related("sources__resource")
        return super().get_context_data(
            regions=regions,
            map=france_map(regions),
            total=len(state.everything),
            national_count=len(national(state)),
            action_count=ACTION_COUNT(),
            sectors=with_initiative_counts(Sector.objects.all(), "sector"),
            initiatives=MOST_TOLD(),
            actions=TELLING_ACTIONS(),
            figures=figures[:HOME_FIGURES],
            **kwargs,
        )


class TerritoriesView(TemplateView):
    """All regions and departments, and a search for one's commune by name or postal code."""

    template_name = "territories/index.html"
    query_parameters = ("place",)

    def get(self, request, *args, **kwargs):
        """Answer 400 where the name is too long to be one."""
        typed = request.GET.get("place", "").strip()
        place = find_place(typed) if typed else TypedPlace(typed)
        departments = with_initiative_counts(
            Department.objects.for_list().order_by("region__slug", "code"),
            "department",
        )
        context = self.get_context_data(
            place=place,
            reader_place=reader_place(self.request),
            communes=place.first(MAX_COMMUNES),
            population_year=str(POPULATION_YEAR),
            departments_by_region=[
                (region, list(members))
                for region, members in groupby(departments, key=lambda one: one.region)
            ],
        )
        return self.render_to_response(context, status=400 if place.is_too_long else 200)


class TerritoryView(DetailView):
    """A region or a department: what stands there or serves it, and who helps.

    `own_nearness` is that of what stands in the territory itself or serves a part of it.
    """

    own_nearness = None

    context_object_name = "territory"

    def place(self):
        """Return the territory as a `Place`."""
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        place, state = self.place(), catalogue_of(Initiative).state()
        here, everywhere = local(rings_around(state, place)), national(state)
        rings = nearest_among(here, place, MAX_IN_RING)
        helpers = SupportOrganisation.objects.published().near(**place.arguments)
        return super().get_context_data(
            rings=rings,
            list_url=f"{reverse('initiatives')}?{place.query}",
            organisations_url=f"{reverse('organisations')}?{place.query}",
            national_count=len(everywhere),
            national_near=len(everywhere & here),
            own_nearness=self.own_nearness,
            here_count=next(
                (ring.count for ring in rings if ring.nearness == self.own_nearness), 0
            ),
            sectors=with_initiative_counts(Sector.objects.all(), "sector", here),
            organisations=helpers.exclude(nearness=Nearness.NATIONAL)
            .exclude(category=SupportOrganisation.Category.CARRIER)
            .order_by("nearness", "sort_key", "slug"),
            **kwargs,
        )


class RegionView(TerritoryView):
    """One region, with its departments on a map."""

    model = Region
    own_nearness = Nearness.REGION
    template_name = "territories/region.html"

    def place(self):
        return Place(regions=[self.object])

    def get_context_data(self, **kwargs):
        departments = with_initiative_counts(
            self.object.departments.for_list(),
            "department",
        )
        return super().get_context_data(
            departments=departments, map=territory_map(departments), **kwargs
        )


class DepartmentView(TerritoryView):
    """One department."""

    queryset = Department.objects.for_list()
    own_nearness = Nearness.DEPARTMENT
    template_name = "territories/department.html"

    def place(self):
        return Place(departments=[self.object])


class AboutView(TemplateView):
    """Where the content comes from, who owns what, and how to report a fault."""

    template_name = "about.html"

    def get_context_data(self, **kwargs):
        documents = Resource.objects.published().filter(slug__in=settings.SOURCE_DOCUMENTS)
        return super().get_context_data(
            documents=documents.prefetch_related("publishers"),
            editors_email=settings.EDITORS_EMAIL,
            **kwargs,
        )


def unreadable(request, exception):
    """Answer 400 as a page, or as JSON to a machine: thousands of parameters, for example."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": _("This address cannot be read")}, status=400)
    return bad_request(request, exception)


def not_found(request, exception):
    """Answer 404 as a page, or as JSON to a machine."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": _("This page does not exist")}, status=404)
    # The links of the page would look it up, and no error page asks the database.
    request.reader_place = Place()
    return page_not_found(request, exception)
