"""Resources and figures as JSON."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from resources.models import KeyFigure, Resource


@extend_schema_field(
    {
        "type": "object",
        "properties": {
            "fr": {"type": "string"},
            "en": {"type": "string"},
        },
        "required": ["fr", "en"],
    }
)
class TranslatedField(serializers.Field):
    """A translated text as `{"fr": …, "en": …}`; an empty text where there is none."""

    def __init__(self, **kwargs):
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, record):
        return {code: getattr(record, f"{self.field_name}_{code}") or "" for code in ("fr", "en")}


class CitationSerializer(serializers.Serializer):
    """Where a record is told: the slug of a resource and the section in it."""

    resource = serializers.CharField(source="resource.slug", read_only=True)
    locator = serializers.CharField(read_only=True)


class ResourceSerializer(serializers.ModelSerializer):
    title = TranslatedField()
    summary = TranslatedField()
    publishers = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    sources = CitationSerializer(many=True, read_only=True)

    class Meta:
        model = Resource
        fields = [
            "slug",
            "title",
            "summary",
            "type",
            "year",
            "authors",
            "publishers",
            "part",
            "language",
            "url",
            "sources",
            "information_as_of",
            "verified_on",
            "updated_at",
        ]


class KeyFigureSerializer(serializers.ModelSerializer):
    """A figure; `value` is as shown to readers, in both languages."""

    value = serializers.SerializerMethodField()
    label = TranslatedField()
    statement = TranslatedField()
    territory = TranslatedField()
    comparison = TranslatedField()
    source = serializers.SerializerMethodField()

    class Meta:
        model = KeyFigure
        fields = [
            "slug",
            "value",
            "low",
            "high",
            "qualifier",
            "unit",
            "label",
            "statement",
            "period",
            "territory",
            "comparison",
            "source",
            "information_as_of",
            "updated_at",
        ]

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_value(self, figure):
        return figure.value_by_language()

    @extend_schema_field(CitationSerializer(many=True))
    def get_source(self, figure):
        return CitationSerializer(figure.sources.all(), many=True).data
