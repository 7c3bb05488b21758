"""What somebody typed for a commune, and which communes it may be."""

from django.utils.translation import gettext as _

from territories.models import Commune
from territories.names import search_form

MAX_TYPED = 60  # characters
MAX_CHOICES = 40


def found_by(typed):
    """Return the one commune that was surely meant, or None, and all that begin so.

    Of these at most one more than `MAX_CHOICES`.
    """
    communes = list(Commune.objects.for_list().search(typed)[: MAX_CHOICES + 1])
    meant = communes if len(communes) == 1 else named(communes, typed)
    return (meant[0] if len(meant) == 1 else None), communes


def named(communes, typed):
    """Return those whose whole name was typed; else those that had a former commune named so."""
    name = search_form(typed)
    exact = [commune for commune in communes if commune.search_name == name]
    former = [commune for commune in communes if search_form(commune.former_name) == name]
    return exact or former


def hint(commune):
    """Return what tells a commune found by `search` from others of its name."""
    department = f"{commune.department.name} ({commune.department_id})"
    if commune.former_name:
        return f"{department}, " + _("formerly %(name)s") % {"name": commune.former_name}
    return department


def too_long():
    """Return what is said of a text that is too long to be typed for a commune."""
    return _("This is too long for the name of a commune: 60 characters at most.")


def unknown(typed):
    """Return what is said of a text that no commune begins with."""
    return _("No commune begins with “%(text)s”.") % {"text": typed}
