"""Sectors: the grid, the list of them, and the page of each."""

import re

import pytest

from tests.factories import InitiativeFactory, SectorFactory
from tests.pages import near_count, slugs, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def sectors():
    SectorFactory(
        slug="energie",
        name_fr="Énergie",
        name_en="Energy",
        summary_fr="Produire ensemble.",
        summary_en="Produce together.",
        position=1,
    )
    SectorFactory(slug="mobilite", name_fr="Mobilité", name_en="Mobility", position=2)
    SectorFactory(slug="sante", name_fr="Santé", name_en="Health", position=3)
    InitiativeFactory(slug="sun", name_fr="Soleil", in_commune="56006", sectors=["energie"])
    InitiativeFactory(slug="wind", name_fr="Vent", sectors=["energie", "mobilite"])
    InitiativeFactory(slug="draft", sectors=["energie"], status="draft")
    InitiativeFactory(slug="archived", sectors=["mobilite"], status="archived")


def counts(body, path):
    """Return {slug: number} of the links to sectors under `path`."""
    found = re.findall(
        rf'<a href="{path}([\w-]+)/">.*?<span class="count">\(?(\d+)', body, re.DOTALL
    )
    return {slug: int(number) for slug, number in found}


@pytest.mark.parametrize(
    ("home", "index", "path"),
    [("/fr/", "/fr/secteurs/", "/fr/secteurs/"), ("/en/", "/en/sectors/", "/en/sectors/")],
    ids=["fr", "en"],
)
def test_the_counts_of_sectors_are_those_of_the_list(client, sectors, home, index, path):
    grid = counts(client.get(home).content.decode(), path)
    assert grid == counts(client.get(index).content.decode(), path)
    assert grid == {"energie": 2, "mobilite": 1, "sante": 0}
    for slug, number in grid.items():
        response = client.get(f"{home}initiatives/?sector={slug}")
        assert response.context["total"] == number
        assert client.get(f"{path}{slug}/").context["paginator"].count == number


def test_the_page_of_a_sector_tells_what_it_holds(client, sectors):
    french = client.get("/fr/secteurs/energie/")
    english = client.get("/en/sectors/energie/")
    assert slugs(french) == slugs(english) == ["sun", "wind"]
    assert "Énergie Produire ensemble." in words(french)
    assert "Energy Produce together." in words(english)
    assert "2 initiatives" in words(french)
    assert '<meta name="description" content="Produce together.">' in english.content.decode()


def test_a_sector_leads_to_the_regions_where_it_has_something(client, sectors):
    body = client.get("/en/sectors/energie/").content.decode()
    options = re.findall(r'<option value="([\w-]+)">([^<]*)</option>', body)
    assert options == [("bretagne", "Brittany (1)")]
    assert '<input type="hidden" name="sector" value="energie">' in body
    found = client.get("/en/initiatives/?sector=energie&region=bretagne")
    assert near_count(found) == 1
    assert found.context["national_count"] == 1


def test_a_sector_without_initiatives_says_so_and_asks_for_no_region(client, sectors):
    response = client.get("/en/sectors/sante/")
    assert "No initiative is filed here yet." in words(response)
    assert "Aucune initiative n’est encore classée ici." in words(client.get("/fr/secteurs/sante/"))
    assert slugs(response) == []
    # A list to choose from that has nothing in it cannot be used.
    assert "<select" not in response.content.decode()


def test_a_sector_goes_on_over_several_pages(client, sectors):
    for number in range(20):
        InitiativeFactory(slug=f"z{number:02}", name_fr=f"Z{number:02}", sectors=["energie"])
    first = client.get("/en/sectors/energie/")
    second = client.get("/en/sectors/energie/?page=2")
    assert "22 initiatives" in words(first)
    assert 'rel="next" href="?page=2"' in first.content.decode()
    assert slugs(second) == ["z18", "z19"]
    assert "22 initiatives" in words(second)


@pytest.mark.parametrize("address", ["/fr/secteurs/astrologie/", "/en/sectors/astrologie/"])
def test_an_unknown_sector_has_no_page(client, sectors, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "2", "99999", "abc", ""])
def test_a_page_that_a_sector_does_not_have_is_not_found(client, sectors, page):
    status = client.get("/en/sectors/energie/", {"page": page}).status_code
    assert status == (404 if page else 200)


def test_a_sector_without_an_english_text_shows_the_french_marked_so(client):
    SectorFactory(slug="sante", name_fr="Santé", name_en=None, summary_fr="Soigner près d’ici.")
    body = client.get("/en/sectors/sante/").content.decode()
    assert '<span lang="fr">Soigner près d’ici.</span>' in body
    assert '<span lang="fr">Santé</span>' in body
