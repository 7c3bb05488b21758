"""Figures as readers see them, in both languages."""

from decimal import Decimal

import pytest
from django.utils import translation

from resources.models import KeyFigure
from tests.factories import KeyFigureFactory

pytestmark = pytest.mark.django_db

NO_BREAK = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("low", "high", "unit", "qualifier", "french", "english"),
    [
        pytest.param("17.7", "17.7", "percent", "exact", "17,7 %", "17.7%", id="percent"),
        pytest.param("25", "25", "percent", "exact", "25 %", "25%", id="whole_percent"),
        pytest.param("20", "20", "percent", "exact", "20 %", "20%", id="tens"),
        pytest.param("15.25", "15.25", "percent", "exact", "15,25 %", "15.25%", id="hundredths"),
        pytest.param("0.5", "0.5", "percent", "exact", "0,5 %", "0.5%", id="below_one"),
        pytest.param("22510", "22510", "jobs", "exact", "22 510", "22,510", id="thousands"),
        pytest.param("1000000", "1000000", "people", "exact", "1 000 000", "1,000,000", id="zeros"),
        pytest.param("999", "999", "enterprises", "exact", "999", "999", id="no_separator"),
        pytest.param("5", "10", "percent", "exact", "5–10 %", "5–10%", id="range"),
        pytest.param(
            "1200", "2500", "jobs", "exact", "1 200–2 500", "1,200–2,500", id="long_range"
        ),
        pytest.param("60000", "60000", "euros", "exact", "60 000 €", "€60,000", id="euros"),
        pytest.param("5", "5", "percent", "about", "environ 5 %", "about 5%", id="about"),
        pytest.param("200", "200", "people", "nearly", "près de 200", "nearly 200", id="nearly"),
        pytest.param(
            "3", "3", "percent", "more_than", "plus de 3 %", "more than 3%", id="more_than"
        ),
        pytest.param("0", "0", "number", "exact", "0", "0", id="nothing"),
    ],
)
def test_a_value_is_written_as_its_language_does(low, high, unit, qualifier, french, english):
    figure = KeyFigureFactory(low=Decimal(low), high=Decimal(high), unit=unit, qualifier=qualifier)
    figure.refresh_from_db()  # two decimals, as the database gives them back
    shown = figure.value_by_language()
    assert shown["en"] == english
    # All spaces inside the number, and before its unit, hold it together.
    words, number = ("", french)
    for qualifying in ("environ ", "près de ", "plus de "):
        if french.startswith(qualifying):
            words, number = qualifying, french.removeprefix(qualifying)
    assert shown["fr"] == words + number.replace(" ", NO_BREAK)


def test_a_fall_is_written_with_its_sign():
    figure = KeyFigureFactory(low=Decimal("-8.4"))
    figure.refresh_from_db()
    shown = figure.value_by_language()
    assert shown["fr"] in {f"-8,4{NO_BREAK}%", f"−8,4{NO_BREAK}%"}
    assert shown["en"] in {"-8.4%", "−8.4%"}


def test_the_value_follows_the_active_language():
    figure = KeyFigureFactory(low=Decimal("17.70"))
    with translation.override("fr"):
        assert figure.value == f"17,7{NO_BREAK}%"
    with translation.override("en"):
        assert figure.value == "17.7%"


def test_every_qualifier_is_said_in_words_of_both_languages():
    said = {"fr": set(), "en": set()}
    for qualifier in KeyFigure.Qualifier:
        figure = KeyFigureFactory(low=Decimal(5), qualifier=qualifier)
        for language, value in figure.value_by_language().items():
            said[language].add(value)
    assert len(said["fr"]) == len(said["en"]) == len(KeyFigure.Qualifier)
    assert not said["fr"] & said["en"]


def test_figures_stand_in_the_order_that_staff_gave_them():
    second = KeyFigureFactory(position=2, label_fr="A")
    first = KeyFigureFactory(position=1, label_fr="B")
    assert list(KeyFigure.objects.all()) == [first, second]
