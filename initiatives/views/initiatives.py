"""Public pages about initiatives and sectors."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from initiatives.filters import InitiativeFilter
from initiatives.models import Initiative, Sector
from initiatives.querysets import Nearness
from initiatives.rings import ring_label, rings_of
from search.views import FilteredListView
from territories.models import Region


class InitiativeListView(FilteredListView):
    """The list, narrowed by the filters; around a place, grouped by how near things are to it."""

    template_name = "initiatives/list.html"
    context_object_name = "initiatives"
    filterset_class = InitiativeFilter
    widened_to = ""

    def get_all(self):
        return Initiative.objects.published()

    def get_queryset(self):
        """Return what the filters keep; where nothing is near, what a wider place keeps."""
        self.shown = self.filterset
        if not self.shown.has_local():
            self.widen()
        return self.shown.qs.for_list()

    def widen(self):
        """Show the nearest wider place where something is near; all of France if need be."""
        for place in self.filterset.place.wider():
            data = self.request.GET.copy()
            for name in InitiativeFilter.TERRITORIES:
                data.pop(name, None)
            data.setlist("region", [region.slug for region in place.regions])
            wider = InitiativeFilter(data, self.get_all())
            # What is national is found everywhere: France is a last resort.
            if wider.is_valid() and (
                wider.has_local() if place else wider.qs.exists() and not self.filterset.qs.exists()
            ):
                self.shown = wider
                self.widened_to = place.name or _("all of France")
                return

    def get_context_data(self, **kwargs):
        context = super().get_context_data(widened_to=self.widened_to, **kwargs)
        if self.filterset.is_valid() and self.shown.place:
            context |= self.rings(context["initiatives"])
        return context

    def rings(self, initiatives):
        """Return the page's initiatives by ring, and the counts of all rings."""
        place = self.shown.place
        counts = self.shown.qs.count_by_nearness()
        return {
            "rings": rings_of(initiatives, counts, place),
            "ring_counts": [
                (ring_label(nearness, place), counts[nearness])
                for nearness in sorted(counts)
                if nearness != Nearness.NATIONAL
            ],
            "national_count": counts.get(Nearness.NATIONAL, 0),
        }


class InitiativeDetailView(DetailView):
    """One initiative, with all that it is linked to and where it is told."""

    template_name = "initiatives/detail.html"
    context_object_name = "initiative"

    def get_queryset(self):
        return Initiative.objects.published().for_detail()

    def get_context_data(self, **kwargs):
        initiative = self.object
        similar = Initiative.objects.published().similar_to(initiative)
        return super().get_context_data(
            related=initiative.related.published().for_list(),
            similar=similar.for_list()[:3],
            here=initiative.place,
            **kwargs,
        )


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
