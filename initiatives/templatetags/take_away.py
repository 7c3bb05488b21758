"""What a list is called, and the block that offers it as files, a feed, a frame and a print."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language

from initiatives.exports import COLUMNS, MAX_XLSX_ROWS
from initiatives.sharing import pairs_of, query_of, title_of

register = template.Library()

FRAME = '<iframe src="{}" title="{}" width="100%" height="700" loading="lazy"></iframe>'


@register.inclusion_tag("initiatives/includes/take_away.html", takes_context=True)
def take_away(context, filterset):
    """Offer what `filterset`, an `InitiativeFilter` that is valid, keeps."""
    query = query_of(filterset)
    pairs = [*pairs_of(filterset), ("lang", get_language())]
    frame = context["request"].build_absolute_uri(reverse("initiatives-embed") + query)
    return {
        "query": query,
        "pairs": pairs,
        "file_query": f"?{urlencode(pairs)}",
        "columns": COLUMNS,
        "most_rows": MAX_XLSX_ROWS,
        "has_workbook": len(filterset.kept) <= MAX_XLSX_ROWS,
        "code": format_html(FRAME, frame, f"{title_of(filterset)} – ESS rurale"),
    }


@register.simple_tag
def search_title(filterset):
    """Return the name of the search that `filterset` holds, in words."""
    return title_of(filterset)


@register.simple_tag
def feed_query(filterset):
    """Return the filters of a list as the query string of its feed."""
    return query_of(filterset)
