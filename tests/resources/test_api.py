"""The API of resources and key figures."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import (
    GlossaryTermFactory,
    GlossaryTermSourceFactory,
    KeyFigureFactory,
    KeyFigureSourceFactory,
    OrganisationFactory,
    ResourceFactory,
    ResourceSourceFactory,
)
from tests.pages import answer as get

pytestmark = pytest.mark.django_db


def test_a_resource_says_what_to_read_and_who_made_it(client):
    record = ResourceFactory(
        slug="guide",
        title_fr="Le Guide",
        title_en="The Guide",
        summary_fr="Pour agir.",
        summary_en=None,
        type="guide",
        year=2019,
        authors="A. Dupont",
        part="act",
        url="https://guide.example/",
        information_as_of=2019,
        verified_on=date(2024, 1, 2),
    )
    OrganisationFactory(slug="avise").publications.add(record)
    ResourceSourceFactory(record=record, resource__slug="catalogue", locator="Agir")
    result = get(client, "resources/guide/")
    assert date.fromisoformat(result.pop("updated_at")[:10])
    assert result == {
        "slug": "guide",
        "title": {"fr": "Le Guide", "en": "The Guide"},
        "summary": {"fr": "Pour agir.", "en": ""},
        "type": "guide",
        "year": 2019,
        "authors": "A. Dupont",
        "publishers": ["avise"],
        "part": "act",
        "language": "fr",
        "url": "https://guide.example/",
        "sources": [{"resource": "catalogue", "locator": "Agir"}],
        "information_as_of": 2019,
        "verified_on": "2024-01-02",
    }
    listed = get(client, "resources/")["results"]
    assert get(client, "resources/guide/") in listed


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_a_resource_does_not_name_unpublished_publishers(client, status):
    record = ResourceFactory(slug="guide")
    OrganisationFactory(slug="public").publications.add(record)
    OrganisationFactory(slug="secret", status=status).publications.add(record)
    assert get(client, "resources/guide/")["publishers"] == ["public"]


def test_a_figure_says_its_value_in_both_languages(client):
    record = KeyFigureFactory(
        slug="jobs",
        label_fr="Part des emplois",
        label_en="Share of jobs",
        statement_fr="Un emploi sur six.",
        statement_en="One job in six.",
        low=Decimal("17.7"),
        high=Decimal("17.7"),
        qualifier="nearly",
        unit="percent",
        topic="emploi",
        period="2018",
        territory_fr="France",
        territory_en="France",
    )
    KeyFigureSourceFactory(record=record, resource__slug="handbook", locator="Page 4")
    result = get(client, "key-figures/jobs/")
    assert date.fromisoformat(result.pop("updated_at")[:10])
    values = {language: " ".join(text.split()) for language, text in result.pop("value").items()}
    assert values == {"fr": "près de 17,7 %", "en": "nearly 17.7%"}
    assert result == {
        "slug": "jobs",
        "low": 17.7,
        "high": 17.7,
        "qualifier": "nearly",
        "unit": "percent",
        "label": {"fr": "Part des emplois", "en": "Share of jobs"},
        "statement": {"fr": "Un emploi sur six.", "en": "One job in six."},
        "topic": "emploi",
        "period": "2018",
        "territory": {"fr": "France", "en": "France"},
        "comparison": {"fr": "", "en": ""},
        "source": {"resource": "handbook", "locator": "Page 4"},
        "information_as_of": 2020,
    }


@pytest.mark.parametrize(
    ("values", "french", "english"),
    [
        pytest.param({"low": 22510, "unit": "number"}, "22 510", "22,510", id="thousands"),
        pytest.param({"low": 10, "high": 15, "unit": "percent"}, "10–15 %", "10–15%", id="range"),
        pytest.param({"low": 1500000, "unit": "euros"}, "1 500 000 €", "€1,500,000", id="euros"),
    ],
)
def test_the_value_of_a_figure_is_written_as_readers_write_it(client, values, french, english):
    numbers = {name: Decimal(value) for name, value in values.items() if name != "unit"}
    KeyFigureFactory(slug="one", unit=values["unit"], **numbers)
    value = get(client, "key-figures/one/")["value"]
    assert " ".join(value["fr"].split()) == french
    assert " ".join(value["en"].split()) == english


def test_the_ends_of_a_range_are_numbers(client):
    KeyFigureFactory(slug="one", low=Decimal("-2.5"), high=Decimal("1500000"))
    answered = get(client, "key-figures/one/")
    assert (answered["low"], answered["high"]) == (-2.5, 1500000)


def test_the_source_of_a_figure_is_the_first_or_null(client):
    assert get(client, f"key-figures/{KeyFigureFactory().slug}/")["source"] is None
    record = KeyFigureFactory(slug="one")
    KeyFigureSourceFactory(record=record, resource__slug="handbook", locator="Page 4")
    KeyFigureSourceFactory(record=record, resource__slug="another", locator="Page 5")
    source = get(client, "key-figures/one/")["source"]
    assert source == {"resource": "handbook", "locator": "Page 4"}


def test_a_term_says_what_it_stands_for_and_what_it_means(client):
    record = GlossaryTermFactory(
        slug="cress",
        term_fr="CRESS",
        term_en="CRESS",
        expansion_fr="Chambre régionale",
        expansion_en="Regional chamber",
        meaning_fr="Elle représente.",
        meaning_en="It represents.",
    )
    GlossaryTermSourceFactory(record=record, resource__slug="handbook", locator="Page 4")
    result = get(client, "glossary/cress/")
    assert date.fromisoformat(result.pop("updated_at")[:10])
    assert result == {
        "slug": "cress",
        "term": {"fr": "CRESS", "en": "CRESS"},
        "expansion": {"fr": "Chambre régionale", "en": "Regional chamber"},
        "meaning": {"fr": "Elle représente.", "en": "It represents."},
        "sources": [{"resource": "handbook", "locator": "Page 4"}],
    }


def test_lists_are_in_their_own_order(client):
    ResourceFactory(slug="b", title_fr="Zèbre")
    ResourceFactory(slug="a", title_fr="Étoile")
    KeyFigureFactory(slug="second", position=2)
    KeyFigureFactory(slug="first", position=1)
    assert [record["slug"] for record in get(client, "resources/")["results"]] == ["a", "b"]
    figures = get(client, "key-figures/")["results"]
    assert [record["slug"] for record in figures] == ["first", "second"]
