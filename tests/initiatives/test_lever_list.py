"""The list of levers, and that of the API."""

import pytest

from tests.factories import (
    AuthorityLevelFactory,
    DriverFactory,
    InitiativeFactory,
    LeverFactory,
)
from tests.pages import words
from tests.reading import names, query_count, total

pytestmark = pytest.mark.django_db


@pytest.fixture
def levers():
    """Three levers, of two drivers and two levels, and a draft."""
    land, money = DriverFactory(slug="land"), DriverFactory(slug="money")
    commune, region = AuthorityLevelFactory(slug="commune"), AuthorityLevelFactory(slug="region")
    for slug, driver, level in (
        ("barn", land, commune),
        ("field", land, region),
        ("grant", money, region),
        ("hidden", money, region),
    ):
        status = "draft" if slug == "hidden" else "published"
        record = LeverFactory(slug=slug, title_fr=slug, title_en=f"The {slug}", status=status)
        record.drivers.add(driver)
        record.pulled_by.add(level)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["barn", "field", "grant"]),
        ("driver=land", ["barn", "field"]),
        ("driver=land&driver=money", ["barn", "field", "grant"]),
        ("authority=region", ["field", "grant"]),
        ("driver=land&authority=region", ["field"]),
        ("q=the+gra", ["grant"]),
        ("driver=land&q=grant", []),
        ("driver=", ["barn", "field", "grant"]),
    ],
)
def test_levers_are_narrowed_alike_on_the_page_and_in_the_api(client, levers, query, expected):
    for address in ("/en/levers/", "/fr/leviers/"):
        page = client.get(f"{address}?{query}", follow=True)
        assert names(page, "levers") == expected
        assert total(page) == len(expected)
    answer = client.get(f"/api/v1/levers/?{query}").json()
    assert [record["slug"] for record in answer["results"]] == expected


@pytest.mark.parametrize("query", ["driver=luck", "authority=planet"])
def test_unknown_values_are_refused_on_the_page_and_in_the_api(client, levers, query):
    value = query.split("=")[1]
    page = client.get(f"/en/levers/?{query}")
    assert page.status_code == 400
    assert f"“{value}” is not known here." in words(page)
    answer = client.get(f"/api/v1/levers/?{query}")
    assert answer.status_code == 400
    assert list(answer.json()) == [query.split("=")[0]]


def test_each_lever_counts_its_public_initiatives_once(client):
    lever = LeverFactory(title_en="Barn")
    lever.drivers.set([DriverFactory(), DriverFactory()])
    for status in ("published", "published", "draft"):
        InitiativeFactory(status=status, sectors=["a", "b"]).levers.add(lever)
    [shown] = client.get("/en/levers/").context["levers"]
    assert shown.initiative_count == 2
    assert "2 initiatives" in words(client.get("/en/levers/"))


def test_the_list_asks_the_database_no_more_often_when_there_is_more(client):
    def add(number):
        for _ in range(number):
            lever = LeverFactory()
            lever.drivers.add(DriverFactory(slug="land"))
            lever.pulled_by.add(AuthorityLevelFactory(slug="commune"))
            InitiativeFactory().levers.add(lever)

    addresses = ["/en/levers/", "/fr/leviers/?driver=land", "/api/v1/levers/"]
    for address in addresses:
        client.get(address)
    add(3)
    few = [query_count(client, address) for address in addresses]
    add(17)
    assert [query_count(client, address) for address in addresses] == few
