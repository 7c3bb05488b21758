"""Finding communes: by name, by former name, by postal code, by distance."""

from math import asin, cos, radians, sin, sqrt

import pytest

from territories.models import Commune, Department, Intercommunality, Region
from territories.names import search_form
from territories.typed import find_place

pytestmark = pytest.mark.django_db


def haversine_km(a, b):
    half_height = sin(radians(b.latitude - a.latitude) / 2)
    half_width = sin(radians(b.longitude - a.longitude) / 2)
    chord = half_height**2 + cos(radians(a.latitude)) * cos(radians(b.latitude)) * half_width**2
    return 2 * 6371 * asin(sqrt(chord))


def test_augan_lies_in_its_epci_department_and_region():
    augan = Commune.objects.get(code="56006")
    assert str(augan) == "Augan"
    assert augan.intercommunality.name == "Communauté de communes de l’Oust à Brocéliande"
    assert augan.department.name == "Morbihan"
    assert augan.region.slug == "bretagne"
    assert [code.code for code in augan.postal_codes.all()] == ["56800"]


def test_a_page_of_communes_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        places = [
            (commune.name, commune.region.name, commune.intercommunality)
            for commune in Commune.objects.for_list()[:10]
        ]
    assert len(places) == 10


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("Les Sables-d'Olonne", "sables d olonne"),
        ("L'Haÿ-les-Roses", "hay les roses"),
        ("ST-JEAN", "saint jean"),
        ("Ste Anastasie", "sainte anastasie"),
        ("Los Masos", "masos"),
        ("la", "la"),
        ("Laval", "laval"),
        ("Estivals", "estivals"),
    ],
)
def test_names_are_compared_without_article_and_with_saint_in_full(name, stored):
    assert search_form(name) == stored


@pytest.mark.parametrize("text", ["saint-j", "SAINT J", "st j", " Saint‑J", "saint   j"])
def test_case_hyphens_and_abbreviations_do_not_matter(text):
    found = find_place(text).found
    assert list(found)[:3] == ["97412", "45284", "45285"]
    assert found["97412"] == ""
    # Mâcon, more populous, comes in by Saint-Jean-le-Priche, one of its associated communes.
    by_former_name = [code for code, name in found.items() if name]
    assert found[by_former_name[0]] == "Saint-Jean-le-Priche"
    assert list(found)[-len(by_former_name) :] == by_former_name
    assert len(found) > 300


@pytest.mark.parametrize("text", ["évellys", "EVELLYS", "Évellys"])
def test_accents_do_not_matter(text):
    assert list(find_place(text).found) == ["56144"]


@pytest.mark.parametrize("text", ["Le Havre", "havre", "le havre"])
def test_the_article_may_be_left_out(text):
    assert find_place(text).code == "76351"


def test_an_exact_name_comes_before_larger_communes():
    assert find_place("paris").choices[0].pk == "75056"
    assert find_place("y").choices[0].name == "Y"


def test_a_former_commune_leads_to_the_commune_of_today():
    [found] = find_place("Naizin").choices
    assert (found.name, found.former_name) == ("Évellys", "Naizin")


def test_a_delegated_commune_named_as_its_commune_is_not_told_twice():
    troarn = find_place("Troarn").choices[0]
    assert (troarn.code, troarn.former_name) == ("14712", "")


@pytest.mark.parametrize(
    ("postal_code", "commune"),
    [
        pytest.param("75001", "75056", id="paris"),
        pytest.param("69001", "69123", id="lyon"),
        pytest.param("13001", "13055", id="marseille"),
        pytest.param("27700", "27676", id="from_the_address_of_the_town_hall"),
        pytest.param("97400", "97411", id="overseas"),
        pytest.param(" 56800 ", "56006", id="among_others"),
    ],
)
def test_a_postal_code_leads_to_its_communes(postal_code, commune):
    assert commune in find_place(postal_code).found


def test_the_beginning_of_a_postal_code_will_do_and_the_most_populous_come_first():
    found = find_place("568").choices
    assert "56006" in [commune.pk for commune in found]
    populations = [commune.population for commune in found]
    assert populations == sorted(populations, reverse=True)


@pytest.mark.parametrize("text", ["", "   ", "-", "日本", "99999", "zzzz", "%", "\x00"])
def test_what_matches_nothing_finds_nothing(text):
    assert find_place(text).choices == []


@pytest.mark.parametrize("code", ["56006", "97411", "97304", "29155"])
def test_communes_within_30_km_are_those_that_brute_force_finds(code):
    origin = Commune.objects.get(code=code)
    expected = {}
    for commune in Commune.objects.only("code", "latitude", "longitude"):
        distance = haversine_km(origin, commune)
        if distance <= 30:
            expected[commune.code] = distance
    found = list(Commune.objects.within(origin, 30))
    assert found[0] == origin
    assert {commune.code for commune in found} == set(expected)
    assert [commune.distance_km for commune in found] == sorted(
        commune.distance_km for commune in found
    )
    for commune in found:
        assert commune.distance_km == pytest.approx(expected[commune.code], abs=0.001)


def test_distance_is_also_found_from_a_point():
    nearest = Commune.objects.within((48.1, -1.7), 5).first()
    assert nearest.name == "Rennes"


def test_nothing_lies_near_a_point_in_the_ocean():
    assert not Commune.objects.within((30, -40), 100).exists()


@pytest.mark.parametrize("origin", [(90, 0), (-89, 12)])
def test_a_pole_is_no_error(origin):
    assert not Commune.objects.within(origin, 300).exists()


def test_places_are_said_in_both_languages(settings):
    from django.utils import translation

    brittany = Region.objects.get(slug="bretagne")
    cotes = Department.objects.get(code="22")
    with translation.override("fr"):
        assert (brittany.name, brittany.in_place()) == ("Bretagne", "en Bretagne")
        assert cotes.in_place() == "dans les Côtes-d’Armor"
    with translation.override("en"):
        assert (brittany.name, brittany.in_place()) == ("Brittany", "in Brittany")
        assert cotes.in_place() == "in Côtes-d’Armor"


def test_natural_keys_lead_back_to_their_rows():
    commune = Commune.objects.select_related("department", "intercommunality").get(code="56006")
    former = Commune.objects.get(code="56144").former_communes.first()
    for row in [
        commune,
        commune.department,
        commune.intercommunality,
        Region.objects.get(code="53"),
        commune.postal_codes.get(),
        former,
    ]:
        assert type(row).objects.get_by_natural_key(*row.natural_key()) == row


def test_a_list_of_departments_brings_their_regions(django_assert_num_queries):
    with django_assert_num_queries(1):
        departments = list(Department.objects.for_list())
        assert {department.region.slug for department in departments} >= {"corse", "mayotte"}


def test_an_epci_may_cross_the_border_of_a_department():
    several = [
        epci
        for epci in Intercommunality.objects.prefetch_related("departments")
        if len(epci.departments.all()) > 1
    ]
    assert len(several) == 89
