"""Filters of resources, figures and terms."""

from django.utils.translation import gettext_lazy as _

from resources.models import GlossaryTerm, KeyFigure, Resource
from search.filters import ByValue, PageFilterSet, TextFilter


class ResourceFilter(PageFilterSet):
    """Controls: q, part, type, year, language."""

    OPEN = ("part", "type")

    q = TextFilter()
    part = ByValue(label=_("Part of the catalogue"), choices=Resource.Part)
    type = ByValue(label=_("Type"), choices=Resource.Type)
    year = ByValue(label=_("Year"), choices=lambda: year_choices())
    language = ByValue(label=_("Language"), choices=Resource.Language)

    class Meta:
        model = Resource
        fields = []


class KeyFigureFilter(PageFilterSet):
    """Controls: q, topic."""

    OPEN = ("topic",)

    q = TextFilter()
    topic = ByValue(label=_("Topic"), choices=KeyFigure.Topic)

    class Meta:
        model = KeyFigure
        fields = []


class GlossaryFilter(PageFilterSet):
    """Control: q."""

    q = TextFilter()

    class Meta:
        model = GlossaryTerm
        fields = []


def year_choices():
    """Return the years of the published resources, latest first."""
    years = Resource.objects.published().exclude(year=None).order_by("-year")
    return [(year, str(year)) for year in years.values_list("year", flat=True).distinct()]
