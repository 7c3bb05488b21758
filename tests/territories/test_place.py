"""Where the reader is: names, phrases, address and the places around it."""

import pytest
from django.http import QueryDict
from django.utils.translation import override

from territories.filters import PlaceChoice
from territories.models import Commune, Department, Region
from territories.place import Place
from tests.reading import plain

pytestmark = pytest.mark.django_db

AUGAN = "56006"  # Morbihan, Bretagne


def chosen(query):
    """Return the valid choice that a query string makes."""
    choice = PlaceChoice(QueryDict(query), Region.objects.none())
    assert choice.is_valid(), choice.errors
    return choice.place


def refusal(query):
    """Return what is said about a query string that names no place."""
    choice = PlaceChoice(QueryDict(query), Region.objects.none())
    assert not choice.is_valid()
    return [plain(text) for texts in choice.errors.values() for text in texts]


@pytest.mark.parametrize("query", ["", "region=", "department=&region=&commune=", "other=56"])
def test_no_place_is_false_and_means_all_of_france(query):
    place = chosen(query)
    assert not place
    assert place.query == place.name == ""
    assert place.wider() == []
    assert place.all_regions == place.all_departments == []
    with override("fr"):
        assert place.in_words() == "dans toute la France"
    with override("en"):
        assert place.in_words() == "across France"


@pytest.mark.parametrize(
    ("query", "french", "english"),
    [
        ("region=bretagne", "en Bretagne", "in Brittany"),
        ("region=bretagne&region=corse", "dans les régions choisies", "in the regions chosen"),
        ("department=56", "dans le Morbihan", "in Morbihan"),
        (
            "department=56&department=2A",
            "dans les départements choisis",
            "in the departments chosen",
        ),
        ("region=bretagne&department=56", "dans le Morbihan", "in Morbihan"),
        (f"commune={AUGAN}", "dans la commune : Augan", "in the commune: Augan"),
        (f"department=35&commune={AUGAN}", "dans la commune : Augan", "in the commune: Augan"),
    ],
)
def test_the_most_precise_place_is_said_in_words_of_both_languages(query, french, english):
    with override("fr"):
        assert plain(chosen(query).in_words()) == french
    with override("en"):
        assert plain(chosen(query).in_words()) == english


@pytest.mark.parametrize(
    ("query", "name"),
    [
        (f"commune={AUGAN}", "Augan"),
        ("department=56", "Morbihan"),
        ("department=35&department=56", "Ille-et-Vilaine, Morbihan"),
        ("region=bretagne&region=normandie", "Bretagne, Normandie"),
    ],
)
def test_a_place_has_a_name(query, name):
    with override("fr"):
        assert sorted(chosen(query).name.split(", ")) == name.split(", ")


@pytest.mark.parametrize(
    "query",
    [
        "region=bretagne",
        "region=bretagne&region=corse",
        "department=2A",
        f"region=bretagne&department=56&commune={AUGAN}",
    ],
)
def test_the_address_of_a_place_names_the_same_place(query):
    place = chosen(query)
    assert chosen(place.query) == place
    assert sorted(place.query.split("&")) == sorted(query.split("&"))


@pytest.mark.parametrize(
    ("query", "departments", "regions"),
    [
        (f"commune={AUGAN}", ["56"], ["bretagne"]),
        ("department=35&department=56", ["35", "56"], ["bretagne"]),
        ("department=56&department=2A", ["2A", "56"], ["bretagne", "corse"]),
        ("region=corse", [], ["corse"]),
    ],
)
def test_a_place_lies_in_departments_and_in_regions_each_once(query, departments, regions):
    place = chosen(query)
    assert sorted(each.code for each in place.all_departments) == departments
    assert sorted(each.slug for each in place.all_regions) == regions


def test_a_commune_is_widened_to_its_region_and_then_to_france():
    commune = Commune.objects.for_list().get(pk=AUGAN)
    bretagne = Region.objects.get(slug="bretagne")
    assert Place(commune=commune).wider() == [Place(regions=[bretagne]), Place()]


def test_departments_are_widened_to_their_regions_and_a_region_to_france():
    departments = list(Department.objects.for_list().filter(pk__in=["56", "2A"]))
    region, france = Place(departments=departments).wider()
    assert sorted(each.slug for each in region.regions) == ["bretagne", "corse"]
    assert not france
    assert region.wider() == [Place()]


def test_every_region_and_every_department_has_its_phrase_in_both_languages():
    records = [*Region.objects.all(), *Department.objects.all()]
    assert len(records) == 119
    for language in ("fr", "en"):
        with override(language):
            phrases = {record.in_place() for record in records}
        assert "" not in phrases
        # Some departments and regions share a name overseas.
        assert len(phrases) >= 114


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("region=atlantide", "“atlantide” is not known here."),
        ("department=99", "“99” is not known here."),
        ("region=bretagne&region=atlantide", "“atlantide” is not known here."),
        ("commune=99999", "No commune has the INSEE code “99999”."),
    ],
)
def test_an_unknown_place_is_named_in_the_refusal(query, reason):
    with override("en"):
        assert refusal(query) == [reason]


def test_a_commune_code_is_taken_in_either_case():
    assert chosen("commune=2a004").commune.pk == "2A004"


def test_a_code_longer_than_any_is_refused():
    assert len(refusal("commune=560060")) == 1
