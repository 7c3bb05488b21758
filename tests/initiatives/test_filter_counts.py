"""The counts of every choice, and the controls of distance and location."""

import pytest
from django.http import QueryDict

from initiatives.filters import InitiativeFilter
from initiatives.models import Initiative
from initiatives.querysets import Nearness
from territories.models import Region
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db


def bound(query):
    filterset = InitiativeFilter(QueryDict(query), Initiative.objects.published())
    assert filterset.is_valid(), filterset.errors
    return filterset


def found(query):
    """Return the slugs that a query string keeps, in order."""
    return [initiative.slug for initiative in bound(query).qs]


@pytest.fixture
def both():
    grocery = InitiativeFactory(
        slug="epicerie", name_fr="Épicerie", in_commune="56006", sectors=["commerces-services"]
    )
    bicycles = InitiativeFactory(
        slug="velos", name_fr="Vélos", in_commune="23096", kind="network", sectors=["mobilite"]
    )
    return [grocery, bicycles]


# Distance and location


def test_a_radius_keeps_what_stands_within_it_the_nearest_first(both):
    InitiativeFactory(slug="malestroit", in_commune="56124")  # 9 km from Augan
    InitiativeFactory(slug="point", latitude=47.92, longitude=-2.29)  # 1 km, no commune
    InitiativeFactory(slug="serves", departments=["56"])
    assert found("commune=56006&radius=20") == ["epicerie", "point", "malestroit"]
    assert found("commune=56006&radius=5") == ["epicerie", "point"]


def test_a_point_of_its_own_counts_before_the_town_hall():
    InitiativeFactory(slug="afar", in_commune="56124", latitude=48.6, longitude=-2.0)
    assert found("commune=56006&radius=20") == []
    assert found("commune=56006&radius=100") == ["afar"]


@pytest.mark.parametrize("radius", ["0", "-1", "201", "1e3", "ten", "5.5", "٣" * 400])
def test_an_absurd_radius_is_explained(radius):
    filterset = InitiativeFilter(
        QueryDict(f"commune=56006&radius={radius}"), Initiative.objects.published()
    )
    assert list(filterset.errors) == ["radius"]


def test_a_radius_is_counted_from_a_commune():
    filterset = InitiativeFilter(QueryDict("radius=5"), Initiative.objects.published())
    assert "commune" in str(filterset.errors["radius"])


def test_a_region_beside_the_commune_narrows_what_is_within_the_radius(both):
    assert found("commune=56006&radius=20&region=bretagne") == ["epicerie"]
    assert found("commune=56006&radius=20&department=56") == ["epicerie"]
    assert found("commune=56006&radius=20&region=occitanie") == []


def test_located_keeps_what_stands_in_all_that_is_chosen(both):
    assert found("commune=56006&located=1&region=bretagne") == ["epicerie"]
    assert found("commune=56006&located=1&region=occitanie") == []
    assert found("department=56&located=1&region=occitanie") == []


def test_located_keeps_what_stands_there(both):
    InitiativeFactory(slug="serves", departments=["56"])
    InitiativeFactory(slug="national", scope="national")
    InitiativeFactory(slug="region", region=Region.objects.get(slug="bretagne"))
    assert found("located=1") == ["epicerie", "region", "velos"]
    assert found("region=bretagne&located=1") == ["epicerie", "region"]
    assert found("department=56&located=1") == ["epicerie"]
    assert found("commune=56006&located=1") == ["epicerie"]
    assert found("commune=56124&located=1") == []


@pytest.mark.parametrize("value", ["0", "yes", "true", "2"])
def test_located_has_one_value(value):
    filterset = InitiativeFilter(QueryDict(f"located={value}"), Initiative.objects.published())
    assert list(filterset.errors) == ["located"]


def test_more_values_than_anyone_ticks_are_refused():
    many = "&".join(f"sector=s{number}" for number in range(200))
    filterset = InitiativeFilter(QueryDict(many), Initiative.objects.published())
    assert "120" in str(filterset.errors["sector"])


# Order


def test_what_answers_best_comes_first_where_the_form_is_sent_as_it_stands():
    InitiativeFactory(slug="told", name_fr="Abeilles", summary_fr="Près de l’épicerie.")
    InitiativeFactory(slug="named", name_fr="Épicerie")
    sort = bound("").form.fields["sort"]
    first, _label = next(iter(sort.choices))
    assert found(f"q=epicerie&sort={first}") == ["named", "told"]
    assert found("q=epicerie&sort=name") == ["told", "named"]


# Counts


def test_the_counts_of_a_control_say_what_another_choice_would_find(both):
    counts = bound("sector=mobilite").named_counts()
    assert counts["sector"]["commerces-services"] == 1
    assert counts["sector"]["mobilite"] == 1
    assert counts["kind"]["enterprise"] == 0  # the grocery is in another sector
    assert counts["kind"]["network"] == 1


def test_what_nothing_has_is_counted_as_zero(both):
    counts = bound("").named_counts()
    assert counts["legal_form"]["mutual"] == 0
    assert counts["region"]["corse"] == 0


def test_a_territory_is_counted_without_what_covers_all_of_france_from_elsewhere(both):
    InitiativeFactory(slug="national", scope="national")
    InitiativeFactory(slug="national-from-here", scope="national", in_commune="56006")
    counts = bound("").named_counts()
    assert counts["region"]["bretagne"] == 2
    assert counts["department"]["56"] == 2


@pytest.mark.parametrize("control", ["region", "department"])
@pytest.mark.parametrize("located", ["", "located=1"])
def test_a_count_on_a_territory_is_the_first_ring_of_the_list_behind(both, control, located):
    InitiativeFactory(scope="national")
    InitiativeFactory(scope="national", in_commune="56006")
    InitiativeFactory(departments=["56"])
    for value, number in bound(located).named_counts()[control].items():
        rings = dict(bound(f"{located}&{control}={value}").kept_rings())
        assert len(rings.get(Nearness[control.upper()], ())) == number, value


def test_the_counts_of_regions_leave_the_chosen_region_aside(both):
    counts = bound("region=bretagne").named_counts()
    assert counts["region"]["bretagne"] == counts["region"]["nouvelle-aquitaine"] == 1
    assert counts["sector"]["mobilite"] == 0


def test_a_department_keeps_its_say_in_the_counts_of_regions(both):
    counts = bound("region=nouvelle-aquitaine&department=56").named_counts()
    assert counts["region"]["bretagne"] == 1
    assert counts["region"]["nouvelle-aquitaine"] == 0
    assert counts["department"]["56"] == 0  # in another region
    assert counts["department"]["23"] == 1


@pytest.mark.parametrize(
    "place",
    [
        "region=normandie",
        "department=56",
        "department=23&department=56",
        "region=bretagne&department=23",
        "region=bretagne&region=nouvelle-aquitaine&department=56",
        "commune=56006",
        "commune=56006&region=occitanie",
        "commune=56006&department=23",
        "commune=56006&radius=20",
        "commune=56006&radius=20&region=bretagne&department=56",
    ],
)
@pytest.mark.parametrize("located", ["", "located=1"])
def test_a_territory_is_counted_by_what_the_list_behind_has_of_it(both, place, located):
    InitiativeFactory(scope="national")
    InitiativeFactory(scope="national", in_commune="56006")
    InitiativeFactory(departments=["56", "23"])
    InitiativeFactory(in_region="bretagne")
    query = f"{place}&{located}"
    for control in ("region", "department"):
        facet = bound(query).state.facets[f"located_{control}" if located else control]
        field = bound("").form.fields[control]
        for value, number in bound(query).named_counts()[control].items():
            behind = QueryDict(query, mutable=True)
            behind[control] = value
            there = facet.get(field.records()[value].pk, ())
            listed = [initiative.pk for initiative in bound(behind.urlencode()).qs]
            assert len(set(listed) & set(there)) == number, (control, value)


@pytest.mark.parametrize(
    "query", ["", "region=bretagne", "q=epicerie", "located=1", "kind=network"]
)
def test_a_count_is_the_length_of_the_list_that_it_announces(both, query):
    InitiativeFactory(slug="third", in_commune="56124", sectors=["mobilite"], kind="network")
    for control in ("sector", "kind", "legal_form", "scope", "authority", "lever"):
        without = QueryDict(query, mutable=True)
        without.pop(control, None)
        for value, number in bound(query).named_counts()[control].items():
            without[control] = value
            assert len(found(without.urlencode())) == number, (control, value)
