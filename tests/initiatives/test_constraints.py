"""Each rule that one row of this app can hold, seen refusing a row."""

from decimal import Decimal

import pytest
from django.db.models import Q

from initiatives.models import Initiative
from initiatives.models.initiative import FRANCE
from territories.models import Commune, Department, Intercommunality, Region
from tests.factories import (
    AuthorityActionFactory,
    AuthorityLevelFactory,
    ChallengeFactory,
    CooperationFormFactory,
    CooperationFormSourceFactory,
    DriverFactory,
    InitiativeFactory,
    InitiativeSourceFactory,
    KeyFactFactory,
    LeverFactory,
    LeverSourceFactory,
    MilestoneFactory,
    OfferFactory,
    OrganisationFactory,
    OrganisationSourceFactory,
    SectorFactory,
    TestimonyFactory,
    TestimonySourceFactory,
)
from tests.resources.refusals import (
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

REDON = "243500741"

DESCRIBED_PICTURE = {
    "picture": "pictures/a.webp",
    "picture_alt_fr": "Une grange",
    "picture_credit": "Mairie",
}

PLACES = {
    "commune_id": lambda row: Commune.objects.get(pk="56006").pk,
    "intercommunality_id": lambda row: Intercommunality.objects.get(pk=REDON).pk,
    "department_id": lambda row: Department.objects.get(pk="56").pk,
    "region_id": lambda row: Region.objects.get(slug="bretagne").pk,
}
NOWHERE_IN_FRANCE = {
    "berlin": (52.52, 13.40),
    "london": (51.51, -0.13),
    "madrid": (40.42, -3.70),
    "the_gulf_of_guinea": (0.0, 0.0),
    "paris_the_wrong_way_round": (2.35, 48.86),
    "the_latitude_of_guyane_and_the_longitude_of_paris": (4.0, 2.35),
    "the_latitude_of_paris_and_the_longitude_of_guyane": (48.86, -53.0),
    "mauritius": (-20.2, 57.5),
    "dominica": (15.4, -61.35),
    "madagascar": (-13.0, 49.0),
}


def outside():
    return [
        refusal(InitiativeFactory, "initiative_point_is_in_france", latitude=north, longitude=east)
        for north, east in NOWHERE_IN_FRANCE.values()
    ]


def second_places():
    """Return the refusals of each pair of places."""
    names = list(PLACES)
    return [
        refusal(
            InitiativeFactory,
            "initiative_has_one_location",
            **{name: PLACES[name] for name in (first, second)},
        )
        for index, first in enumerate(names)
        for second in names[index + 1 :]
    ]


def detail_refusals(factory, constraint):
    """Return the refusals of a position that another row of the initiative has, and of none."""
    return [
        refusal(
            factory,
            constraint,
            position=lambda row: factory(initiative=row.initiative).position,
        ),
        refusal(factory, "not null", initiative_id=None),
    ]


def another(row):
    return InitiativeFactory().pk


def shared_body(row):
    return InitiativeFactory(same_body=OrganisationFactory()).same_body_id


REFUSALS = [
    *(
        each
        for factory in (
            SectorFactory,
            ChallengeFactory,
            DriverFactory,
            OfferFactory,
            AuthorityLevelFactory,
            LeverFactory,
            CooperationFormFactory,
            OrganisationFactory,
            InitiativeFactory,
            TestimonyFactory,
        )
        for each in slug_refusals(factory)
    ),
    *(
        each
        for factory in (
            CooperationFormFactory,
            InitiativeFactory,
            LeverFactory,
            OrganisationFactory,
            TestimonyFactory,
        )
        for each in duplicate_refusals(
            factory, f"{factory._meta.model._meta.model_name}_duplicate_is_archived"
        )
    ),
    *(
        refusal(
            InitiativeFactory,
            "initiative_picture_is_described",
            **{**DESCRIBED_PICTURE, column: value},
        )
        for column, values in {
            "picture_alt_fr": [None, "", " "],
            "picture_credit": ["", " "],
        }.items()
        for value in values
    ),
    *status_refusals(LeverFactory, "lever_status_is_known"),
    *empty_texts(LeverFactory, "published_lever_has_french", "title_fr", "summary_fr"),
    *source_refusals(LeverSourceFactory, "leversource_is_cited_once"),
    *status_refusals(CooperationFormFactory, "cooperationform_status_is_known"),
    *empty_texts(CooperationFormFactory, "published_form_has_french", "name_fr", "definition_fr"),
    refusal(CooperationFormFactory, "legal_basis_is_dated", legal_basis_fr="Loi de 2014."),
    refusal(
        CooperationFormFactory,
        "legal_basis_is_dated",
        given={"legal_basis_fr": "Loi de 2014.", "legal_basis_as_of": 2020},
        legal_basis_as_of=None,
    ),
    *source_refusals(CooperationFormSourceFactory, "cooperationformsource_is_cited_once"),
    *status_refusals(OrganisationFactory, "supportorganisation_status_is_known"),
    *empty_texts(
        OrganisationFactory, "published_organisation_has_french", "name_fr", "description_fr"
    ),
    refusal(OrganisationFactory, "organisation_scope_is_known_or_empty", scope="world"),
    refusal(OrganisationFactory, "organisation_scope_is_known_or_empty", scope=" "),
    refusal(OrganisationFactory, "not null", scope=None),
    *source_refusals(OrganisationSourceFactory, "supportorganisationsource_is_cited_once"),
    *status_refusals(InitiativeFactory, "initiative_status_is_known"),
    *empty_texts(InitiativeFactory, "published_initiative_has_french", "name_fr", "summary_fr"),
    *(
        refusal(InitiativeFactory, "initiative_scope_is_known", scope=scope)
        for scope in ("", " ", "world", "National")
    ),
    refusal(InitiativeFactory, "not null", scope=None),
    *(
        refusal(InitiativeFactory, "initiative_kind_is_known", kind=kind)
        for kind in ("", " ", "club", "Enterprise")
    ),
    refusal(InitiativeFactory, "not null", kind=None),
    refusal(InitiativeFactory, "initiative_point_is_in_france", latitude=48.0),
    refusal(InitiativeFactory, "initiative_point_is_in_france", longitude=-2.0),
    *outside(),
    *second_places(),
    *(
        refusal(
            InitiativeFactory, "initiative_ended_is_not_active", activity=activity, year_ended=2019
        )
        for activity in ("active", "unknown")
    ),
    *(
        refusal(InitiativeFactory, "initiative_ended_is_not_active", activity=activity)
        for activity in ("", " ", "asleep")
    ),
    refusal(InitiativeFactory, "not null", activity=None),
    refusal(InitiativeFactory, "initiative_merged_names_the_other", activity="merged"),
    *(
        refusal(
            InitiativeFactory,
            "initiative_merged_names_the_other",
            activity=activity,
            merged_into_id=another,
        )
        for activity in ("active", "unknown", "ended")
    ),
    refusal(
        InitiativeFactory,
        "initiative_ends_after_it_begins",
        activity="ended",
        year_founded=2020,
        year_ended=2019,
    ),
    refusal(InitiativeFactory, "same_body", same_body_id=shared_body),
    *source_refusals(InitiativeSourceFactory, "initiativesource_is_cited_once"),
    *detail_refusals(AuthorityActionFactory, "authorityaction_position_is_its_own"),
    *empty_texts(AuthorityActionFactory, "action_has_french", "authority_fr", "text_fr"),
    refusal(AuthorityActionFactory, "action_share_is_a_percentage", share_percent=Decimal("-1")),
    refusal(
        AuthorityActionFactory, "action_share_is_a_percentage", share_percent=Decimal("100.01")
    ),
    refusal(AuthorityActionFactory, "not null", resource_id=None),
    *detail_refusals(MilestoneFactory, "milestone_position_is_its_own"),
    *empty_texts(MilestoneFactory, "milestone_has_french", "text_fr"),
    refusal(MilestoneFactory, "milestone_month_exists", month=0),
    refusal(MilestoneFactory, "milestone_month_exists", month=13),
    refusal(MilestoneFactory, "not null", year=None),
    *detail_refusals(KeyFactFactory, "keyfact_position_is_its_own"),
    *empty_texts(KeyFactFactory, "key_fact_has_french", "label_fr", "value_fr"),
    *status_refusals(TestimonyFactory, "testimony_status_is_known"),
    *empty_texts(TestimonyFactory, "published_testimony_has_french", "topic_fr", "points_fr"),
    refusal(TestimonyFactory, "published_testimony_has_french", person=""),
    refusal(TestimonyFactory, "not null", person=None),
    *source_refusals(TestimonySourceFactory, "testimonysource_is_cited_once"),
]


@pytest.mark.parametrize("write", [update, save, bulk_create])
@pytest.mark.parametrize("refused", REFUSALS)
def test_the_database_refuses_an_unsound_row_however_it_is_written(refused, write):
    assert_refused(refused, write)


def test_every_rule_of_the_app_is_seen_refusing_something():
    assert rules_seen_in(REFUSALS) == rules_of("initiatives")


@pytest.mark.parametrize("box", [pytest.param(box, id=name) for name, box in FRANCE.items()])
def test_a_point_in_any_part_of_france_is_accepted(box):
    south, north, west, east = box
    points = [
        ((south + north) / 2, (west + east) / 2),
        (south, west),
        (north, east),
    ]
    for latitude, longitude in points:
        record = InitiativeFactory(latitude=latitude, longitude=longitude)
        record.refresh_from_db()
        assert record.point == (latitude, longitude)


def test_every_town_hall_lies_in_a_part_of_france():
    inside = Q()
    for south, north, west, east in FRANCE.values():
        inside |= Q(latitude__range=(south, north), longitude__range=(west, east))
    assert not Commune.objects.exclude(inside).exists()
    assert Commune.objects.filter(inside).count() == Commune.objects.count()


@pytest.mark.parametrize("place", PLACES)
def test_one_place_of_any_kind_is_accepted(place):
    record = InitiativeFactory(**{place: PLACES[place](None)})
    record.refresh_from_db()
    assert getattr(record, place)


@pytest.mark.parametrize(
    "given",
    [
        {"activity": "ended"},
        {"activity": "ended", "year_founded": 2019, "year_ended": 2019},
        {"activity": "active", "year_founded": 2030},
        {"activity": "unknown"},
    ],
)
def test_a_life_that_holds_together_is_accepted(given):
    record = InitiativeFactory(**given)
    assert Initiative.objects.filter(**given).get() == record


@pytest.mark.parametrize("year_ended", [None, 2019])
def test_a_merged_initiative_names_the_other(year_ended):
    other = InitiativeFactory()
    record = InitiativeFactory(activity="merged", merged_into=other, year_ended=year_ended)
    assert list(other.absorbed.all()) == [record]


@pytest.mark.parametrize("status", ["draft", "archived"])
@pytest.mark.parametrize(
    ("factory", "summary"),
    [
        (LeverFactory, "summary_fr"),
        (CooperationFormFactory, "definition_fr"),
        (OrganisationFactory, "description_fr"),
        (InitiativeFactory, "summary_fr"),
        (TestimonyFactory, "points_fr"),
    ],
)
def test_a_record_that_is_not_public_may_lack_its_texts(factory, summary, status):
    for empty in (None, ""):
        record = factory(status=status, **{summary: empty})
        record.refresh_from_db()
        assert record.status == status


def test_a_form_without_a_legal_basis_needs_no_date():
    for empty in (None, ""):
        form = CooperationFormFactory(legal_basis_fr=empty, legal_basis_as_of=None)
        form.refresh_from_db()
        assert form.legal_basis_as_of is None


@pytest.mark.parametrize("share", ["0", "20", "100"])
def test_a_share_goes_from_nothing_to_the_whole(share):
    action = AuthorityActionFactory(share_percent=Decimal(share))
    action.refresh_from_db()
    assert action.share_percent == Decimal(share)


def test_an_organisation_may_have_no_scope():
    organisation = OrganisationFactory(scope="")
    organisation.refresh_from_db()
    assert organisation.scope == ""


def test_two_initiatives_may_have_rows_at_the_same_position():
    first, second = MilestoneFactory(), MilestoneFactory()
    assert first.initiative != second.initiative
    assert first.position == second.position == 1
