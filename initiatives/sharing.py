"""What a search is called, and how it is addressed, wherever it is taken to."""

from urllib.parse import urlencode

from django.utils.translation import gettext as _


def title_of(filterset):
    """Return the name of a valid search: "Initiatives: Bretagne, Energy"."""
    names = ", ".join(str(label) for label, _address in filterset.active())
    return _("Initiatives: %(filters)s") % {"filters": names} if names else _("Initiatives")


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
