"""Pages of one record that are read from a place: the nearest examples and helpers first."""

from django.views.generic import DetailView

from initiatives.models import Initiative, SupportOrganisation
from initiatives.rings import nearest
from territories.filters import PlaceFilterSet

MAX_EXAMPLES = 6  # in each ring; the list shows the rest
MAX_HELPERS = 12


class PlaceChoice(PlaceFilterSet):
    """The reader's place alone, for a page that is no list."""

    class Meta:
        model = Initiative
        fields = []


class AroundPlaceView(DetailView):
    """One published record, around the place in the address; 400 where that is not known."""

    def get(self, request, *args, **kwargs):
        self.choice = PlaceChoice(request.GET, Initiative.objects.none())
        self.object = self.get_object()
        status = 200 if self.choice.is_valid() else 400
        return self.render_to_response(self.get_context_data(), status=status)

    def initiatives(self):
        """Return the published initiatives that the record is about."""
        return self.object.initiatives.published()

    def organisations(self):
        """Return the published organisations that help with the record."""
        return self.object.organisations.published()

    def get_context_data(self, **kwargs):
        initiatives, organisations = self.initiatives(), self.organisations()
        context = super().get_context_data(
            choice=self.choice,
            initiative_count=initiatives.count(),
            region_count=len(initiatives.count_by_region()),
            organisation_count=organisations.count(),
            **kwargs,
        )
        place = self.choice.place if self.choice.is_valid() else None
        context["place"] = place
        if place:
            near = initiatives.near(**place.arguments)
            context["rings"] = nearest(near.for_list(), place, MAX_EXAMPLES)
            helpers = organisations.near(**place.arguments)
            context["helpers"] = nearest(helpers.for_list(), place, MAX_HELPERS)
            context["chambers"] = chambers(place)
        else:
            context["examples"] = initiatives.for_list()[:MAX_EXAMPLES]
            context["all_helpers"] = organisations.for_list()[:MAX_HELPERS]
        return context


def chambers(place):
    """Return the regional chambers of the SSE that serve the place: every region has one by law."""
    cress = SupportOrganisation.Category.CRESS
    published = SupportOrganisation.objects.published().filter(category=cress)
    return published.filter(regions__in=place.all_regions).for_list().distinct()
