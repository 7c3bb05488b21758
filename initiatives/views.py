"""Public pages about initiatives and sectors."""

from dataclasses import dataclass
from itertools import groupby

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from initiatives.filters import InitiativeFilter
from initiatives.models import Initiative, Sector
from initiatives.querysets import Nearness
from territories.models import Region


@dataclass
class Ring:
    """The initiatives of a page that are equally near, and how many there are in all."""

    label: str
    count: int
    initiatives: list


def ring_label(nearness, *, commune=None, departments=(), regions=()):
    """Return the heading of a ring of nearness around the chosen place, in words."""
    department = commune.department if commune else departments[0] if departments else None
    region = department.region if department else regions[0] if regions else None
    several_departments = not commune and len(departments) > 1
    match nearness:
        case Nearness.COMMUNE:
            return _("in the commune: %(name)s") % {"name": commune.name}
        case Nearness.INTERCOMMUNALITY:
            return _("elsewhere in the intercommunality")
        case Nearness.DEPARTMENT if several_departments:
            return _("in the departments chosen")
        case Nearness.DEPARTMENT:
            return department.in_place()
        case Nearness.REGION if department and not several_departments:
            return _("at the scale of the region: %(name)s") % {"name": region.name}
        case Nearness.REGION if several_departments or len(regions) > 1:
            return _("in the regions chosen")
        case Nearness.REGION:
            return region.in_place()
        case Nearness.NATIONAL:
            return _("across France")


class InitiativeListView(ListView):
    """The list, narrowed by the filters; around a place, grouped by how near things are to it."""

    template_name = "initiatives/list.html"
    context_object_name = "initiatives"
    paginate_by = 20

    def get(self, request, *args, **kwargs):
        """Answer 400 with the reasons where a filter has a value that is not known."""
        self.filterset = InitiativeFilter(request.GET, Initiative.objects.published())
        self.widened_to = ""
        if not self.filterset.is_valid():
            self.object_list = Initiative.objects.none()
            return self.render_to_response(self.get_context_data(), status=400)
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        """Return what the filters keep; where that is nothing, what a wider place keeps."""
        found = self.filterset.qs
        if not found.exists():
            found = self.widened() or found
        return found.for_list()

    def widened(self):
        """Drop the place, the nearest wider one first, until something is found; else None."""
        chosen = self.filterset.form.cleaned_data
        steps = []
        if chosen["department"]:
            regions = {
                department.region.slug: department.region for department in chosen["department"]
            }
            steps.append((regions, ", ".join(region.name for region in regions.values())))
        if self.filterset.has_territory:
            steps.append(({}, _("all of France")))
        for regions, label in steps:
            data = self.request.GET.copy()
            for name in InitiativeFilter.TERRITORIES:
                data.pop(name, None)
            data.setlist("region", regions)
            wider = InitiativeFilter(data, Initiative.objects.published())
            if wider.is_valid() and wider.qs.exists():
                self.widened_to = label
                self.shown = wider
                return wider.qs
        return None

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["filter"] = self.filterset
        context["widened_to"] = self.widened_to
        if self.filterset.is_valid():
            context["active"] = self.filterset.active()
            context["total"] = context["paginator"].count
            context |= self.rings(context["initiatives"])
        return context

    def rings(self, initiatives):
        """Return the page's initiatives by ring, and the counts of all rings."""
        shown = getattr(self, "shown", self.filterset)
        if not shown.has_territory:
            return {"rings": [Ring("", len(initiatives), list(initiatives))]}
        chosen = shown.form.cleaned_data
        place = {
            "commune": chosen["commune"],
            "departments": list(chosen["department"]),
            "regions": list(chosen["region"]),
        }
        counts = shown.qs.count_by_nearness()
        labels = {nearness: ring_label(nearness, **place) for nearness in counts}
        national = counts.get(Nearness.NATIONAL, 0)
        return {
            "rings": [
                Ring(labels[nearness], counts[nearness], list(members))
                for nearness, members in groupby(initiatives, key=lambda one: one.nearness)
            ],
            "ring_counts": [
                (labels[nearness], counts[nearness])
                for nearness in sorted(counts)
                if nearness != Nearness.NATIONAL
            ],
            "national_count": national,
            "local_count": sum(counts.values()) - national,
        }


class InitiativeDetailView(DetailView):
    """One initiative, with all that it is linked to and where it is told."""

    template_name = "initiatives/detail.html"
    context_object_name = "initiative"

    def get_queryset(self):
        return Initiative.objects.published().for_detail()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        initiative = self.object
        context["related"] = initiative.related.published().for_list()
        context["similar"] = Initiative.objects.published().similar_to(initiative).for_list()[:3]
        return context


class SectorListView(ListView):
    """All sectors, with the number of their initiatives."""

    template_name = "initiatives/sectors.html"
    context_object_name = "sectors"

    def get_queryset(self):
        return Sector.objects.with_counts()


class SectorDetailView(ListView):
    """One sector: what it holds, and its initiatives."""

    template_name = "initiatives/sector.html"
    context_object_name = "initiatives"
    paginate_by = 20

    def get_queryset(self):
        self.sector = get_object_or_404(Sector, slug=self.kwargs["slug"])
        published = Initiative.objects.published().filter(sectors=self.sector)
        return published.for_list().order_by("sort_key", "slug")

    def get_context_data(self, **kwargs):
        counts = self.get_queryset().count_by_region()
        regions = [(region, counts[region.pk]) for region in Region.objects.all()]
        return super().get_context_data(
            sector=self.sector, regions=[each for each in regions if each[1]], **kwargs
        )
