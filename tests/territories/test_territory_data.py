"""What the data files hold, and how they are loaded."""

import pytest
from django.core.management import call_command
from django.db.models import Count, Q

from territories import data_files, loader
from territories.models import (
    Commune,
    DataRelease,
    Department,
    FormerCommune,
    Intercommunality,
    PostalCode,
    Region,
)

pytestmark = pytest.mark.django_db

COUNTS = {
    Region: 18,
    Department: 101,
    Intercommunality: 1253,
    Commune: 34875,
    FormerCommune: 2576,
}
TABLES = [*COUNTS, PostalCode, Intercommunality.departments.through]


def contents():
    return {model: set(model.objects.values_list()) for model in TABLES if model not in OUTLINED}


OUTLINED = {Region, Department}


def test_the_tables_hold_all_of_france():
    assert {model: model.objects.count() for model in COUNTS} == COUNTS
    assert FormerCommune.objects.filter(kind="COMD").count() == 2105
    assert FormerCommune.objects.filter(kind="COMA").count() == 471


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("01001", "L’Abergement-Clémenciat"),
        ("76351", "Le Havre"),
        ("17300", "La Rochelle"),
        ("85194", "Les Sables-d’Olonne"),
        ("66104", "Los Masos"),
        ("60703", "Aux Marais"),
        ("56006", "Augan"),
        ("85113", "L’Île-d’Yeu"),
    ],
)
def test_names_carry_their_article(code, name):
    assert Commune.objects.get(code=code).name == name


def test_region_and_department_names_are_those_in_use():
    assert Region.objects.get(code="04").name == "La Réunion"
    assert Region.objects.get(code="11").name == "Île-de-France"
    assert Department.objects.get(code="22").name == "Côtes-d’Armor"


def test_four_islands_have_no_epci():
    alone = Commune.objects.filter(intercommunality=None).values_list("code", flat=True)
    assert set(alone) == {"22016", "29083", "29155", "85113"}


def test_every_commune_has_a_postal_code_and_every_epci_a_department():
    assert not Commune.objects.filter(postal_codes=None).exists()
    assert not Intercommunality.objects.filter(departments=None).exists()


def test_population_is_known_nearly_everywhere():
    unknown = Commune.objects.filter(population=None)
    assert unknown.filter(department="976").count() == 17
    assert list(unknown.exclude(department="976").values_list("code", flat=True)) == ["60694"]


def test_every_commune_lies_near_those_of_its_department():
    # Boxes around departments, with a margin for town halls near an edge.
    outlines = data_files.read_json(data_files.OUTLINES)["departments"]
    for department in Department.objects.all():
        points = [point for part in outlines[department.code] for point in part[0]]
        longitudes, latitudes = zip(*points, strict=True)
        outside = department.communes.exclude(
            Q(latitude__range=(min(latitudes) - 0.2, max(latitudes) + 0.2))
            & Q(longitude__range=(min(longitudes) - 0.2, max(longitudes) + 0.2))
        )
        assert list(outside) == [], department


def test_slugs_tell_namesakes_apart():
    repeated = Intercommunality.objects.values("slug").annotate(n=Count("pk")).filter(n__gt=1)
    assert list(repeated) == []


def test_every_place_has_its_french_phrase():
    for place in [*Region.objects.all(), *Department.objects.for_list()]:
        assert place.locative.split(" ")[0] in {"à", "en", "dans"}
        assert "'" not in place.locative
        # The phrase ends in the name, give or take its article and apostrophes.
        bare_name = place.name.removeprefix("La ")
        assert place.locative.endswith(bare_name)


def test_loading_what_is_loaded_does_nothing(capsys, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        call_command("load_territories")
    assert capsys.readouterr().out == "Territories are up to date.\n"


def test_loading_again_changes_nothing():
    before = contents()
    DataRelease.objects.all().delete()
    _, kept = loader.load()
    assert contents() == before
    assert kept == []
    assert loader.is_loaded()


def test_loading_repairs_what_was_changed_and_removes_what_vanished(capsys):
    before = contents()
    Commune.objects.filter(code="56006").update(name="Ogan", population=0)
    PostalCode.objects.filter(commune="56006").update(code="56999")
    FormerCommune.objects.filter(code="56144").delete()
    Commune.objects.create(
        code="56999",
        name="Ker-Ys",
        search_name="ker ys",
        department_id="56",
        latitude=48,
        longitude=-4,
    )
    DataRelease.objects.update(fingerprint="0" * 64)
    call_command("load_territories")
    assert "34,875" in capsys.readouterr().out
    assert not Commune.objects.filter(code="56999").exists()
    after = contents()
    assert after[Commune] == before[Commune]
    # New rows, same values.
    for model in (PostalCode, FormerCommune):
        assert {row[1:] for row in after[model]} == {row[1:] for row in before[model]}


def test_what_vanished_from_the_data_is_kept_while_something_refers_to_it():
    codes = set(Region.objects.values_list("pk", flat=True)) - {"53"}
    [(region, referrer)] = loader.remove_vanished(Region, codes)
    assert (region.pk, referrer) == ("53", "territories.Department")
    assert Region.objects.filter(pk="53").exists()
