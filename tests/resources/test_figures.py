"""The page of the key figures, its filters and those of the API."""

import re
from decimal import Decimal

import pytest
from django.utils.html import strip_tags

from resources.models import KeyFigure
from tests.factories import KeyFigureFactory, KeyFigureSourceFactory
from tests.pages import words
from tests.reading import headings, names, plain, query_count, total

pytestmark = pytest.mark.django_db

LISTS = ["/fr/chiffres-cles/", "/en/key-figures/"]
API = "/api/v1/key-figures/"


@pytest.fixture
def figures():
    """Three figures on two topics, and a draft."""
    KeyFigureFactory(slug="jobs", topic="emploi", position=1, low=Decimal(10))
    KeyFigureFactory(slug="shops", topic="commerce", position=2, statement_en="Shops close.")
    KeyFigureFactory(slug="more-jobs", topic="emploi", position=3)
    KeyFigureFactory(slug="draft", topic="emploi", status="draft")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["jobs", "shops", "more-jobs"]),
        ("topic=emploi", ["jobs", "more-jobs"]),
        ("topic=emploi&topic=commerce", ["jobs", "shops", "more-jobs"]),
        ("topic=sante", []),
        ("q=shops", ["shops"]),
        ("topic=emploi&q=shops", []),
        ("topic=&q=", ["jobs", "shops", "more-jobs"]),
    ],
)
def test_topics_and_words_narrow_pages_and_api_alike(client, figures, query, expected):
    for address in LISTS:
        response = client.get(f"{address}?{query}", follow=True)
        assert names(response, "figures") == expected
        assert total(response) == len(expected)
    answer = client.get(f"{API}?{query}").json()
    assert [record["slug"] for record in answer["results"]] == expected


def test_an_unknown_topic_is_refused(client, figures):
    for address in LISTS:
        response = client.get(f"{address}?topic=weather")
        assert response.status_code == 400
        assert "weather" in words(response)
    answer = client.get(f"{API}?topic=weather")
    assert answer.status_code == 400
    assert list(answer.json()) == ["topic"]


def test_every_value_of_a_chart_stands_in_its_table_in_both_languages(client):
    numbers = {"-8.4": ("−8,4 %", "−8.4%"), "17.7": ("17,7 %", "17.7%"), "40": ("40 %", "40%")}
    for number in numbers:
        KeyFigureFactory(
            low=Decimal(number),
            chart=KeyFigure.Chart.CHANGE_2008_2015,
            chart_label_fr=f"Mesure de {number}",
            chart_label_en=f"Measure of {number}",
        )
    for column, (address, label) in enumerate(zip(LISTS, ("Mesure de", "Measure of"), strict=True)):
        rows = table_rows(client.get(address))
        assert rows == {f"{label} {number}": shown[column] for number, shown in numbers.items()}


def table_rows(response):
    """Return {label: value} of the rows of the charts of a page."""
    page = response.content.decode()
    found = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td>', page, re.S)
    return {plain(strip_tags(label)): plain(strip_tags(value)) for label, value in found}


def test_a_bar_is_written_with_points_in_every_language(client):
    KeyFigureFactory(low=Decimal("17.7"), chart=KeyFigure.Chart.COOPERATIVES)
    for address in LISTS:
        page = client.get(address).content.decode()
        assert re.findall(r'<rect x="([^"]*)" width="([^"]*)"', page) == [("0.0", "17.7")]


def test_a_bar_without_a_short_label_has_that_of_its_figure(client):
    KeyFigureFactory(label_en="Share of jobs", chart=KeyFigure.Chart.COOPERATIVES)
    assert list(table_rows(client.get("/en/key-figures/"))) == ["Share of jobs"]


def test_charts_stand_on_the_whole_page_and_not_beside_a_filter(client):
    KeyFigureFactory(topic="emploi", chart=KeyFigure.Chart.COOPERATIVES)
    title = "Cooperatives among SSE enterprises"
    assert title in headings(client.get("/en/key-figures/"))
    assert title not in headings(client.get("/en/key-figures/?topic=emploi"))
    assert title not in headings(client.get("/en/key-figures/?topic=weather"))


def test_a_figure_is_told_with_its_topic_period_territory_and_document(client):
    record = KeyFigureFactory(
        slug="jobs",
        topic="emploi",
        period="2015",
        territory_en="Rural France",
        statement_en="One job in six.",
    )
    KeyFigureSourceFactory(record=record, resource__title_en="The atlas", resource__year=2020)
    response = client.get("/en/key-figures/")
    assert "17.7% One job in six. Jobs · 2015 · Rural France The atlas (2020)" in words(response)
    assert '<li id="jobs">' in response.content.decode()


def test_the_page_asks_the_database_no_more_often_when_there_is_more(client):
    def add(number):
        for _ in range(number):
            record = KeyFigureFactory(topic="emploi", chart=KeyFigure.Chart.COOPERATIVES)
            KeyFigureSourceFactory(record=record)

    addresses = [*LISTS, "/en/key-figures/?topic=emploi", API]
    add(3)
    few = [query_count(client, address) for address in addresses]
    add(17)
    assert [query_count(client, address) for address in addresses] == few
