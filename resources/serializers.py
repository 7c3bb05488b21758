"""Resources and figures as JSON."""

from django.utils.translation import override
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from resources.models import GlossaryTerm, KeyFigure, Resource


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


@extend_schema_field({"type": "string", "nullable": True})
class PublishedSlugField(serializers.RelatedField):
    """The slug of a linked record; null where there is none that visitors may see."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, **kwargs)

    def use_pk_only_optimization(self):
        return False

    def to_representation(self, record):
        return record.slug if record.is_published else None


@extend_schema_field({"type": "string", "format": "uri"})
class PageField(serializers.Field):
    """The address of the record's own page, in French, the first language of the site."""

    def __init__(self, **kwargs):
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, record) -> str:
        with override("fr"):
            return self.context["request"].build_absolute_uri(record.get_absolute_url())


class CitationSerializer(serializers.Serializer):
    """Where a record is told: the slug of a resource and the section in it."""

    resource = PublishedSlugField()
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
    low = serializers.FloatField()
    high = serializers.FloatField()
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
            "topic",
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

    @extend_schema_field(CitationSerializer(allow_null=True))
    def get_source(self, figure):
        """The first document that states it."""
        sources = figure.sources.all()
        return CitationSerializer(sources[0]).data if sources else None


class GlossaryTermSerializer(serializers.ModelSerializer):
    term = TranslatedField()
    expansion = TranslatedField()
    meaning = TranslatedField()
    sources = CitationSerializer(many=True, read_only=True)

    class Meta:
        model = GlossaryTerm
        fields = ["slug", "term", "expansion", "meaning", "sources", "updated_at"]
