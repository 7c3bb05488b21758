"""Slugs of names."""

import re
from itertools import islice

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.slugs import slugify, slugs_for


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Cœur de ville & Cie", "coeur-de-ville-cie"),
        ("L’Épicerie", "l-epicerie"),
        ("La S.C.I.C. « d’ici »", "la-scic-d-ici"),
        ("épi\u00adcerie", "epicerie"),
        ("Ça va_bien – 100 % bio !", "ca-va-bien-100-bio"),
        ("日本", ""),
    ],
)
def test_a_slug_is_the_words_of_the_name(name, slug):
    assert slugify(name) == slug


@pytest.mark.parametrize(
    ("longest", "slug"), [(13, "coeur-de"), (14, "coeur-de-ville"), (5, "coeur"), (3, "coe")]
)
def test_a_long_slug_is_cut_after_a_word_or_in_its_only_one(longest, slug):
    assert slugify("Cœur de ville", longest) == slug


@given(st.text(max_size=300), st.integers(min_value=10, max_value=80))
@example("a" * 300, 10)
@example("", 10)
def test_the_slugs_that_a_name_may_have_are_all_different_and_fit(name, longest):
    slugs = list(islice(slugs_for(name, longest, instead="initiative"), 12))
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch("[a-z0-9]+(?:-[a-z0-9]+)*", slug) for slug in slugs)
    assert max(map(len, slugs)) <= longest
