"""What every page of the site needs around its content."""

from django import template
from django.urls import reverse, translate_url
from django.utils.translation import override

from ess_rural import quality

register = template.Library()


@register.simple_tag(takes_context=True)
def page_in(context, language, *, is_plain=False):
    """Return the address of this page in `language`; else its home page.

    With its filters and the place of the reader, unless it is to be plain.
    """
    request = context["request"]
    here = request.path if is_plain else request.get_full_path()
    there = translate_url(here, language)
    if there == here and not here.startswith(f"/{language}/"):
        with override(language):
            return reverse("home")
    return there


@register.simple_tag(takes_context=True)
def absolute(context, address):
    """Return `address` with scheme and host."""
    return context["request"].build_absolute_uri(address)


@register.filter
def elided_pages(page):
    """Return the page numbers to link to around `page`, with "…" for those left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_tag(takes_context=True)
def may_see_quality(context):
    """Tell whether the person who is signed in may open the board of quality."""
    return quality.may_see_quality(context["request"])
