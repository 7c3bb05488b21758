"""An initiative's place, its regions and departments, and what it is found by."""

import pytest
from django.db.models import ProtectedError
from django.utils import translation

from initiatives.models import Initiative
from territories import loader
from territories.models import Commune, Department, PostalCode
from tests.factories import InitiativeFactory, OrganisationFactory, SectorFactory

pytestmark = pytest.mark.django_db

REDON = "243500741"  # an EPCI in 35, 44 and 56: two regions


def stored(record):
    return Initiative.objects.get(pk=record.pk)


def codes(departments):
    return [department.code for department in departments]


def slugs(regions):
    return [region.slug for region in regions]


def test_what_stands_in_a_commune_stands_in_its_department_and_region():
    record = stored(InitiativeFactory(in_commune="56006"))
    augan = Commune.objects.get(pk="56006")
    assert record.has_location()
    assert record.location == augan
    assert record.place_name == "Augan (56)"
    assert record.point == (augan.latitude, augan.longitude)
    assert slugs(record.located_regions) == slugs(record.all_regions) == ["bretagne"]
    assert codes(record.all_departments) == ["56"]


def test_what_stands_in_an_epci_across_a_border_stands_in_both_regions():
    record = stored(InitiativeFactory(in_intercommunality=REDON))
    assert record.has_location()
    assert record.location.code == REDON
    assert record.place_name == record.intercommunality.name
    assert "Redon Agglomération" in record.place_name
    assert record.point is None
    assert sorted(slugs(record.located_regions)) == ["bretagne", "pays-de-la-loire"]
    assert slugs(record.all_regions) == ["bretagne", "pays-de-la-loire"]
    assert codes(record.all_departments) == ["35", "44", "56"]


def test_what_stands_in_an_epci_of_one_department_stands_in_one_region():
    record = stored(InitiativeFactory(in_intercommunality="200066785"))
    assert slugs(record.located_regions) == ["bretagne"]
    assert codes(record.all_departments) == ["56"]


def test_what_stands_somewhere_in_a_department_has_no_point():
    record = stored(InitiativeFactory(in_department="2A"))
    assert record.location.code == "2A"
    assert record.place_name == "Corse-du-Sud (2A)"
    assert record.point is None
    assert slugs(record.located_regions) == ["corse"]
    assert codes(record.all_departments) == ["2A"]


def test_what_stands_somewhere_in_a_region_has_no_department():
    record = stored(InitiativeFactory(in_region="bretagne"))
    assert record.location.slug == "bretagne"
    with translation.override("fr"):
        assert record.place_name == "Bretagne"
    with translation.override("en"):
        assert record.place_name == "Brittany"
    assert record.point is None
    assert slugs(record.located_regions) == slugs(record.all_regions) == ["bretagne"]
    assert record.all_departments == []


def test_what_stands_nowhere_has_no_place():
    record = stored(InitiativeFactory())
    assert not record.has_location()
    assert record.location is None
    assert record.place_name == ""
    assert record.point is None
    assert record.located_regions == record.all_regions == record.all_departments == []


def test_a_point_of_its_own_comes_before_the_town_hall():
    record = stored(InitiativeFactory(in_commune="56006", latitude=47.9, longitude=-2.3))
    assert record.point == (47.9, -2.3)
    assert stored(InitiativeFactory(latitude=47.9, longitude=-2.3)).point == (47.9, -2.3)


def test_regions_are_those_it_stands_in_and_serves_each_once_by_name():
    record = InitiativeFactory(
        in_commune="56006",
        scope="interregional",
        departments=["44", "35", "2A"],
        regions=["normandie", "bretagne"],
    )
    assert slugs(record.located_regions) == ["bretagne"]
    assert slugs(record.all_regions) == ["bretagne", "corse", "normandie", "pays-de-la-loire"]
    assert codes(record.all_departments) == ["2A", "35", "44", "56"]


def test_a_department_that_it_stands_in_and_serves_is_told_once():
    record = InitiativeFactory(in_intercommunality=REDON, departments=["44", "29"])
    assert codes(record.all_departments) == ["29", "35", "44", "56"]


def test_regions_of_an_organisation_are_those_it_serves():
    organisation = OrganisationFactory(scope="interregional")
    organisation.departments.set(["56", "35"])
    organisation.regions.set(["52"])
    assert not organisation.has_location()
    assert organisation.located_regions == []
    assert slugs(organisation.all_regions) == ["bretagne", "pays-de-la-loire"]


def test_aliases_stand_one_a_line():
    record = InitiativeFactory(aliases=" ADMR \n\n  Aide à domicile\r\n")
    assert record.alias_list == ["ADMR", "Aide à domicile"]
    assert InitiativeFactory(aliases="").alias_list == []


@pytest.mark.parametrize(
    ("website", "label"),
    [
        ("https://www.admr.org/", "admr.org"),
        ("http://exemple.fr/un/chemin/", "exemple.fr/un/chemin"),
        ("https://wwwest.fr", "wwwest.fr"),
        ("", ""),
    ],
)
def test_a_website_is_shown_without_what_every_address_has(website, label):
    assert InitiativeFactory.build(website=website).website_label == label


def test_all_texts_in_both_languages_are_found():
    record = InitiativeFactory(
        name_fr="Épicerie",
        name_en="Grocery",
        summary_fr="Un café.",
        summary_en="A coffee shop.",
        description_fr="Le dernier commerce.",
        description_en="The last shop.",
        area_label_fr="Pays de Bray",
        area_label_en="Bray country",
        aliases="L’Œuf\nLa Poule",
    )
    names, others = stored(record).search_text.split("\n")
    assert names == "epicerie grocery l oeuf la poule"
    assert others == "un cafe a coffee shop le dernier commerce the last pays de bray country"


def test_a_note_for_editors_is_not_found():
    record = InitiativeFactory(editor_note="Zanzibar")
    assert "zanzibar" not in stored(record).search_text


@pytest.mark.parametrize("changed", ["summary_fr", "summary_en", "description_en", "aliases"])
def test_saving_some_columns_keeps_the_text_of_the_search_right(changed):
    record = InitiativeFactory()
    setattr(record, changed, "Zanzibar")
    record.save(update_fields=[changed])
    assert "zanzibar" in stored(record).search_text
    setattr(record, changed, "Ouagadougou")
    record.save()
    assert "zanzibar" not in stored(record).search_text
    assert "ouagadougou" in stored(record).search_text


def test_a_place_is_found_by_its_codes_as_the_yearly_data_have_them():
    PostalCode.objects.filter(commune="56006").update(code="56999")
    record = InitiativeFactory(in_commune="56006")
    other = InitiativeFactory(department=Department.objects.get(pk="2A"))
    assert {"augan", "56", "56999"} <= {*stored(record).search_text.split()}
    loader.load()
    assert {"augan", "56", "56800"} <= {*stored(record).search_text.split()}
    assert "56999" not in stored(record).search_text
    assert {"corse", "2a"} <= {*stored(other).search_text.split()}


def test_related_initiatives_are_so_both_ways():
    first, second = InitiativeFactory(), InitiativeFactory()
    first.related.add(second)
    assert list(second.related.all()) == [first]


def test_what_something_was_merged_into_is_not_deleted():
    other = InitiativeFactory()
    InitiativeFactory(activity="merged", merged_into=other)
    with pytest.raises(ProtectedError):
        other.delete()


def test_the_address_follows_the_language():
    record = InitiativeFactory(slug="le-champ-commun")
    addresses = set()
    for language in ("fr", "en"):
        with translation.override(language):
            addresses.add(record.get_absolute_url())
    assert len(addresses) == 2
    assert all(address.endswith("/le-champ-commun/") for address in addresses)


def test_a_term_is_named_in_the_active_language_or_by_its_slug():
    sector = SectorFactory(slug="sante", name_fr="Santé", name_en="")
    for language in ("fr", "en"):
        with translation.override(language):
            assert str(sector) == "Santé"
    assert str(SectorFactory(slug="mobilite", name_fr="", name_en="")) == "mobilite"
