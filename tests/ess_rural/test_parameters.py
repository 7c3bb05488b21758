"""An address may have the parameters that its view reads, and those of mailings; no other."""

import json
import re

import pytest
from django.urls import URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ess_rural.caching import NEVER_KEPT
from ess_rural.parameters import accepted_parameters, is_tracking
from tests.factories import InitiativeFactory, SectorFactory
from tests.pages import words

pytestmark = pytest.mark.django_db

TRACKING = [
    *("utm_source", "UTM_Campaign", "mtm_kwd", "pk_campaign", "gclid", "fbclid", "msclkid", "xtor"),
    *("mc_cid", "mc_eid", "at_medium", "at_campaign", "_hsenc", "_hsmi", "__hstc", "_ga", "_gl"),
    *("elqTrackId", "mkt_tok", "srsltid", "_se", "WT.mc_id", "_"),
]


ABROAD = {"accept-language": "en", "origin": "https://partner.example"}


def public_views():
    """Yield (view, address, id) of all public addresses, in both languages."""
    for language in ("fr", "en"):
        with override(language):
            for route, view in routes(get_resolver().url_patterns):
                address = "/" + re.sub(r"<[^>]*>", "x", route)
                is_translated = address.startswith(f"/{language}/")
                if address.startswith(NEVER_KEPT) or (language == "en" and not is_translated):
                    continue
                yield pytest.param(view, address, id=address)


def routes(patterns, prefix=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern.pattern, LocalePrefixPattern):
            route = prefix + pattern.pattern.language_prefix
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            # Those of the API are regular expressions.
            yield (
                re.sub(r"\(\?P<\w+>[^)]*\)", "x", route).replace("^", "").strip("$"),
                pattern.callback,
            )


VIEWS = list(public_views())


def test_all_public_addresses_are_tried():
    addresses = {case.id for case in VIEWS}
    assert len(addresses) > 90
    assert {"/fr/", "/en/sectors/x/", "/api/v1/levers/x/", "/robots.txt", "/api/v1/"} <= addresses


@pytest.mark.parametrize(("view", "address"), VIEWS)
def test_an_unknown_parameter_is_refused_and_no_other(client, view, address):
    known = dict.fromkeys([*accepted_parameters(view), *TRACKING], "1")
    response = client.get(address, {**known, "zzz": "1"}, headers={"accept-language": "en"})
    assert response.status_code == client.head(address, {"zzz": "1"}).status_code == 400
    assert re.findall("“(.*?)”, which does|«\u202f(.*?)\u202f», qui n", response.text) in (
        [("zzz", "")],
        [("", "zzz")],
    )
    # There is no such record, or nobody has this secret: not found, but never refused.
    tracked = client.get(address, dict.fromkeys(TRACKING, "1"))
    assert tracked.status_code == client.get(address).status_code


def test_no_parameter_of_ours_looks_like_tracking():
    names = {name for case in VIEWS for name in accepted_parameters(case.values[0])}
    assert names >= {"q", "page", "page_size", "format", "commune", "columns", "amended"}
    assert [name for name in names if is_tracking(name)] == []


LIKELY = {
    "/fr/initiatives/": {
        "departement": "department",
        "département[]": "department",
        "Region": "region",
        "régions": "region",
        "secteur": "sector",
        "levier": "lever",
        "forme_juridique": "legal_form",
        "legalForm": "legal_form",
        "recherche": "q",
        "rayon": "radius",
    },
    "/en/who-helps/": {"catégorie": "category", "offre": "offer", "comune": "commune"},
    "/fr/ressources/": {"annee": "year", "langue": "language", "typ": "type"},
    "/api/v1/organisations/": {"departement": "department", "limit": "page_size"},
    "/api/v1/initiatives.csv": {"departement": "department", "colonnes": "columns"},
    "/en/initiatives/feed.atom": {"departement": "department"},
    "/en/initiatives/embed/": {"departement": "department"},
    "/en/territories/": {"places": "place"},
}


@pytest.mark.parametrize(
    ("address", "name", "likely"),
    [(address, *pair) for address, names in LIKELY.items() for pair in names.items()],
)
def test_the_likeliest_parameter_is_named(client, address, name, likely):
    response = client.get(address, {name: "1"})
    assert response.status_code == 400
    text = response.content.decode()
    assert f"“{likely}”" in text or f"«\u202f{likely}\u202f»" in text


def test_what_resembles_nothing_gets_no_guess(client):
    for name in ("zzz", "x", "12345", "é"):
        assert "Did you mean" not in client.get("/en/initiatives/", {name: "1"}).text


@pytest.mark.parametrize("address", ["/fr/initiatives/", "/fr/initiatives/carte/", "/fr/leviers/"])
def test_on_a_list_the_reason_stands_above_a_form_that_can_be_used(client, address):
    response = client.get(address, {"zzz": "1", "q": "pain", "place": "Augan"})
    assert response.status_code == 400
    assert "« zzz », qui n’existe pas ici" in words(response)
    assert 'name="q" maxlength="200" value="pain"' in response.text
    assert 'name="zzz"' not in response.text
    htmx = client.get(address, {"zzz": "1"}, headers={"hx-request": "true"})
    assert htmx["HX-Redirect"] == f"{address}?zzz=1"


def test_elsewhere_a_page_leads_to_the_corrected_address(client):
    SectorFactory(slug="energie")
    response = client.get("/en/sectors/energie/?Region=bretagne&zzz=1&page=1&utm_source=a")
    assert response.status_code == 400
    assert "Did you mean “region”?" in words(response)
    [address] = re.findall(r'<a class="button" href="([^"]*)"', response.text)
    assert address == "/en/sectors/energie/?page=1&amp;utm_source=a&amp;region=bretagne"
    assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_the_frame_refuses_in_its_frame(client):
    response = client.get("/fr/initiatives/integrer/?departement=29")
    assert response.status_code == 400
    assert "« department »" in words(response)
    assert "X-Frame-Options" not in response
    assert "<nav" not in response.text


@pytest.mark.parametrize(
    "path", ["initiatives/", "initiatives.csv", "levers/?page=1&", "levers/one/", "schema/", ""]
)
def test_the_api_names_the_parameter_and_the_reason(client, path):
    join = "" if path.endswith("&") else "?"
    response = client.get(f"/api/v1/{path}{join}zzz=1", headers=ABROAD)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    reason = "The address has a parameter “zzz”, which does not exist here."
    assert response.json() == {"zzz": [reason]}


def test_the_schema_describes_every_parameter_that_the_api_accepts():
    described = {
        re.sub("{.*}", "x", path): {
            each["name"] for each in operation["get"]["parameters"] if each["in"] == "query"
        }
        for path, operation in json.loads(json.dumps(SchemaGenerator().get_schema()))[
            "paths"
        ].items()
    }
    accepted = {
        case.values[1]: accepted_parameters(case.values[0]) - {"format"}
        for case in VIEWS
        if case.values[1] in described
    }
    for suffix in ("csv", "xlsx", "geojson"):
        # Taken along from the address of a list: a file holds all pages.
        accepted[f"/api/v1/initiatives.{suffix}"] -= {"page"}
    assert accepted == described


def test_a_form_that_is_posted_is_judged_by_its_body(client):
    assert client.post("/fr/proposer/?zzz=1").status_code == 422


def test_a_page_with_tracking_in_its_links_is_kept_for_that_address_alone(client, settings):
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tracked"}
    settings.CACHES = {**settings.CACHES, "pages": memory}
    for number in range(2):
        InitiativeFactory(slug=f"one-{number}")
    pages = [client.get("/fr/initiatives/", {"utm_source": name}) for name in ("one", "two")]
    assert [b"utm_source=one" in page.content for page in pages] == [True, False]
    assert pages[0]["ETag"] != pages[1]["ETag"]


UNICODE = st.text(st.characters(codec="utf-8"), max_size=20)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.dictionaries(UNICODE, UNICODE, min_size=1, max_size=8))
def test_whatever_its_name_an_unknown_parameter_is_refused(client, parameters):
    for address in (
        "/fr/initiatives/",
        "/en/about/",
        "/api/v1/levers/",
        "/en/initiatives/feed.atom",
    ):
        unknown = {f"z{name}": value for name, value in parameters.items()}
        assert client.get(address, unknown).status_code == 400


def test_a_long_name_and_many_names_are_not_repeated_at_length(client):
    query = "&".join(f"{'x' * 200}{number}=1" for number in range(500))
    response = client.get(f"/api/v1/levers/?{query}")
    assert response.status_code == 400
    assert len(response.content) < 2_000
    for address in ("/en/about/", "/en/levers/"):
        response = client.get(f"{address}?{query}")
        assert response.status_code == 400
        assert response.text.count("which does not exist here") == 5
