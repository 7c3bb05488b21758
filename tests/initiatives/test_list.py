"""The page of the list: what is listed, its counts, rings of nearness, widening."""

import pytest

from tests.factories import AuthorityActionFactory, InitiativeFactory, SectorFactory
from tests.pages import link, rings, slugs, total, words

from .places import AUGAN, CAEN, RENNES

pytestmark = pytest.mark.django_db


# What is listed


def test_only_published_initiatives_are_listed_in_both_languages(client):
    InitiativeFactory(slug="public")
    InitiativeFactory(slug="draft", status="draft")
    InitiativeFactory(slug="archived", status="archived")
    assert slugs(client.get("/fr/initiatives/")) == ["public"]
    assert slugs(client.get("/en/initiatives/")) == ["public"]


def test_a_card_tells_where_since_when_what_and_the_first_deed(client):
    record = InitiativeFactory(
        name_fr="Le Champ commun",
        summary_en="A grocery and a café.",
        in_commune=AUGAN,
        year_founded=2009,
        legal_form="scic",
        sectors=["commerces-services"],
    )
    AuthorityActionFactory(initiative=record, text_en="Lends the building.")
    text = words(client.get("/en/initiatives/"))
    assert "Le Champ commun Augan (56) · since 2009 A grocery and a café." in text
    assert "Enterprise or project · SCIC (multi-stakeholder cooperative)" in text
    assert "commerces-services (en)" in text
    assert "Municipality of Guipel : Lends the building." in text


@pytest.mark.parametrize(
    ("number", "french", "english"),
    [
        pytest.param(0, "0 initiative", "0 initiatives", id="none"),
        pytest.param(1, "1 initiative", "1 initiative", id="one"),
        pytest.param(3, "3 initiatives", "3 initiatives", id="three"),
        pytest.param(21, "21 initiatives", "21 initiatives", id="more than a page"),
    ],
)
def test_the_number_of_results_stands_above_them(client, number, french, english):
    InitiativeFactory.create_batch(number)
    assert total(client.get("/fr/initiatives/")) == french
    assert total(client.get("/en/initiatives/")) == english


def test_around_a_place_the_national_ones_are_counted_apart(client, around_augan):
    french = client.get("/fr/initiatives/?department=56")
    english = client.get("/en/initiatives/?department=56")
    assert total(french) == (
        "3 dans le Morbihan · 1 à l’échelle de la région : Bretagne · 1 pour toute la France"
    )
    assert total(english) == (
        "3 in Morbihan · 1 at the scale of the region: Brittany · 1 covering all of France"
    )
    assert english.context["national_count"] == 1


# Rings of nearness


def test_around_a_commune_there_are_five_rings(client, around_augan):
    assert rings(client.get(f"/fr/initiatives/?commune={AUGAN}")) == {
        "dans la commune\N{NO-BREAK SPACE}: Augan": ["here"],
        "ailleurs dans l’intercommunalité": ["next-door"],
        "dans le Morbihan": ["same-department"],
        "à l’échelle de la région\N{NO-BREAK SPACE}: Bretagne": ["whole-region"],
        "dans toute la France": ["everywhere"],
    }
    assert rings(client.get(f"/en/initiatives/?commune={AUGAN}")) == {
        "in the commune: Augan": ["here"],
        "elsewhere in the intercommunality": ["next-door"],
        "in Morbihan": ["same-department"],
        "at the scale of the region: Brittany": ["whole-region"],
        "across France": ["everywhere"],
    }


@pytest.mark.parametrize(
    ("query", "french", "english"),
    [
        pytest.param("region=bretagne", "en Bretagne", "in Brittany", id="a region"),
        pytest.param(
            "region=bretagne&region=corse",
            "dans les régions choisies",
            "in the regions chosen",
            id="several regions",
        ),
        pytest.param("department=56", "dans le Morbihan", "in Morbihan", id="a department"),
        pytest.param(
            "department=56&department=2A",
            "dans les départements choisis",
            "in the departments chosen",
            id="several departments",
        ),
    ],
)
def test_a_ring_is_named_after_the_place_chosen(client, query, french, english):
    InitiativeFactory(slug="here", in_commune=AUGAN)
    InitiativeFactory(slug="everywhere")
    in_french = client.get(f"/fr/initiatives/?{query}")
    in_english = client.get(f"/en/initiatives/?{query}")
    assert rings(in_french) == {french: ["here"], "dans toute la France": ["everywhere"]}
    assert rings(in_english) == {english: ["here"], "across France": ["everywhere"]}
    assert f"{french[0].upper()}{french[1:]} (1)" in words(in_french)
    assert f"{english[0].upper()}{english[1:]} (1)" in words(in_english)


def test_without_a_place_there_are_no_rings(client, around_augan):
    response = client.get("/en/initiatives/")
    assert "rings" not in response.context
    assert len(slugs(response)) == 6
    assert "across France" not in words(response)


@pytest.mark.parametrize(
    ("placed", "reaches"),
    [
        pytest.param({"in_commune": RENNES}, True, id="in a commune of the region"),
        pytest.param({"in_department": "29"}, True, id="in a department of the region"),
        pytest.param({"in_region": "bretagne"}, True, id="somewhere in the region"),
        pytest.param({"departments": ["22"], "scope": "departmental"}, True, id="serves a part"),
        pytest.param(
            {"in_commune": CAEN, "departments": ["35"], "scope": "departmental"},
            True,
            id="stands elsewhere but serves a part",
        ),
        pytest.param({"in_commune": CAEN}, False, id="elsewhere"),
        pytest.param({"regions": ["normandie"], "scope": "regional"}, False, id="serves another"),
    ],
)
def test_a_region_gets_what_stands_there_or_serves_a_part_of_it(client, placed, reaches):
    InitiativeFactory(slug="one", **placed)
    response = client.get("/en/initiatives/?region=bretagne")
    widened = bool(response.context["widened_to"])
    assert (slugs(response) == ["one"] and not widened) is reaches


def test_a_department_gets_what_serves_its_region_and_what_is_somewhere_in_it(client):
    InitiativeFactory(slug="serves", scope="regional", regions=["bretagne"])
    InitiativeFactory(slug="somewhere", in_region="bretagne")
    InitiativeFactory(slug="rennes", in_commune=RENNES)
    InitiativeFactory(slug="morbihan", in_department="56")
    assert rings(client.get("/en/initiatives/?department=56")) == {
        "in Morbihan": ["morbihan"],
        "at the scale of the region: Brittany": ["serves", "somewhere"],
    }


# Widening


WIDENED = {
    "fr": "Rien ne correspond dans le territoire choisi. Voici ce qui correspond plus loin : {}.",
    "en": "Nothing matches in the place you chose. Here is what matches in a wider one: {}.",
}


@pytest.mark.parametrize(
    "place",
    [
        pytest.param("department=56", id="department"),
        pytest.param(f"commune={AUGAN}", id="commune"),
    ],
)
def test_a_place_without_matches_is_widened_to_its_region(client, place):
    InitiativeFactory(slug="rennes", in_commune=RENNES, sectors=["energie"])
    InitiativeFactory(slug="caen", in_commune=CAEN, sectors=["energie"])
    french = client.get(f"/fr/initiatives/?{place}&sector=energie")
    english = client.get(f"/en/initiatives/?{place}&sector=energie")
    assert slugs(french) == slugs(english) == ["rennes"]
    assert WIDENED["fr"].format("Bretagne") in words(french)
    assert WIDENED["en"].format("Brittany") in words(english)
    assert rings(english) == {"in Brittany": ["rennes"]}


@pytest.mark.parametrize(
    "place",
    [
        pytest.param("region=bretagne", id="region"),
        pytest.param("department=56", id="department"),
        pytest.param(f"commune={AUGAN}", id="commune"),
        pytest.param(f"region=bretagne&department=56&commune={AUGAN}", id="all three"),
    ],
)
def test_a_place_without_matches_is_widened_to_france_at_last(client, place):
    InitiativeFactory(slug="caen", in_commune=CAEN, sectors=["energie"])
    french = client.get(f"/fr/initiatives/?{place}&sector=energie")
    english = client.get(f"/en/initiatives/?{place}&sector=energie")
    assert slugs(french) == slugs(english) == ["caen"]
    assert WIDENED["fr"].format("toute la France") in words(french)
    assert WIDENED["en"].format("all of France") in words(english)
    assert total(english) == "1 initiative"


def test_what_is_national_does_not_count_as_near(client):
    InitiativeFactory(slug="rennes", in_commune=RENNES)
    InitiativeFactory(slug="everywhere")
    response = client.get("/en/initiatives/?department=56")
    assert WIDENED["en"].format("Brittany") in words(response)
    assert rings(response) == {"in Brittany": ["rennes"], "across France": ["everywhere"]}


@pytest.mark.parametrize("place", ["region=bretagne", "department=56", f"commune={AUGAN}"], ids=str)
def test_where_something_national_is_found_the_list_is_not_widened_to_france(client, place):
    InitiativeFactory(slug="caen", in_commune=CAEN)
    InitiativeFactory(slug="everywhere")
    response = client.get(f"/en/initiatives/?{place}")
    assert response.context["widened_to"] == ""
    assert "wider one" not in words(response)
    assert rings(response) == {"across France": ["everywhere"]}
    assert total(response) == "1 covering all of France"


def test_a_region_chosen_beside_a_department_is_kept_when_the_list_is_widened(client):
    InitiativeFactory(slug="rennes", in_commune=RENNES)
    InitiativeFactory(slug="caen", in_commune=CAEN)
    response = client.get("/en/initiatives/?region=normandie&department=56")
    assert WIDENED["en"].format("Normandy") in words(response)
    assert rings(response) == {"in Normandy": ["caen"]}


def test_several_departments_are_widened_to_all_their_regions(client):
    InitiativeFactory(slug="rennes", name_fr="Rennes", in_commune=RENNES)
    InitiativeFactory(slug="caen", name_fr="Caen", in_commune=CAEN)
    InitiativeFactory(slug="ajaccio", in_commune="2A004")
    response = client.get("/en/initiatives/?department=56&department=61")
    assert slugs(response) == ["caen", "rennes"]
    assert WIDENED["en"].format("Brittany, Normandy") in words(response)
    assert list(rings(response)) == ["in the regions chosen"]


def test_a_widened_list_goes_on_over_its_pages(client):
    for number in range(25):
        InitiativeFactory(slug=f"rennes-{number:02}", name_fr=f"R {number:02}", in_commune=RENNES)
    first = client.get("/en/initiatives/?department=56")
    second = client.get("/en/initiatives/" + link(first, "next"))
    assert slugs(first) + slugs(second) == [f"rennes-{number:02}" for number in range(25)]
    assert WIDENED["en"].format("Brittany") in words(second)
    assert [ring.count for ring in second.context["rings"]] == [25]


def test_what_matches_in_the_place_is_not_widened(client, around_augan):
    response = client.get("/en/initiatives/?department=56")
    assert response.context["widened_to"] == ""
    assert "wider one" not in words(response)


def test_nothing_at_all_says_so_and_offers_a_way_on(client):
    InitiativeFactory(sectors=["energie"], in_commune=AUGAN)
    SectorFactory(slug="mobilite")
    french = client.get("/fr/initiatives/?department=56&sector=mobilite")
    english = client.get("/en/initiatives/?department=56&sector=mobilite")
    assert french.status_code == english.status_code == 200
    assert slugs(french) == slugs(english) == []
    assert "Rien ne répond à tout cela à la fois" in words(french)
    assert "Nothing matches all of this together" in words(english)
    assert "wider one" not in words(english)
    body = english.content.decode()
    assert 'href="/en/initiatives/"' in body
    assert 'href="/en/sectors/"' in body


@pytest.mark.parametrize("limit", ["radius=5", "located=1"])
def test_a_limit_that_leaves_nothing_is_lifted_before_the_place_is_left(client, limit):
    InitiativeFactory(slug="malestroit", in_commune="56124")
    InitiativeFactory(slug="caen", in_commune="14118")
    response = client.get(f"/fr/initiatives/?commune={AUGAN}&{limit}")
    assert slugs(response) == ["malestroit"]
    assert response.context["widened_to"].startswith("Augan, ")


def test_what_covers_france_from_here_is_near(client):
    InitiativeFactory(slug="from-here", scope="national", in_commune=AUGAN)
    InitiativeFactory(slug="elsewhere", in_commune="14118")
    response = client.get("/fr/initiatives/?department=56")
    assert slugs(response) == ["from-here"]
    assert not response.context["widened_to"]


def test_of_nothing_no_ring_is_counted(client):
    assert total(client.get("/fr/initiatives/?region=bretagne")) == "0 initiative"


@pytest.mark.parametrize("query", ["radius=5", "region=atlantide"])
def test_htmx_which_shows_no_error_is_sent_to_the_page_that_explains_it(client, query):
    address = f"/fr/initiatives/?{query}"
    response = client.get(address, headers={"hx-request": "true"})
    assert response["HX-Redirect"] == address
    assert client.get(address).status_code == 400
