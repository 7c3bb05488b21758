"""Read-only addresses of resources and figures."""

from rest_framework.viewsets import ReadOnlyModelViewSet

from resources.filters import GlossaryFilter, KeyFigureFilter
from resources.models import GlossaryTerm, KeyFigure, Resource
from resources.serializers import (
    GlossaryTermSerializer,
    KeyFigureSerializer,
    ResourceSerializer,
)


class ResourceViewSet(ReadOnlyModelViewSet):
    """Publications, events and tools."""

    serializer_class = ResourceSerializer
    lookup_field = "slug"
    queryset = Resource.objects.published()


class KeyFigureViewSet(ReadOnlyModelViewSet):
    """Statistics, each with its year and its document."""

    serializer_class = KeyFigureSerializer
    filterset_class = KeyFigureFilter
    lookup_field = "slug"
    queryset = KeyFigure.objects.published().prefetch_related("sources__resource")


class GlossaryViewSet(ReadOnlyModelViewSet):
    """Terms and acronyms."""

    serializer_class = GlossaryTermSerializer
    filterset_class = GlossaryFilter
    lookup_field = "slug"
    queryset = GlossaryTerm.objects.published().prefetch_related("sources__resource")
