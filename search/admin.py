"""Searching the lists of the administration."""

from django.contrib import admin

from search.text import fold

MOST_WORDS = 20  # words of a search that are read


class FoldedSearchAdmin(admin.ModelAdmin):
    """Mixin: `search_fields` are searched without regard to case, accents and punctuation.

    Each word is found in one of the fields at least. A field that names its lookup keeps it.
    """

    def get_search_fields(self, request):
        """Return the fields, each with its lookup; what is annotated has none of its own."""
        own = {field.name for field in self.opts.get_fields()}
        return [
            f"{name}__folded"
            if name.split("__")[0] in own and not name.endswith("__icontains")
            else name
            for name in super().get_search_fields(request)
        ]

    def get_search_results(self, request, queryset, search_term):
        words = fold(search_term).split()[:MOST_WORDS]
        if search_term.strip() and not words:
            return queryset.none(), False
        return super().get_search_results(request, queryset, " ".join(words))
