"""What is refused before any view sees it."""

from urllib.parse import unquote_to_bytes

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
            return bad_request(request, ValueError("NUL byte in the address"))
        return self.get_response(request)
