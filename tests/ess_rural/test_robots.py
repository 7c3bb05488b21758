"""Robots find every page of the sitemap, and no addresses without end."""

import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import resolve
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ess_rural.robots import closed_parameters
from tests.factories import SectorFactory
from tests.sitemap import NAMES, SITE, entries, parts

pytestmark = pytest.mark.django_db

VISITED_OF_A_KIND = 4  # pages of one view in one language
# What is no page of its own for an index, and ends: search, forms, files, the frame, the API.
BESIDE = re.compile(
    r"/(recherche|search|proposer|propose|integrer|embed)/$|/(corriger|correct)/|^/api/|\.(atom|svg)$"
)


def rules(client):
    """Return the patterns of `robots.txt` that are disallowed, as regular expressions."""
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    closed = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]
    return [re.compile(".*".join(map(re.escape, pattern.split("*")))) for pattern in closed]


def allows(closed, address):
    """Tell whether RFC 9309 lets a robot ask for a path and its query."""
    return not any(pattern.match(address) for pattern in closed)


class Links(HTMLParser):
    """The addresses that a robot takes from a page: those of links without `nofollow`."""

    def __init__(self, body):
        super().__init__()
        self.followed = set()
        self.feed(body)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        follows = "nofollow" not in (attributes.get("rel") or "").split()
        if tag in ("a", "link") and attributes.get("href") and follows:
            self.followed.add(attributes["href"])


def links_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    if "nofollow" in response.get("X-Robots-Tag", ""):
        return set()
    if not response["Content-Type"].startswith("text/html"):
        return set()
    targets = {urljoin(SITE + address, link) for link in Links(response.text).followed}
    return {
        target.removeprefix(SITE).partition("#")[0]
        for target in targets
        if target.startswith(f"{SITE}/") and not target.startswith(f"{SITE}/static/")
    }


def test_a_robot_finds_what_the_sitemap_has_and_no_filtered_list(client, content):
    closed = rules(client)
    sitemap = {
        entry.find("s:loc", NAMES).text.removeprefix(SITE)
        for part in parts(client)
        for entry in entries(client, part, "url")
    }
    told = {*sitemap, *(part.removeprefix(SITE) for part in parts(client))}
    assert [address for address in told if not allows(closed, address)] == []
    waiting, seen, visits = ["/fr/", "/en/"], {"/fr/", "/en/"}, Counter()
    while waiting:
        address = waiting.pop()
        kind = resolve_in_its_language(address)
        visits[kind] += 1
        if visits[kind] > VISITED_OF_A_KIND:
            continue
        for link in links_of(client, address):
            # What a plain page leads to is for robots, or marked as not to be followed.
            assert allows(closed, link), (address, link)
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    assert len(visits) > 30
    assert all(re.search(r"[?](page=\d+)?$", address) for address in seen if "?" in address)
    beside = {urlsplit(address).path for address in seen} - sitemap
    assert all(BESIDE.search(path) for path in beside), beside


def resolve_in_its_language(address):
    """Return the language and the name of the view of an address."""
    path = urlsplit(address).path
    with override(path[1:3] if path[:4] in ("/fr/", "/en/") else None):
        return path[:4], resolve(path).view_name


@pytest.mark.parametrize(
    "address",
    [
        "/fr/?region=bretagne",
        "/en/levers/?commune=56006",
        "/fr/initiatives/?sector=energie",
        "/en/initiatives/map/?page=1&department=56",
        "/fr/initiatives/?q=pain&utm_source=a",
        "/api/v1/initiatives.csv?lang=fr",
    ],
)
def test_a_filtered_page_is_for_no_index_and_leads_nowhere(client, address):
    SectorFactory(slug="energie")
    assert not allows(rules(client), address)
    response = client.get(address)
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    again = client.get(address, headers={"if-none-match": response.get("ETag", "none")})
    assert again["X-Robots-Tag"] == "noindex, nofollow"
    if "/api/" not in address:
        path = address.partition("?")[0]
        assert f'<link rel="canonical" href="{SITE}{path}">' in response.text
        assert re.search(r'hreflang="x-default" href="[^"?]*"', response.text)


@pytest.mark.parametrize(
    "address",
    ["/fr/", "/en/initiatives/?page=1", "/fr/a-propos/?utm_source=a", "/sitemap-pages.xml?p=2"],
)
def test_plain_pages_are_for_robots(client, address):
    assert allows(rules(client), address)
    assert "nofollow" not in client.get(address).get("X-Robots-Tag", "")


def test_staff_addresses_are_left_alone(client):
    closed = rules(client)
    assert not allows(closed, "/admin/")
    assert not allows(closed, "/staff/login/")


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_what_carries_a_closed_parameter_anywhere_is_disallowed(client, data):
    closed = rules(client)
    names = data.draw(st.lists(st.sampled_from(["page", "utm_source", "fbclid"]), max_size=3))
    assert allows(closed, "/fr/initiatives/?" + "&".join(f"{name}=1" for name in names))
    names.insert(
        data.draw(st.integers(0, len(names))), data.draw(st.sampled_from(closed_parameters()))
    )
    assert not allows(closed, "/fr/initiatives/?" + "&".join(f"{name}=1" for name in names))
