"""The API's addresses: what the apps offer, and the territories."""

from drf_spectacular.renderers import OpenApiJsonRenderer2
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers
from rest_framework.routers import DefaultRouter
from rest_framework.viewsets import ReadOnlyModelViewSet

from initiatives import api as initiatives
from resources import api as resources
from resources.serializers import TranslatedField
from territories.models import Department, Region


class RegionSerializer(serializers.ModelSerializer):
    name = TranslatedField()

    class Meta:
        model = Region
        fields = ["slug", "code", "name"]


class DepartmentSerializer(serializers.ModelSerializer):
    region = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Department
        fields = ["slug", "code", "name", "region"]


class RegionViewSet(ReadOnlyModelViewSet):
    """The 18 regions."""

    serializer_class = RegionSerializer
    lookup_field = "slug"
    queryset = Region.objects.all()


class DepartmentViewSet(ReadOnlyModelViewSet):
    """The 101 departments, by INSEE code."""

    serializer_class = DepartmentSerializer
    lookup_field = "code"
    queryset = Department.objects.for_list()


router = DefaultRouter()
router.include_format_suffixes = False
router.register("initiatives", initiatives.InitiativeViewSet)
router.register("organisations", initiatives.OrganisationViewSet)
router.register("levers", initiatives.LeverViewSet)
router.register("cooperation-forms", initiatives.CooperationFormViewSet)
router.register("sectors", initiatives.SectorViewSet)
router.register("challenges", initiatives.ChallengeViewSet)
router.register("resources", initiatives.ResourceViewSet)
router.register("key-figures", resources.KeyFigureViewSet)
router.register("glossary", resources.GlossaryViewSet)
router.register("regions", RegionViewSet)
router.register("departments", DepartmentViewSet)


class SchemaView(SpectacularAPIView):
    """The description of the API, in JSON and nothing else, so that its errors are JSON too."""

    renderer_classes = [OpenApiJsonRenderer2]
    query_parameters = ("lang",)
