"""What is found by distance, said once more in plain Python: every way to ask agrees.

What stands in the commune is in it, at 0 km; all else is as far as its own point, or its town hall.
"""

import csv
from math import asin, cos, radians, sin, sqrt

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from initiatives.filters import InitiativeFilter
from initiatives.models import Initiative
from territories.models import Commune
from territories.querysets import EARTH_RADIUS_KM
from tests.factories import InitiativeFactory
from tests.pages import slugs, words

pytestmark = pytest.mark.django_db

ARLES = "13004"  # a commune that reaches 40 km from its town hall
SALIN_DE_GIRAUD = (43.387, 4.798)  # in it, 33 km from there
# Arles and its neighbours, a small commune and a large one far away.
COMMUNES = (ARLES, "13097", "13078", "30032", "56006", "97302")
POINTS = (
    SALIN_DE_GIRAUD,
    (43.677, 4.628),  # in Arles, beside its town hall
    (43.64, 4.81),  # Saint-Martin-de-Crau
    (47.924, -2.29),  # Augan
    (48.6, -2.0),
    (3.65, -53.5),  # Guyane
)
RADII = (1, 5, 20, 50, 200)

placements = st.tuples(
    st.none() | st.sampled_from(COMMUNES), st.none() | st.sampled_from(POINTS)
).filter(any)
askings = st.tuples(st.sampled_from(COMMUNES), st.sampled_from(RADII))


def kilometres(first, second):
    """Return the distance between two points in degrees, on a sphere, to the metre."""
    (south, west), (north, east) = (tuple(map(radians, point)) for point in (first, second))
    chord = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return round(2000 * EARTH_RADIUS_KM * asin(sqrt(chord))) / 1000


def found(commune, radius, **others):
    """Return [(km, slug)] of what the filters keep, in their order."""
    query = QueryDict(mutable=True)
    query.update({"commune": commune, "radius": str(radius)} | others)
    filterset = InitiativeFilter(query, Initiative.objects.published())
    assert filterset.is_valid(), filterset.errors
    shown = [initiative.slug for initiative in filterset.qs]
    far = {pk: km for km, records in filterset.distances for pk in records}
    names = dict(Initiative.objects.values_list("pk", "slug"))
    assert sorted(shown) == sorted(names[pk] for pk in far)
    rows = {names[pk]: km for pk, km in far.items()}
    return [(rows[slug], slug) for slug in shown]


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(placements, min_size=1, max_size=8), st.lists(askings, min_size=1, max_size=4))
@example([(ARLES, SALIN_DE_GIRAUD), (None, SALIN_DE_GIRAUD)], [(ARLES, 20), (ARLES, 50)])
def test_a_distance_finds_what_plain_python_finds(given_placements, asked):
    Initiative.objects.all().delete()
    Initiative.objects.bulk_create(
        InitiativeFactory.build(
            slug=f"n{number}",
            name_fr=f"N{number}",
            sort_key=f"n{number}",
            scope="local",
            commune_id=code,
            latitude=point and point[0],
            longitude=point and point[1],
        )
        for number, (code, point) in enumerate(given_placements)
    )
    halls = {
        each.pk: (each.latitude, each.longitude)
        for each in Commune.objects.in_bulk(COMMUNES).values()
    }
    for commune, radius in asked:
        expected = []
        for number, (code, point) in enumerate(given_placements):
            away = 0 if code == commune else kilometres(halls[commune], point or halls[code])
            if away <= radius:
                expected.append((away, f"n{number}"))
        assert found(commune, radius) == sorted(expected)


@pytest.fixture
def around_arles():
    latitude, longitude = SALIN_DE_GIRAUD
    InitiativeFactory(slug="salt", in_commune=ARLES, latitude=latitude, longitude=longitude)
    InitiativeFactory(slug="centre", in_commune=ARLES)
    InitiativeFactory(slug="crau", in_commune="13097")
    # In Arles too, but nothing says so.
    InitiativeFactory(slug="unknown", latitude=latitude, longitude=longitude, departments=["13"])


@pytest.mark.parametrize("radius", [5, 20])
def test_list_map_files_api_and_counts_agree_on_what_is_within_a_distance(
    client, around_arles, radius
):
    query = f"commune={ARLES}&radius={radius}"
    expected = [slug for _km, slug in found(ARLES, radius)]
    assert expected[:2] == ["salt", "centre"]
    assert "unknown" not in expected
    assert slugs(client.get(f"/fr/initiatives/?{query}")) == expected
    assert slugs(client.get(f"/fr/initiatives/carte/?{query}")) == expected
    answer = client.get(f"/api/v1/initiatives/?{query}").json()
    assert [each["slug"] for each in answer["results"]] == expected
    assert answer["facets"]["department"]["13"] == len(expected)
    file = client.get(f"/api/v1/initiatives.csv?{query}&columns=slug&lang=en")
    rows = csv.reader(file.getvalue().decode("utf-8-sig").splitlines())
    assert [row[0] for row in rows][1:] == expected


@pytest.mark.parametrize(
    ("language", "there"), [("fr", "dans la commune"), ("en", "in the commune")]
)
def test_a_card_says_that_something_is_in_the_commune(client, around_arles, language, there):
    response = client.get(f"/{language}/initiatives/?commune={ARLES}&radius=20")
    assert words(response).count(f"Arles (13) · {there}") == 2
