import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text import fold, written_words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("Épicerie", "epicerie", id="accents"),
        pytest.param("L'Île-d’Yeu", "l ile d yeu", id="apostrophes_and_hyphens"),
        pytest.param("Œuvre ŒUVRE cæcum", "oeuvre oeuvre caecum", id="ligatures"),
        pytest.param("  vente\u00a0: 12,5 %\n", "vente 12 5", id="spaces_and_signs"),
        pytest.param("e\u0301cole", "ecole", id="accent_as_a_character_of_its_own"),
        pytest.param("℡ №", "tel no", id="compatibility_characters"),
        pytest.param("Straße", "strasse", id="other_languages"),
        pytest.param("日本 💥", "", id="nothing_latin"),
        pytest.param("une S.C.I.C., l’É.S.S", "une scic l ess", id="dotted_acronyms"),
        pytest.param("Fin.A. Et 1.5 km, M. Le", "fin a et 1 5 km m le", id="other_dots"),
        pytest.param("", "", id="empty"),
    ],
)
def test_fold_keeps_plain_words_only(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_a_folded_text_is_ascii_words_and_folding_it_again_changes_nothing(text):
    folded = fold(text)
    assert re.fullmatch("(?:[a-z0-9]+(?: [a-z0-9]+)*)?", folded)
    assert fold(folded) == folded


@given(st.text(), st.text())
def test_words_fold_alike_alone_and_in_a_sentence(before, after):
    assert fold(f"{before} {after}") == " ".join(filter(None, [fold(before), fold(after)]))


@given(st.text(alphabet="aàâäbcçdeéèêëfghiîïjklmnoôöœpqrstuùûüvwxyÿzæ -'’"))
def test_french_text_folds_alike_in_capitals(text):
    assert fold(text.upper()) == fold(text)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_each_written_word_comes_with_its_folded_form(form):
    text = unicodedata.normalize(form, "L’Épicerie d’Augan, 100 % bio")
    assert dict(written_words(text)) == {
        "l": "L",
        "epicerie": "Épicerie",
        "d": "d",
        "augan": "Augan",
        "100": "100",
        "bio": "bio",
    }


def test_a_dotted_acronym_is_one_written_word():
    assert dict(written_words("la S.C.I.C.")) == {"la": "la", "scic": "S.C.I.C"}


@given(st.text(alphabet="abcé"), st.sampled_from("\u00ad\u200b\u200c\u200d\u200e\u2060\ufeff"))
def test_what_is_not_seen_splits_no_word(word, invisible):
    assert fold(invisible.join(word)) == fold(word)
    assert list(written_words(invisible.join(word))) == list(written_words(word))
