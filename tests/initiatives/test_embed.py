"""What a list offers to take away, and the page of a search that partners frame."""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote_from_bytes, urlsplit

import pytest
from django.http import QueryDict
from django.template import RequestContext, Template
from django.urls import reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives.filters import InitiativeFilter
from initiatives.models import Initiative
from tests.factories import InitiativeFactory
from tests.pages import slugs, words

pytestmark = pytest.mark.django_db

FRENCH, ENGLISH = "/fr/initiatives/integrer/", "/en/initiatives/embed/"
FILES = [f"/api/v1/initiatives.{suffix}" for suffix in ("csv", "xlsx", "geojson")]
TAKEN = [*FILES, "/fr/initiatives/flux.atom", "/en/initiatives/feed.atom", FRENCH, ENGLISH]


def frame_policy(response):
    """Return what the headers say of framing: (X-Frame-Options, frame-ancestors)."""
    policy = dict(
        directive.strip().split(" ", 1)
        for directive in response["Content-Security-Policy"].split(";")
    )
    return response.get("X-Frame-Options"), policy["frame-ancestors"]


# Who may frame what


@pytest.mark.parametrize("address", [FRENCH, ENGLISH])
def test_any_site_may_frame_the_page_for_partners(client, address):
    InitiativeFactory()
    first = client.get(address)
    kept = client.get(address)
    same = client.get(address, headers={"if-none-match": first["ETag"]})
    refused = client.get(f"{address}?region=atlantide")
    assert [r.status_code for r in (first, kept, same, refused)] == [200, 200, 304, 400]
    for response in (first, kept, same, refused):
        assert frame_policy(response) == (None, "*")


@pytest.mark.parametrize(
    "address", ["/fr/", "/fr/initiatives/", "/en/initiatives/feed.atom", *FILES, f"{FRENCH}x/"]
)
def test_no_site_may_frame_any_other_page(client, address):
    assert frame_policy(client.get(address)) == ("DENY", "'none'")


def test_a_frame_sets_no_cookie_and_loads_nothing_but_the_stylesheet(client):
    response = client.get(FRENCH)
    assert not response.cookies
    assert "<script" not in response.content.decode()
    loaded = re.findall(r'<link rel="stylesheet" href="([^"]*)"', response.content.decode())
    assert loaded == ["/static/css/site.css"]


# What it shows


def test_the_page_for_partners_shows_what_the_list_shows_first(client):
    for number in range(25):
        InitiativeFactory(slug=f"i-{number:02}", name_fr=f"I {number:02}", in_commune="56006")
    InitiativeFactory(slug="everywhere")
    query = "?region=bretagne"
    response = client.get(FRENCH + query)
    assert slugs(response) == slugs(client.get(f"/fr/initiatives/{query}"))
    assert len(slugs(response)) == 20
    assert "26 initiatives" in words(response)


def test_it_is_named_for_its_filters_and_leads_to_the_whole_list(client):
    InitiativeFactory(sectors=["energie"], in_commune="56006")
    response = client.get(f"{ENGLISH}?region=bretagne&sector=energie&page=2")
    body = response.content.decode()
    assert "<h1>Initiatives in Brittany: energie (en)</h1>" in body
    assert 'href="/en/initiatives/?region=bretagne&amp;sector=energie"' in body
    assert "Creative Commons" in body
    assert "site-header" not in body
    assert "site-footer" not in body


def test_its_links_open_outside_the_frame_and_say_so(client):
    InitiativeFactory()
    links = re.findall(r"<a [^>]*>.*?</a>", client.get(ENGLISH).content.decode(), re.DOTALL)
    assert len(links) == 4
    for link in links:
        assert 'target="_blank"' in link
        assert "noopener" in link
    assert sum("(new tab)" in link for link in links) == 3


def test_an_empty_frame_says_so_and_is_not_widened(client):
    InitiativeFactory(in_commune="14118")
    response = client.get(f"{FRENCH}?region=bretagne")
    assert slugs(response) == []
    assert "Rien ne répond à tout cela à la fois" in words(response)


def test_a_value_that_is_not_known_is_refused_in_words(client):
    response = client.get(f"{ENGLISH}?region=atlantide")
    assert response.status_code == 400
    assert "“atlantide” is not known here." in words(response)


# The block of a list


class Fields(HTMLParser):
    """The links, the fields and the text area of a block."""

    def __init__(self, html):
        super().__init__()
        self.links, self.fields, self.code, self.inside = [], [], "", False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.inside = tag == "textarea"
        if tag == "a":
            self.links.append(attrs["href"])
        if tag == "input":
            self.fields.append((attrs["type"], attrs["name"], attrs["value"]))

    def handle_data(self, data):
        if self.inside:
            self.code += data

    def handle_endtag(self, tag):
        self.inside = False


def block(rf, query, language="fr"):
    """Return the block that a list with this query offers."""
    filterset = InitiativeFilter(QueryDict(query), Initiative.objects.published())
    assert filterset.is_valid()
    with override(language):
        context = RequestContext(rf.get("/"), {"filter": filterset})
        return Fields(Template("{% load take_away %}{% take_away filter %}").render(context))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_block_leads_to_everything_with_the_same_filters(client, rf, language):
    InitiativeFactory(slug="one", in_commune="56006")
    InitiativeFactory(slug="other", in_commune="14118")
    query = "q=habitants&region=bretagne&region=corse&scope=local&page=2&utm_source=x&kind="
    found = block(rf, query, language)
    kept = {("q", "habitants"), ("region", "bretagne"), ("region", "corse"), ("scope", "local")}
    inside = [urlsplit(link) for link in found.links if link.startswith("/")]
    assert [link.path for link in inside][:3] == [FILES[1], FILES[0], FILES[2]]
    for link in inside:
        asked = {("lang", language)} if link.path in FILES else set()
        assert set(parse_qsl(link.query)) == kept | asked
        assert client.get(link.geturl()).status_code == 200
    assert {(n, v) for kind, n, v in found.fields if kind == "hidden"} == kept | {
        ("lang", language)
    }


def test_the_columns_of_the_block_are_those_of_the_files(client, rf):
    columns = [value for kind, name, value in block(rf, "").fields if name == "columns"]
    assert len(columns) > 30
    response = client.get(FILES[0], {"columns": columns, "lang": "fr"})
    assert response.status_code == 200
    assert response.getvalue() == client.get(FILES[0], {"lang": "fr"}).getvalue()


def test_the_code_to_copy_frames_the_search(client, rf):
    with override("fr"):
        address = reverse("initiatives-embed")
    code = block(rf, "q=%22%3E%3Cscript%3E%26&region=bretagne").code
    assert code.startswith("<iframe ")
    assert code.endswith("></iframe>")
    assert "<script" not in code
    [source] = re.findall(r'src="([^"]*)"', code)
    assert unescape(source) == (
        f"http://testserver{address}?region=bretagne&q=%22%3E%3Cscript%3E%26"
    )
    [title] = re.findall(r'title="([^"]*)"', code)
    assert unescape(title) == (
        "Initiatives en Bretagne\u00a0: «\u00a0><script>&\u00a0» – ESS rurale"
    )
    assert client.get(unescape(source)).status_code == 200


# Whatever one can think of

NAMES = [
    "q", "region", "department", "commune", "radius", "located", "scope", "kind", "sector",
    "challenge", "lever", "authority", "cooperation_form", "legal_form", "sort", "page",
    "columns", "lang", "format",
]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(
        ["", "bretagne", "56", "56006", "10", "energie", "local", "name", "fr", "slug", "csv", "1"]
    ).map(str.encode),
    st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=30),
)
bounded = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("address", TAKEN)
@bounded
@given(parts=st.lists(st.tuples(st.sampled_from(NAMES), TEXTS), max_size=6))
def test_any_query_is_answered_or_refused(client, address, parts):
    query = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in parts)
    response = client.get(f"{address}?{query}")
    assert response.status_code in {200, 400}
    assert response.getvalue() is not None


@pytest.mark.parametrize("address", TAKEN)
@bounded
@given(query=st.binary(max_size=100))
def test_any_octets_are_answered_or_refused(client, address, query):
    response = client.get(address, QUERY_STRING=query.decode("latin-1"))
    assert response.status_code in {200, 400}
    assert response.getvalue() is not None


@pytest.mark.parametrize("address", TAKEN)
@pytest.mark.parametrize("name", ["columns", "region", "q", "sector"])
def test_thousands_of_values_are_refused(client, address, name):
    query = "&".join(f"{name}={number}" for number in range(3_000))
    assert client.get(f"{address}?{query}").status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", TAKEN)
def test_nothing_can_be_changed_here(client, address, method):
    assert getattr(client, method)(address).status_code == 405
