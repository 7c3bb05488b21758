"""Public pages about support organisations."""

from initiatives.filters import OrganisationFilter
from initiatives.models import SupportOrganisation
from initiatives.rings import rings_of
from resources.views import RecordDetailView
from search.views import FilteredListView
from territories.views import TypedPlaceMixin


class OrganisationListView(TypedPlaceMixin, FilteredListView):
    """Who helps; around a place, those that serve it first."""

    template_name = "initiatives/organisations.html"
    context_object_name = "organisations"
    filterset_class = OrganisationFilter
    paginate_by = 30

    def get_all(self):
        return SupportOrganisation.objects.published()

    def get_queryset(self):
        return super().get_queryset().for_list()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.filterset.is_valid() and self.filterset.place:
            place, counts = self.filterset.place, self.filterset.qs.count_by_nearness()
            context["rings"] = rings_of(context["organisations"], counts, place)
        return context


class OrganisationDetailView(RecordDetailView):
    """One organisation: what it offers and to whom, what it carried, supported and published."""

    template_name = "initiatives/organisation.html"
    context_object_name = "organisation"

    def get_queryset(self):
        return (
            self.visible(SupportOrganisation.objects)
            .select_related("parent__parent")
            .prefetch_related("offers", "departments", "regions", "sources__resource")
        )

    def get_context_data(self, **kwargs):
        organisation = self.object
        return super().get_context_data(
            carried=organisation.carried_initiatives.published().for_list(),
            supported=organisation.supported_initiatives.published().for_list(),
            members=organisation.members.published(),
            forms=organisation.cooperation_forms.published(),
            levers=organisation.levers.published(),
            sectors=organisation.sectors.all(),
            publications=organisation.publications.published(),
            testimonies=organisation.testimonies.published().prefetch_related("sources__resource"),
            **kwargs,
        )
