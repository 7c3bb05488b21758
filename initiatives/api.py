"""Read-only addresses of initiatives and of what they are linked to."""

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.viewsets import ReadOnlyModelViewSet

from initiatives.filters import (
    InitiativeFilter,
    LeverFilter,
    OrganisationFilter,
    TopicResourceFilter,
)
from initiatives.models import Challenge, CooperationForm, Initiative, Lever, Sector
from initiatives.models import SupportOrganisation as Organisation
from initiatives.serializers import (
    ChallengeSerializer,
    CooperationFormSerializer,
    InitiativeListSerializer,
    InitiativeSerializer,
    LeverSerializer,
    SectorSerializer,
    SupportOrganisationSerializer,
)
from resources import api as resources_api
from resources.models import Resource


class BySlugViewSet(ReadOnlyModelViewSet):
    """A list, and each record by its slug."""

    lookup_field = "slug"


class InitiativeViewSet(resources_api.RecordViewSet):
    """Initiatives, with the filters of the site."""

    serializer_class = InitiativeSerializer
    filterset_class = InitiativeFilter
    queryset = Initiative.objects.published().for_detail().prefetch_related("related")

    def filter_queryset(self, queryset):
        """Return what the FilterSet finds, and remember its counts for `list`."""
        if self.action != "list":
            return queryset
        self.filterset = InitiativeFilter(self.request.query_params, queryset)
        if not self.filterset.is_valid():
            raise ValidationError(self.filterset.errors)
        return self.filterset.qs

    @extend_schema(responses=InitiativeListSerializer)
    def list(self, request, *args, **kwargs):
        response = super().list(request, *args, **kwargs)
        results = response.data.pop("results")
        response.data |= {"facets": self.filterset.named_counts(), "results": results}
        return response


class OrganisationViewSet(resources_api.RecordViewSet):
    """Who helps."""

    serializer_class = SupportOrganisationSerializer
    filterset_class = OrganisationFilter
    queryset = (
        Organisation.objects.published()
        .select_related("parent")
        .prefetch_related("offers", "regions", "departments__region", "sources__resource")
    )


class LeverViewSet(resources_api.RecordViewSet):
    """What a decision-maker can do."""

    serializer_class = LeverSerializer
    filterset_class = LeverFilter
    queryset = Lever.objects.published().prefetch_related(
        "drivers", "pulled_by", "sources__resource"
    )


class CooperationFormViewSet(resources_api.RecordViewSet):
    """The forms that cooperation takes."""

    serializer_class = CooperationFormSerializer
    queryset = CooperationForm.objects.published().prefetch_related(
        Prefetch("levers", Lever.objects.published()), "sources__resource"
    )


class SectorViewSet(BySlugViewSet):
    """Fields of activity."""

    serializer_class = SectorSerializer
    queryset = Sector.objects.all()


class ChallengeViewSet(BySlugViewSet):
    """The six challenges."""

    serializer_class = ChallengeSerializer
    queryset = Challenge.objects.all()


class ResourceViewSet(resources_api.ResourceViewSet):
    """Publications, events and tools, with the filters of the site."""

    filterset_class = TopicResourceFilter
    queryset = Resource.objects.published().prefetch_related(
        Prefetch("publishers", Organisation.objects.published()), "sources__resource"
    )
