"""What browsers, robots and monitors rely on: headers, cookies, languages, error pages."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import path

from ess_rural.urls import urlpatterns as pages
from territories.models import Department, Region
from tests.factories import (
    CooperationFormFactory,
    GlossaryTermFactory,
    InitiativeFactory,
    KeyFigureFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
    SectorFactory,
)
from tests.pages import words
from tests.sitemap import NAMES, SITE, entries, parts

pytestmark = pytest.mark.django_db

# Each page in French and in English.
PAGES = {
    "/fr/": "/en/",
    "/fr/initiatives/": "/en/initiatives/",
    "/fr/initiatives/carte/": "/en/initiatives/map/",
    "/fr/initiatives/un/": "/en/initiatives/un/",
    "/fr/secteurs/": "/en/sectors/",
    "/fr/secteurs/energie/": "/en/sectors/energie/",
    "/fr/territoires/": "/en/territories/",
    "/fr/couverture/": "/en/coverage/",
    "/fr/couverture/leviers/": "/en/coverage/levers/",
    "/fr/couverture/formes/": "/en/coverage/forms/",
    "/fr/regions/bretagne/": "/en/regions/bretagne/",
    "/fr/departements/morbihan/": "/en/departments/morbihan/",
    "/fr/a-propos/": "/en/about/",
    "/fr/leviers/": "/en/levers/",
    "/fr/leviers/un/": "/en/levers/un/",
    "/fr/formes/": "/en/forms/",
    "/fr/formes/un/": "/en/forms/un/",
    "/fr/qui-accompagne/": "/en/who-helps/",
    "/fr/qui-accompagne/un/": "/en/who-helps/un/",
    "/fr/ressources/": "/en/resources/",
    "/fr/ressources/un/": "/en/resources/un/",
    "/fr/chiffres-cles/": "/en/key-figures/",
    "/fr/glossaire/": "/en/glossary/",
}
# Records that have pages of their own, besides initiatives and sectors.
WITH_PAGES = [LeverFactory, CooperationFormFactory, OrganisationFactory, ResourceFactory]
PAIRS = [pytest.param(french, english, id=english) for french, english in PAGES.items()]
BOTH = [*PAGES, *PAGES.values()]
MACHINES = ["/healthz", "/robots.txt", "/sitemap.xml", "/api/v1/", "/api/v1/initiatives/"]
REFUSED = ["/fr/rien/", "/fr/initiatives/?region=rien", "/fr/initiatives/?q=%00", "/fr/%00"]


class DeliberateError(Exception):
    """What the page that is broken on purpose raises."""


def broken(request):
    raise DeliberateError


# For the tests marked `urls`: the site, and one page in each language that fails.
urlpatterns = [*pages, path("fr/broken/", broken), path("en/broken/", broken)]


@pytest.fixture
def directory():
    SectorFactory(slug="energie", summary_fr="Produire.", summary_en="Produce.")
    InitiativeFactory(slug="un", in_commune="56006", sectors=["energie"])
    for factory in WITH_PAGES:
        factory(slug="un")
    KeyFigureFactory()
    GlossaryTermFactory()


# Robots, sitemap


def test_robots_are_told_of_the_sitemap(client):
    response = client.get("/robots.txt")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain")
    assert response.text.splitlines()[-1] == f"Sitemap: {SITE}/sitemap.xml"
    assert "" not in response.text.splitlines()


@pytest.fixture
def sitemap(client, directory):
    """{address: {language: address}} of all parts of the sitemap."""
    for factory in (InitiativeFactory, *WITH_PAGES):
        factory(slug="draft", status="draft")
        factory(slug="archived", status="archived")
    return {
        entry.find("s:loc", NAMES).text: {
            link.get("hreflang"): link.get("href") for link in entry.findall("x:link", NAMES)
        }
        for part in parts(client)
        for entry in entries(client, part, "url")
    }


def test_the_sitemap_lists_every_public_page_in_both_languages(sitemap):
    expected = {SITE + address for address in BOTH}
    for region in Region.objects.all():
        expected |= {f"{SITE}/{code}/regions/{region.slug}/" for code in ("fr", "en")}
    for department in Department.objects.all():
        expected |= {
            f"{SITE}/fr/departements/{department.slug}/",
            f"{SITE}/en/departments/{department.slug}/",
        }
    assert set(sitemap) == expected


def test_each_entry_of_the_sitemap_names_both_languages(sitemap):
    english = {SITE + fr: SITE + en for fr, en in PAGES.items()}
    for french in PAGES:
        pair = {"fr": SITE + french, "en": english[SITE + french]}
        assert {code: sitemap[pair["fr"]][code] for code in pair} == pair
        assert {code: sitemap[pair["en"]][code] for code in pair} == pair


def test_every_address_of_the_sitemap_answers(client, sitemap):
    statuses = {
        address: client.get(urlsplit(address).path).status_code
        for address in sitemap
        if "/dep" not in address and "/regions/" not in address
    }
    assert len(statuses) == len(BOTH) - 4  # two regions, two departments
    assert set(statuses.values()) == {200}


# Headers and cookies


@pytest.mark.parametrize("address", [*BOTH, *MACHINES])
def test_public_pages_set_no_cookie_and_depend_on_none(client, directory, address):
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()


@pytest.mark.parametrize("address", [*BOTH, "/fr/initiatives/?region=bretagne"])
def test_a_page_is_the_same_whoever_asks(client, directory, address):
    plain = client.get(address)
    client.cookies["sessionid"] = "x" * 32
    client.cookies["django_language"] = "en"
    other = client.get(address, headers={"accept-language": "en"})
    assert other.content == plain.content
    assert "accept-language" not in plain.get("Vary", "").lower()


@pytest.mark.parametrize("address", [*BOTH, *MACHINES, *REFUSED])
def test_every_answer_carries_the_security_headers(client, directory, address):
    headers = client.get(address).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert {"camera=()", "geolocation=()"} <= set(headers["Permissions-Policy"].split(", "))
    loaded_by = "cross-origin" if address.startswith("/api/") else "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == loaded_by
    policy = dict(
        directive.strip().split(" ", 1)
        for directive in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    sources = {source for values in policy.values() for source in values.split()}
    assert sources <= {"'self'", "'none'", "data:"}


@pytest.mark.parametrize(
    ("address", "loaded_by"),
    [
        ("/fr/initiatives/integrer/", "cross-origin"),
        ("/en/initiatives/embed/?region=nowhere", "cross-origin"),
        ("/api/v1/initiatives.csv", "cross-origin"),
        ("/media/pictures/none.webp", "cross-origin"),
        ("/media/proposed/none.webp", "same-origin"),
        ("/static/css/site.css", "same-origin"),
        ("/fr/initiatives/flux.atom", "same-origin"),
        ("/staff/login/", "same-origin"),
        ("/admin/", "same-origin"),
        ("/en/initiatives", "same-origin"),  # a redirect
    ],
)
def test_other_sites_may_load_only_what_is_meant_for_them(client, address, loaded_by):
    response = client.get(address)
    assert response["Cross-Origin-Resource-Policy"] == loaded_by
    assert "microphone=()" in response["Permissions-Policy"]


def test_an_unchanged_page_says_the_same_to_browsers(client, directory):
    page = client.get("/fr/initiatives/integrer/")
    unchanged = client.get("/fr/initiatives/integrer/", headers={"if-none-match": page["ETag"]})
    assert unchanged.status_code == 304
    for name in ("Cross-Origin-Resource-Policy", "Permissions-Policy"):
        assert unchanged[name] == page[name]


@pytest.mark.parametrize("address", BOTH)
def test_pages_load_nothing_that_the_policy_forbids(client, directory, address):
    body = client.get(address).content.decode()
    loaded = re.findall(r'<(?:link rel="(?:stylesheet|icon)"|script|img)[^>]*', body)
    assert loaded
    for tag in loaded:
        # Data for a script of ours: nothing is loaded, nothing runs.
        if 'type="application/json"' in tag:
            continue
        [target] = re.findall(r'(?:href|src)="([^"]*)"', tag)
        assert target.startswith("/static/")
    assert not re.search(
        r'<style|<script(?![^>]* (?:src=|type="application/json"))| style="| on\w+="', body
    )


# Documents and languages


@pytest.mark.parametrize(("french", "english"), PAIRS)
def test_every_page_is_a_complete_document_in_its_language(client, directory, french, english):
    for language, address in (("fr", french), ("en", english)):
        response = client.get(address)
        body = response.content.decode()
        assert response.status_code == 200
        assert response["Content-Type"] == "text/html; charset=utf-8"
        assert response["Content-Language"] == language
        assert body.startswith("<!doctype html>")
        assert re.findall(r"<html[^>]*>", body) == [f'<html lang="{language}">']
        assert len(re.findall(r"<h1[ >]", body)) == 1
        [title] = re.findall(r"<title>(.*?)</title>", body)
        assert title.endswith(" – ESS rurale")
        assert len(title) > len(" – ESS rurale")
        [description] = re.findall(r'<meta name="description" content="([^"]*)">', body)
        assert description
        assert re.findall(r'<link rel="canonical" href="([^"]*)">', body) == [SITE + address]
        alternates = dict(
            re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]*)">', body)
        )
        assert alternates == {
            "fr": SITE + french,
            "en": SITE + english,
            "x-default": SITE + french,
        }
        ids = re.findall(r' id="([^"]*)"', body)
        assert len(ids) == len(set(ids))


def test_titles_tell_the_pages_apart(client, directory):
    for addresses in (PAGES, PAGES.values()):
        titles = {
            re.findall(r"<title>(.*?)</title>", client.get(address).content.decode())[0]
            for address in addresses
        }
        assert len(titles) == len(PAGES)


def switch(response):
    """Return the address of this page in the other language."""
    [switched] = re.findall(
        r'<a href="([^"]*)" lang="\w\w" hreflang="\w\w">', response.content.decode()
    )
    return unescape(switched)


QUERIES = ["", "?region=bretagne&sector=energie&page=1", "?q=caf%C3%A9+%26+th%C3%A9", "?q=100%25"]


@pytest.mark.parametrize("query", QUERIES)
def test_switching_the_language_of_the_list_keeps_the_filters(client, directory, query):
    assert switch(client.get(f"/fr/initiatives/{query}")) == f"/en/initiatives/{query}"
    assert switch(client.get(f"/en/initiatives/{query}")) == f"/fr/initiatives/{query}"


@pytest.mark.parametrize(("french", "english"), PAIRS)
def test_switching_the_language_stays_on_the_page(client, directory, french, english):
    assert switch(client.get(french)) == english
    assert switch(client.get(english)) == french
    assert switch(client.get(f"{french}?region=bretagne")) == f"{english}?region=bretagne"


@pytest.mark.parametrize(
    ("asked", "given"), [("en", "/en/"), ("fr", "/fr/"), ("de", "/fr/"), ("en-GB,fr", "/en/")]
)
def test_the_bare_address_leads_to_the_readers_language(client, asked, given):
    response = client.get("/", headers={"accept-language": asked})
    assert (response.status_code, response["Location"]) == (302, given)
    assert "Accept-Language" in response["Vary"]


# Errors


@pytest.mark.parametrize(
    ("address", "heading", "language"),
    [
        ("/fr/rien/", "Cette page n’existe pas", "fr"),
        ("/en/nothing/", "This page does not exist", "en"),
        ("/fr/initiatives/rien/", "Cette page n’existe pas", "fr"),
        ("/en/sectors/nothing/", "This page does not exist", "en"),
        ("/en/initiatives/?page=99", "This page does not exist", "en"),
    ],
)
def test_a_page_that_is_not_there_says_so_in_the_readers_language(
    client, address, heading, language
):
    response = client.get(address)
    body = response.content.decode()
    assert response.status_code == 404
    assert f"<h1>{heading}</h1>" in body
    assert f'<html lang="{language}">' in body
    assert f'action="/{language}/initiatives/"' in body
    assert 'rel="canonical"' not in body
    assert client.get(switch(response)).status_code in (200, 404)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_outside_the_languages_an_error_is_told_in_the_one_asked_for(client, language):
    response = client.get("/nothing", headers={"accept-language": language})
    assert response.status_code == 404
    assert f'<html lang="{language}">' in response.content.decode()


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("address", ["/fr/broken/", "/en/broken/"])
def test_a_fault_of_ours_is_told_in_both_languages(client, address):
    client.raise_request_exception = False
    response = client.get(address)
    body = response.content.decode()
    assert response.status_code == 500
    assert "Une erreur est survenue" in words(response)
    assert '<div lang="en">' in body
    assert "Something went wrong" in words(response)
    assert 'href="/fr/"' in body
    assert 'href="/en/"' in body
    assert "DeliberateError" not in body


@pytest.mark.urls(__name__)
def test_a_fault_of_ours_is_not_swallowed(client):
    with pytest.raises(DeliberateError):
        client.get("/en/broken/")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", [*PAGES.values(), "/healthz", "/robots.txt"])
def test_pages_are_for_reading_only(client, directory, address, method):
    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", BOTH)
def test_a_method_that_a_page_does_not_have_is_refused_before_the_check_of_forms(
    directory, address, method
):
    response = getattr(Client(enforce_csrf_checks=True), method)(address)
    assert response.status_code == 405
    assert {"GET"} <= set(response["Allow"].split(", ")) <= {"GET", "HEAD", "OPTIONS"}


def test_a_form_without_its_token_is_still_refused():
    response = Client(enforce_csrf_checks=True).post("/admin/login/")
    assert response.status_code == 403


@pytest.mark.parametrize("address", [*BOTH, "/healthz", "/robots.txt", "/sitemap.xml"])
def test_a_head_request_gets_the_headers_alone(client, directory, address):
    response = client.head(address)
    assert response.status_code == 200
    assert response.content == b""


@pytest.mark.parametrize("address", ["/fr/initiatives", "/en/sectors"])
def test_an_address_without_its_last_slash_is_led_to_the_page(client, address):
    response = client.get(f"{address}?page=1")
    assert (response.status_code, response["Location"]) == (301, f"{address}/?page=1")
