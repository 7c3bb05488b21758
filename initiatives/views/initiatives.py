"""Public pages about initiatives and sectors."""

from copy import copy

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.generic import ListView
from pyroaring import BitMap

from initiatives.catalogue import CARDS, similar_to, with_initiative_counts
from initiatives.filters import InitiativeFilter
from initiatives.linked import fetch_links
from initiatives.models import Initiative, Sector
from initiatives.querysets import Nearness
from initiatives.rings import ring_label, rings_among
from search.catalogue import catalogue_of
from search.found import Found
from search.views import FilteredListView
from territories.models import Region
from territories.views import TypedPlaceMixin

from .around import PlacedDetailView

SIMILAR = 3


class InitiativeListView(TypedPlaceMixin, FilteredListView):
    """The list, narrowed by the filters; around a place, grouped by how near things are to it."""

    template_name = "initiatives/list.html"
    context_object_name = "initiatives"
    filterset_class = InitiativeFilter
    widened_to = ""

    def get_all(self):
        return CARDS

    def get_queryset(self):
        """Return what the filters keep; where nothing is near, what a wider place keeps."""
        self.shown = self.filterset
        # What every link of the page carries: read from the address already.
        self.request.reader_place = self.filterset.place
        if not self.shown.has_local():
            self.widen()
        return self.shown.qs

    def widen(self):
        """Show the nearest wider place where something is near; all of France if need be."""
        for data, has_place, words in self.filterset.wider():
            wider = InitiativeFilter(data, self.get_all())
            # What is national is found everywhere: France is a last resort.
            if wider.is_valid() and (
                wider.has_local() if has_place else len(wider.qs) and not len(self.filterset.qs)
            ):
                self.shown, self.widened_to = wider, words
                return

    def get_context_data(self, **kwargs):
        context = super().get_context_data(widened_to=self.widened_to, **kwargs)
        if self.filterset.is_valid():
            if self.shown.match:
                context |= self.answers()
            if self.shown.distances:
                context |= self.distances(context["initiatives"])
            elif self.shown.is_placed:
                context |= self.rings(context["initiatives"])
            if not context["total"] and self.filterset.form.cleaned_data["q"]:
                context["did_you_mean"] = self.filterset.did_you_mean()
                context["fewer_words"] = self.filterset.fewer_words()
        return context

    def answers(self):
        """Return how many hold the words, and how many are only filed where the words lead."""
        kept, match = self.shown.kept, self.shown.match
        themed = len(kept & match.by_theme)
        return {"match": match, "theme_count": themed, "told_count": len(kept) - themed}

    def distances(self, initiatives):
        """Tell each initiative of the page how far it is."""
        nearest = []
        for initiative in map(copy, initiatives):
            initiative.distance_km = next(
                km for km, records in self.shown.distances if initiative.pk in records
            )
            nearest.append(initiative)
        within = _("within %(km)s km of %(name)s") % {
            "km": self.shown.form.cleaned_data["radius"],
            "name": self.shown.place.name,
        }
        return {"initiatives": nearest, "within": within}

    def rings(self, initiatives):
        """Return the page's initiatives by ring, and the counts of all rings."""
        place, rings = self.shown.place, self.shown.kept_rings()
        return {
            "rings": rings_among(initiatives, rings, place),
            "ring_counts": [
                (ring_label(nearness, place), len(records))
                for nearness, records in rings
                if nearness != Nearness.NATIONAL
            ],
        } | self.shown.national_counts()


class InitiativeDetailView(PlacedDetailView):
    """One initiative, with all that it is linked to and where it is told.

    Who helps is looked for where the reader is; without that, where the initiative is.
    """

    template_name = "initiatives/detail.html"
    context_object_name = "initiative"

    def get_queryset(self):
        return self.visible(Initiative.objects).with_location()

    def get_object(self, queryset=None):
        initiative = super().get_object(queryset)
        fetch_links(initiative)
        return initiative

    def get_context_data(self, **kwargs):
        initiative = self.object
        related = initiative.related.all()
        return super().get_context_data(
            related=related,
            similar=self.similar(initiative, related),
            around=self.place or initiative.place,
            **kwargs,
        )

    @staticmethod
    def similar(initiative, related):
        """Return others in its sectors, those of its regions first."""
        state = catalogue_of(Initiative).state()
        known = BitMap([initiative.pk, *(other.pk for other in related)])
        sectors = [sector.pk for sector in initiative.sectors.all()]
        regions = [region.pk for region in initiative.all_regions]
        parts = [part - known for part in similar_to(state, initiative.pk, sectors, regions)]
        return Found(CARDS, parts, state.orders["name"])[:SIMILAR]


class SectorListView(ListView):
    """All sectors, with the number of their initiatives."""

    template_name = "initiatives/sectors.html"
    context_object_name = "sectors"

    def get_queryset(self):
        return with_initiative_counts(Sector.objects.all(), "sector")


class SectorDetailView(ListView):
    """One sector: what it holds, and its initiatives."""

    template_name = "initiatives/sector.html"
    context_object_name = "initiatives"
    paginate_by = 20

    def get_queryset(self):
        self.sector = get_object_or_404(Sector, slug=self.kwargs["slug"])
        self.state = catalogue_of(Initiative).state()
        self.members = self.state.having("sector", [self.sector.pk])
        return Found(CARDS, [self.members], self.state.orders["name"])

    def get_context_data(self, **kwargs):
        regions = with_initiative_counts(Region.objects.all(), "region", self.members)
        return super().get_context_data(
            sector=self.sector,
            regions=[region for region in regions if region.initiative_count],
            organisation_count=self.sector.organisations.published().count(),
            resource_count=self.sector.resources.published().count(),
            **kwargs,
        )
