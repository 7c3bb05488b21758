"""The names of a region, from the data file: whichever is typed, the same is found.

In every kind of record, alone or beside other words; the same on every database.
"""

import pytest
from django.core.management import call_command
from django.db import transaction

from initiatives.models import Initiative, Lever, SupportOrganisation
from resources.models import Resource
from search.catalogue import catalogue_of
from territories.models import Region
from territories.region_names import region_names
from tests.factories import InitiativeFactory, OrganisationFactory, ResourceFactory
from tests.pages import answer, slugs, words

pytestmark = pytest.mark.django_db

SEARCHED = [other for other in region_names() if other.search != "apart"]
KINDS = (Initiative, SupportOrganisation, Resource, Lever)
# As people write them: without accents, hyphens or capitals, with one more or less.
SPELLINGS = {
    "paca": "93",
    "midi pyrenees": "76",
    "NORD PAS DE CALAIS": "32",
    "Rhones-Alpes": "84",
    "grand-est": "44",
    "le Grand Est": "44",
    "Nouvelle Aquitaine": "75",
    "PdL": "52",
    "Pays de Loire": "52",
    "l’Alsace": "44",
}


def found(text, model=Initiative):
    return catalogue_of(model).find(text)


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker):
    """What the real content answers to each name, in each kind: {text: {model: records}}."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_content", verbosity=0)
        regions = Region.objects.in_bulk()
        full = [name for region in regions.values() for name in (region.name_fr, region.name_en)]
        typed = {*full, *SPELLINGS, *(other.name for other in SEARCHED)}
        answered = {text: {model: set(found(text, model).all) for model in KINDS} for text in typed}
        transaction.set_rollback(True)
    return answered


@pytest.mark.parametrize("other", SEARCHED, ids=lambda other: other.name)
def test_another_name_finds_what_the_name_in_full_finds(answers, other):
    assert answers[other.name] == answers[Region.objects.get(pk=other.region).name_fr]


@pytest.mark.parametrize("text", SPELLINGS)
def test_however_it_is_spelt(answers, text):
    assert answers[text] == answers[Region.objects.get(pk=SPELLINGS[text]).name_fr]


def test_the_name_in_the_other_language_finds_the_same(answers):
    for region in Region.objects.all():
        assert answers[region.name_fr] == answers[region.name_en]


def test_the_data_file_names_each_region_that_was_merged_once_and_none_that_is():
    now = {region.name_fr for region in Region.objects.all()}
    listed = [other.name for other in region_names()]
    assert len(listed) == len(set(listed))
    assert now.isdisjoint(listed)
    former = [other for other in region_names() if other.kind == "former"]
    # The 16 that the law of 2015 joined, and the one that it renamed.
    assert len({other.name for other in former if "Région" not in other.name}) == 17
    assert {other.region for other in region_names()} <= set(
        Region.objects.values_list("pk", flat=True)
    )
    assert {other.kind for other in region_names()} == {"short", "former", "everyday", "english"}
    assert {other.search for other in region_names()} == {"both", "leads", "apart"}


@pytest.fixture
def made():
    """Records that stand in a region, serve it, or are only written about it."""
    InitiativeFactory(slug="lille", in_department="59", name_fr="Beffroi")
    InitiativeFactory(slug="serves", in_commune="56006", regions=["hauts-de-france"])
    InitiativeFactory(slug="written", in_commune="56006", summary_fr="Née en Picardie.")
    InitiativeFactory(slug="elsewhere", in_commune="56006", summary_fr="Un moulin.")


@pytest.mark.parametrize(
    "text", ["Picardie", "Hauts-de-France", "HDF", "Picardy", "Nord-Pas-de-Calais"]
)
def test_it_finds_what_stands_there_what_serves_it_and_what_is_written_of_it(client, made, text):
    expected = {"lille", "serves", "written"}
    assert {
        each["slug"] for each in answer(client, f"initiatives/?q={text}")["results"]
    } == expected
    assert set(slugs(client.get("/fr/initiatives/", {"q": text}))) == expected
    assert set(slugs(client.get("/en/initiatives/map/", {"q": text}))) == expected
    assert slugs(client.get("/fr/initiatives/", {"q": f"moulin {text}"})) == []
    assert slugs(client.get("/fr/initiatives/", {"q": f"beffroi {text}"})) == ["lille"]


def test_what_holds_the_word_itself_comes_first_and_does_not_stand_for_the_region():
    named = InitiativeFactory(name_fr="Aura verte", in_commune="56006")
    told = InitiativeFactory(summary_fr="Il y aura du pain.", in_commune="56006")
    there = InitiativeFactory(name_fr="Ardoise", in_department="63")
    assert [list(part) for part in found("Aura").parts] == [[named.pk], [told.pk], [there.pk]]
    assert list(found("Auvergne-Rhône-Alpes").all) == [there.pk]
    assert list(found("Rhône-Alpes").all) == [there.pk]


@pytest.mark.parametrize("text", ["Centre", "Nord", "Sud", "Est", "Grand"])
def test_a_common_word_stays_a_word(text):
    InitiativeFactory(in_department="18", name_fr="Berry")
    InitiativeFactory(in_department="59", name_fr="Flandre")
    InitiativeFactory(in_department="13", name_fr="Camargue")
    InitiativeFactory(in_department="67", name_fr="Ried")
    word = InitiativeFactory(name_fr=f"Le {text} ouvert", in_commune="56006")
    wanted = [] if text == "Est" else [word.pk]  # the verb
    assert list(found(text).in_names) == wanted
    assert not found(text).by_theme


def test_a_name_half_of_which_is_a_common_word_is_one_word_in_texts(client):
    ResourceFactory(slug="guide", title_fr="Guide du Grand Est")
    ResourceFactory(slug="other", title_fr="Un grand projet est né")
    response = client.get("/fr/ressources/", {"q": "grand est"})
    assert [each.slug for each in response.context["resources"]] == ["guide"]
    for typed in ("Grand-Est", "Alsace"):
        response = client.get("/fr/recherche/", {"q": typed})
        assert "Guide du Grand Est" in words(response)
        assert "Un grand projet" not in words(response)
    assert "<mark>Grand Est</mark>" in client.get("/fr/recherche/?q=Grand+Est").content.decode()


def test_organisations_are_found_by_the_region_that_they_serve():
    part, whole, _other = (
        OrganisationFactory(name_fr=name, scope=scope)
        for name, scope in (("A", "local"), ("B", "regional"), ("C", "national"))
    )
    part.departments.set(["13"])
    whole.regions.set(["93"])
    for text in ("PACA", "Provence-Alpes-Côte d’Azur"):
        assert set(found(text, SupportOrganisation).all) == {part.pk, whole.pk}
