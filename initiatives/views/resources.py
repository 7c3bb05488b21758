"""Public pages of resources, with what they are about: they look down at `resources`."""

from django.db.models import Prefetch

from initiatives.filters import TopicResourceFilter
from initiatives.models import Initiative, SupportOrganisation
from resources.models import Resource
from resources.views import RecordDetailView
from search.views import FilteredListView


class ResourceListView(FilteredListView):
    """What to read, by part, type, year and topic."""

    template_name = "resources/list.html"
    context_object_name = "resources"
    filterset_class = TopicResourceFilter

    def get_all(self):
        return Resource.objects.published()

    def get_queryset(self):
        publishers = SupportOrganisation.objects.published()
        return super().get_queryset().prefetch_related(Prefetch("publishers", publishers))


class ResourceDetailView(RecordDetailView):
    """One resource: where it is, what it is about, what this directory took from it."""

    template_name = "resources/detail.html"
    context_object_name = "resource"

    def get_queryset(self):
        return (
            self.visible(Resource.objects)
            .select_related("edition_of", "translation_of")
            .prefetch_related("sources__resource")
        )

    def get_context_data(self, **kwargs):
        resource = self.object
        told = Initiative.objects.published().filter(sources__resource=resource).distinct()
        return super().get_context_data(
            publishers=resource.publishers.published(),
            editions=resource.editions.published(),
            translations=resource.translations.published(),
            sectors=resource.sectors.all(),
            levers=resource.levers.published(),
            forms=resource.cooperation_forms.published(),
            initiatives=resource.initiatives.published(),
            told=told,
            **kwargs,
        )
