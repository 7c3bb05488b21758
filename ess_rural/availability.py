"""Answers while the database or the disk cannot be used: 503, and nothing typed is lost.

See docs/decisions/0019-when-the-database-is-away.md.
"""

import errno
import logging
import sqlite3
import sys

from django.core.exceptions import SuspiciousOperation
from django.db import Error, InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.defaults import server_error

logger = logging.getLogger(__name__)

RETRY_AFTER = 30  # seconds

# SQLSTATE of PostgreSQL: whole classes by two characters, single conditions by five.
POSTGRESQL = (
    "08",  # the connection failed
    "53",  # disk, memory or connections are used up
    "57",  # shut down, starting, or the statement was cancelled for its time
    "58",  # the system around the server failed
    "25006",  # read-only, such as a standby
    "25P03",  # the transaction was idle for too long
    "40001",  # two transactions at once: the next try succeeds
    "40P01",
    "55P03",  # a lock was not to be had
)
# Primary result codes. An SQL error, such as a table that is missing, is none of them.
SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PERM,
}
DISK = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EIO,
    errno.ENOTDIR,
    errno.ENODEV,
    errno.ENXIO,
    errno.ESTALE,
    errno.EMFILE,
    errno.ENFILE,
}


def is_unavailable(error):
    """Tell whether an error is one of the database or the disk, which another try may not meet.

    What the program did wrong is none: a missing table, a broken constraint, a bad value.
    """
    if isinstance(error, OSError):
        # Django's storage raises FileExistsError, without a number, where a folder is to be.
        return error.errno in DISK or isinstance(error, FileExistsError)
    if not isinstance(error, Error):
        return False
    # Django raises its own error from that of the driver.
    cause = error.__cause__ or error
    if isinstance(cause, sqlite3.Error):
        # The low byte is the primary code; an error of the driver itself has none.
        code = getattr(cause, "sqlite_errorcode", None)
        return code is not None and code & 0xFF in SQLITE
    state = getattr(cause, "sqlstate", None)
    if state:
        return state.startswith(POSTGRESQL)
    # Without a word from the server: it was not reached, or not any more.
    return isinstance(error, (OperationalError, InterfaceError))


class ServiceUnavailableMiddleware:
    """Turn the errors of views for which `is_unavailable` is true into answers 503."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not is_unavailable(exception):
            return None
        return unavailable(request, exception)


def error_500(request):
    """Answer 500; or 503 where a middleware has met what `process_exception` sees of views only."""
    error = sys.exc_info()[1]
    return unavailable(request, error) if is_unavailable(error) else server_error(request)


def unavailable(request, error):
    """Return an answer 503 in the reader's language, with all that was typed to be sent again."""
    logger.error("Not available: %s", error)
    language = get_language_from_request(request, check_path=True)
    with override(language):
        if request.path.startswith("/api/"):
            detail = _("The directory cannot answer at the moment. Please try again in a minute.")
            response = JsonResponse({"detail": detail}, status=503)
        else:
            page = render_to_string("503.html", posted(request))
            response = HttpResponse(page, status=503)
    response["Content-Language"] = language
    response["Retry-After"] = RETRY_AFTER
    patch_cache_control(response, no_store=True, private=True)
    return response


def posted(request):
    """Return what a form brought: {fields: [(name, text)], sentences, files: [(name, file name)]}.

    Passwords and codes are left out. The token against forged requests is sent back as it came:
    a forged form has none, and gets none here.
    """
    if request.method != "POST" or request.path.startswith("/staff/"):
        return {}
    try:
        texts, files = request.POST, request.FILES
    except (SuspiciousOperation, MultiPartParserError, OSError):
        # Too much, or broken off: there is nothing to give back.
        return {}
    fields = [
        (name, value)
        for name, values in texts.lists()
        for value in values
        if "password" not in name.lower()
    ]
    return {
        "fields": fields,
        # To be read and copied; a single word is mostly a choice.
        "sentences": [value for _name, value in fields if len(value.split()) > 1],
        "files": [(name, file.name) for name, sent in files.lists() for file in sent],
    }
