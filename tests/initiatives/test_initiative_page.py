"""The page of one initiative: all that is linked, every source, how old it is, what it costs."""

from datetime import date
from decimal import Decimal

import pytest

from initiatives.models import AuthorityAction
from tests.factories import (
    AuthorityActionFactory,
    AuthorityLevelFactory,
    ChallengeFactory,
    CooperationFormFactory,
    InitiativeFactory,
    InitiativeSourceFactory,
    KeyFactFactory,
    LeverFactory,
    MilestoneFactory,
    OrganisationFactory,
    ResourceFactory,
    SectorFactory,
)
from tests.pages import initiative_page as page
from tests.pages import words
from tests.reading import query_count

pytestmark = pytest.mark.django_db


# What is shown


def test_the_record_itself_is_told_in_full(client, champ_commun):
    response = page(client, "en")
    text = words(response)
    for expected in [
        "Enterprise or project Le Champ commun Also called L’Auberge d’Augan, Le Garde-Champêtre",
        "A grocery and a café.",
        "Where Augan (56), Brittany",
        "Serves Local – Ploërmel country – Morbihan",
        "Since 2009",
        "Legal form SCIC (multi-stakeholder cooperative)",
        "Website example.org/augan",
    ]:
        assert expected in text
    body = response.content.decode()
    assert "<p>First paragraph.</p>" in body
    assert "<p>Second paragraph.</p>" in body
    assert 'href="https://www.example.org/augan/"' in body
    assert 'href="/en/regions/bretagne/"' in body
    assert 'href="/en/departments/morbihan/"' in body


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "fr",
            [
                "Commerces et services",
                "Services (fr)",
                "Louer",
                "La SCIC",
                "Porteur public",
                "Le Réseau",
                "Même maison",
                "À lire",
                "La Cousine",
            ],
        ),
        (
            "en",
            [
                "Shops and services",
                "Services (en)",
                "Rent out",
                "The SCIC A cooperative.",
                "Public carrier",
                "The Network",
                "Same house",
                "Worth reading",
                "La Cousine",
            ],
        ),
    ],
)
def test_everything_linked_is_shown(client, champ_commun, language, expected):
    sector = champ_commun.sectors.get()
    sector.name_fr, sector.name_en = "Commerces et services", "Shops and services"
    sector.save()
    challenge = champ_commun.challenges.get()
    challenge.name_fr, challenge.name_en = "Services (fr)", "Services (en)"
    challenge.save()
    text = words(page(client, language))
    assert [name for name in expected if name not in text] == []


def test_what_is_linked_leads_further(client, champ_commun):
    body = page(client, "en").content.decode()
    for address in [
        "/en/sectors/commerces-services/",
        "/en/initiatives/?challenge=services",
        "/en/levers/rent/?department=56",
        "/en/forms/scic/?department=56#helpers",
        "/en/forms/scic/?department=56#to-read",
        "/en/initiatives/cousine/",
        "/en/who-helps/carrier/",
        "/en/who-helps/network/",
        "/en/who-helps/same-house/",
        "/en/resources/worth-reading/",
    ]:
        assert f'href="{address}"' in body
        assert client.get(address).status_code == 200
    for outside in ["https://carrier.example/", "https://read.example/"]:
        assert outside not in body


def test_milestones_stand_in_order_of_time(client, champ_commun):
    MilestoneFactory(initiative=champ_commun, year=2020, text_fr="Fin", text_en="End")
    MilestoneFactory(initiative=champ_commun, year=2010, month=3, text_fr="Début", text_en="Start")
    assert "March 2010 Start 2020 End" in words(page(client, "en"))
    assert "mars 2010 Début 2020 Fin" in words(page(client, "fr"))


def test_facts_have_their_year(client, champ_commun):
    KeyFactFactory(
        initiative=champ_commun,
        label_fr="Associés",
        label_en="Members",
        value_fr="180 personnes",
        value_en="180 people",
        year=2019,
    )
    assert "Members 180 people (2019)" in words(page(client, "en"))
    assert "Associés 180 personnes (2019)" in words(page(client, "fr"))


def test_an_action_says_who_what_how_much_when_and_which_document(client, champ_commun):
    AuthorityActionFactory(
        initiative=champ_commun,
        level=AuthorityLevelFactory(slug="commune", name_fr="Commune", name_en="Municipality"),
        authority_fr="Commune d’Augan",
        authority_en="Town of Augan",
        kind=AuthorityAction.Kind.SHARES,
        text_fr="Entre au capital.",
        text_en="Takes shares.",
        lever=LeverFactory(slug="invest", title_fr="Investir", title_en="Invest"),
        amount_euros=70000,
        share_percent=Decimal("20.00"),
        year=2012,
        resource=ResourceFactory(title_fr="Mode d’emploi", title_en="Handbook", language="fr"),
        locator="Page 12",
    )
    english = page(client, "en")
    assert "Town of Augan (Municipality) : Takes shares." in words(english)
    assert (
        "Shares · €70,000 · 20% of the capital · 2012 · Invest · source: Mode d’emploi, Page 12"
    ) in words(english)
    assert '<cite lang="fr">Mode d’emploi, Page 12</cite>' in english.content.decode()
    assert 'href="/en/levers/invest/"' in english.content.decode()
    french = page(client, "fr")
    assert "Commune d’Augan (Commune) : Entre au capital." in words(french)
    assert (
        "Parts sociales ou actions · 70 000 € · 20 % du capital · 2012 · Investir · "
        "source : Mode d’emploi, Page 12"
    ) in words(french)
    assert "<cite>Mode d’emploi, Page 12</cite>" in french.content.decode()


def test_an_action_without_amount_share_or_year_says_nothing_of_them(client, champ_commun):
    AuthorityActionFactory(initiative=champ_commun, resource__title_fr="Guide", locator="")
    assert "Premises · source: Guide" in words(page(client, "en"))


def test_a_share_of_nothing_and_an_amount_of_nothing_are_not_confused(client, champ_commun):
    AuthorityActionFactory(initiative=champ_commun, share_percent=Decimal("0"))
    assert "0% of the capital" in words(page(client, "en"))


def test_every_source_is_shown_with_its_section(client, champ_commun):
    resource = ResourceFactory(
        slug="five-forms",
        title_fr="Cinq formes",
        title_en="Five forms",
        type="sheet",
        year=2020,
        url="https://source.example/",
    )
    InitiativeSourceFactory(record=champ_commun, resource=resource, locator="Encadré 2")
    InitiativeSourceFactory(record=champ_commun, resource=resource, locator="Page 7")
    english = page(client, "en")
    assert words(english).count("Five forms (Practical sheet, 2020)") == 2
    assert "– Encadré 2" in words(english)
    assert "– Page 7" in words(english)
    link = '<a href="/en/resources/five-forms/">Five forms</a>'
    assert english.content.decode().count(link) == 2
    assert "https://source.example/" not in english.content.decode()
    assert '<span lang="fr">Encadré 2</span>' in english.content.decode()
    assert "Cinq formes (Fiche pratique, 2020) – Encadré 2" in words(page(client, "fr"))


@pytest.mark.parametrize(
    ("values", "french", "english"),
    [
        pytest.param(
            {"information_as_of": 2019},
            "Décrit en 2019, non vérifié depuis.",
            "As described in 2019, not verified since.",
            id="described",
        ),
        pytest.param(
            {"verified_on": date(2024, 3, 5), "review_months": 120},
            "Vérifié auprès de l’organisme le 5 mars 2024.",
            "Checked with the body itself on 5 March 2024.",
            id="verified",
        ),
        pytest.param(
            {"information_as_of": 2019, "verified_on": date(2022, 3, 5)},
            "Vérifié auprès de l’organisme en mars 2022, à reconfirmer.",
            "Checked with the body itself in March 2022, to be confirmed again.",
            id="overdue",
        ),
    ],
)
def test_the_page_says_how_old_its_information_is(client, values, french, english):
    InitiativeFactory(slug="champ-commun", **values)
    assert french in words(page(client, "fr"))
    assert english in words(page(client, "en"))


@pytest.mark.parametrize(
    ("values", "french", "english"),
    [
        pytest.param({"activity": "ended", "year_ended": 2018}, "Terminée (2018)", "Ended (2018)"),
        pytest.param({"activity": "ended"}, "Terminée", "Ended"),
    ],
    ids=["with its year", "without"],
)
def test_what_has_ended_says_so(client, values, french, english):
    InitiativeFactory(slug="champ-commun", **values)
    assert french in words(page(client, "fr"))
    assert english in words(page(client, "en"))


def test_what_was_merged_leads_to_the_other(client):
    other = InitiativeFactory(slug="grande", name_fr="La Grande")
    InitiativeFactory(slug="champ-commun", activity="merged", merged_into=other)
    response = page(client, "en")
    assert "Merged into another – La Grande" in words(response)
    assert 'href="/en/initiatives/grande/"' in response.content.decode()


def test_initiatives_of_the_same_sectors_are_proposed_the_nearest_first(client, champ_commun):
    InitiativeFactory(
        slug="far", name_fr="Au loin", in_commune="14118", sectors=["commerces-services"]
    )
    InitiativeFactory(
        slug="near", name_fr="Zone voisine", in_commune="35238", sectors=["commerces-services"]
    )
    InitiativeFactory(slug="other", in_commune="35238", sectors=["energie"])
    InitiativeFactory(slug="draft", sectors=["commerces-services"], status="draft")
    similar = page(client, "en").context["similar"]
    assert [initiative.slug for initiative in similar] == ["near", "far"]


# Cost


def test_the_number_of_queries_does_not_depend_on_what_the_record_holds(client, champ_commun):
    def count():
        return query_count(client, champ_commun.get_absolute_url())

    def add(number):
        for _ in range(number):
            AuthorityActionFactory(
                initiative=champ_commun, level=AuthorityLevelFactory(), lever=LeverFactory()
            )
            MilestoneFactory(initiative=champ_commun)
            KeyFactFactory(initiative=champ_commun)
            InitiativeSourceFactory(record=champ_commun)
            champ_commun.levers.add(LeverFactory())
            champ_commun.challenges.add(ChallengeFactory())
            champ_commun.sectors.add(SectorFactory())
            champ_commun.cooperation_forms.add(CooperationFormFactory())
            champ_commun.supporters.add(OrganisationFactory())
            champ_commun.resources.add(ResourceFactory())
            other = InitiativeFactory(in_commune="56006", sectors=["commerces-services"])
            AuthorityActionFactory(initiative=other)
            champ_commun.related.add(other)
            InitiativeFactory(in_commune="35238", sectors=["commerces-services"])

    add(3)
    few = count()
    add(22)
    assert count() == few
    assert few <= 14
