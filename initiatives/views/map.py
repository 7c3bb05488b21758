"""The map: regions, then departments, then initiatives, under the filters of the list."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.generic import View

from initiatives.catalogue import national
from initiatives.filters import InitiativeFilter
from initiatives.models import Initiative
from initiatives.views.initiatives import InitiativeListView
from territories.models import Commune, Department
from territories.outlines import Shape, france_map, territory_map
from territories.place import Place

# Beyond this number a department shows how many initiatives a commune has, not which.
MAX_POINTS = 500


@dataclass
class Area:
    """A region or department on the map: its shape, how many it holds, where it leads."""

    shape: Shape
    count: int
    address: str
    is_chosen: bool

    @property
    def name(self):
        return str(self.shape.record)


class InitiativeMapView(InitiativeListView):
    """The list as a map: a drawing with links, which a script replaces by one that zooms.

    With no region chosen, or several, it shows regions; with one, its departments. What the
    filters keep stands below, by name.
    """

    template_name = "initiatives/map.html"
    paginate_by = 40

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.filterset.is_valid():
            place = self.filterset.place
            regions = place.all_regions
            context |= self.one_region(*regions) if len(regions) == 1 else self.all_regions()
            context |= {
                "place": place,
                "department": one(place.all_departments),
                **self.covering_france(regions if len(regions) == 1 else None),
                "france_address": self.address(),
                "for_script": self.for_script(),
                "tiles_url": settings.MAP_TILES_URL,
                "tiles_attribution": settings.MAP_TILES_ATTRIBUTION,
                "overseas": [each for each in self.known("region") if each.pk.startswith("0")],
            }
        return context

    def all_regions(self):
        drawn = france_map(self.known("region"))
        return {
            "map": drawn,
            "areas": self.areas("region", drawn, self.filterset.place.all_regions),
        }

    def one_region(self, region):
        """Return its departments, and how many it counts beside those of its departments."""
        departments = [each for each in self.known("department") if each.region_id == region.pk]
        drawn = territory_map(departments)
        filterset, state = self.filterset, self.filterset.state
        beside = state.having(filterset.facet("region"), [region.pk]) & filterset.anywhere
        beside -= state.having(filterset.facet("department"), [each.pk for each in departments])
        return {
            "map": drawn,
            "areas": self.areas("department", drawn, self.filterset.place.all_departments),
            "region": region,
            "region_address": self.address(region=region.slug),
            "beside": len(beside),
        }

    def areas(self, name, drawn, chosen):
        key = "slug" if name == "region" else "code"
        counts = self.counts[name]
        return [
            Area(
                shape,
                counts.get(shape.record.pk, 0),
                self.address(**{name: getattr(shape.record, key)}),
                shape.record in chosen,
            )
            for shape in drawn.shapes
        ]

    def known(self, name):
        """Return all regions or departments; shared by all requests, not to be written to."""
        return list(self.filterset.form.fields[name].records().values())

    @cached_property
    def counts(self):
        """{control: {code: number}}: an area leads to it alone, whatever place is chosen now."""
        return {
            name: self.filterset.state.count(self.filterset.facet(name), self.filterset.anywhere)
            for name in ("region", "department")
        }

    def covering_france(self, regions=None):
        """Return how many cover all of France, and how many of them stand in the areas drawn.

        Nothing where the list has only what stands somewhere.
        """
        chosen, state = self.filterset.form.cleaned_data, self.filterset.state
        if chosen["located"] or chosen["radius"]:
            return {}
        everywhere = self.filterset.anywhere & national(state)
        codes = [region.pk for region in regions or self.known("region")]
        drawn = everywhere & state.having("region", codes)
        return {"everywhere": len(everywhere), "everywhere_drawn": len(drawn)}

    def address(self, **place):
        """Return the address of the map with another place, all other filters kept."""
        data = self.filterset.data_around(Place())
        data.pop("page", None)
        for name, value in place.items():
            data[name] = value
        return f"?{data.urlencode()}"

    def for_script(self):
        """Return what the script cannot read from the page; short, for it comes with each page.

        "open": the departments that may show single initiatives, all where it is null.
        """
        place, counts = self.filterset.place, self.counts
        radius = self.filterset.form.cleaned_data["radius"]
        departments, opened = self.known("department"), None
        if place.all_departments and not radius:
            opened = [each.pk for each in place.all_departments]
        elif place.regions:
            codes = {each.pk for each in place.regions}
            opened = [each.pk for each in departments if each.region_id in codes]
        commune = place.commune
        return {
            "regions": [
                [each.pk, each.name, each.slug, counts["region"].get(each.pk, 0)]
                for each in self.known("region")
            ],
            "departments": [
                [each.pk, each.name, each.region_id, counts["department"].get(each.pk, 0)]
                for each in departments
            ],
            "chosenRegions": [each.pk for each in place.all_regions],
            "chosenDepartments": [each.pk for each in place.all_departments],
            "open": opened,
            "centre": [commune.latitude, commune.longitude, radius] if commune else None,
        }


class InitiativePointsView(View):
    """The initiatives of one department as points, under the same filters, for the script.

    {"points": [[latitude, longitude, number, commune, its code, [[name, address], …]], …]}: at
    most `MAX_POINTS` initiatives are named; where there are more, communes have their number.
    """

    filterset_class = InitiativeFilter
    # The script sends the whole query of the page of the map.
    query_parameters = ("page", "place")
    error_format = "json"

    def get(self, request, code):
        department = get_object_or_404(Department, pk=code)
        filterset = self.filterset_class(request.GET, Initiative.objects.published())
        if not filterset.is_valid():
            return JsonResponse(filterset.errors, status=400)
        state = filterset.state
        found = state.having("located_department", [department.pk]) & filterset.kept
        if len(found) > MAX_POINTS:
            points = points_of_communes(state, department, found)
        else:
            points = points_of(Initiative.objects.filter(pk__in=list(found)))
        return JsonResponse({"points": points})


def points_of_communes(state, department, found):
    """Return a point for each commune of the department that has any of the initiatives found."""
    communes = Commune.objects.filter(department=department).order_by("pk")
    rows = communes.values_list("latitude", "longitude", "name", "pk")
    counted = [
        (round(latitude, 4), round(longitude, 4), len(records & found), name, code)
        for latitude, longitude, name, code in rows
        if (records := state.facets["commune"].get(code))
    ]
    return [[*point, []] for point in counted if point[2]]


def points_of(initiatives):
    """Return a point for each place where any of the initiatives stands, if that is known."""
    points = {}
    shown = initiatives.select_related("commune").order_by("sort_key", "slug")
    for initiative in shown:
        if not initiative.point:
            continue
        latitude, longitude = (round(degrees, 4) for degrees in initiative.point)
        commune = initiative.commune
        about = (commune.name, commune.pk) if commune else (initiative.name, "")
        point = points.setdefault((latitude, longitude), [latitude, longitude, 0, *about, []])
        point[2] += 1
        point[5].append([initiative.name, initiative.get_absolute_url()])
    return list(points.values())


def one(records):
    """Return the only record, None where there are none or several."""
    return records[0] if len(records) == 1 else None
