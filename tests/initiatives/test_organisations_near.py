"""Finding organisations by the place that they serve."""

import pytest

from initiatives.models import SupportOrganisation
from initiatives.querysets import Nearness
from territories.models import Commune, Department, Region
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def helpers():
    """{name: organisation} that serve places, all of France, or nobody knows what."""
    region, department, elsewhere, both = (OrganisationFactory(scope="regional") for _ in range(4))
    region.regions.set(["53"])
    department.departments.set(["56", "35"])
    elsewhere.departments.set(["44"])
    both.departments.set(["29"])
    both.regions.set(["53"])
    OrganisationFactory(scope="")
    OrganisationFactory(scope="regional")
    return {
        "region": region,
        "department": department,
        "elsewhere": elsewhere,
        "both": both,
        "national": OrganisationFactory(),
    }


IN_MORBIHAN = {"department": "DEPARTMENT", "region": "REGION", "both": "REGION"}


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({"departments": ["56"]}, IN_MORBIHAN),
        ({"departments": ["22"]}, {"region": "REGION", "both": "REGION"}),
        ({"departments": ["29"]}, {"region": "REGION", "both": "DEPARTMENT"}),
        (
            {"departments": ["56", "35", "44"]},
            {**IN_MORBIHAN, "elsewhere": "DEPARTMENT"},
        ),
        ({"regions": ["bretagne"]}, {**IN_MORBIHAN, "department": "REGION"}),
        ({"regions": ["pays-de-la-loire"]}, {"elsewhere": "REGION"}),
        ({"regions": ["corse"]}, {}),
        ({"commune": "56006"}, IN_MORBIHAN),
        ({"commune": "56006", "departments": ["44"]}, IN_MORBIHAN),
        ({}, {}),
    ],
    ids=str,
)
def test_organisations_that_serve_a_place_and_the_national_ones(helpers, place, expected):
    """Each with its nearness; those of which no territory is known are left out."""
    commune = place.get("commune")
    found = SupportOrganisation.objects.near(
        commune=Commune.objects.for_list().get(pk=commune) if commune else None,
        departments=Department.objects.filter(pk__in=place.get("departments", ())),
        regions=Region.objects.filter(slug__in=place.get("regions", ())),
    )
    names = {record.pk: name for name, record in helpers.items()}
    rows = [(names.get(record.pk), Nearness(record.nearness).name) for record in found]
    assert sorted(rows) == sorted([*expected.items(), ("national", "NATIONAL")])


def test_a_national_organisation_is_near_where_it_serves_by_name():
    record = OrganisationFactory(scope="national")
    record.departments.set(["56"])

    def nearness(code):
        departments = Department.objects.filter(pk=code)
        return Nearness(SupportOrganisation.objects.near(departments=departments).get().nearness)

    assert nearness("56") == Nearness.DEPARTMENT
    assert nearness("44") == Nearness.NATIONAL
