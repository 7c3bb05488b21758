"""The API: what each record says of itself."""

from datetime import date

import pytest

from initiatives.models import AuthorityAction
from tests.factories import (
    AuthorityActionFactory,
    AuthorityLevelFactory,
    ChallengeFactory,
    CooperationFormFactory,
    CooperationFormSourceFactory,
    DriverFactory,
    InitiativeFactory,
    InitiativeSourceFactory,
    KeyFactFactory,
    LeverFactory,
    LeverSourceFactory,
    MilestoneFactory,
    OfferFactory,
    OrganisationFactory,
    OrganisationSourceFactory,
    ResourceFactory,
    SectorFactory,
)
from tests.pages import answer as get

pytestmark = pytest.mark.django_db


def test_an_initiative_has_everything_a_partner_needs(client):
    other = InitiativeFactory(slug="cousine")
    record = InitiativeFactory(
        slug="champ-commun",
        name_fr="Le Champ commun",
        name_en="The Common Field",
        aliases="L’Auberge\nLe Garde-Champêtre",
        summary_fr="Une épicerie.",
        summary_en="A grocery.",
        description_fr="En détail.",
        description_en="In detail.",
        in_commune="56006",
        departments=["35"],
        scope="departmental",
        area_label_fr="Le pays",
        area_label_en=None,
        legal_form="scic",
        year_founded=2009,
        website="https://example.org/",
        activity="active",
        verified_on=date(2024, 3, 5),
        sectors=["commerces-services"],
        carrier=OrganisationFactory(slug="carrier"),
    )
    record.challenges.add(ChallengeFactory(slug="services"))
    record.levers.add(LeverFactory(slug="rent"))
    record.cooperation_forms.add(CooperationFormFactory(slug="scic"))
    record.supporters.add(OrganisationFactory(slug="network"))
    record.related.add(other)
    handbook = ResourceFactory(slug="handbook")
    InitiativeSourceFactory(record=record, resource=handbook, locator="Page 3")
    KeyFactFactory(initiative=record, year=2019)
    MilestoneFactory(initiative=record, month=3)
    AuthorityActionFactory(
        initiative=record,
        level=AuthorityLevelFactory(slug="commune"),
        kind=AuthorityAction.Kind.SHARES,
        lever=LeverFactory(slug="invest"),
        amount_euros=70000,
        share_percent="20.5",
        year=2012,
        resource=handbook,
        locator="Page 12",
    )
    result = get(client, "initiatives/champ-commun/")
    updated = result.pop("updated_at")
    assert date.fromisoformat(updated[:10])
    assert result == {
        "slug": "champ-commun",
        "url": "http://testserver/fr/initiatives/champ-commun/",
        "name": {"fr": "Le Champ commun", "en": "The Common Field"},
        "aliases": ["L’Auberge", "Le Garde-Champêtre"],
        "kind": "enterprise",
        "summary": {"fr": "Une épicerie.", "en": "A grocery."},
        "description": {"fr": "En détail.", "en": "In detail."},
        "scope": "departmental",
        "area_label": {"fr": "Le pays", "en": ""},
        "regions": ["bretagne"],
        "departments": ["35", "56"],
        "location": {
            "commune": "Augan",
            "insee_code": "56006",
            "intercommunality": None,
            "department": "56",
            "region": "bretagne",
            "latitude": pytest.approx(47.92, abs=0.05),
            "longitude": pytest.approx(-2.28, abs=0.05),
        },
        "sectors": ["commerces-services"],
        "challenges": ["services"],
        "levers": ["rent"],
        "cooperation_forms": ["scic"],
        "legal_form": "scic",
        "year_founded": 2009,
        "activity": "active",
        "website": "https://example.org/",
        "facts": [
            {
                "label": {"fr": "Associés", "en": "Members"},
                "value": {"fr": "180", "en": "180"},
                "year": 2019,
            }
        ],
        "milestones": [
            {"year": 2018, "month": 3, "text": {"fr": "Ouverture.", "en": "Opening."}},
        ],
        "authority_actions": [
            {
                "authority": {"fr": "Commune de Guipel", "en": "Municipality of Guipel"},
                "level": "commune",
                "kind": "shares",
                "text": {
                    "fr": "Met un local à disposition.",
                    "en": "Makes premises available.",
                },
                "lever": "invest",
                "amount_euros": 70000,
                "share_percent": "20.50",
                "year": 2012,
                "source": {"resource": "handbook", "locator": "Page 12"},
            }
        ],
        "carrier": "carrier",
        "organisations": ["network"],
        "related": ["cousine"],
        "sources": [{"resource": "handbook", "locator": "Page 3"}],
        "information_as_of": 2020,
        "verified_on": "2024-03-05",
    }


def test_an_initiative_looks_the_same_in_the_list_and_alone(client):
    InitiativeFactory(slug="one", in_commune="56006", sectors=["energie"])
    assert get(client, "initiatives/")["results"] == [get(client, "initiatives/one/")]


@pytest.mark.parametrize(
    ("path", "factory"),
    [("initiatives", InitiativeFactory), ("organisations", OrganisationFactory)],
)
def test_the_address_of_a_record_answers_with_its_page_in_french(client, path, factory):
    factory(slug="one", name_fr="Un nom", name_en="A name")
    address = get(client, f"{path}/one/")["url"]
    response = client.get(address, headers={"accept-language": "en"})
    assert response["Content-Language"] == "fr"
    assert "<h1>Un nom</h1>" in response.content.decode()


@pytest.mark.parametrize(
    ("placed", "location"),
    [
        pytest.param({}, None, id="nowhere"),
        pytest.param(
            {"in_department": "56"},
            {"department": "56", "region": "bretagne"},
            id="a department",
        ),
        pytest.param({"in_region": "bretagne"}, {"region": "bretagne"}, id="a region"),
        pytest.param(
            {"scope": "regional", "regions": ["bretagne"]}, None, id="serves without standing"
        ),
    ],
)
def test_a_location_says_what_is_known_and_no_more(client, placed, location):
    InitiativeFactory(slug="one", **placed)
    empty = dict.fromkeys(
        [
            "commune",
            "insee_code",
            "intercommunality",
            "department",
            "region",
            "latitude",
            "longitude",
        ]
    )
    expected = {**empty, **location} if location else None
    assert get(client, "initiatives/one/")["location"] == expected


def test_an_organisation_says_what_it_offers_and_to_whom(client):
    record = OrganisationFactory(
        slug="cress",
        name_fr="La Chambre",
        name_en="The Chamber",
        acronym_fr="CRESS",
        acronym_en="CRESS",
        description_fr="Elle aide.",
        description_en="It helps.",
        category="cress",
        scope="regional",
        website="https://cress.example/",
        parent=OrganisationFactory(slug="network"),
    )
    record.regions.add("53")
    record.offers.add(OfferFactory(slug="funding"))
    OrganisationSourceFactory(record=record, resource__slug="catalogue", locator="Page 2")
    result = get(client, "organisations/cress/")
    assert date.fromisoformat(result.pop("updated_at")[:10])
    assert result == {
        "slug": "cress",
        "url": "http://testserver/fr/qui-accompagne/cress/",
        "name": {"fr": "La Chambre", "en": "The Chamber"},
        "acronym": {"fr": "CRESS", "en": "CRESS"},
        "parent": "network",
        "category": "cress",
        "offers": ["funding"],
        "description": {"fr": "Elle aide.", "en": "It helps."},
        "scope": "regional",
        "area_label": {"fr": "", "en": ""},
        "regions": ["bretagne"],
        "departments": [],
        "website": "https://cress.example/",
        "sources": [{"resource": "catalogue", "locator": "Page 2"}],
        "information_as_of": 2020,
        "verified_on": None,
    }


def test_the_regions_of_an_organisation_follow_from_its_departments(client):
    record = OrganisationFactory(slug="local", scope="departmental")
    record.departments.add("56", "23")
    result = get(client, "organisations/local/")
    assert result["departments"] == ["23", "56"]
    assert result["regions"] == ["bretagne", "nouvelle-aquitaine"]


def test_a_lever_says_what_can_be_done_and_by_whom(client):
    record = LeverFactory(
        slug="rent",
        title_fr="Louer",
        title_en="Rent out",
        summary_fr="Un local.",
        summary_en="Premises.",
        instruments_fr="Bail",
        instruments_en="Lease",
    )
    record.drivers.add(DriverFactory(slug="support"))
    record.pulled_by.add(AuthorityLevelFactory(slug="commune"))
    LeverSourceFactory(record=record, resource__slug="handbook", locator="Page 9")
    result = get(client, "levers/rent/")
    assert date.fromisoformat(result.pop("updated_at")[:10])
    assert result == {
        "slug": "rent",
        "title": {"fr": "Louer", "en": "Rent out"},
        "summary": {"fr": "Un local.", "en": "Premises."},
        "drivers": ["support"],
        "pulled_by": ["commune"],
        "instruments": {"fr": "Bail", "en": "Lease"},
        "sources": [{"resource": "handbook", "locator": "Page 9"}],
        "information_as_of": 2020,
    }


def test_a_form_of_cooperation_dates_its_law(client):
    record = CooperationFormFactory(
        slug="scic",
        name_fr="La SCIC",
        name_en="The SCIC",
        definition_fr="Une coopérative.",
        definition_en="A cooperative.",
        legal_basis_fr="Loi de 2001",
        legal_basis_en="Act of 2001",
        legal_basis_as_of=2020,
    )
    record.levers.add(LeverFactory(slug="rent"))
    CooperationFormSourceFactory(record=record, resource__slug="five-forms", locator="Fiche 5")
    result = get(client, "cooperation-forms/scic/")
    assert date.fromisoformat(result.pop("updated_at")[:10])
    empty = {"fr": "", "en": ""}
    assert result == {
        "slug": "scic",
        "name": {"fr": "La SCIC", "en": "The SCIC"},
        "acronym": empty,
        "definition": {"fr": "Une coopérative.", "en": "A cooperative."},
        "how_it_works": empty,
        "legal_basis": {"fr": "Loi de 2001", "en": "Act of 2001"},
        "legal_basis_as_of": 2020,
        "types": empty,
        "advantages": empty,
        "conditions": empty,
        "levers": ["rent"],
        "sources": [{"resource": "five-forms", "locator": "Fiche 5"}],
        "information_as_of": 2020,
    }


@pytest.mark.parametrize(
    ("path", "factory"), [("sectors", SectorFactory), ("challenges", ChallengeFactory)]
)
def test_a_theme_has_a_name_and_a_summary(client, path, factory):
    factory(slug="one", name_fr="Un", name_en="One", summary_fr="Le premier.", summary_en=None)
    expected = {
        "slug": "one",
        "name": {"fr": "Un", "en": "One"},
        "summary": {"fr": "Le premier.", "en": ""},
    }
    assert get(client, f"{path}/one/") == expected
    assert get(client, f"{path}/")["results"] == [expected]


def test_all_regions_and_departments_are_there(client):
    regions = get(client, "regions/?page_size=500")
    departments = get(client, "departments/?page_size=500")
    assert regions["count"] == len(regions["results"]) == 18
    assert departments["count"] == len(departments["results"]) == 101
    assert get(client, "regions/bretagne/") == {
        "slug": "bretagne",
        "code": "53",
        "name": {"fr": "Bretagne", "en": "Brittany"},
    }
    assert get(client, "departments/2A/") == {
        "slug": "corse-du-sud",
        "code": "2A",
        "name": "Corse-du-Sud",
        "region": "corse",
    }
