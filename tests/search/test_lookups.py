"""The database folds as `fold` does, whichever database it is."""

import pytest
from django.db.models import TextField, Value
from django.db.models.functions import Cast
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search.lookups import Fold
from search.text import fold
from territories.models import Region

LATIN = st.characters(max_codepoint=0x24F, exclude_characters="\0")
SIGNS = st.sampled_from("’‘“”«»–—…€№℡ﬁ\u0301\u0302\u0308\u202f")
TEXTS = st.text(LATIN | SIGNS | st.sampled_from("abé.'- œŒ"), max_size=40)


def folded_by_the_database(text):
    value = Cast(Value(text), TextField())
    return Region.objects.values_list(Fold(value)).first()[0]


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TEXTS)
@example("Une S.C.I.C. à L’Haÿ-les-Roses, cœur d’ÎLE : Œuvre, Straße, ŁÓDŹ, a.b.cd 1.5 M. A.É.")
@example("")
def test_the_database_folds_as_python_does(text):
    assert folded_by_the_database(text) == fold(text)


@pytest.mark.django_db
def test_nothing_stays_nothing():
    assert Region.objects.annotate(x=Fold(Value(None, TextField()))).first().x is None
