"""What phrases mean: acronyms, everyday words."""

import pytest

from search.thesaurus import Thesaurus


@pytest.fixture
def thesaurus():
    made = Thesaurus()
    made.same("SCIC", "Société coopérative d’intérêt collectif", "scic")
    made.theme("dernier commerce", "sector", 1)
    made.theme("commerce", "sector", 2)
    made.theme("commerce", "challenge", 3)
    made.theme("médecin", "sector", 4)
    made.theme("!!", "sector", 5)
    return made


def units(thesaurus, text):
    return [" ".join(unit.words) for unit in thesaurus.units(text)]


def themes(thesaurus, text):
    return [theme for unit in thesaurus.units(text) for theme in unit.meaning.themes]


def test_an_acronym_and_what_it_stands_for_lead_to_each_other(thesaurus):
    expansion = ["societe", "cooperative", "interet", "collectif"]
    [unit] = thesaurus.units("une SCIC")
    assert expansion in unit.meaning.phrases
    [unit] = thesaurus.units("sociétés coopératives d'intérêt collectif")
    assert ["scic"] in unit.meaning.phrases


def test_the_longest_phrase_is_taken_first(thesaurus):
    assert units(thesaurus, "le dernier commerce du village") == ["dernier commerce", "village"]
    assert themes(thesaurus, "derniers commerces") == [("sector", 1)]
    assert themes(thesaurus, "commerces") == [("sector", 2), ("challenge", 3)]


def test_words_without_a_meaning_stand_alone_each_once(thesaurus):
    assert units(thesaurus, "pain, pain et four") == ["pain", "four"]
    assert not any(unit.meaning for unit in thesaurus.units("pain et four"))
    assert units(thesaurus, "de la !!") == []


def test_its_words_are_known(thesaurus):
    assert {"scic", "dernier", "medecin"} <= thesaurus.words.keys()
    assert thesaurus.words["medecin"] == "médecin"
    assert "d" not in thesaurus.words


def test_a_word_is_given_as_it_is_written_most_often(thesaurus):
    thesaurus.theme("Épicerie", "sector", 6)
    thesaurus.same("épicerie sociale", "épicerie solidaire")
    assert thesaurus.words["epicerie"] == "épicerie"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("comment garder un médecin", ["medecin"]),
        ("ouvrir une SCIC", ["scic"]),
        ("how to start a SCIC", ["scic"]),
        ("créer du pain", ["pain"]),
        ("garder, ouvrir", ["garder", "ouvrir"]),
    ],
)
def test_what_one_wants_to_do_is_left_aside_beside_a_thing(thesaurus, text, kept):
    assert units(thesaurus, text) == kept


def test_a_hyphenated_word_is_one_word_or_its_own_words(thesaurus):
    thesaurus.theme("covoiturage", "sector", 7)
    [unit, other] = thesaurus.units("du co-voiturage et du pain")
    assert (unit.words, other.words) == (["covoiturage"], ["pain"])
    assert unit.meaning.themes == [("sector", 7)]
    assert [part.words for part in unit.apart] == [["co"], ["voiturage"]]
    assert other.apart == []


def test_a_hyphenated_word_has_a_meaning_where_all_its_words_have(thesaurus):
    [known] = thesaurus.units("commerce-médecin")
    [unknown] = thesaurus.units("commerce-four")
    assert known.has_meaning
    assert not unknown.has_meaning


def test_a_known_phrase_is_taken_before_the_word_written_as_one(thesaurus):
    [unit] = thesaurus.units("dernier-commerce")
    assert unit.words == ["dernier", "commerce"]
    assert unit.apart == []


def test_words_of_names_are_known_and_mean_nothing(thesaurus):
    thesaurus.names(lambda: ["Haute-Savoie", "Saint-Jean-de-Sixt"])
    assert thesaurus.named == {"haute", "savoie", "saint", "jean", "sixt"}
    assert "savoie" not in thesaurus.words
    assert not any(unit.meaning for unit in thesaurus.units("Haute Savoie"))
