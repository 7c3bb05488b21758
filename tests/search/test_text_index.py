"""Which records hold which words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from search.language import STOP_WORDS
from search.text_index import TextIndex

ROWS = [
    (1, "boulangerie augan\npain four bois"),
    (2, "boulangers associes\nboulangerie villageoise"),
    (3, "publicite\nle bois de la foret"),
]
rows = st.dictionaries(
    st.integers(1, 20),
    st.tuples(
        st.lists(st.sampled_from(["pain", "pains", "four", "la", "bio"])),
        st.lists(st.sampled_from(["bois", "foret", "de", "pain"])),
    ).map(lambda lines: "\n".join(map(" ".join, lines))),
)


@pytest.fixture
def index():
    return TextIndex.of(ROWS)


def held(index, *words, **options):
    return tuple(set(records) for records in index.holding(words, **options))


def test_names_and_texts_are_told_apart(index):
    assert held(index, "boulangerie") == ({1, 2}, {1, 2})
    assert held(index, "villageois") == (set(), {2})
    assert held(index, "bois") == (set(), {1, 3})


def test_all_words_are_needed(index):
    assert held(index, "bois", "augan") == (set(), {1})
    assert held(index, "boulangerie", "augan") == ({1}, {1})
    assert held(index, "augan", "foret") == (set(), set())
    assert held(index) == (set(), set())


def test_an_unknown_word_of_three_letters_is_completed(index):
    assert index.forms("pub") == ["publicite"]
    assert index.forms("pu") == []
    assert index.forms("pub", complete=False) == []
    assert index.forms("bois") == ["bois"]
    assert index.forms("boulangers") == ["boulangerie", "boulangers"]
    assert index.forms("zzz") == []


def test_a_number_is_not_completed():
    index = TextIndex.of([(1, "cafe\n10000 troyes 1000e")])
    assert index.forms("1000") == []
    assert index.forms("10000") == ["10000"]


def test_stop_words_are_not_held(index):
    assert STOP_WORDS.isdisjoint(index.texts)
    assert held(index, "de") == (set(), set())


def test_the_word_most_like_a_mistyped_one_is_proposed(index):
    assert index.meant("boulangrie") == "boulangerie"
    assert index.meant("augann") == "augan"
    assert index.meant("covoiturge", ["covoiturage"]) == "covoiturage"
    assert index.meant("xxxxx") is None
    assert index.meant("wugan") is None


def test_a_short_word_may_have_one_fault_and_a_long_one_two():
    index = TextIndex.of([(1, "chaine\nlieu boulangerie")])
    assert index.meant("camion") is None
    assert index.meant("leiu") == "lieu"
    assert index.meant("bolangrie") == "boulangerie"
    assert index.meant("bolangri") is None


def test_a_number_is_not_taken_for_another():
    index = TextIndex.of([(1, "augan 5\ncafes 100")])
    assert index.meant("56") is None
    assert index.meant("1000") is None
    assert index.meant("augam") == "augan"


def test_of_words_as_like_the_one_in_most_records_is_proposed():
    index = TextIndex.of([(1, "ferme\nforme"), (2, "\nforme")])
    assert index.meant("frme") == "forme"


def test_words_run_together_are_told_apart_where_some_record_holds_both():
    index = TextIndex.of([(1, "tiers\nlieu"), (2, "ti\nlieu"), (3, "tiers lieu tie rslieu")])
    assert index.halves("tierslieu") == ["tiers", "lieu"]
    assert index.halves("titiers") == []
    assert index.halves("tiersxlieu") == []
    assert TextIndex.of([(1, "1000 5")]).halves("10005") == []


@given(rows, st.sets(st.integers(1, 20)), rows)
def test_an_index_with_changes_is_the_index_of_what_changed(before, changed, after):
    fresh = {record: text for record, text in after.items() if record in changed}
    kept = {record: text for record, text in before.items() if record not in changed}
    index = TextIndex.of(before.items()).with_changes(BitMap(changed), fresh.items())
    expected = TextIndex.of([*kept.items(), *fresh.items()])
    assert (index.names, index.texts) == (expected.names, expected.texts)
