"""What is refused before any view sees it, and what browsers are told."""

from functools import cache
from urllib.parse import unquote_to_bytes

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpResponseNotAllowed, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.defaults import bad_request

# Open data, and pictures that whoever takes the data may show.
FOR_ALL_SITES = ("/api/", "/media/pictures/")


class RefuseUnreadableAddresses:
    """Answer 400 to an address that holds a NUL byte or thousands of parameters.

    No database column holds a NUL: Python and SQLite let it pass, PostgreSQL raises. Too many
    parameters raise where they are first read, which may be while an error page is drawn. Also to
    a request in another encoding than UTF-8: some decode to what no database holds, or raise.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        query = request.META.get("QUERY_STRING", "")
        too_many = query.count("&") >= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        is_foreign = (request.encoding or "utf-8").lower() not in ("utf-8", "utf8")
        if is_foreign:
            # So that the error page can be drawn.
            request.encoding = "utf-8"
        if is_foreign or too_many or b"\0" in unquote_to_bytes(query + request.path):
            if request.path.startswith("/api/"):
                detail = _("This address cannot be read")
                return JsonResponse({"detail": detail}, status=400)
            return bad_request(request, ValueError("unreadable address"))
        return self.get_response(request)


class RefuseUnknownMethods:
    """Answer 405 to a method that the page does not have, before the check of forms answers 403.

    The API has no forms to check, and says so itself, in JSON.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        page = getattr(view, "view_class", None)
        if page is None or request.path.startswith("/api/"):
            return None
        allowed = [name for name in page.http_method_names if hasattr(page, name)]
        if request.method.lower() in [*allowed, "head"]:
            return None
        return HttpResponseNotAllowed([name.upper() for name in allowed])


class LimitBrowsers:
    """Tell browsers what no page of ours needs, and which sites may load what we send.

    The API, published pictures and the page for partners are for any site, the rest is for our own
    pages, whose frames count among them. Outermost, so that static files and refusals say so too.
    """

    PERMISSIONS = ", ".join(
        f"{feature}=()"
        for feature in (
            *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture"),
            *("encrypted-media", "geolocation", "gyroscope", "hid", "idle-detection"),
            *("magnetometer", "microphone", "midi", "payment", "picture-in-picture", "serial"),
            *("screen-wake-lock", "usb", "xr-spatial-tracking"),
        )
    )

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_for_all = request.path.startswith(FOR_ALL_SITES) or request.path in framed_addresses()
        response["Cross-Origin-Resource-Policy"] = "cross-origin" if is_for_all else "same-origin"
        response["Permissions-Policy"] = self.PERMISSIONS
        return response


class LetPartnersFrame:
    """Let any site frame the page that is made for it, its errors and its 304; no other page.

    Not on the view: an answer 304 never comes to it, and browsers take over the headers of a 304.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.framed = xframe_options_exempt(csp_replace({"frame-ancestors": ["*"]})(get_response))

    def __call__(self, request):
        if request.path in framed_addresses():
            return self.framed(request)
        return self.get_response(request)


@cache
def framed_addresses():
    """Return the paths of the page for partners, in every language."""
    addresses = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            addresses.add(reverse("initiatives-embed"))
    return addresses
