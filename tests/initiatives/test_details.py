"""The rows of an initiative: their order, and how they read."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from initiatives.models import AuthorityAction, Milestone
from tests.factories import (
    AuthorityActionFactory,
    InitiativeFactory,
    KeyFactFactory,
    MilestoneFactory,
    ResourceFactory,
)

pytestmark = pytest.mark.django_db

NO_BREAK = "\N{NO-BREAK SPACE}"
FACTORIES = [AuthorityActionFactory, MilestoneFactory, KeyFactFactory]
every_kind = pytest.mark.parametrize(
    "factory", FACTORIES, ids=[factory._meta.model.__name__ for factory in FACTORIES]
)


def in_both_languages(read):
    """Return what `read` gives, as {"fr": …, "en": …}."""
    said = {}
    for language in ("fr", "en"):
        with translation.override(language):
            said[language] = str(read())
    return said


@every_kind
def test_rows_number_themselves_in_the_order_they_come(factory):
    initiative = InitiativeFactory()
    rows = [factory(initiative=initiative) for _ in range(3)]
    assert [row.position for row in rows] == [1, 2, 3]
    factory(initiative=initiative, position=9)
    assert factory(initiative=initiative).position == 10
    assert factory().position == 1


@every_kind
def test_a_place_that_is_given_is_kept(factory):
    initiative = InitiativeFactory()
    assert factory(initiative=initiative, position=0).position == 0
    assert factory(initiative=initiative, position=7).position == 7
    row = factory(initiative=initiative)
    row.save()
    assert row.position == 8


@every_kind
def test_a_row_takes_its_place_before_it_is_checked(factory):
    initiative = InitiativeFactory()
    first = factory(initiative=initiative)
    row = factory.build(initiative=initiative)
    for field in ("level", "resource"):
        if hasattr(first, f"{field}_id"):
            setattr(row, field, getattr(first, field))
    row.full_clean()
    assert row.position == 2
    row.position = 1
    with pytest.raises(ValidationError):
        row.full_clean()


@every_kind
def test_natural_keys_lead_back_to_rows(factory):
    row = factory(position=4)
    assert row.natural_key() == (row.initiative.slug, 4)
    assert type(row).objects.get_by_natural_key(row.initiative.slug, 4) == row


@every_kind
def test_rows_go_with_their_initiative(factory):
    row, kept = factory(), factory()
    row.initiative.delete()
    assert list(type(row).objects.all()) == [kept]


@pytest.mark.parametrize(
    ("euros", "french", "english"),
    [
        (70_000, "70 000 €", "€70,000"),
        (1_250_000, "1 250 000 €", "€1,250,000"),
        (500, "500 €", "€500"),
    ],
)
def test_an_amount_is_written_as_its_language_does(euros, french, english):
    action = AuthorityActionFactory(amount_euros=euros)
    said = in_both_languages(lambda: action.amount)
    assert said == {"fr": french.replace(" ", NO_BREAK), "en": english}


@pytest.mark.parametrize(
    ("percent", "french", "english"),
    [
        ("20", "20", "20"),
        ("20.00", "20", "20"),
        ("33.3", "33,3", "33.3"),
        ("0.5", "0,5", "0.5"),
        ("100", "100", "100"),
        ("0", "0", "0"),
    ],
)
def test_a_share_is_written_as_its_language_does(percent, french, english):
    action = AuthorityActionFactory(share_percent=Decimal(percent))
    action.refresh_from_db()
    said = in_both_languages(lambda: action.share)
    assert said == {"fr": f"{french}{NO_BREAK}% du capital", "en": f"{english}% of the capital"}


def test_an_action_says_who_did_what():
    action = AuthorityActionFactory()
    said = in_both_languages(lambda: action)
    assert said["fr"].startswith("Commune de Guipel")
    assert said["fr"].endswith("Met un local à disposition.")
    assert said["en"] == "Municipality of Guipel: Makes premises available."


def test_a_source_is_printed_in_the_language_of_the_document():
    titles = {"title_fr": "Mode d’emploi", "title_en": "Handbook"}
    english = ResourceFactory(language="en", **titles)
    french = ResourceFactory(language="fr", **titles)
    for language in ("fr", "en"):
        with translation.override(language):
            action = AuthorityActionFactory(resource=english, locator="Way 2")
            assert action.printed_source == "Handbook, Way 2"
            action = AuthorityActionFactory(resource=french, locator="")
            assert action.printed_source == "Mode d’emploi"


def test_a_source_without_a_title_in_its_language_is_printed_in_french():
    resource = ResourceFactory(language="en", title_fr="Mode d’emploi", title_en="")
    assert AuthorityActionFactory(resource=resource, locator="").printed_source == "Mode d’emploi"


def test_a_milestone_says_when():
    year = MilestoneFactory(year=2020, month=None)
    assert in_both_languages(lambda: year.when) == {"fr": "2020", "en": "2020"}
    month = MilestoneFactory(year=2020, month=3)
    assert in_both_languages(lambda: month.when) == {"fr": "mars 2020", "en": "March 2020"}


def test_milestones_come_by_date():
    initiative = InitiativeFactory()
    given = [(2020, 3), (2018, 5), (2020, 1), (2019, 12)]
    for year, month in given:
        MilestoneFactory(initiative=initiative, year=year, month=month)
    found = [(step.year, step.month) for step in initiative.milestones.all()]
    assert found == sorted(given)


def test_a_milestone_without_a_month_comes_before_those_of_its_year_on_every_database():
    initiative = InitiativeFactory()
    for year, month in [(2020, 3), (2020, None), (2019, None)]:
        MilestoneFactory(initiative=initiative, year=year, month=month)
    found = [(step.year, step.month) for step in Milestone.objects.all()]
    assert found == [(2019, None), (2020, None), (2020, 3)]


def test_actions_of_drafts_are_not_public():
    shown = AuthorityActionFactory()
    AuthorityActionFactory(initiative__status="draft")
    AuthorityActionFactory(initiative__status="archived")
    assert list(AuthorityAction.objects.public()) == [shown]


def test_the_most_telling_actions_have_the_largest_amounts():
    plain = AuthorityActionFactory()
    small = AuthorityActionFactory(amount_euros=100)
    large = AuthorityActionFactory(amount_euros=70_000)
    assert list(AuthorityAction.objects.telling()) == [large, small, plain]


def test_a_share_tells_more_than_no_share_on_every_database():
    plain = AuthorityActionFactory(initiative__name_fr="A")
    tenth = AuthorityActionFactory(initiative__name_fr="B", share_percent=Decimal(10))
    half = AuthorityActionFactory(initiative__name_fr="C", share_percent=Decimal(50))
    assert list(AuthorityAction.objects.telling()) == [half, tenth, plain]


@pytest.mark.parametrize(
    ("factory", "changes"),
    [
        (AuthorityActionFactory, {"share_percent": Decimal(101)}),
        (AuthorityActionFactory, {"share_percent": Decimal(-1)}),
        (MilestoneFactory, {"month": 13}),
        (MilestoneFactory, {"month": 0}),
        (MilestoneFactory, {"year": 1799}),
        (KeyFactFactory, {"year": 2101}),
    ],
)
def test_a_form_says_which_number_is_wrong(factory, changes):
    row = factory(**{name: None for name in changes if name != "year"})
    for name, value in changes.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    assert set(changes) <= set(caught.value.message_dict)
