"""Read-only addresses of resources and figures."""

from rest_framework.viewsets import ReadOnlyModelViewSet

from resources.models import KeyFigure, Resource
from resources.serializers import KeyFigureSerializer, ResourceSerializer


class ResourceViewSet(ReadOnlyModelViewSet):
    """Publications, events and tools."""

    serializer_class = ResourceSerializer
    lookup_field = "slug"
    queryset = Resource.objects.published().prefetch_related("publishers", "sources__resource")


class KeyFigureViewSet(ReadOnlyModelViewSet):
    """Statistics, each with its year and its document."""

    serializer_class = KeyFigureSerializer
    lookup_field = "slug"
    queryset = KeyFigure.objects.published().prefetch_related("sources__resource")
