"""The reader's place, carried from page to page in the address."""

from django import template

from territories.filters import PlaceChoice, reader_place
from territories.place import Place

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


@register.inclusion_tag("includes/region_select.html", takes_context=True)
def region_select(context, field_id, blank, regions=None, counted=False):
    """Draw the choice of a region, which shows the reader's place whatever it is.

    A place that is none of the `regions` (all of them unless said) stands as the choice that
    changes nothing: the form sends it as `place`, which gives way to a region. `blank` is what is
    shown without a place. `counted` regions have an `initiative_count`.
    """
    if regions is None:
        regions = PlaceChoice.regions()
    place = _place(context, None) or Place()
    chosen = place.regions[0] if len(place.pairs) == 1 and place.regions else None
    standing = place.query if place and chosen not in regions else ""
    return {
        "field_id": field_id,
        "blank": blank,
        "regions": regions,
        "counted": counted,
        "chosen": chosen,
        "standing": standing,
        "standing_name": place.label,
    }


def _place(context, form):
    # The attribute: `{% include … only %}` hides the variable. Error pages have neither.
    request = getattr(context, "request", None)
    if request is None or (form and PlaceChoice.TERRITORIES[0] in form.fields):
        return None
    return reader_place(request)
