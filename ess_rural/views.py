"""Pages that compose the apps: home, territories, about; and what machines ask for."""

from itertools import groupby

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, TemplateView

from initiatives.models import AuthorityAction, Initiative, Sector, SupportOrganisation
from initiatives.querysets import Nearness
from initiatives.views import Ring, ring_label
from resources.models import KeyFigure, Resource
from territories.models import POPULATION_YEAR, Commune, Department, Region
from territories.outlines import france_map, territory_map

HOME_FIGURES = 3
HOME_INITIATIVES = 3
HOME_ACTIONS = 4
MAX_COMMUNES = 20
MAX_IN_RING = 12  # the list shows the rest
MAX_PLACE_NAME = 60  # characters


class HomeView(TemplateView):
    """What this is, where to look, and a few things found."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        published = Initiative.objects.published()
        regions = with_initiative_counts(Region.objects.all(), published.count_by_region())
        figures = KeyFigure.objects.published().prefetch_related("sources__resource")
        return super().get_context_data(
            regions=regions,
            map=france_map(regions),
            total=published.count(),
            national_count=published.filter(scope=Initiative.Scope.NATIONAL).count(),
            action_count=AuthorityAction.objects.public().count(),
            sectors=Sector.objects.with_counts(),
            initiatives=published.most_told().for_list()[:HOME_INITIATIVES],
            actions=self.actions(),
            figures=figures[:HOME_FIGURES],
            **kwargs,
        )

    @staticmethod
    def actions():
        """Return the most telling deeds, one for each initiative."""
        by_initiative = {}
        for action in AuthorityAction.objects.public().telling():
            by_initiative.setdefault(action.initiative_id, action)
            if len(by_initiative) == HOME_ACTIONS:
                break
        return list(by_initiative.values())


def with_initiative_counts(territories, counts):
    """Return the territories as a list, each with its `initiative_count` from `counts`."""
    territories = list(territories)
    for territory in territories:
        territory.initiative_count = counts.get(territory.pk, 0)
    return territories


class TerritoriesView(TemplateView):
    """All regions and departments, and a search for one's commune by name or postal code."""

    template_name = "territories/index.html"

    def get(self, request, *args, **kwargs):
        """Answer 400 where the name is too long to be one."""
        place = request.GET.get("place", "").strip()
        too_long = len(place) > MAX_PLACE_NAME
        communes = []
        if place and not too_long:
            communes = Commune.objects.for_list().search(place)[:MAX_COMMUNES]
        departments = with_initiative_counts(
            Department.objects.for_list().order_by("region__slug", "code"),
            Initiative.objects.published().count_by_department(),
        )
        context = self.get_context_data(
            place=place,
            too_long=too_long,
            communes=communes,
            population_year=str(POPULATION_YEAR),
            departments_by_region=[
                (region, list(members))
                for region, members in groupby(departments, key=lambda one: one.region)
            ],
        )
        return self.render_to_response(context, status=400 if too_long else 200)


class TerritoryView(DetailView):
    """A region or a department: what stands there or serves it, and who helps."""

    context_object_name = "territory"

    def place(self):
        """Return the territory as keyword arguments of `InitiativeQuerySet.near`."""
        raise NotImplementedError

    def query(self):
        """Return the territory as the list of initiatives wants it in its address."""
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        published = Initiative.objects.published()
        near = published.near(**self.place()).order_by("nearness", "sort_key", "slug")
        counts = near.count_by_nearness()
        rings = [
            Ring(
                ring_label(nearness, **self.place()),
                counts[nearness],
                list(near.filter(nearness=nearness).for_list()[:MAX_IN_RING]),
            )
            for nearness in sorted(counts)
            if nearness != Nearness.NATIONAL
        ]
        here = near.exclude(nearness=Nearness.NATIONAL)
        national_count = counts.get(Nearness.NATIONAL, 0)
        return super().get_context_data(
            rings=rings,
            list_url=f"{reverse('initiatives')}?{self.query()}",
            national_count=national_count,
            local_count=sum(counts.values()) - national_count,
            sectors=Sector.objects.with_counts_among(here),
            organisations=SupportOrganisation.objects.published().serving(**self.place()),
            **kwargs,
        )


class RegionView(TerritoryView):
    """One region, with its departments on a map."""

    model = Region
    template_name = "territories/region.html"

    def place(self):
        return {"regions": [self.object]}

    def query(self):
        return f"region={self.object.slug}"

    def get_context_data(self, **kwargs):
        departments = with_initiative_counts(
            self.object.departments.for_list(),
            Initiative.objects.published().count_by_department(),
        )
        return super().get_context_data(
            departments=departments, map=territory_map(departments), **kwargs
        )


class DepartmentView(TerritoryView):
    """One department."""

    queryset = Department.objects.for_list()
    template_name = "territories/department.html"

    def place(self):
        return {"departments": [self.object]}

    def query(self):
        return f"department={self.object.code}"


class AboutView(TemplateView):
    """Where the content comes from, who owns what, and how to report a fault."""

    template_name = "about.html"

    def get_context_data(self, **kwargs):
        documents = Resource.objects.published().filter(slug__in=settings.SOURCE_DOCUMENTS)
        return super().get_context_data(
            documents=documents.prefetch_related("publishers"), **kwargs
        )


@require_safe
def health(request):
    """Answer "ok" where the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def robots(request):
    """Tell robots where the sitemap is, and to leave the admin alone."""
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    return render(
        request, "robots.txt", {"sitemap": sitemap}, content_type="text/plain; charset=utf-8"
    )
