"""The reader's place, carried from page to page in the address."""

from django import template

from territories.filters import PlaceChoice, reader_place

register = template.Library()


@register.simple_tag(takes_context=True)
def here(context, sign="?", beside=None):
    """Return the reader's place as a query string after `sign`; nothing where there is none.

    Nothing either `beside` a form that has controls for the place: it is a filter like others.
    """
    place = _place(context, beside)
    return f"{sign}{place.query}" if place else ""


@register.simple_tag(takes_context=True)
def here_pairs(context, beside=None):
    """Return the same as (name, value) pairs, for the hidden fields of a form."""
    place = _place(context, beside)
    return place.pairs if place else []


def _place(context, form):
    # The attribute: `{% include … only %}` hides the variable. Error pages have neither.
    request = getattr(context, "request", None)
    if request is None or (form and PlaceChoice.TERRITORIES[0] in form.fields):
        return None
    return reader_place(request)
