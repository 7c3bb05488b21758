"""One search over all kinds of record, and the names proposed while somebody types."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import (
    CooperationFormFactory,
    GlossaryTermFactory,
    InitiativeFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
)
from tests.reading import address_of, links, query_count

pytestmark = pytest.mark.django_db

PAGE = "/fr/recherche/"
SUGGESTIONS = "/fr/recherche/suggestions/"


@pytest.fixture
def groceries():
    InitiativeFactory(slug="champ", name_fr="Le Champ", summary_fr="Une épicerie au village.")
    InitiativeFactory(slug="epicerie", name_fr="Épicerie d’Augan", name_en="Augan grocery")
    LeverFactory(slug="local", title_fr="Louer un local à une épicerie")
    CooperationFormFactory(slug="coop", name_fr="Coopérative d’épiceries")
    OrganisationFactory(slug="reseau", name_fr="Réseau des épiceries")
    ResourceFactory(slug="guide", title_fr="Guide de l’épicerie")
    GlossaryTermFactory(slug="terme", term_fr="Épicerie participative")
    InitiativeFactory(slug="draft", name_fr="Épicerie secrète", status="draft")


def found(response):
    """Return {heading: titles} of what the page shows."""
    return {
        str(kind.label): [record.title_text for record in kind.records]
        for kind in response.context["answers"]
    }


def suggestions(client, text):
    response = client.get(SUGGESTIONS, {"q": text})
    assert response.status_code == 200
    return response.json()["suggestions"]


def test_all_kinds_are_searched_initiatives_first_and_names_before_texts(client, groceries):
    assert found(client.get(PAGE, {"q": "épiceries"})) == {
        "Initiatives": ["Épicerie d’Augan", "Le Champ"],
        "Leviers": ["Louer un local à une épicerie"],
        "Formes de coopération": ["Coopérative d’épiceries"],
        "Qui accompagne": ["Réseau des épiceries"],
        "À lire": ["Guide de l’épicerie"],
        "Glossaire": ["Épicerie participative"],
    }


def test_words_of_the_other_language_are_found_on_either_page(client, groceries):
    for page in (PAGE, "/en/search/"):
        [kind] = client.get(page, {"q": "grocery"}).context["answers"]
        assert [record.slug for record in kind.records] == ["epicerie"]


def test_the_words_found_are_marked(client, groceries):
    body = client.get(PAGE, {"q": "EPICERIE"}).content.decode()
    assert "<mark>Épicerie</mark> d’Augan" in body
    assert "Une <mark>épicerie</mark> au village." in body


def test_many_answers_open_the_list_that_holds_them(client):
    for number in range(7):
        InitiativeFactory(name_fr=f"Épicerie {number}")
    response = client.get(PAGE, {"q": "épicerie"})
    assert len(found(response)["Initiatives"]) == 5
    address = address_of(response, "Voir les 7 résultats")
    assert client.get(address).context["total"] == 7


def test_a_word_mistyped_leads_to_the_word_meant(client, groceries):
    response = client.get(PAGE, {"q": "épicrie"})
    assert response.context["answers"] == []
    assert address_of(response, "épicerie") == "?q=%C3%A9picerie"


def test_words_that_nothing_has_together_are_offered_one_by_one(client, groceries):
    response = client.get(PAGE, {"q": "guide d’Augan, épicerie"})
    assert response.context["answers"] == []
    assert address_of(response, "épicerie") == "?q=%C3%A9picerie"


def test_nothing_found_is_no_dead_end(client):
    addresses = [address for address, _text in links(client.get(PAGE, {"q": "xyzzy"}))]
    assert "/fr/secteurs/" in addresses
    assert "/fr/initiatives/" in addresses


def test_the_page_alone_asks_what_to_look_for(client):
    response = client.get(PAGE)
    assert response.status_code == 200
    assert "answers" not in response.context


def test_more_words_than_can_be_looked_for_are_refused(client):
    response = client.get(PAGE, {"q": "a" * 201})
    assert response.status_code == 400
    assert "200" in response.content.decode()


def test_names_are_proposed_as_somebody_types(client, groceries):
    proposed = suggestions(client, "épi")
    assert proposed[0] == {
        "name": "Épicerie d’Augan",
        "hint": "Initiatives",
        "address": "/fr/initiatives/epicerie/",
    }
    names = [each["name"] for each in proposed]
    assert "Le Champ" not in names
    assert "Épicerie secrète" not in names


def test_all_words_typed_are_in_what_is_proposed(client, groceries):
    [proposed] = suggestions(client, "épiceries aug")
    assert proposed["name"] == "Épicerie d’Augan"


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [
        pytest.param("ce", ["Centrales"], id="alone"),
        pytest.param("les ce", ["Centrales"], id="after another one"),
        pytest.param("épiceries de", ["Épiceries"], id="after a word"),
    ],
)
def test_a_stop_word_may_begin_a_name(client, typed, proposed):
    for name in ("Centrales", "Épiceries"):
        InitiativeFactory(name_fr=name)
    assert [each["name"] for each in suggestions(client, typed)] == proposed


def test_a_hyphenated_word_without_an_answer_is_offered_whole_and_apart(client):
    InitiativeFactory(name_fr="Bar")
    InitiativeFactory(name_fr="Bar et tabac")
    offered = client.get(PAGE, {"q": "bar-tabac zanzibar"}).context["fewer_words"]
    assert [(each.text, each.count) for each in offered] == [
        ("bar-tabac", 1),
        ("bar", 2),
        ("tabac", 1),
    ]


@pytest.mark.parametrize("typed", ["", "a", " ", "…"])
def test_too_little_proposes_nothing(client, groceries, typed):
    assert suggestions(client, typed) == []


def test_the_search_asks_no_more_often_when_there_is_more(client, groceries):
    addresses = [f"{PAGE}?q=epicerie", f"{SUGGESTIONS}?q=epic"]
    few = [query_count(client, address) for address in addresses]
    for _ in range(4):
        InitiativeFactory(name_fr="Épicerie")
        ResourceFactory(title_fr="Guide des épiceries")
    many = [query_count(client, address) for address in addresses]
    assert all(after <= before for after, before in zip(many, few, strict=True))


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(max_size=220))
def test_any_text_gets_an_answer(client, groceries, text):
    for address in (PAGE, SUGGESTIONS):
        assert client.get(address, {"q": text}).status_code in (200, 400)
