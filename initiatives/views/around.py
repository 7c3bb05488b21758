"""Pages of one record that are read from a place: the nearest examples and helpers first."""

from initiatives.catalogue import CARDS
from initiatives.models import Initiative, SupportOrganisation
from initiatives.rings import nearest, nearest_among
from resources.views import RecordDetailView
from search.catalogue import catalogue_of
from search.found import Found
from territories.filters import PlaceChoice
from territories.models import Region
from territories.place import Place
from territories.views import TypedPlaceMixin

MAX_EXAMPLES = 6  # in each ring; the list shows the rest
MAX_HELPERS = 12


class PlacedDetailView(TypedPlaceMixin, RecordDetailView):
    """One published record, read from the place in the address; 400 where that is not known."""

    def get(self, request, *args, **kwargs):
        self.choice = PlaceChoice(request.GET, Region.objects.none())
        self.object = self.get_object()
        status = 200 if self.choice.is_valid() else 400
        self.place = request.reader_place = self.choice.place if status == 200 else Place()
        return self.render_to_response(self.get_context_data(), status=status)

    def get_context_data(self, **kwargs):
        return super().get_context_data(choice=self.choice, place=self.place, **kwargs)


class AroundPlaceView(PlacedDetailView):
    """A record with its examples and its helpers around the place."""

    # The facet of the catalogue in which the record is a value.
    facet = ""

    def organisations(self):
        """Return the published organisations that help with the record."""
        return self.object.organisations.published()

    def get_context_data(self, **kwargs):
        state, organisations = catalogue_of(Initiative).state(), self.organisations()
        initiatives = state.having(self.facet, [self.object.pk])
        context = super().get_context_data(
            initiative_count=len(initiatives),
            region_count=sum(map(bool, state.count("region", initiatives).values())),
            organisation_count=organisations.count(),
            **kwargs,
        )
        if place := self.place:
            context["rings"] = nearest_among(initiatives, place, MAX_EXAMPLES)
            helpers = organisations.near(**place.arguments)
            context["helpers"] = nearest(helpers.for_list(), place, MAX_HELPERS)
            shown = [each for ring in context["helpers"] for each in ring.records]
            context["chambers"] = [each for each in chambers(place) if each not in shown]
        else:
            context["examples"] = Found(CARDS, [initiatives], state.orders["name"])[:MAX_EXAMPLES]
            context["all_helpers"] = organisations.for_list()[:MAX_HELPERS]
        return context


def chambers(place):
    """Return the regional chambers of the SSE that serve the place: every region has one by law."""
    cress = SupportOrganisation.Category.CRESS
    published = SupportOrganisation.objects.published().filter(category=cress)
    return published.filter(regions__in=place.all_regions).for_list().distinct()
