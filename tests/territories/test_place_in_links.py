"""The reader's place stays in the address from page to page."""

import re

import pytest

from tests.factories import (
    CooperationFormFactory,
    GlossaryTermFactory,
    InitiativeFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
)
from tests.reading import links

pytestmark = pytest.mark.django_db

AUGAN = "56006"  # Morbihan, Bretagne
DETAIL = re.compile(r"/en/(initiatives|levers|forms|who-helps|resources)/")
PAGES = [
    "/en/levers/",
    "/en/levers/lever/",
    "/en/forms/",
    "/en/forms/form/",
    "/en/who-helps/",
    "/en/who-helps/body/",
    "/en/resources/",
    "/en/resources/book/",
    "/en/initiatives/one/",
]


@pytest.fixture
def directory():
    """One record of each kind, all linked to each other."""
    lever, form = LeverFactory(slug="lever"), CooperationFormFactory(slug="form")
    book, body = ResourceFactory(slug="book"), OrganisationFactory(slug="body")
    one = InitiativeFactory(slug="one", in_commune=AUGAN)
    form.levers.add(lever)
    for record in (lever, form, one):
        record.resources.add(book)
    for record in (body, one):
        record.levers.add(lever)
        record.cooperation_forms.add(form)
    one.supporters.add(body)
    body.publications.add(book)


def addresses(response):
    """Return the addresses of the pages of records that a page links to."""
    return {address.split("#")[0] for address, _ in links(response) if DETAIL.match(address)}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("query", ["region=corse", "department=2A", "commune=56006"])
def test_every_link_to_a_record_keeps_the_place(client, directory, page, query):
    response = client.get(f"{page}?{query}")
    assert response.status_code == 200
    # The counts open whole lists, and a list around a place can be cleared of it.
    kept = {address for address in addresses(response) if re.search(r"/en/[\w-]+/[\w-]+/", address)}
    assert kept
    assert {address for address in kept if query not in address} == set()
    switch = [address for address, text in links(response) if text == "Français"]
    assert switch[0].endswith(query)


@pytest.mark.parametrize("page", PAGES)
def test_without_a_place_links_hold_none(client, directory, page):
    chosen = [address for address in addresses(client.get(page)) if "region=" in address]
    assert chosen == []


def test_an_unknown_place_is_not_carried_on(client, directory):
    response = client.get("/en/resources/?region=atlantide&region=" + "x" * 3000)
    assert response.status_code == 200
    assert not any("region=" in address for address in addresses(response))


def test_a_place_that_is_repeated_is_carried_once(client, directory):
    response = client.get("/en/resources/?" + "region=corse&" * 500)
    assert "/en/resources/book/?region=corse" in addresses(response)


def test_the_filters_of_a_list_keep_the_place_that_they_do_not_control(client, directory):
    field = '<input type="hidden" name="region" value="corse">'
    assert field in client.get("/en/levers/?region=corse").content.decode()
    assert field not in client.get("/en/who-helps/?region=corse").content.decode()
    response = client.get("/en/levers/?region=corse&q=lever")
    cleared = [address for address, text in links(response) if text == "Clear all"]
    assert cleared == ["/en/levers/?region=corse"]


def test_on_an_initiative_the_region_chosen_comes_before_its_own(client, directory):
    page = client.get("/en/initiatives/one/?region=corse")
    assert "/en/forms/form/?region=corse#helpers" in [address for address, _ in links(page)]
    assert "Who helps with this form in Corsica?" in [text for _, text in links(page)]
    page = client.get("/en/initiatives/one/")
    assert "/en/forms/form/?department=56#helpers" in [address for address, _ in links(page)]


def test_an_initiative_around_an_unknown_place_says_which(client, directory):
    response = client.get("/en/initiatives/one/?region=atlantide")
    assert response.status_code == 400
    assert "“atlantide” is not known here." in response.content.decode()


def test_a_list_without_groups_of_choices_has_one_button(client):
    GlossaryTermFactory()
    page = client.get("/en/glossary/").content.decode()
    assert page.count("Show the result") == page.count("<button") == 1


def test_an_initiative_offers_its_own_place_until_a_region_is_chosen(client, directory):
    page = client.get("/fr/initiatives/one/").content.decode()
    assert '<option value="">Morbihan</option>' in page
    page = client.get("/fr/initiatives/one/?region=corse").content.decode()
    assert '<option value="corse" selected>Corse</option>' in page
