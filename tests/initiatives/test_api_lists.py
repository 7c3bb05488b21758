"""The API: its addresses, pages and filters, what it refuses, what other programs rely on."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from ess_rural.api import router
from initiatives.models import Initiative
from tests.factories import InitiativeFactory, SectorFactory
from tests.pages import answer as get
from tests.pages import slugs

pytestmark = pytest.mark.django_db

ENDPOINTS = [
    "initiatives",
    "organisations",
    "levers",
    "cooperation-forms",
    "resources",
    "key-figures",
    "glossary",
    "sectors",
    "challenges",
    "regions",
    "departments",
]


def found(client, query):
    """Return the slugs of the initiatives that a query string keeps, in order."""
    return [record["slug"] for record in get(client, f"initiatives/?{query}")["results"]]


# Addresses


def test_the_root_names_every_address(client):
    assert sorted(get(client, "")) == sorted(ENDPOINTS)
    assert sorted(prefix for prefix, _view, _name in router.registry) == sorted(ENDPOINTS)


@pytest.mark.parametrize("name", ["initiatives.json", "initiatives.api", "levers.json"])
def test_there_are_no_format_suffixes(client, name):
    assert client.get(f"/api/v1/{name}").status_code == 404
    assert client.get(f"/api/v1/{name}/").status_code == 404


def test_a_record_has_no_format_suffix_either(client):
    InitiativeFactory(slug="one")
    assert client.get("/api/v1/initiatives/one/").status_code == 200
    assert client.get("/api/v1/initiatives/one.json").status_code == 404


# Pages


def test_a_list_is_cut_into_pages(client):
    for number in range(45):
        InitiativeFactory(slug=f"i{number:02}", name_fr=f"I {number:02}", sectors=["energie"])
    first = get(client, "initiatives/?sector=energie&sort=name")
    assert first["count"] == 45
    assert len(first["results"]) == 20
    assert first["previous"] is None
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()
    assert third["next"] is None
    assert client.get(third["previous"]).json() == second
    together = [record["slug"] for page in (first, second, third) for record in page["results"]]
    assert together == [f"i{number:02}" for number in range(45)]
    assert "sector=energie" in first["next"]
    assert "sort=name" in first["next"]


def test_a_page_holds_up_to_500(client):
    Initiative.objects.bulk_create(
        InitiativeFactory.build(slug=f"many-{number:03}", sort_key=f"{number:03}")
        for number in range(501)
    )
    for asked, given in (("1", 1), ("500", 500), ("501", 500), ("9" * 30, 500)):
        answer = get(client, f"initiatives/?page_size={asked}")
        assert answer["count"] == 501
        assert len(answer["results"]) == given


@pytest.mark.parametrize("asked", ["0", "000", "-1", "abc", "", "1.5", "٣"])
def test_a_size_that_is_none_is_refused(client, asked):
    response = client.get("/api/v1/initiatives/", {"page_size": asked})
    assert response.status_code == 400
    assert list(response.json()) == ["page_size"]


@pytest.mark.parametrize("page", ["0", "-1", "99999", "abc", "9" * 5000])
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_page_that_does_not_exist_is_not_found(client, endpoint, page):
    response = client.get(f"/api/v1/{endpoint}/?page={page}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/json"
    assert response.json()["detail"]


# Filters


@pytest.fixture
def directory():
    """Initiatives in all rings around Augan, over more than one page of a list."""
    for number in range(12):
        InitiativeFactory(
            slug=f"augan-{number:02}",
            name_fr=f"É {99 - number}",
            in_commune="56006",
            sectors=["energie"] if number % 2 else ["mobilite"],
            year_founded=1990 + number if number % 3 else None,
        )
    for number in range(5):
        InitiativeFactory(slug=f"vannes-{number}", name_fr=f"E {number}", in_commune="56260")
        InitiativeFactory(
            slug=f"national-{number}", name_fr=f"A {number}", sectors=["energie"], kind="network"
        )
    InitiativeFactory(slug="malestroit", in_commune="56124", legal_form="scic")
    InitiativeFactory(slug="region", scope="regional", regions=["bretagne"])
    InitiativeFactory(slug="caen", in_commune="14118", sectors=["energie"])


@pytest.mark.parametrize(
    "query",
    [
        "",
        "sort=founded",
        "sort=recent",
        "q=habitants",
        "sector=energie",
        "sector=energie&sector=mobilite&kind=enterprise",
        "region=bretagne",
        "region=bretagne&region=normandie&sector=energie",
        "department=56&sort=founded",
        "commune=56006",
        "commune=56006&sector=energie&sort=founded",
        "scope=local&legal_form=scic",
        "region=&q=&sort=",
    ],
)
def test_the_api_finds_what_the_pages_show_in_the_same_order(client, directory, query):
    shown = []
    address = f"?{query}"
    for number in range(1, 10):
        response = client.get(f"/fr/initiatives/{address}&page={number}", follow=True)
        shown += slugs(response)
        if not response.context["page_obj"].has_next():
            break
    answered = found(client, f"{query}&page_size=500")
    assert len(answered) > 0
    assert answered == shown


def test_the_api_finds_the_nearest_first(client, directory):
    nearest = found(client, "commune=56006&page_size=500")
    rings = [slug.split("-")[0] for slug in nearest]
    assert list(dict.fromkeys(rings)) == ["augan", "malestroit", "vannes", "region", "national"]


def test_the_api_does_not_widen(client):
    InitiativeFactory(in_commune="14118")
    assert found(client, "department=56") == []


# Refusals


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_an_unknown_slug_is_not_found(client, endpoint):
    response = client.get(f"/api/v1/{endpoint}/nothing-of-the-kind/")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/json"
    assert response.json()["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_the_api_is_read_only(client, endpoint, method):
    SectorFactory(slug="bretagne")
    for address in (f"/api/v1/{endpoint}/", f"/api/v1/{endpoint}/bretagne/"):
        response = getattr(client, method)(address, data="{}", content_type="application/json")
        assert response.status_code == 405
        assert response["Content-Type"] == "application/json"


# For other programs


def test_the_schema_is_valid_and_complete(tmp_path):
    target = tmp_path / "schema.yaml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(target))
    schema = target.read_text()
    for endpoint in ENDPOINTS:
        assert f"/api/v1/{endpoint}/:" in schema


def test_the_schema_is_served(client):
    response = client.get(reverse("api-schema"), headers={"accept": "application/json"})
    assert response.status_code == 200
    names = {
        parameter["name"]
        for parameter in response.json()["paths"]["/api/v1/initiatives/"]["get"]["parameters"]
    }
    assert names >= {"q", "region", "department", "commune", "sector", "sort", "page", "page_size"}


@pytest.mark.parametrize("endpoint", ["", *[f"{name}/" for name in ENDPOINTS]])
def test_any_site_may_read_the_api(client, endpoint):
    response = client.get(f"/api/v1/{endpoint}", headers={"origin": "https://partner.example"})
    assert response["Access-Control-Allow-Origin"] == "*"


def test_the_answers_of_the_api_set_no_cookie_and_depend_on_none(client):
    response = client.get("/api/v1/initiatives/")
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_the_answers_of_lists_name_the_licence_in_a_header(client, endpoint):
    licence = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    assert client.get(f"/api/v1/{endpoint}/")["Link"] == licence
