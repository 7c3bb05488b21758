"""Read-only addresses of initiatives and of what they are linked to."""

from rest_framework.viewsets import ReadOnlyModelViewSet

from initiatives.filters import InitiativeFilter
from initiatives.models import Challenge, CooperationForm, Initiative, Lever, Sector
from initiatives.models import SupportOrganisation as Organisation
from initiatives.serializers import (
    ChallengeSerializer,
    CooperationFormSerializer,
    InitiativeSerializer,
    LeverSerializer,
    SectorSerializer,
    SupportOrganisationSerializer,
)


class BySlugViewSet(ReadOnlyModelViewSet):
    """A list, and each record by its slug."""

    lookup_field = "slug"


class InitiativeViewSet(BySlugViewSet):
    """Initiatives, with the filters of the site."""

    serializer_class = InitiativeSerializer
    filterset_class = InitiativeFilter
    queryset = Initiative.objects.published().for_detail().prefetch_related("related")


class OrganisationViewSet(BySlugViewSet):
    """Who helps."""

    serializer_class = SupportOrganisationSerializer
    queryset = (
        Organisation.objects.published()
        .select_related("parent")
        .prefetch_related("offers", "regions", "departments__region", "sources__resource")
    )


class LeverViewSet(BySlugViewSet):
    """What a decision-maker can do."""

    serializer_class = LeverSerializer
    queryset = Lever.objects.published().prefetch_related(
        "drivers", "pulled_by", "sources__resource"
    )


class CooperationFormViewSet(BySlugViewSet):
    """The forms that cooperation takes."""

    serializer_class = CooperationFormSerializer
    queryset = CooperationForm.objects.published().prefetch_related("levers", "sources__resource")


class SectorViewSet(BySlugViewSet):
    """Fields of activity."""

    serializer_class = SectorSerializer
    queryset = Sector.objects.all()


class ChallengeViewSet(BySlugViewSet):
    """The six challenges."""

    serializer_class = ChallengeSerializer
    queryset = Challenge.objects.all()
