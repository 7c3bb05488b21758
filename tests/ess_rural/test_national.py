"""How many initiatives cover all of France: one number, wherever it is told.

Told by home, by each region and department, by the list and the map around each, and by the API.
"""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from initiatives.models import Initiative
from territories.models import Department, Region
from tests.factories import InitiativeFactory
from tests.pages import words

pytestmark = pytest.mark.django_db

TOLD = {
    "fr": r"(\d+) (?:pour toute|initiatives? couvr(?:e|ent) toute) la France",
    "en": r"(\d+) (?:covering|initiatives? covers?) all of France",
}
PLACES = ("bretagne", "bourgogne-franche-comte", "occitanie", "corse")
DEPARTMENTS = ("35", "39", "82", "2A")


@pytest.fixture
def made():
    """National ones that stand nowhere, in a commune, an EPCI and a region; and others."""
    InitiativeFactory()
    InitiativeFactory(in_commune="39300", scope="national")
    InitiativeFactory(in_intercommunality="243500741", scope="national")  # in two regions
    InitiativeFactory(in_region="occitanie", scope="national")
    InitiativeFactory(in_commune="39300", scope="national", status="draft")
    InitiativeFactory(scope="national", status="archived")
    InitiativeFactory(in_commune="39300")
    InitiativeFactory(scope="interregional", regions=["bretagne", "occitanie"])


@pytest.fixture(params=["made", "content"])
def directory(request):
    """Return the number, by its definition, of made records or of the real ones."""
    request.getfixturevalue(request.param)
    return Initiative.objects.published().filter(scope="national").count()


def addresses(language):
    """Return every kind of page that tells the number."""
    with override(language):
        home, listed = reverse("home"), reverse("initiatives")
        pages = [home, reverse("initiatives-map")]
        for slug in PLACES:
            region = Region.objects.get(slug=slug)
            pages += [reverse("region", args=[slug]), f"{listed}?region={region.slug}"]
            pages += [f"{reverse('initiatives-map')}?region={slug}"]
        for code in DEPARTMENTS:
            department = Department.objects.get(pk=code)
            pages += [reverse("department", args=[department.slug]), f"{listed}?department={code}"]
            pages += [f"{reverse('initiatives-map')}?department={code}"]
        return [*pages, f"{listed}?commune=39300", f"{listed}?region=bretagne&region=occitanie"]


def test_every_page_and_the_api_tell_the_same_number(client, directory):
    for language, pattern in TOLD.items():
        for address in addresses(language):
            told = set(re.findall(pattern, words(client.get(address))))
            assert told == {str(directory)}, address
    for place in ("", "&region=bourgogne-franche-comte", "&department=39", "&commune=39300"):
        answer = client.get(f"/api/v1/initiatives/?scope=national{place}").json()
        assert answer["count"] == directory
        assert answer["facets"]["scope"]["national"] == directory


@pytest.mark.parametrize("place", ["region", "department"])
def test_what_a_list_counts_twice_it_says(client, made, place):
    query = {"region": "bourgogne-franche-comte", "department": "39"}[place]
    response = client.get("/fr/initiatives/", {place: query})
    assert "4 pour toute la France (dont 1 déjà comptée)" in words(response)
    near = sum(count for _label, count in response.context["ring_counts"])
    assert near + 4 - 1 == len(response.context["page_obj"].paginator.object_list)


def test_the_sectors_of_a_territory_are_those_of_all_that_it_counts(client):
    InitiativeFactory(in_commune="39300", scope="national", sectors=["energie"])
    response = client.get("/fr/regions/bourgogne-franche-comte/")
    assert response.context["here_count"] == 1
    assert [each.initiative_count for each in response.context["sectors"]] == [1]
