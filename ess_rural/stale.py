"""Pages shown while the database does not answer: they say that they may be behind."""

import gzip
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from time import monotonic

from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.timezone import localtime
from django.utils.translation import override

from search.changes import Position

MAIN = re.compile(rb"<main[^>]*>")


@dataclass(frozen=True)
class LastKnown:
    """What a process knew of the database when it last answered, and since when it has not."""

    position: Position
    day: date
    since: float = field(default_factory=monotonic)

    @property
    def age(self):
        """The time since then, in whole seconds."""
        return int(monotonic() - self.since)


def marked_stale(request, response, known):
    """Return a kept answer with the headers that say it is stale, and with a notice if a page."""
    response["Age"] = known.age
    response["Warning"] = '110 - "Response is Stale"'
    if response.status_code == 304:
        return response
    # With its validator a browser would keep the notice until the page changes.
    del response["ETag"]
    patch_cache_control(response, no_store=True)
    if response.get("Content-Type", "").startswith("text/html"):
        add_notice(response, known)
    if request.method == "HEAD":
        response.content = b""
    return response


def add_notice(response, known):
    """Say at the head of a page, in its language, of when it is."""
    content = response.content
    if response.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
        del response["Content-Encoding"]
    with override(response["Content-Language"]):
        shown_at = localtime() - timedelta(seconds=known.age)
        notice = render_to_string("includes/stale.html", {"shown_at": shown_at})
    response.content = MAIN.sub(lambda main: main[0] + notice.encode(), content, count=1)
    response["Content-Length"] = len(response.content)
