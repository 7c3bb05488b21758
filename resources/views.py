"""Public pages of key figures and of the glossary."""

from resources.charts import charts
from resources.filters import GlossaryFilter, KeyFigureFilter
from resources.models import GlossaryTerm, KeyFigure
from search.text import fold
from search.views import FilteredListView


class KeyFigureListView(FilteredListView):
    """Every figure, with its year and its document."""

    template_name = "resources/figures.html"
    context_object_name = "figures"
    filterset_class = KeyFigureFilter
    paginate_by = 150

    def get_all(self):
        return KeyFigure.objects.published()

    def get_queryset(self):
        return super().get_queryset().prefetch_related("sources__resource")

    def get_context_data(self, **kwargs):
        return super().get_context_data(charts=charts(), **kwargs)


class GlossaryView(FilteredListView):
    """Terms and acronyms in the order of the reader's language."""

    template_name = "resources/glossary.html"
    context_object_name = "terms"
    filterset_class = GlossaryFilter
    paginate_by = None

    def get_all(self):
        return GlossaryTerm.objects.published()

    def get_queryset(self):
        terms = super().get_queryset().prefetch_related("sources__resource")
        return sorted(terms, key=lambda term: fold(term.term))
