"""What a search is called, and how it is addressed, wherever it is taken to."""

from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Around words to look for, whose title has its own.
QUOTES = "\"'“”‘’«» \u00a0\u202f"
NAMED = 3  # of the places, and of the other filters; beyond it they are counted


def title_of(filterset):
    """Return the name of a search: "Initiatives in Brittany: “bakery”, Energy and 2 more"."""
    if not filterset.is_valid():
        return _("Initiatives")
    where, filters = places_of(filterset.place), filters_of(filterset)
    if where and filters:
        return _("Initiatives %(where)s: %(filters)s") % {"where": where, "filters": filters}
    if where:
        return _("Initiatives %(where)s") % {"where": where}
    return _("Initiatives: %(filters)s") % {"filters": filters} if filters else _("Initiatives")


def places_of(place):
    """Return the regions and departments of a place in words, "" where there are none."""
    areas = [*place.departments, *place.regions]
    if len(areas) > NAMED:
        return _("in %(number)s territories") % {"number": len(areas)}
    return ", ".join(area.in_place() for area in areas)


def filters_of(filterset):
    """Return what else is chosen in words, "" where nothing is."""
    names = [
        _("“%(words)s”") % {"words": label.strip(QUOTES)} if name == "q" else str(label)
        for name, label, _others in filterset.chosen_values()
        if name not in ("region", "department")
    ]
    named, more = ", ".join(names[:NAMED]), len(names) - NAMED
    if more <= 0:
        return named
    several = ngettext("%(names)s and %(number)s more", "%(names)s and %(number)s more", more)
    return several % {"names": named, "number": more}


def pairs_of(filterset):
    """Return the filters as (name, value) pairs, as the address has them, without the page."""
    return [
        (name, value)
        for name in filterset.form.fields
        for value in dict.fromkeys(filterset.data.getlist(name))
        if value
    ]


def query_of(filterset):
    """Return the filters as a query string with its "?", or ""."""
    pairs = pairs_of(filterset)
    return f"?{urlencode(pairs)}" if pairs else ""
