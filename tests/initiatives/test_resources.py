"""What to read: the list, the page of a resource, and the filters of the API."""

import pytest

from tests.factories import (
    CooperationFormFactory,
    InitiativeFactory,
    InitiativeSourceFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
    ResourceSourceFactory,
    SectorFactory,
)
from tests.pages import words
from tests.reading import links, names, query_count, total

pytestmark = pytest.mark.django_db

LISTS = ["/fr/ressources/", "/en/resources/"]
API = "/api/v1/resources/"


@pytest.fixture
def library():
    """Three resources that differ in all that the filters tell apart, and a draft."""
    sector, lever = SectorFactory(slug="energy"), LeverFactory(slug="barn")
    form = CooperationFormFactory(slug="scic")
    atlas = ResourceFactory(
        slug="atlas", title_fr="Atlas", part="understand", type="study", year=2020
    )
    guide = ResourceFactory(slug="guide", title_fr="Guide", part="act", type="guide", year=2018)
    site = ResourceFactory(
        slug="site", title_fr="Site", part="act", type="site", year=None, language="en"
    )
    ResourceFactory(slug="draft", status="draft", year=1999, part="inspire", type="video")
    sector.resources.add(atlas, guide)
    lever.resources.add(guide, site)
    form.resources.add(site)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["atlas", "guide", "site"]),
        ("part=act", ["guide", "site"]),
        ("part=inspire", []),
        ("type=study&type=site", ["atlas", "site"]),
        ("year=2018", ["guide"]),
        ("year=2018&year=2020", ["atlas", "guide"]),
        ("language=en", ["site"]),
        ("sector=energy", ["atlas", "guide"]),
        ("lever=barn", ["guide", "site"]),
        ("cooperation_form=scic", ["site"]),
        ("sector=energy&lever=barn", ["guide"]),
        ("part=act&language=fr&q=guid", ["guide"]),
        ("part=&type=&year=&language=&sector=&lever=&q=", ["atlas", "guide", "site"]),
    ],
)
def test_filters_narrow_pages_and_api_alike(client, library, query, expected):
    for address in LISTS:
        response = client.get(f"{address}?{query}", follow=True)
        assert names(response, "resources") == expected
        assert total(response) == len(expected)
    answer = client.get(f"{API}?{query}").json()
    assert [record["slug"] for record in answer["results"]] == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("part", "sleep"),
        ("type", "poem"),
        ("year", "1850"),
        ("year", "soon"),
        ("year", "9" * 60),
        ("year", "1999"),  # that of a draft
        ("language", "la"),
        ("sector", "zzz"),
        ("lever", "zzz"),
        ("cooperation_form", "zzz"),
    ],
)
def test_unknown_values_are_refused_by_name(client, library, name, value):
    for address in LISTS:
        response = client.get(f"{address}?{name}={value}")
        assert response.status_code == 400
        assert value in words(response)
    answer = client.get(f"{API}?{name}={value}")
    assert answer.status_code == 400
    assert list(answer.json()) == [name]


def test_the_years_to_choose_from_are_those_of_public_resources_latest_first(client, library):
    groups = {
        group.name: group for group in client.get("/en/resources/").context["filter"].groups()
    }
    assert [option.value for option in groups["year"].options] == ["2020", "2018"]


def test_a_chosen_year_is_ticked_and_can_be_taken_away(client, library):
    response = client.get("/en/resources/?year=2018&part=act")
    assert ("2018", "?part=act") in [(str(a), b) for a, b in response.context["active"]]
    groups = {group.name: group for group in response.context["filter"].groups()}
    assert [option.value for option in groups["year"].options if option.is_chosen] == ["2018"]


def test_the_list_names_public_publishers_only(client):
    record = ResourceFactory()
    record.publishers.add(
        OrganisationFactory(name_en="The Press"),
        OrganisationFactory(name_en="The Secret", status="draft"),
    )
    text = words(client.get("/en/resources/"))
    assert "The Press" in text
    assert "The Secret" not in text


# The page of a resource


def test_an_edition_and_what_it_is_an_edition_of_lead_to_each_other(client):
    first = ResourceFactory(slug="first", title_en="First")
    ResourceFactory(slug="second", title_en="Second", edition_of=first)
    assert "Other edition: Second" in words(client.get("/en/resources/first/"))
    assert "Edition of: First" in words(client.get("/en/resources/second/"))
    assert "/en/resources/second/" in dict(links(client.get("/en/resources/first/")))
    assert "/en/resources/first/" in dict(links(client.get("/en/resources/second/")))
    assert "Autre édition :" in words(client.get("/fr/ressources/first/"))


def test_a_translation_and_its_original_lead_to_each_other(client):
    original = ResourceFactory(slug="original", title_en="Original")
    ResourceFactory(slug="translated", title_en="Translated", translation_of=original)
    assert "Translated as: Translated" in words(client.get("/en/resources/original/"))
    assert "Translation of: Original" in words(client.get("/en/resources/translated/"))
    assert "/en/resources/translated/" in dict(links(client.get("/en/resources/original/")))
    assert "/en/resources/original/" in dict(links(client.get("/en/resources/translated/")))


@pytest.mark.parametrize("relation", ["edition_of", "translation_of"])
def test_unpublished_editions_and_translations_are_not_shown_either_way(client, relation):
    hidden = ResourceFactory(title_en="The Secret", status="draft")
    ResourceFactory(slug="child", **{relation: hidden})
    public = ResourceFactory(slug="parent")
    ResourceFactory(title_en="The Secret", status="draft", **{relation: public})
    for slug in ("child", "parent"):
        text = words(client.get(f"/en/resources/{slug}/"))
        assert "The Secret" not in text
        assert "Editions and translations" not in text


def test_the_initiatives_told_in_it_are_counted_once_and_where_they_are_public(client):
    book = ResourceFactory(slug="book")
    one, other = InitiativeFactory(), InitiativeFactory()
    InitiativeSourceFactory(record=one, resource=book, locator="Page 1")
    InitiativeSourceFactory(record=one, resource=book, locator="Page 2")
    InitiativeSourceFactory(record=InitiativeFactory(status="draft"), resource=book)
    response = client.get("/en/resources/book/")
    assert names(response, "told") == [one.slug]
    assert f"/en/initiatives/{one.slug}/" in [address for address, _ in links(response)]
    assert "1 initiative of this directory is told in it." in words(response)
    InitiativeSourceFactory(record=other, resource=book)
    text = words(client.get("/fr/ressources/book/"))
    assert "2 initiatives de cet annuaire y sont racontées." in text


def test_a_resource_in_which_none_is_told_counts_none(client):
    ResourceFactory(slug="book")
    assert "of this directory" not in words(client.get("/en/resources/book/"))


def test_what_it_is_about_and_who_published_it_is_shown_where_it_is_public(client):
    book = ResourceFactory(slug="book", part="act", year=2019, authors="A. Author")
    SectorFactory(slug="energy").resources.add(book)
    for status in ("published", "draft"):
        LeverFactory(slug=f"lever-{status}", status=status).resources.add(book)
        CooperationFormFactory(slug=f"form-{status}", status=status).resources.add(book)
        OrganisationFactory(slug=f"press-{status}", status=status).publications.add(book)
        InitiativeFactory(slug=f"initiative-{status}", status=status).resources.add(book)
    response = client.get("/en/resources/book/")
    addresses = [address for address, _ in links(response)]
    assert {
        "/en/sectors/energy/",
        "/en/levers/lever-published/",
        "/en/forms/form-published/",
        "/en/who-helps/press-published/",
        "/en/initiatives/initiative-published/",
        "/en/resources/?part=act",
    } <= set(addresses)
    assert not any("-draft" in address for address in addresses)
    assert "Year 2019 Authors A. Author" in words(response)


def test_a_resource_is_opened_where_it_has_an_address_and_says_so_where_not(client):
    ResourceFactory(slug="online", url="https://book.example/a.pdf")
    ResourceFactory(slug="printed")
    assert ("https://book.example/a.pdf", "Open it") in links(client.get("/en/resources/online/"))
    assert "No address is printed" not in words(client.get("/en/resources/online/"))
    assert "No address is printed" in words(client.get("/en/resources/printed/"))


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_a_resource_that_is_not_public_has_no_page(client, status):
    ResourceFactory(slug="one", status=status)
    for address in ("/fr/ressources/one/", "/en/resources/one/", f"{API}one/"):
        assert client.get(address).status_code == 404


# What is asked of the database


def test_pages_ask_the_database_no_more_often_when_there_is_more(client):
    book = ResourceFactory(slug="book")

    def add(number):
        for _ in range(number):
            other = ResourceFactory(edition_of=book)
            ResourceFactory(translation_of=book)
            ResourceSourceFactory(record=book)
            OrganisationFactory().publications.add(book, other)
            SectorFactory().resources.add(book)
            LeverFactory().resources.add(book)
            CooperationFormFactory().resources.add(book)
            initiative = InitiativeFactory(in_commune="56006")
            initiative.resources.add(book)
            InitiativeSourceFactory(record=initiative, resource=book)

    addresses = [*LISTS, "/en/resources/?type=guide&year=2020", "/en/resources/book/"]
    # All on one page, so that the record with sources is always among them.
    addresses.append(f"{API}?page_size=500")
    add(3)
    few = [query_count(client, address) for address in addresses]
    add(17)
    assert [query_count(client, address) for address in addresses] == few
