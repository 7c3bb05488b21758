"""Public pages are validated at each request and kept in memory until something changes.

The validator of a page is made from the state of the records, the release of the software, the
language and the address; so it is right after every edit and every release at once. See
docs/decisions/0010-http-caching.md.
"""

import hashlib
from functools import cache

from django.conf import settings
from django.core.cache import caches
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language_from_request

from search.changes import one_moment, position

# What depends on who asks, or must be asked anew each time.
NEVER_KEPT = ("/admin/", "/healthz")
LARGEST = 300_000  # bytes
# What the software consists of, besides the installed packages.
SOFTWARE = ("**/*.py", "templates/**/*.*", "static/**/*.*", "locale/**/*.mo", "requirements.txt")


@cache
def release():
    """Return the fingerprint of the software that runs, read once for each process."""
    digest = hashlib.sha256()
    for pattern in SOFTWARE:
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            if not {".venv", "var", "tests"} & set(path.relative_to(settings.BASE_DIR).parts):
                digest.update(path.read_bytes())
    return digest.hexdigest()


class KeepPublicPages:
    """Answer 304 where the visitor has the page as it is now, and from memory where it is kept.

    Nothing is kept for a visitor with a session: staff see what they do.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.pages = caches["pages"]

    def __call__(self, request):
        if (
            request.method not in ("GET", "HEAD")
            or request.path.startswith(NEVER_KEPT)
            or settings.SESSION_COOKIE_NAME in request.COOKIES
        ):
            return self.get_response(request)
        with one_moment():
            return self.answer(request)

    def answer(self, request):
        key = self.key(request)
        etag = f'W/"{key}"'
        if request.headers.get("If-None-Match"):
            response = get_conditional_response(request, etag=etag)
            if response is not None:
                return self.labelled(response, etag)
        response = self.pages.get(key)
        if response is None:
            response = self.get_response(request)
            if response.status_code != 200 or "no-store" in response.get("Cache-Control", ""):
                return response
            self.labelled(response, etag)
            if not response.streaming and len(response.content) <= LARGEST and not response.cookies:
                self.pages.set(key, response)
        return response

    @staticmethod
    def labelled(response, etag):
        response["ETag"] = etag
        patch_cache_control(response, no_cache=True, public=True)
        patch_vary_headers(response, ["Accept-Encoding", "HX-Request"])
        return response

    @staticmethod
    def key(request):
        """Return the fingerprint of all that the page depends on."""
        parts = (
            release(),
            position().token,
            request.method,
            request.scheme,
            request.get_host(),
            request.get_full_path(),
            get_language_from_request(request, check_path=True),
            str("gzip" in request.headers.get("Accept-Encoding", "")),
            request.headers.get("HX-Request", ""),
            request.headers.get("Accept", "") if request.path.startswith("/api/") else "",
        )
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:40]
