"""The parameters that an address may have: what its view reads, and what mailings add.

Any other is refused with 400, its name and the likeliest right one. A view declares what it reads
beside its filters and pages:

    query_parameters  names; those of its bases are added
    error_format      how it refuses: "html", "json" or "text"
    shows_refused_parameters  True where its own page says what `request.refused_parameters` holds
"""

from dataclasses import dataclass
from functools import cache, wraps

from django.http import HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from rapidfuzz import fuzz, process
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from ess_rural.caching import NEVER_KEPT
from search.text import fold
from search.views import short_address
from territories.filters import PlaceFilterSet

# What mailings, social networks, advertisers and audience measurement add to anyone's links:
# beginnings of names, then whole names. All in lower case; `_` is how scripts get round a cache.
TRACKING_PREFIXES = (
    *("at_", "cm_", "elq", "estat", "fb_", "gad_", "hsa_", "hsct", "matomo_", "mc_", "mj_", "ml_"),
    *("mtm_", "oly_", "piwik_", "pk_", "sib_", "trk_", "utm_", "vero_", "wt.", "wt_", "xt_"),
)
TRACKING_NAMES = {
    *("_", "campaign", "cmpid", "ref", "ref_src", "ref_url", "sfmc_id", "source", "spm", "trk"),
    *("trackingid", "wpsrc"),
    *("__hsfp", "__hssc", "__hstc", "__s", "_branch_match_id", "_ga", "_gl", "_hsenc"),
    *("_hsmi", "_ke", "_kx", "_openstat", "_se", "ck_subscriber_id", "dclid", "dm_i", "ef_id"),
    *("epik", "fbclid", "gbraid", "gclid", "gclsrc", "icid", "igsh", "igshid", "li_fat_id"),
    *("mibextid", "mkt_tok", "msclkid", "rb_clickid", "rdt_cid", "s_cid", "s_kwcid", "sccid"),
    *("srsltid", "ttclid", "twclid", "wbraid", "xtmc", "xtor", "xtref", "xts", "yclid", "ysclid"),
}
# Names that other sites have for the same, where neither spelling nor label leads to ours.
OTHER_NAMES = {
    "q": ("query", "search", "recherche", "requete", "mots", "texte", "text", "keywords", "term"),
    "page_size": ("limit", "per page", "pagesize", "taille"),
    "sort": ("order", "ordering", "order by", "tri"),
    "place": ("lieu", "ville", "city", "commune", "cp", "code postal", "postal code", "q"),
    "commune": ("insee", "code insee", "ville", "city", "municipality", "place", "lieu"),
    "department": ("dept", "dep", "dpt"),
    "challenge": ("enjeu", "enjeux", "defi"),
    "scope": ("portee", "echelle"),
    "legal_form": ("statut", "status"),
    "page": ("p",),
    "radius": ("rayon", "km"),
    "columns": ("fields", "colonnes", "champs"),
    "lang": ("langue", "language", "locale"),
}
LIKELY = 75  # of 100: as likely as "secteur" for "sector"
SHORTEST_GUESS = 3  # letters
MAX_NAME = 40  # characters of a name that a message repeats
MAX_NAMED = 5  # parameters that an answer names


@dataclass
class UnknownParameter:
    """A parameter that the view does not read, and the likeliest that it does, or ""."""

    name: str
    likely: str

    def __str__(self):
        text = _("The address has a parameter “%(name)s”, which does not exist here.")
        if self.likely:
            text = _(
                "The address has a parameter “%(name)s”, which does not exist here. "
                "Did you mean “%(likely)s”?"
            )
        return text % {"name": self.shown_name, "likely": self.likely}

    @property
    def shown_name(self):
        return self.name if len(self.name) <= MAX_NAME else f"{self.name[:MAX_NAME]}…"


def reads(*names):
    """Declare which parameters a view that is a function reads."""

    def declare(view):
        @wraps(view)
        def declared(*args, **kwargs):
            return view(*args, **kwargs)

        declared.query_parameters = names
        return declared

    return declare


def class_of(view):
    """Return the class behind a view; None where it is a function."""
    return getattr(view, "view_class", None) or getattr(view, "cls", None)


def error_format(view):
    page = class_of(view)
    if page is None:
        return "text"
    return "json" if issubclass(page, APIView) else getattr(page, "error_format", "html")


@cache
def accepted_parameters(view):
    """Return the names of the parameters that a view reads, tracking left aside, as a set."""
    page = class_of(view)
    accepted = set(getattr(view, "query_parameters", ()))
    for base in getattr(page, "__mro__", ()):
        accepted.update(vars(base).get("query_parameters", ()))
    if page is not None and issubclass(page, APIView):
        accepted.add(api_settings.URL_FORMAT_OVERRIDE)
        if view.initkwargs.get("detail"):
            return frozenset(accepted)
        if paginator := getattr(page, "pagination_class", None):
            described = paginator().get_schema_operation_parameters(page)
            accepted.update(parameter["name"] for parameter in described)
    elif getattr(page, "paginate_by", None):
        accepted.add(page.page_kwarg)
    accepted.update(filters_of(page))
    if error_format(view) == "html":
        # Every page carries the place of its reader on.
        accepted.update(PlaceFilterSet.TERRITORIES)
    return frozenset(accepted)


def filters_of(page):
    """Return {name: filter} of the FilterSet of a view class."""
    filterset = getattr(page, "filterset_class", None)
    return filterset.base_filters if filterset else {}


def is_tracking(name):
    """Tell whether a parameter is there to count visitors: no view reads it."""
    return name.lower() in TRACKING_NAMES or name.lower().startswith(TRACKING_PREFIXES)


def unknown_parameters(names, view):
    """Return an `UnknownParameter` for each of `names` that a view does not read."""
    accepted = accepted_parameters(view)
    unknown = [name for name in names if name not in accepted and not is_tracking(name)]
    if not unknown:
        return []
    spellings = spellings_of(accepted, class_of(view))
    return [UnknownParameter(name, likely(name, spellings)) for name in unknown[:MAX_NAMED]]


def spellings_of(accepted, page):
    """Return {folded word: name}: the names themselves, their labels in each language, others."""
    spellings = {fold(label): name for name in accepted for label in OTHER_NAMES.get(name, ())}
    for language in ("en", "fr"):
        with override(language):
            labels = {
                fold(str(known.label)): name
                for name, known in filters_of(page).items()
                if known.label
            }
        spellings |= labels
    return spellings | {fold(name): name for name in accepted}


def likely(name, spellings):
    """Return the parameter that was likely meant by `name`, "" where there is none."""
    written = fold(name[:MAX_NAME])
    if written in spellings:
        return spellings[written]
    if len(written) < SHORTEST_GUESS:
        return ""
    found = process.extractOne(written, spellings.keys(), scorer=fuzz.ratio, score_cutoff=LIKELY)
    return spellings[found[0]] if found else ""


class RefuseUnknownParameters:
    """Answer 400 to a GET with a parameter that the view does not read.

    What is posted is judged by its body alone: a refusal would lose what somebody typed.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.refused_parameters = []
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method not in ("GET", "HEAD") or request.path.startswith(NEVER_KEPT):
            return None
        request.refused_parameters = unknown_parameters(request.GET, view)
        if request.refused_parameters:
            request.corrected_address = corrected_address(request, request.refused_parameters)
        if not request.refused_parameters or getattr(
            class_of(view), "shows_refused_parameters", False
        ):
            return None
        return REFUSALS[error_format(view)](request, request.refused_parameters)


def refuse_in_html(request, unknown):
    context = {"unknown": unknown, "address": request.corrected_address}
    return render(request, "unknown_parameters.html", context, status=400)


def refuse_in_json(request, unknown):
    """Answer as to an unknown value: {parameter: [reasons]}."""
    reasons = {each.shown_name: [str(each)] for each in unknown}
    return JsonResponse(reasons, status=400, json_dumps_params={"ensure_ascii": False})


def refuse_in_text(request, unknown):
    text = "\n".join(map(str, unknown))
    return HttpResponseBadRequest(text, content_type="text/plain; charset=utf-8")


REFUSALS = {"html": refuse_in_html, "json": refuse_in_json, "text": refuse_in_text}


def corrected_address(request, unknown):
    """Return the address with the likely parameters instead of the unknown ones."""
    data = request.GET.copy()
    for each in unknown:
        values = data.pop(each.name)
        if each.likely and each.likely not in data:
            data.setlist(each.likely, values)
    return short_address(request.path, data)
