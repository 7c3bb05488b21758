"""What is refused before any view sees it."""

from urllib.parse import unquote_to_bytes

from django.http import HttpResponseNotAllowed, JsonResponse
from django.utils.translation import gettext as _
from django.views.defaults import bad_request


class RefuseNullBytes:
    """Answer 400 to an address that holds a NUL byte, which no database column can.

    Python and SQLite let it pass, PostgreSQL raises: without this the engines would differ.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        address = request.META.get("QUERY_STRING", "") + request.path
        if b"\0" in unquote_to_bytes(address):
            if request.path.startswith("/api/"):
                detail = _("This address cannot be read")
                return JsonResponse({"detail": detail}, status=400)
            return bad_request(request, ValueError("NUL byte in the address"))
        return self.get_response(request)


class RefuseUnknownMethods:
    """Answer 405 to a method that the page does not have, before the check of forms answers 403."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        page = getattr(view, "view_class", None)
        if page is None:
            return None
        allowed = [name for name in page.http_method_names if hasattr(page, name)]
        if request.method.lower() in [*allowed, "head"]:
            return None
        return HttpResponseNotAllowed([name.upper() for name in allowed])
