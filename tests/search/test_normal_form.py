"""The form in which all text is counted, compared and stored."""

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.normal_form import normalize_line, normalize_text

NOT_SEEN = "\u00ad\u200b\u200c\u200d\u200e\u202e\u2060\u2066\ufeff\x01\x7f"
# Text as it may come: anything, and often what is to go.
TYPED = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from([*NOT_SEEN, *"\r\n\t \x0b\u2028\u0301éeअक\u0958ب🏴😀\u2800\ufe0f"]),
    )
)


@pytest.mark.parametrize("normalize", [normalize_text, normalize_line])
@given(TYPED)
def test_a_normal_form_is_its_own_and_not_longer(normalize, text):
    normal = normalize(text)
    assert normalize(normal) == normal
    assert len(normal) <= len(text)
    assert normal == normal.strip()
    assert not re.search(
        "[\x01-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2028\u2029\u202e\ufeff]", normal
    )


@given(TYPED)
def test_a_line_holds_no_line_break(text):
    assert not set("\r\n\t\x85\u2028\u2029") & set(normalize_line(text))


@given(st.text("aé '\n\u00a0\u202f’«»—œ0123456789.,"))
def test_french_text_stays_as_it_is_between_its_ends(text):
    assert normalize_text(text) == text.strip()


@pytest.mark.parametrize(
    "line_end", ["\r\n", "\r", "\n", "\x85", "\u2028", "\u2029", "\x0b", "\x0c"]
)
def test_lines_end_with_lf_in_a_text_and_with_a_space_in_a_line(line_end):
    typed = f"Un lieu.{line_end}{line_end}Des gens."
    assert normalize_text(typed) == "Un lieu.\n\nDes gens."
    assert normalize_line(typed) == "Un lieu. Des gens."


def test_of_all_control_and_format_characters_none_stays_between_latin_letters():
    """But those that show: signs of Arabic and Kaithi, hieroglyphs, shorthand, music; and NUL."""
    shown = re.compile("ARABIC|SYRIAC|KAITHI|HIEROGLYPH|SHORTHAND|MUSICAL")
    left = [
        character
        for character in map(chr, range(1, sys.maxunicode + 1))
        if unicodedata.category(character) in {"Cc", "Cf"}
        and not shown.search(unicodedata.name(character, "").replace("ARABIC LETTER MARK", ""))
        and normalize_line(f"a{character}b") not in {"ab", "a b"}
    ]
    assert left == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("👩‍🌾 🏳️‍🌈 ❤️‍🔥 👨‍👩‍👧 👩🏽‍⚕️ 🐈‍⬛ 🙂‍↔️ 🏴‍☠️", id="emoji_joined"),
        pytest.param("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", id="flag"),
        pytest.param("می\u200cخواهم", id="persian"),
        pytest.param("क\u094d\u200dष क\u094d\u200cष", id="hindi"),
        pytest.param("ශ\u0dca\u200dරී", id="sinhala"),
        pytest.param("שלום\u200f!", id="hebrew_mark"),
        pytest.param("\u0958 \u05d0\u05bc", id="letters_that_composing_lengthens"),
        pytest.param("a\0b", id="nul_is_for_the_field_to_refuse"),
    ],
)
def test_what_carries_something_stays(text):
    assert normalize_line(text) == text


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        pytest.param("épi\u00adcerie", "épicerie", id="soft_hyphen"),
        pytest.param("\ufeffL’Épicerie\u200b", "L’Épicerie", id="byte_order_mark"),
        pytest.param("\u202eeireciépE\u202c", "eireciépE", id="override"),
        pytest.param("E\u0301picerie", "Épicerie", id="accent_of_its_own"),
        pytest.param("e\u200d\u0301", "é", id="composed_after_what_went"),
        pytest.param("a👍\u200d", "a👍", id="joiner_that_joins_nothing"),
        pytest.param("x\U000e0041y", "xy", id="tag_without_a_flag"),
        *(
            pytest.param(blank, "", id=f"blank_{number}")
            for number, blank in enumerate(
                [
                    "\u200b\u200b",
                    "\u2800",
                    "\u3164 \uffa0",
                    "\u115f\u1160",
                    "\u034f",
                    "\u00a0\u2007",
                ]
            )
        ),
    ],
)
def test_what_carries_nothing_goes(typed, normal):
    assert normalize_text(typed) == normal
