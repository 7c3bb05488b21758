"""What may be the same project: found by name, website and commune, in bounded time."""

import pytest

from contributions.duplicates import likely_duplicates, site_of
from contributions.models import Proposal
from initiatives.models import Initiative
from territories.models import Commune
from tests.factories import InitiativeFactory, ProposalFactory

pytestmark = pytest.mark.django_db


def names(found):
    return [record.name for record in found]


@pytest.mark.parametrize(
    "typed",
    [
        "Le Champ Commun",
        "le champ commun",
        "Champ commun",
        "LE CHAMP-COMMUN",
        "Le Champ Comun",
        "Le Chanp Commun",
        "Champcommun",
        "Les champs communs",
        "Le Champ Commun SCIC",
    ],
)
def test_a_name_is_found_however_it_is_written(typed):
    InitiativeFactory(name_fr="Le Champ Commun")
    InitiativeFactory(name_fr="Le Champ des possibles")
    InitiativeFactory(name_fr="La Maison commune")
    assert names(likely_duplicates(typed)) == ["Le Champ Commun"]


@pytest.mark.parametrize("typed", ["", " ", "le", "?!", "Boulangerie", "Commun", "\0", "x" * 160])
def test_what_is_no_likely_name_finds_nothing(typed):
    InitiativeFactory(name_fr="Le Champ Commun")
    assert likely_duplicates(typed) == []


def test_other_names_and_the_other_language_are_compared_too():
    InitiativeFactory(name_fr="Rézo Pouce", aliases="Mobicoop Solidaire\nRezo")
    InitiativeFactory(name_fr="Foncière solidaire", name_en="Land for all")
    assert names(likely_duplicates("Mobicoop solidaire")) == ["Rézo Pouce"]
    assert names(likely_duplicates("Rezopouce")) == ["Rézo Pouce"]
    assert names(likely_duplicates("Land for All")) == ["Foncière solidaire"]


def test_in_the_same_commune_a_part_of_the_name_is_enough():
    augan, rennes = Commune.objects.get(pk="56006"), Commune.objects.get(pk="35238")
    InitiativeFactory(name_fr="Le Fournil de la Place", in_commune="56006")
    assert names(likely_duplicates("Fournil", commune=augan)) == ["Le Fournil de la Place"]
    assert likely_duplicates("Fournil", commune=rennes) == []
    assert likely_duplicates("Fournil") == []


@pytest.mark.parametrize(
    "website",
    ["https://lechampcommun.fr", "http://www.lechampcommun.fr/epicerie?x=1", "LeChampCommun.fr"],
)
def test_the_same_website_is_enough(website):
    InitiativeFactory(name_fr="Le Champ Commun", website="https://www.lechampcommun.fr/")
    InitiativeFactory(name_fr="Autre", website="https://autre.example/lechampcommun.fr")
    assert names(likely_duplicates("Tout autre nom", website)) == ["Le Champ Commun"]


def test_a_host_that_many_share_says_nothing_by_itself():
    InitiativeFactory(name_fr="Le Champ Commun", website="https://www.facebook.com/champcommun")
    assert likely_duplicates("Autre", "https://facebook.com/autre") == []
    assert names(likely_duplicates("Autre", "https://facebook.com/ChampCommun/")) == [
        "Le Champ Commun"
    ]


@pytest.mark.parametrize(
    "website", ["", "x", "http://", "http://[", "//", "http://a", "javascript:alert(1)", "%", "\0"]
)
def test_what_is_no_website_finds_nothing(website):
    InitiativeFactory(website="https://x.example/")
    assert site_of(website) == ""
    assert likely_duplicates("", website) == []


def test_there_are_five_at_most_the_likeliest_first():
    for number in range(8):
        InitiativeFactory(name_fr=f"Le Champ Commun {number}")
    InitiativeFactory(name_fr="Le Champ Commun")
    found = likely_duplicates("Le Champ Commun")
    assert len(found) == 5
    assert found[0].name == "Le Champ Commun"


def test_what_is_not_published_is_shown_to_staff_alone():
    InitiativeFactory(name_fr="Le Champ Commun", status="draft")
    ProposalFactory(name="Le Champ Comun")
    assert likely_duplicates("Le Champ Commun") == []
    drafts = Initiative.objects.filter(status="draft")
    assert names(likely_duplicates("Le Champ Commun", among=drafts)) == ["Le Champ Commun"]
    proposals = Proposal.objects.filter(state="to_review")
    assert names(likely_duplicates("Le Champ Commun", among=proposals)) == ["Le Champ Comun"]


def test_a_few_queries_find_them(django_assert_max_num_queries):
    for number in range(30):
        InitiativeFactory(name_fr=f"Épicerie {number}", website="https://e.example/")
    likely_duplicates("Épicerie")
    with django_assert_max_num_queries(4):  # where the log ends, names, websites, records
        likely_duplicates("Épicerie 3", "https://e.example/")
