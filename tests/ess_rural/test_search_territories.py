"""What the site search says of a territory that is typed: its page, or what is around it."""

import pytest

from tests.factories import InitiativeFactory
from tests.reading import address_of, headings, query_count

pytestmark = pytest.mark.django_db

PAGES = {"fr": "/fr/recherche/", "en": "/en/search/"}
LIST = "/fr/initiatives/?commune="


def named(client, text, language="fr"):
    """Return {address: (name, hint)} of the territories that the page offers."""
    response = client.get(PAGES[language], {"q": text})
    assert response.status_code == 200
    offered = response.context["territories"]
    return {address: (each.name, each.hint) for each, address in offered}


def suggested(client, text, language="fr"):
    found = client.get(f"{PAGES[language]}suggestions/", {"q": text}).json()["suggestions"]
    return {each["address"]: each["hint"] for each in found}


@pytest.mark.parametrize(
    ("texts", "address"),
    [
        (["Bretagne", "bretagne", "Brittany", "en Bretagne", "BZH"], "/fr/regions/bretagne/"),
        (["PACA", "en PACA", "Région Sud"], "/fr/regions/provence-alpes-cote-d-azur/"),
        (["Midi-Pyrénées", "midi pyrenees", "Occitanie"], "/fr/regions/occitanie/"),
        (["Centre", "Région Centre"], "/fr/regions/centre-val-de-loire/"),
        (["Finistère", "FINISTERE", "29", "dans le Finistère"], "/fr/departements/finistere/"),
        (["en Lozère", "département de la Lozère", "48"], "/fr/departements/lozere/"),
        (["Corse-du-Sud", "2a", "in Corse-du-Sud"], "/fr/departements/corse-du-sud/"),
        (["Côtes d’Armor", "les Côtes-d'Armor"], "/fr/departements/cotes-d-armor/"),
        (["La Réunion", "à La Réunion", "Réunion"], "/fr/regions/la-reunion/"),
        (["Ploërmel", "ploermel", "à Ploërmel", "56800"], f"{LIST}56165"),
        (["St-Brieuc", "Saint Brieuc", "SAINT-BRIEUC"], f"{LIST}22278"),
        (["Le Havre", "Havre", "au Havre"], f"{LIST}76351"),
        (["Naizin"], f"{LIST}56144"),  # now in Évellys
        (["Ville-d'Avray", "ville d’avray"], f"{LIST}92077"),
        (["Redon Agglomération", "CA Redon Agglomération", "Redon"], f"{LIST}35236"),
    ],
)
def test_the_page_of_the_place_is_offered(client, texts, address):
    for text in texts:
        assert address in named(client, text), text
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ("Morbihan", "département (56), Bretagne")),
        ("en", ("Morbihan", "department (56), Brittany")),
    ],
)
def test_it_stands_in_a_group_of_its_own_in_both_languages(client, language, expected):
    InitiativeFactory(name_fr="Le four", in_commune="56006")
    response = client.get(PAGES[language], {"q": "Morbihan"})
    [[address, told]] = named(client, "Morbihan", language).items()
    assert told == expected
    assert address_of(response, "Morbihan") == address
    groups = {"fr": ["Territoires", "Initiatives (1)"], "en": ["Territories", "Initiatives (1)"]}
    assert [each for each in headings(response) if each in groups[language]] == groups[language]


def test_homonyms_are_offered_with_their_department_and_no_more_than_a_few(client):
    offered = named(client, "Saint-Denis")
    hints = [hint for name, hint in offered.values() if name == "Saint-Denis"]
    assert {"Seine-Saint-Denis (93)", "La Réunion (974)"} <= set(hints)
    assert len(hints) == len(set(hints))
    assert len(named(client, "Sainte-Colombe")) == 10


def test_a_postal_code_offers_its_communes(client):
    assert f"{LIST}48080" in named(client, "48300")
    assert len(named(client, "48300")) > 1
    assert named(client, "4830") == {}


@pytest.mark.parametrize(
    "text", ["épicerie", "jeunes", "en", "de la", "!!", "zzzz", "48999", "Ploërm"]
)
def test_what_names_no_territory_offers_none(client, text):
    assert named(client, text) == {}


def test_where_only_a_territory_is_found_nothing_is_said_to_be_missing(client):
    assert "Rien n’a été trouvé" not in headings(client.get(PAGES["fr"], {"q": "Finistère"}))
    assert "Rien n’a été trouvé" in headings(client.get(PAGES["fr"], {"q": "zzzz"}))


@pytest.mark.parametrize(
    ("typed", "address", "hint"),
    [
        ("finis", "/fr/departements/finistere/", "Territoires, département (29), Bretagne"),
        ("nouvelle aq", "/fr/regions/nouvelle-aquitaine/", "Territoires, région"),
        ("pica", "/fr/regions/hauts-de-france/", "Territoires, région"),
        ("ploër", f"{LIST}56165", "Territoires, Morbihan (56)"),
        ("48300", f"{LIST}48080", "Territoires, Lozère (48)"),
    ],
)
def test_territories_are_suggested_as_they_are_typed(client, typed, address, hint):
    assert suggested(client, typed)[address] == hint


def test_suggested_territories_come_after_the_records_and_leave_them_room(client):
    for number in range(9):
        InitiativeFactory(name_fr=f"Finisterrae {number}")
    found = client.get(f"{PAGES['fr']}suggestions/", {"q": "finis"}).json()["suggestions"]
    groups = [each["hint"].partition(",")[0] for each in found]
    assert groups == sorted(groups)
    assert len(groups) == 8
    assert 1 <= groups.count("Territoires") <= 3


def test_territories_cost_two_queries_at_most(client):
    nothing = query_count(client, f"{PAGES['fr']}?q=48")
    assert query_count(client, f"{PAGES['fr']}?q=Morbihan") <= nothing + 1
    assert query_count(client, f"{PAGES['fr']}?q=Redon") <= nothing + 2
    assert query_count(client, f"{PAGES['fr']}suggestions/?q=redon") <= 3
