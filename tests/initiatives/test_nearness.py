"""The rules of nearness once more, in plain Python and without a query: the catalogue agrees.

See section 3 of the design: a place gets what stands in it, what serves it or a part of it, and
what is national; a department also what serves its whole region or stands somewhere in it.
"""

from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives.catalogue import rings_around
from initiatives.models import Initiative
from initiatives.querysets import Nearness
from search.catalogue import catalogue_of
from territories.models import Commune, Department, Region
from territories.place import Place
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db

# A small world around the border of two regions, with an island that has no EPCI.
REGIONS = {"53": "bretagne", "52": "pays-de-la-loire"}
DEPARTMENTS = {"22": "53", "35": "53", "56": "53", "44": "52", "49": "52"}
COMMUNES = {  # code: (department, EPCI)
    "56006": ("56", "200066785"),  # Augan
    "56001": ("56", "243500741"),  # Allaire
    "35236": ("35", "243500741"),  # Redon
    "44007": ("44", "243500741"),  # Avessac
    "44109": ("44", "244400404"),  # Nantes
    "22016": ("22", None),  # Île-de-Bréhat
}
INTERCOMMUNALITIES = {
    "243500741": {"35", "44", "56"},
    "200066785": {"56"},
    "244400404": {"44"},
}


@dataclass(frozen=True)
class Placement:
    """Where an initiative stands and what it serves, in codes."""

    location: tuple = ("", "")  # ("commune", "56006") and the like
    departments: frozenset = field(default_factory=frozenset)
    regions: frozenset = field(default_factory=frozenset)
    scope: str = "local"

    @property
    def commune(self):
        return self.location[1] if self.location[0] == "commune" else None

    @property
    def intercommunality(self):
        kind, code = self.location
        if kind == "commune":
            return COMMUNES[code][1]
        return code if kind == "intercommunality" else None

    @property
    def departments_it_stands_in(self):
        kind, code = self.location
        return {
            "": lambda: set(),
            "commune": lambda: {COMMUNES[code][0]},
            "intercommunality": lambda: INTERCOMMUNALITIES[code],
            "department": lambda: {code},
            "region": lambda: set(),
        }[kind]()

    @property
    def all_departments(self):
        return self.departments_it_stands_in | self.departments

    @property
    def all_regions(self):
        somewhere = {self.location[1]} if self.location[0] == "region" else set()
        return somewhere | self.regions | {DEPARTMENTS[code] for code in self.all_departments}

    def nearness_to_regions(self, regions):
        return Nearness.REGION if self.all_regions & set(regions) else self.far()

    def nearness_to_departments(self, departments):
        if self.all_departments & set(departments):
            return Nearness.DEPARTMENT
        whole = {DEPARTMENTS[code] for code in departments}
        somewhere = {self.location[1]} if self.location[0] == "region" else set()
        return Nearness.REGION if (somewhere | self.regions) & whole else self.far()

    def nearness_to_commune(self, commune):
        department, intercommunality = COMMUNES[commune]
        if self.commune == commune:
            return Nearness.COMMUNE
        if intercommunality and self.intercommunality == intercommunality:
            return Nearness.INTERCOMMUNALITY
        return self.nearness_to_departments([department])

    def far(self):
        """Return the last ring for what is national, None for what does not reach the place."""
        return Nearness.NATIONAL if self.scope == "national" else None

    def nearness(self, commune=None, departments=(), regions=()):
        """Return the nearness to the most precise place, or None where one is not reached."""
        found = []
        if commune:
            found.append(self.nearness_to_commune(commune))
        if departments:
            found.append(self.nearness_to_departments(departments))
        if regions:
            found.append(self.nearness_to_regions(regions))
        return None if None in found else found[0]


def reached(commune, departments, regions):
    """Return {key of an initiative: nearness}, for codes of places."""
    place = Place(
        commune=Commune.objects.for_list().get(pk=commune) if commune else None,
        departments=list(Department.objects.filter(pk__in=departments)),
        regions=list(Region.objects.filter(pk__in=regions)),
    )
    rings = rings_around(catalogue_of(Initiative).state(), place)
    rows = [(record, nearness) for nearness, records in rings for record in records]
    assert len(rows) == len(dict(rows))  # none twice
    assert [nearness for nearness, _records in rings] == sorted({each for _pk, each in rows})
    return dict(rows)


codes_of = {
    "commune": COMMUNES,
    "intercommunality": INTERCOMMUNALITIES,
    "department": DEPARTMENTS,
    "region": REGIONS,
}
locations = st.sampled_from(
    [("", "")] + [(kind, code) for kind in codes_of for code in codes_of[kind]]
)
placements = st.builds(
    Placement,
    location=locations,
    departments=st.frozensets(st.sampled_from(list(DEPARTMENTS)), max_size=3),
    regions=st.frozensets(st.sampled_from(list(REGIONS)), max_size=2),
    scope=st.sampled_from(["local", "regional", "national"]),
)
askings = st.fixed_dictionaries(
    {
        "commune": st.none() | st.sampled_from(list(COMMUNES)),
        "departments": st.lists(st.sampled_from(list(DEPARTMENTS)), max_size=2, unique=True),
        "regions": st.lists(st.sampled_from(list(REGIONS)), max_size=2, unique=True),
    }
).filter(lambda asked: any(asked.values()))


def put(given):
    """Write an initiative for each placement, in few queries; return {initiative: placement}."""
    records = Initiative.objects.bulk_create(
        InitiativeFactory.build(
            scope=each.scope,
            sort_key=str(number),
            **({f"{each.location[0]}_id": each.location[1]} if each.location[0] else {}),
        )
        for number, each in enumerate(given)
    )
    written = dict(zip(records, given, strict=True))
    for links in ("departments", "regions"):
        through = getattr(Initiative, links).through
        column = through._meta.get_field(links.removesuffix("s")).attname
        through.objects.bulk_create(
            through(**{"initiative_id": record.pk, column: code})
            for record, each in written.items()
            for code in getattr(each, links)
        )
    return written


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(placements, min_size=1, max_size=6), st.lists(askings, min_size=1, max_size=5))
def test_places_are_reached_as_plain_python_says(given_placements, asked_places):
    Initiative.objects.all().delete()
    put_there = put(given_placements)
    for asked in asked_places:
        expected = {
            record.pk: nearness
            for record, placement in put_there.items()
            if (nearness := placement.nearness(**asked)) is not None
        }
        assert reached(**asked) == expected
    state = catalogue_of(Initiative).state()
    for facet, places in (("region", "all_regions"), ("department", "all_departments")):
        everywhere = [code for each in put_there.values() for code in getattr(each, places)]
        assert state.count(facet, state.everything) == Counter(everywhere)
    for region in REGIONS:
        assert set(Initiative.objects.in_regions([region])) == {
            record for record, placement in put_there.items() if region in placement.all_regions
        }
    for record in Initiative.objects.for_detail():
        placement = put_there[record]
        assert {region.pk for region in record.all_regions} == placement.all_regions
        assert {each.pk for each in record.all_departments} == placement.all_departments


def test_the_small_world_is_that_of_the_data():
    for code, (department, intercommunality) in COMMUNES.items():
        commune = Commune.objects.get(pk=code)
        assert (commune.department_id, commune.intercommunality_id) == (
            department,
            intercommunality,
        )
        if intercommunality:
            codes = set(commune.intercommunality.departments.values_list("pk", flat=True))
            assert codes == INTERCOMMUNALITIES[intercommunality]
    for code, region in DEPARTMENTS.items():
        assert Department.objects.get(pk=code).region_id == region
    for code, slug in REGIONS.items():
        assert Region.objects.get(pk=code).slug == slug
