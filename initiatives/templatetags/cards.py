"""What lists say of an initiative, in ready words: a page draws dozens."""

from django import template
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from initiatives.models import Initiative
from resources.templatetags.records import text
from territories.templatetags.place import here

register = template.Library()

KINDS, LEGAL_FORMS, SCOPES = (
    dict(each.choices) for each in (Initiative.Kind, Initiative.LegalForm, Initiative.Scope)
)


@register.simple_tag(takes_context=True)
def words_of(context, initiative, match=None):
    """Return what a card says of an initiative, the words that answer a `TextMatch` marked.

    "about" and "kinds" are lists; "deeds" holds at most one pair (authority, what it did).
    """
    about, kinds = place_of(initiative), [KINDS.get(initiative.kind)]
    if initiative.year_founded:
        about.append(_("since %(year)s") % {"year": initiative.year_founded})
    if initiative.legal_form:
        kinds.append(LEGAL_FORMS.get(initiative.legal_form, initiative.legal_form))
    deeds = [(text(deed, "authority"), text(deed, "text")) for deed in initiative.actions.all()[:1]]
    return {
        "address": initiative.get_absolute_url() + here(context),
        "name": text(initiative, "name", match),
        "about": about,
        "summary": text(initiative, "summary", match),
        "kinds": kinds,
        "sectors": [text(sector, "name") for sector in initiative.sectors.all()],
        "deeds": deeds,
    }


@register.simple_tag
def place_of(initiative):
    """Return where an initiative stands and, where that was asked for, how far it is, as a list.

    Of one that stands nowhere the name of the area it serves, or its scope.
    """
    place = initiative.place_name or text(initiative, "area_label")
    about = [place or SCOPES.get(initiative.scope, initiative.scope)]
    if (distance := getattr(initiative, "distance_km", None)) is not None:
        away = _("%(km)s km away") % {"km": floatformat(distance, -1)}
        about.append(away if distance else _("in the commune"))
    return about
