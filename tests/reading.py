"""How tests read a page: its links, its count, its rings, and what it asks of the database."""

import re
from html import unescape

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags


def plain(text):
    """Return `text` with single plain spaces."""
    return " ".join(text.split())


def links(response):
    """Return the (address, text) pairs of a page, in order."""
    found = re.findall(r'<a\b[^>]*href="([^"]*)"[^>]*>(.*?)</a>', response.content.decode(), re.S)
    return [(unescape(address), plain(unescape(strip_tags(text)))) for address, text in found]


def address_of(response, text):
    """Return the address of the only link of a page that reads `text`."""
    [address] = {address for address, shown in links(response) if shown == text}
    return address


def total(response):
    """Return the number of results that a list announces above them."""
    [number] = re.findall(
        r'<p class="total"[^>]*>\s*<strong>(\d+)</strong>', response.content.decode()
    )
    return int(number)


def headings(response):
    """Return the texts of the headings of a page, in order."""
    found = re.findall(r"<h[1-4][^>]*>(.*?)</h[1-4]>", response.content.decode(), re.S)
    return [plain(unescape(strip_tags(text))) for text in found]


def names(response, name):
    """Return the slugs of the records that a page was given under `name`, in order."""
    return [record.slug for record in response.context[name]]


def rings(response, name="rings"):
    """Return {heading: slugs} of the rings of a page; {} where there are none."""
    return {
        plain(ring.label): [record.slug for record in ring.records]
        for ring in response.context.get(name) or []
    }


def query_count(client, address):
    """Return the number of queries that a page takes, which must be there.

    Taken the second time, when the catalogues have read what changed, and from an address that no
    cache holds.
    """
    sign = "&" if "?" in address else "?"
    client.get(f"{address}{sign}utm_content=first")
    with CaptureQueriesContext(connection) as asked:
        response = client.get(f"{address}{sign}utm_content=second")
    assert response.status_code == 200, address
    return len(asked)
