"""Read-only addresses of resources and figures."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse
from rest_framework.viewsets import ReadOnlyModelViewSet

from resources.filters import GlossaryFilter, KeyFigureFilter
from resources.models import GlossaryTerm, KeyFigure, Resource
from resources.serializers import (
    GlossaryTermSerializer,
    KeyFigureSerializer,
    ResourceSerializer,
)
from resources.views import kept_instead_of


class RecordViewSet(ReadOnlyModelViewSet):
    """Published records, each by its slug; that of a duplicate leads to the one that stays."""

    lookup_field = "slug"

    def retrieve(self, request, *args, **kwargs):
        try:
            return super().retrieve(request, *args, **kwargs)
        except Http404:
            kept = kept_instead_of(self.queryset.model, kwargs["slug"])
            if kept is None:
                raise
            here = request.resolver_match.view_name
            return HttpResponsePermanentRedirect(reverse(here, kwargs={"slug": kept.slug}))


class ResourceViewSet(RecordViewSet):
    """Publications, events and tools."""

    serializer_class = ResourceSerializer
    queryset = Resource.objects.published()


class KeyFigureViewSet(RecordViewSet):
    """Statistics, each with its year and its document."""

    serializer_class = KeyFigureSerializer
    filterset_class = KeyFigureFilter
    queryset = KeyFigure.objects.published().prefetch_related("sources__resource")


class GlossaryViewSet(RecordViewSet):
    """Terms and acronyms."""

    serializer_class = GlossaryTermSerializer
    filterset_class = GlossaryFilter
    queryset = GlossaryTerm.objects.published().prefetch_related("sources__resource")
