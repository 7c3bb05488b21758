"""Each rule that one row of a resource, a figure or a term can hold, seen refusing a row."""

from decimal import Decimal

import pytest

from tests.factories import (
    GlossaryTermFactory,
    GlossaryTermSourceFactory,
    ImportFileFactory,
    KeyFigureFactory,
    KeyFigureSourceFactory,
    LinkCheckFactory,
    RemitFactory,
    ResourceFactory,
    ResourceSourceFactory,
)

from .refusals import (
    assert_refused,
    bulk_create,
    duplicate_refusals,
    empty_texts,
    refusal,
    rules_of,
    rules_seen_in,
    save,
    slug_refusals,
    source_refusals,
    status_refusals,
    update,
)

pytestmark = pytest.mark.django_db

REFUSALS = [
    *status_refusals(ResourceFactory, "resource_status_is_known"),
    *slug_refusals(ResourceFactory),
    *duplicate_refusals(ResourceFactory, "resource_duplicate_is_archived"),
    *empty_texts(ResourceFactory, "published_resource_has_french", "title_fr", "summary_fr"),
    refusal(ResourceFactory, "resource_year_is_plausible", year=1799),
    refusal(ResourceFactory, "resource_year_is_plausible", year=2101),
    refusal(ResourceFactory, "resource_year_is_plausible", year=0),
    refusal(ResourceFactory, "resource_type_is_known", type="other"),
    refusal(ResourceFactory, "resource_type_is_known", type=""),
    refusal(ResourceFactory, "resource_part_is_known", part="other"),
    refusal(ResourceFactory, "resource_language_is_known", language="zz"),
    refusal(ResourceFactory, "resource_language_is_known", language=""),
    refusal(KeyFigureFactory, "figure_topic_is_known", topic="other"),
    refusal(KeyFigureFactory, "figure_chart_is_known", chart="other"),
    refusal(KeyFigureFactory, "figure_unit_is_known", unit="other"),
    refusal(KeyFigureFactory, "figure_unit_is_known", unit=""),
    refusal(KeyFigureFactory, "figure_qualifier_is_known", qualifier="other"),
    refusal(KeyFigureFactory, "figure_qualifier_is_known", qualifier=""),
    *source_refusals(ResourceSourceFactory, "resourcesource_is_cited_once"),
    *status_refusals(KeyFigureFactory, "keyfigure_status_is_known"),
    *slug_refusals(KeyFigureFactory),
    *duplicate_refusals(KeyFigureFactory, "keyfigure_duplicate_is_archived"),
    *empty_texts(KeyFigureFactory, "published_figure_has_french", "label_fr", "statement_fr"),
    refusal(
        KeyFigureFactory,
        "figure_low_is_not_above_high",
        low=Decimal("17.71"),
        high=Decimal("17.70"),
    ),
    refusal(
        KeyFigureFactory, "figure_low_is_not_above_high", low=Decimal("-2"), high=Decimal("-3")
    ),
    refusal(KeyFigureFactory, "not null", low=None),
    refusal(KeyFigureFactory, "not null", high=None),
    *source_refusals(KeyFigureSourceFactory, "keyfiguresource_is_cited_once"),
    *status_refusals(GlossaryTermFactory, "glossaryterm_status_is_known"),
    *slug_refusals(GlossaryTermFactory),
    *duplicate_refusals(GlossaryTermFactory, "glossaryterm_duplicate_is_archived"),
    *empty_texts(GlossaryTermFactory, "published_term_has_french", "term_fr", "meaning_fr"),
    *source_refusals(GlossaryTermSourceFactory, "glossarytermsource_is_cited_once"),
    refusal(RemitFactory, "user", user_id=lambda row: RemitFactory().user_id),
    refusal(RemitFactory, "not null", user_id=None),
    refusal(LinkCheckFactory, "url", url=lambda row: LinkCheckFactory().url),
    refusal(LinkCheckFactory, "not null", url=None),
    refusal(LinkCheckFactory, "link_fault_is_known", fault="other"),
    refusal(LinkCheckFactory, "not null", fault=None),
    refusal(ImportFileFactory, "not null", user_id=None),
    refusal(ImportFileFactory, "not null", content=None),
]


@pytest.mark.parametrize("write", [update, save, bulk_create])
@pytest.mark.parametrize("refused", REFUSALS)
def test_the_database_refuses_an_unsound_row_however_it_is_written(refused, write):
    assert_refused(refused, write)


def test_every_rule_of_the_app_is_seen_refusing_something():
    assert rules_seen_in(REFUSALS) == rules_of("resources")


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_a_record_that_is_not_public_may_lack_its_texts(status):
    for empty in (None, ""):
        resource = ResourceFactory(status=status, summary_fr=empty)
        figure = KeyFigureFactory(status=status, statement_fr=empty)
        term = GlossaryTermFactory(status=status, meaning_fr=empty)
        for record in (resource, figure, term):
            record.refresh_from_db()
            assert record.status == status


@pytest.mark.parametrize("year", [None, 1800, 2100])
def test_the_first_and_the_last_plausible_year_are_accepted(year):
    resource = ResourceFactory(year=year)
    resource.refresh_from_db()
    assert resource.year == year


def test_a_figure_may_have_equal_ends():
    figure = KeyFigureFactory(low=Decimal("-8.4"), high=Decimal("-8.4"))
    figure.refresh_from_db()
    assert figure.low == figure.high


def test_a_record_may_cite_two_sections_of_one_document():
    source = ResourceSourceFactory(locator="Page 3")
    ResourceSourceFactory(record=source.record, resource=source.resource, locator="Page 4")
    assert source.record.sources.count() == 2
