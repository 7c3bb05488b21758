"""The home page: what there is, where, and a few things found."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    AuthorityActionFactory,
    InitiativeFactory,
    KeyFigureFactory,
    KeyFigureSourceFactory,
    OrganisationFactory,
    ResourceFactory,
    SectorFactory,
)
from tests.pages import near_count, words

pytestmark = pytest.mark.django_db

SHAPE = re.compile(r'<a href="([^"]*)" class="(has|none)" aria-label="([^"(]*) \((\d+)\)">')


@pytest.fixture
def initiatives():
    """Initiatives that stand in, or serve, several regions."""
    InitiativeFactory(slug="augan", in_commune="56006")
    InitiativeFactory(slug="somewhere", in_region="bretagne")
    InitiativeFactory(slug="creuse", in_department="23")
    InitiativeFactory(
        slug="both", in_commune="14118", scope="interregional", regions=["bretagne", "normandie"]
    )
    InitiativeFactory(slug="served", scope="departmental", departments=["56", "22"])
    InitiativeFactory(slug="national")
    InitiativeFactory(slug="national-from-rennes", in_commune="35238", scope="national")
    InitiativeFactory(slug="draft", in_commune="56006", status="draft")


def shapes(response):
    """Return {address: number} of the areas of a map."""
    return {
        address: int(number)
        for address, _class, _name, number in SHAPE.findall(response.content.decode())
    }


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "/fr/",
            "2 initiatives de l’économie sociale et solidaire (ESS) en milieu rural et 3 actions",
        ),
        (
            "/en/",
            "2 initiatives of the social and solidarity economy (SSE) in rural France, 3 deeds",
        ),
    ],
)
def test_the_home_page_says_how_much_there_is(client, address, expected):
    one = InitiativeFactory()
    AuthorityActionFactory.create_batch(2, initiative=one)
    AuthorityActionFactory(initiative=InitiativeFactory())
    AuthorityActionFactory(initiative=InitiativeFactory(status="draft"))
    assert expected in words(client.get(address))


@pytest.mark.parametrize("home", ["/fr/", "/en/"])
def test_the_home_page_stands_on_an_empty_directory(client, home):
    response = client.get(home)
    assert response.status_code == 200
    assert set(shapes(response).values()) == {0}


@pytest.mark.parametrize(
    ("home", "region"), [("/fr/", "/fr/regions/{}/"), ("/en/", "/en/regions/{}/")]
)
def test_the_map_has_a_link_for_each_region_with_its_count(client, initiatives, home, region):
    found = shapes(client.get(home))
    assert len(found) == 18
    expected = dict.fromkeys(found, 0) | {
        region.format("bretagne"): 5,
        region.format("normandie"): 1,
        region.format("nouvelle-aquitaine"): 1,
    }
    assert found == expected


def test_each_count_is_what_the_linked_page_and_the_list_announce(client, initiatives):
    for address, number in shapes(client.get("/en/")).items():
        region = client.get(address)
        assert region.context["here_count"] == number
        lead = rf'<p class="lead">(<a [^>]*>)?<strong>{number}</strong> '
        assert re.search(lead, region.content.decode())
        assert sum(ring.count for ring in region.context["rings"]) == number
        listed = client.get(region.context["list_url"])
        assert near_count(listed) == number
        assert listed.context["national_count"] == region.context["national_count"]


def test_the_list_beside_the_map_has_the_same_counts(client, initiatives):
    response = client.get("/en/")
    beside = re.findall(
        r'<li><a href="(/en/regions/[^"]*)">[^<]*</a> <span class="count">(\d+)</span>',
        response.content.decode(),
    )
    assert {address: int(number) for address, number in beside} == shapes(response)


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        ("/fr/", "1 initiative couvre toute la France."),
        ("/en/", "1 initiative covers all of France."),
    ],
)
def test_a_single_national_one_is_told_in_the_singular(client, home, expected):
    InitiativeFactory()
    assert expected in words(client.get(home))


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        ("/fr/", "2 initiatives couvrent toute la France, où qu’elles soient installées."),
        ("/en/", "2 initiatives cover all of France, wherever they stand."),
    ],
)
def test_the_national_ones_are_counted_wherever_they_stand_and_can_be_seen(
    client, initiatives, home, expected
):
    response = client.get(home)
    assert expected in words(response)
    assert f'href="{home}initiatives/?scope=national"' in response.content.decode()
    assert client.get(f"{home}initiatives/?scope=national").context["total"] == 2


def test_the_search_form_offers_every_region_and_asks_the_list(client):
    body = client.get("/en/").content.decode()
    [form] = re.findall(r'<form class="finder".*?</form>', body, re.DOTALL)
    assert 'action="/en/initiatives/"' in form
    assert 'name="q"' in form
    values = re.findall(r'<option value="([^"]*)">', form)
    assert values[0] == ""
    assert len(values) == 19
    answer = client.get("/en/initiatives/", {"q": "", "region": values[1]}, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain == [(f"/en/initiatives/?region={values[1]}", 302)]


def test_the_most_telling_deeds_come_first_one_for_each_initiative(client):
    rich = InitiativeFactory(name_fr="Riche")
    AuthorityActionFactory(initiative=rich, amount_euros=90_000, text_en="Gives most.")
    AuthorityActionFactory(initiative=rich, amount_euros=80_000, text_en="Gives again.")
    AuthorityActionFactory(amount_euros=10_000, text_en="Gives less.")
    AuthorityActionFactory(share_percent=Decimal("20"), text_en="Takes shares.")
    AuthorityActionFactory(text_en="Lends premises.")
    AuthorityActionFactory(
        initiative=InitiativeFactory(status="draft"), amount_euros=99_000, text_en="Hidden."
    )
    response = client.get("/en/")
    told = [action.text for action in response.context["actions"]]
    assert told == ["Gives most.", "Gives less.", "Takes shares.", "Lends premises."]
    assert "Municipality of Guipel : Gives most. Riche" in words(response)
    assert "Hidden." not in words(response)


def test_key_figures_have_their_sources_and_drafts_have_no_place(client):
    figure = KeyFigureFactory(statement_en="One job in six.", position=1)
    KeyFigureSourceFactory(
        record=figure, resource=ResourceFactory(title_en="The Handbook", year=2019)
    )
    KeyFigureFactory(statement_en="A draft.", status="draft", position=0)
    text = words(client.get("/en/"))
    assert "17.7% One job in six. The Handbook (2019)" in text
    assert "A draft." not in text


def test_sectors_are_shown_in_their_order(client):
    SectorFactory(slug="b", name_en="Second", position=2)
    SectorFactory(slug="a", name_en="First", position=1)
    text = words(client.get("/en/"))
    assert text.index("First 0 initiatives") < text.index("Second 0 initiatives")


# The page that says where all this comes from


def test_the_about_page_names_the_documents_and_who_published_them(client, settings):
    document = ResourceFactory(slug=settings.SOURCE_DOCUMENTS[0], title_en="The Handbook")
    ResourceFactory(slug=settings.SOURCE_DOCUMENTS[1], title_en="A draft", status="draft")
    ResourceFactory(slug="another", title_en="Another guide")
    OrganisationFactory(name_en="The Publisher").publications.add(document)
    text = words(client.get("/en/about/"))
    assert "The Handbook (Guide, 2020) – The Publisher" in text
    assert "A draft" not in text
    assert "Another guide" not in text


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_the_about_page_does_not_name_publishers_that_are_not_public(client, settings, status):
    document = ResourceFactory(slug=settings.SOURCE_DOCUMENTS[0])
    hidden = OrganisationFactory(name_fr="CACHÉ", name_en="CACHÉ", status=status)
    hidden.publications.add(document)
    assert "CACHÉ" not in words(client.get("/en/about/"))
    assert "CACHÉ" not in words(client.get("/fr/a-propos/"))


def test_what_is_most_told_is_chosen_once_for_each_change(client):
    deed = AuthorityActionFactory(
        initiative=InitiativeFactory(slug="old"), text_fr="Ancienne aide."
    )
    client.get("/fr/")
    # None reads the initiatives, however many there are.
    with CaptureQueriesContext(connection) as queries:
        client.get("/fr/?another=address")
    assert not [each for each in queries if 'FROM "initiatives_initiative"' in each["sql"]]
    deed.text_fr = "Nouvelle aide."
    deed.save()
    assert "Nouvelle aide." in words(client.get("/fr/"))
