"""Which words mean the same, in French and in English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language import common_start, hyphenated, stems, words
from search.text import fold

FORMS = [
    "épicerie épiceries",
    "vélo vélos",
    "jeu jeux",
    "journal journaux",
    "local locaux locale locales",
    "réseau réseaux",
    "travail travaux",
    "bail baux",
    "café cafés",
    "SCIC SCICs",
    "rural rurale rurales ruraux",
    "habitant habitants",
    "installer installation",
    "ressourcerie ressourceries",
    "bakery bakeries",
    "farm farms farming",
    "shared share shares",
    "city cities",
]
UNLIKE = [
    "concert concertation",
    "départ département",
    "depart department",
    "commune communication",
    "direct direction",
    "Caf café",
    "cap CAPE",
    "loi loyer",
    "poste postier",
    "ferme fermeture",
    "10 100",
    "ess sse",
]


def are_forms_of_one(first, second):
    return not stems(fold(first)).isdisjoint(stems(fold(second)))


@pytest.mark.parametrize("forms", FORMS)
def test_forms_of_a_word_share_a_stem(forms):
    first, *others = forms.split()
    assert all(are_forms_of_one(first, other) for other in others)


@pytest.mark.parametrize("pair", UNLIKE)
def test_words_that_only_look_alike_do_not(pair):
    assert not are_forms_of_one(*pair.split())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L’épicerie de la place", ["epicerie", "place"]),
        ("l'aide aux employeurs", ["aide", "employeurs"]),
        ("the village’s pub", ["village", "pub"]),
        ("qu’est-ce que c’est ?", []),
        ("100 % bio, bio", ["100", "bio", "bio"]),
        ("日本", []),
    ],
)
def test_stop_words_and_elisions_are_left_out(text, found):
    assert words(text) == found


def test_a_hyphenated_word_is_known_as_one_too():
    text = "du co-voiturage, de l’Éco‑construction et Loos-en-Gohelle - ou rien"
    assert hyphenated(text) == {
        ("co", "voiturage"): "covoiturage",
        ("eco", "construction"): "ecoconstruction",
        ("loos", "gohelle"): "loosengohelle",
    }


@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=20), st.text(max_size=20))
def test_forms_of_a_word_begin_alike(first, second):
    """`TextIndex.forms` looks for them among the words that begin so."""
    for one in words(first):
        for other in (*words(second), f"{one}s", f"{one}e", f"{one}x"):
            if not stems(one).isdisjoint(stems(other)):
                assert other.startswith(common_start(one)) or one == other
