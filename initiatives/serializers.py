"""Initiatives, and what they are linked to, as JSON."""

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from initiatives.models import (
    AuthorityAction,
    Challenge,
    CooperationForm,
    Initiative,
    KeyFact,
    Lever,
    Milestone,
    Sector,
    SupportOrganisation,
)
from resources.serializers import (
    CitationSerializer,
    PageField,
    PublishedSlugField,
    TranslatedField,
)


def slugs(**kwargs):
    """Return a read-only field: the slugs of linked records."""
    return serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True, **kwargs)


class ThemeSerializer(serializers.ModelSerializer):
    """A sector or a challenge."""

    name = TranslatedField()
    summary = TranslatedField()

    class Meta:
        fields = ["slug", "name", "summary"]


class SectorSerializer(ThemeSerializer):
    class Meta(ThemeSerializer.Meta):
        model = Sector


class ChallengeSerializer(ThemeSerializer):
    class Meta(ThemeSerializer.Meta):
        model = Challenge


class LeverSerializer(serializers.ModelSerializer):
    title = TranslatedField()
    summary = TranslatedField()
    instruments = TranslatedField()
    drivers = slugs()
    pulled_by = slugs()
    sources = CitationSerializer(many=True, read_only=True)

    class Meta:
        model = Lever
        fields = [
            "slug",
            "title",
            "summary",
            "drivers",
            "pulled_by",
            "instruments",
            "sources",
            "information_as_of",
            "updated_at",
        ]


class CooperationFormSerializer(serializers.ModelSerializer):
    name = TranslatedField()
    acronym = TranslatedField()
    definition = TranslatedField()
    how_it_works = TranslatedField()
    legal_basis = TranslatedField()
    types = TranslatedField()
    advantages = TranslatedField()
    conditions = TranslatedField()
    levers = slugs()
    sources = CitationSerializer(many=True, read_only=True)

    class Meta:
        model = CooperationForm
        fields = [
            "slug",
            "name",
            "acronym",
            "definition",
            "how_it_works",
            "legal_basis",
            "legal_basis_as_of",
            "types",
            "advantages",
            "conditions",
            "levers",
            "sources",
            "information_as_of",
            "updated_at",
        ]


class CoverageSerializer(serializers.ModelSerializer):
    """What records that serve an area share."""

    area_label = TranslatedField()
    regions = serializers.SerializerMethodField()
    sources = CitationSerializer(many=True, read_only=True)

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_regions(self, record):
        """Slugs of the regions it stands in or serves, whole or in part."""
        return [region.slug for region in record.all_regions]


class SupportOrganisationSerializer(CoverageSerializer):
    url = PageField()
    name = TranslatedField()
    acronym = TranslatedField()
    description = TranslatedField()
    parent = PublishedSlugField()
    offers = slugs()
    departments = serializers.SlugRelatedField(slug_field="code", many=True, read_only=True)

    class Meta:
        model = SupportOrganisation
        fields = [
            "slug",
            "url",
            "name",
            "acronym",
            "parent",
            "category",
            "offers",
            "description",
            "scope",
            "area_label",
            "regions",
            "departments",
            "website",
            "sources",
            "information_as_of",
            "verified_on",
            "updated_at",
        ]


class AuthorityActionSerializer(serializers.ModelSerializer):
    authority = TranslatedField()
    text = TranslatedField()
    level = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)
    lever = PublishedSlugField()
    source = CitationSerializer(read_only=True, source="*")

    class Meta:
        model = AuthorityAction
        fields = [
            "authority",
            "level",
            "kind",
            "text",
            "lever",
            "amount_euros",
            "share_percent",
            "year",
            "source",
        ]


class KeyFactSerializer(serializers.ModelSerializer):
    label = TranslatedField()
    value = TranslatedField()

    class Meta:
        model = KeyFact
        fields = ["label", "value", "year"]


class MilestoneSerializer(serializers.ModelSerializer):
    text = TranslatedField()

    class Meta:
        model = Milestone
        fields = ["year", "month", "text"]


class LocationSerializer(serializers.Serializer):
    """The most precise place known; a point only where a commune is known."""

    commune = serializers.CharField(source="commune.name", default=None, allow_null=True)
    insee_code = serializers.CharField(source="commune.pk", default=None, allow_null=True)
    intercommunality = serializers.CharField(
        source="intercommunality.code", default=None, allow_null=True
    )
    department = serializers.SerializerMethodField()
    region = serializers.SerializerMethodField()
    latitude = serializers.SerializerMethodField()
    longitude = serializers.SerializerMethodField()

    def get_department(self, initiative) -> str | None:
        department = initiative.commune.department if initiative.commune else initiative.department
        return department.code if department else None

    def get_region(self, initiative) -> str | None:
        regions = initiative.located_regions
        return regions[0].slug if len(regions) == 1 else None

    def get_latitude(self, initiative) -> float | None:
        return initiative.point[0] if initiative.point else None

    def get_longitude(self, initiative) -> float | None:
        return initiative.point[1] if initiative.point else None


class InitiativeSerializer(CoverageSerializer):
    url = PageField()
    name = TranslatedField()
    aliases = serializers.ListField(source="alias_list", child=serializers.CharField())
    summary = TranslatedField()
    description = TranslatedField()
    departments = serializers.SerializerMethodField()
    location = serializers.SerializerMethodField()
    sectors = slugs()
    challenges = slugs()
    levers = slugs()
    cooperation_forms = slugs()
    facts = KeyFactSerializer(many=True, read_only=True)
    milestones = MilestoneSerializer(many=True, read_only=True)
    authority_actions = AuthorityActionSerializer(source="actions", many=True, read_only=True)
    carrier = PublishedSlugField()
    organisations = slugs(source="supporters")
    related = serializers.SerializerMethodField()

    class Meta:
        model = Initiative
        fields = [
            "slug",
            "url",
            "name",
            "aliases",
            "kind",
            "summary",
            "description",
            "scope",
            "area_label",
            "regions",
            "departments",
            "location",
            "sectors",
            "challenges",
            "levers",
            "cooperation_forms",
            "legal_form",
            "year_founded",
            "activity",
            "website",
            "facts",
            "milestones",
            "authority_actions",
            "carrier",
            "organisations",
            "related",
            "sources",
            "information_as_of",
            "verified_on",
            "updated_at",
        ]

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_departments(self, initiative):
        """INSEE codes of the departments it stands in or serves by name."""
        return [department.code for department in initiative.all_departments]

    @extend_schema_field(LocationSerializer(allow_null=True))
    def get_location(self, initiative):
        return LocationSerializer(initiative).data if initiative.has_location() else None

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_related(self, initiative):
        return [other.slug for other in initiative.related.all() if other.is_published]


@extend_schema_serializer(many=False)
class InitiativeListSerializer(serializers.Serializer):
    """A page of the list, as the schema describes it; `facets` as {control: {value: number}}."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    facets = serializers.DictField(child=serializers.DictField(child=serializers.IntegerField()))
    results = InitiativeSerializer(many=True)
