"""Communes suggested while one types, and what a page makes of a commune that was typed."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.pages import words

pytestmark = pytest.mark.django_db

FRENCH = "/fr/territoires/communes/"
ENGLISH = "/en/territories/communes/"
# A page that takes `place`.
PAGE = "/fr/initiatives/carte/"


def suggested(client, text, address=FRENCH):
    response = client.get(address, {"place": text})
    assert response.status_code == 200
    return [(each["name"], each["hint"]) for each in response.json()["suggestions"]]


# Suggestions


@pytest.mark.parametrize("typed", ["Augan", "augan", "AUGA", "aug", " Augan "])
def test_the_beginning_of_a_name_is_enough(client, typed):
    assert ("Augan", "Morbihan (56)") in suggested(client, typed)


@pytest.mark.parametrize(
    "typed", ["Saint-Jean-d'Angély", "st jean d angely", "SAINT JEAN D’ANGELY"]
)
def test_accents_hyphens_apostrophes_and_saint_do_not_matter(client, typed):
    assert suggested(client, typed) == [("Saint-Jean-d’Angély", "Charente-Maritime (17)")]


def test_a_postal_code_is_enough(client):
    names = [name for name, _hint in suggested(client, "56800")]
    assert "Augan" in names
    assert "Ploërmel" in names


def test_a_former_commune_is_found_and_said_in_both_languages(client):
    assert suggested(client, "naizin") == [("Évellys", "Morbihan (56), autrefois Naizin")]
    assert suggested(client, "naizin", ENGLISH) == [("Évellys", "Morbihan (56), formerly Naizin")]


def test_there_are_ten_at_most(client):
    assert len(suggested(client, "saint")) == 10


@pytest.mark.parametrize("typed", ["", "   ", "zzzz", "'", "%", "²"])
def test_nothing_is_suggested_for_nothing(client, typed):
    assert suggested(client, typed) == []


def test_no_name_is_that_long(client):
    assert suggested(client, "a" * 60) == []
    response = client.get(FRENCH, {"place": "a" * 61})
    assert response.status_code == 400
    assert "60" in response.json()["detail"]


def test_one_query_suggests(client, django_assert_max_num_queries):
    client.get(FRENCH, {"place": "rennes"})
    with django_assert_max_num_queries(2):  # where the log ends, and the communes
        client.get(FRENCH, {"place": "saint"})


# What was typed and sent


def test_the_one_commune_of_a_name_is_chosen_and_other_filters_stay(client):
    response = client.get(PAGE, {"place": "augan", "scope": "local", "radius": "20", "page": "3"})
    assert response.status_code == 302
    assert response["Location"] == f"{PAGE}?scope=local&radius=20&commune=56006"


def test_an_exact_name_is_chosen_among_longer_ones(client):
    response = client.get(PAGE, {"place": "Rennes"})
    assert response["Location"] == f"{PAGE}?commune=35238"


def test_the_exact_name_of_a_former_commune_is_chosen(client):
    assert client.get(PAGE, {"place": "Naizin"})["Location"] == f"{PAGE}?commune=56144"


def test_a_commune_that_was_typed_takes_the_place_of_other_territories(client):
    data = {"place": "Augan", "region": "normandie", "department": "14", "commune": "35238"}
    assert client.get(PAGE, data)["Location"] == f"{PAGE}?commune=56006"


def test_a_blank_place_is_no_place(client):
    assert client.get(PAGE, {"place": " "}).status_code == 200


def test_several_communes_of_a_name_are_there_to_choose_from(client):
    response = client.get(PAGE, {"place": "saint-denis", "scope": "local", "region": "bretagne"})
    assert response.status_code == 200
    text = words(response)
    assert "Quelle commune appelez-vous «\N{NARROW NO-BREAK SPACE}saint-denis" in (
        response.content.decode()
    )
    assert "Saint-Denis La Réunion (974)" in text
    assert "Saint-Denis Seine-Saint-Denis (93)" in text
    html = response.content.decode()
    assert f'href="{PAGE}?scope=local&amp;commune=93066"' in html
    assert '<input type="hidden" name="scope" value="local">' in html


def test_a_name_that_many_begin_with_says_that_there_are_more(client):
    response = client.get(PAGE, {"place": "sain"})
    assert (
        response.content.decode().count("&amp;commune=")
        + response.content.decode().count("?commune=")
        == 40
    )
    assert "précisez le nom" in words(response)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        pytest.param("zzzz", "Aucun nom de commune ne commence par", id="unknown"),
        pytest.param("a" * 61, "60 caractères", id="too long"),
    ],
)
def test_what_names_no_commune_is_said_to(client, typed, message):
    response = client.get(PAGE, {"place": typed, "scope": "local"})
    assert response.status_code == 400
    assert message in words(response)
    assert f'href="{PAGE}?scope=local"' in response.content.decode()


def test_a_part_of_a_page_that_asks_is_sent_to_the_page_of_choices(client):
    address = f"{PAGE}?place=saint-denis"
    response = client.get(address, headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == address


# Bad input

bounded = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@bounded
@given(st.sampled_from([FRENCH, ENGLISH]), st.text(max_size=80))
@example(FRENCH, "\0")
@example(FRENCH, "١٢٣")
def test_any_text_is_answered(client, address, text):
    answer = client.get(f"{address}?place={quote(text, errors='replace')}")
    assert answer.status_code in {200, 400}


@bounded
@given(st.sampled_from([FRENCH, PAGE, "/outlines.json"]), st.binary(max_size=30))
def test_any_octets_are_answered(client, address, octets):
    answer = client.get(f"{address}?place={quote(octets)}&{quote(octets, safe='=&')}")
    assert answer.status_code in {200, 302, 400, 404}
