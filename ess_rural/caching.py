"""Public pages are validated at each request and kept in memory until something changes.

The validator of a page is made from the state of the records, the release of the software, the
language and the address; so it is right after every edit and every release at once. See
docs/decisions/0010-http-caching.md.
"""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db import Error, connection
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.timezone import localdate
from django.utils.translation import get_language_from_path, get_language_from_request
from django.views.debug import get_default_exception_reporter_filter

from ess_rural.availability import is_unavailable
from ess_rural.stale import LastKnown, marked_stale
from search.changes import one_moment, position

# What depends on who asks, or must be asked anew each time.
NEVER_KEPT = ("/admin/", "/staff/")
# Of one page, in bytes; with the number of entries it bounds the memory of a process.
LARGEST = 100_000
# What the software consists of, besides the installed packages.
SOFTWARE = ("**/*.py", "templates/**/*.*", "static/**/*.*", "locale/**/*.mo", "requirements.txt")


@cache
def release():
    """Return the fingerprint of the software that runs and of its settings.

    Read once for each process; all processes of a release have the same.
    """
    digest = hashlib.sha256(settings_as_text().encode())
    for pattern in SOFTWARE:
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            if not {".venv", "var", "tests"} & set(path.relative_to(settings.BASE_DIR).parts):
                digest.update(path.read_bytes())
    return digest.hexdigest()


def settings_as_text():
    """Return all settings but secrets, which no page shows: any other may reach one, or a header.

    The same in every process: no order of a set, no address in memory, no language.
    """
    known = get_default_exception_reporter_filter().get_safe_settings()
    return json.dumps(known, default=plain, sort_keys=True)


def plain(value):
    """Return a value that JSON does not know as one that it does."""
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Path):
        return str(value)
    # A translated text, whose catalogue is software; a class or a function, which is code.
    return type(value).__name__


class KeepPublicPages:
    """Answer 304 where the visitor has the page as it is now, and from memory where it is kept.

    Nothing is kept for a visitor with a session: staff see what they do.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.pages = caches["pages"]
        self.last_known = None

    def __call__(self, request):
        if (
            request.method not in ("GET", "HEAD")
            or request.path.startswith(NEVER_KEPT)
            or settings.SESSION_COOKIE_NAME in request.COOKIES
        ):
            return self.get_response(request)
        try:
            now = position()
        except Error as error:
            if not is_unavailable(error):
                raise
            # Some pages need no database.
            return self.stale_answer(request) or self.get_response(request)
        self.last_known = LastKnown(now, localdate())
        with one_moment(now):
            return self.answer(request)

    def answer(self, request):
        key = self.key(request)
        etag = f'W/"{key}"'
        # "*" asks whether there is such a page at all: that only the view can tell.
        if request.headers.get("If-None-Match", "*") != "*":
            response = get_conditional_response(request, etag=etag)
            if response is not None:
                return self.labelled(request, response, etag)
        # What a HEAD leaves out would be missing in the answer to a GET.
        kept_as = f"{request.method}-{key}"
        if kept := self.pages.get(kept_as):
            content, headers = kept
            return HttpResponse(content, headers=headers)
        response = self.get_response(request)
        if response.status_code != 200 or "no-store" in response.get("Cache-Control", ""):
            return response
        # Templates take an error in a condition for a "no": the page may lack a part.
        if connection.errors_occurred:
            return response
        self.labelled(request, response, etag)
        if not response.streaming and len(response.content) <= LARGEST and not response.cookies:
            # Not the response itself, which holds the records of the API too.
            self.pages.set(kept_as, (response.content, dict(response.items())))
        return response

    def stale_answer(self, request):
        """Return the page as it was when the database last answered; None where it is not kept.

        Only what was right then: a page that was taken down before does not come back.
        """
        known = self.last_known
        if known is None or known.age >= settings.STALE_PAGES_FOR:
            return None
        with one_moment(known.position):
            key = self.key(request, known.day)
        # That of a GET holds all that a HEAD asks for.
        kept = self.pages.get(f"GET-{key}") or self.pages.get(f"{request.method}-{key}")
        if kept:
            content, headers = kept
            return marked_stale(request, HttpResponse(content, headers=headers), known)
        etag = f'W/"{key}"'
        if request.headers.get("If-None-Match", "*") != "*":
            response = get_conditional_response(request, etag=etag)
            if response is not None:
                return marked_stale(request, self.labelled(request, response, etag), known)
        return None

    @staticmethod
    def labelled(request, response, etag):
        response["ETag"] = etag
        patch_cache_control(response, no_cache=True, public=True)
        if not get_language_from_path(request.path_info):
            # LocaleMiddleware says so of a page; an answer 304 never comes to it.
            patch_vary_headers(response, ["Accept-Language"])
        patch_vary_headers(response, ["Accept-Encoding", "HX-Request"])
        return response

    @staticmethod
    def key(request, day=None):
        """Return the fingerprint of all that the page depends on, today or on another day."""
        parts = (
            release(),
            position().token,
            # What is to be confirmed again is so from a day on.
            (day or localdate()).isoformat(),
            request.scheme,
            request.get_host(),
            request.get_full_path(),
            get_language_from_request(request, check_path=True),
            str("gzip" in request.headers.get("Accept-Encoding", "")),
            request.headers.get("HX-Request", ""),
            request.headers.get("Accept", "") if request.path.startswith("/api/") else "",
        )
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:40]
