"""Scope, departments and regions together: each rule, kept and broken."""

import pytest
from django.core.exceptions import ValidationError

from territories.models import Department, Region
from tests.factories import InitiativeFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

SCOPES = ["local", "intercommunal", "departmental", "regional", "interregional"]


def check(record, departments=(), regions=()):
    """Return the names of the fields that the record's coverage is wrong in."""
    try:
        record.validate_coverage(
            Department.objects.filter(pk__in=departments), Region.objects.filter(slug__in=regions)
        )
    except ValidationError as error:
        return set(error.message_dict)
    return set()


def unplaced(scope):
    return InitiativeFactory.build(scope=scope)


def test_a_national_record_names_no_department_and_no_region():
    national = unplaced("national")
    assert check(national) == set()
    assert check(national, departments=["56"]) == {"departments"}
    assert check(national, regions=["bretagne"]) == {"regions"}
    assert check(national, ["44"], ["bretagne"]) == {"departments", "regions"}


def test_a_national_record_may_say_where_it_stands():
    assert check(InitiativeFactory(in_commune="56006", scope="national")) == set()


@pytest.mark.parametrize("scope", SCOPES)
def test_any_other_record_says_where(scope):
    assert check(unplaced(scope)) == {"scope"}
    assert check(unplaced(scope), departments=["56"]) == set()


@pytest.mark.parametrize("scope", ["local", "intercommunal", "regional", "interregional"])
def test_a_region_says_where(scope):
    assert check(unplaced(scope), regions=["bretagne"]) == set()


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize(
    "place",
    [
        {"in_commune": "56006"},
        {"in_intercommunality": "243500741"},
        {"in_department": "56"},
        {"in_region": "bretagne"},
    ],
    ids=lambda place: next(iter(place)),
)
def test_a_location_says_where(scope, place):
    assert check(InitiativeFactory(scope=scope, **place)) == set()


def test_a_record_without_a_scope_serves_nothing():
    organisation = OrganisationFactory.build(scope="")
    assert check(organisation) == set()
    assert check(organisation, departments=["56"]) == {"scope"}
    assert check(organisation, regions=["bretagne"]) == {"scope"}


@pytest.mark.parametrize("scope", ["local", "interregional"])
def test_a_region_is_not_served_twice(scope):
    record = unplaced(scope)
    assert check(record, ["44"], ["bretagne"]) == set()
    assert check(record, ["44", "56"], ["bretagne"]) == {"regions"}


def test_the_region_that_is_served_twice_is_named():
    with pytest.raises(ValidationError, match="Bretagne") as caught:
        unplaced("interregional").validate_coverage(
            Department.objects.filter(pk__in=["56", "44"]),
            Region.objects.filter(slug__in=["bretagne", "normandie"]),
        )
    assert "Normandie" not in str(caught.value)


def test_a_regional_record_serves_one_region():
    regional = unplaced("regional")
    assert check(regional, regions=["bretagne"]) == set()
    assert check(regional, departments=["56", "35", "22"]) == set()
    assert check(regional, regions=["bretagne", "normandie"]) == {"scope"}
    assert check(regional, departments=["56", "44"]) == {"scope"}
    assert check(regional, ["56"], ["normandie"]) == {"scope"}


def test_an_interregional_record_serves_several():
    interregional = unplaced("interregional")
    assert check(interregional, regions=["bretagne", "normandie"]) == set()
    assert check(interregional, departments=["56", "44"]) == set()


def test_a_departmental_record_serves_departments():
    departmental = unplaced("departmental")
    assert check(departmental, departments=["56", "35"]) == set()
    assert check(departmental, regions=["bretagne"]) == {"regions"}
    assert check(departmental, ["44"], ["bretagne"]) == {"regions"}


def test_lists_do_as_well_as_querysets():
    departments = list(Department.objects.filter(pk="56"))
    unplaced("local").validate_coverage(departments, [])
    with pytest.raises(ValidationError):
        unplaced("national").validate_coverage(departments, [])


def test_what_is_stored_is_checked_by_validate_links():
    sound = InitiativeFactory(scope="regional", regions=["bretagne"])
    sound.validate_links()
    for departments, regions, field in (
        (["56"], [], "departments"),
        ([], ["bretagne"], "regions"),
    ):
        record = InitiativeFactory(scope="national", departments=departments, regions=regions)
        with pytest.raises(ValidationError) as caught:
            record.validate_links()
        assert list(caught.value.message_dict) == [field]


def test_organisations_keep_the_same_rules():
    organisation = OrganisationFactory(scope="regional")
    with pytest.raises(ValidationError) as caught:
        organisation.validate_links()
    assert list(caught.value.message_dict) == ["scope"]
    organisation.regions.set(["53"])
    organisation.validate_links()
    organisation.regions.add("52")
    with pytest.raises(ValidationError):
        organisation.validate_links()
