"""Public pages of key figures and of the glossary, and what the pages of all records share."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.views.generic import DetailView

from resources.charts import charts
from resources.filters import GlossaryFilter, KeyFigureFilter
from resources.models import GlossaryTerm, KeyFigure
from search.text import fold
from search.views import FilteredListView


class RecordDetailView(DetailView):
    """One published record; the address of a duplicate leads to the record that stays.

    `preview` shows a draft too: for staff, under an address of the administration.
    """

    preview = False

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            kept = kept_instead_of(self.get_queryset().model, self.kwargs["slug"])
            if kept is None:
                raise
            query = f"?{request.GET.urlencode()}" if request.GET else ""
            return HttpResponsePermanentRedirect(kept.get_absolute_url() + query)

    def visible(self, records):
        """Return those of a queryset whose page may be shown."""
        return records if self.preview else records.published()


def kept_instead_of(model, slug):
    """Return the published record that stays where `slug` is that of its duplicate, or None."""
    return model.objects.published().filter(duplicates__slug=slug).first()


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
