"""The page of the list: its pages, chips and form, and what it asks of the database."""

import re
from html import unescape

import pytest
from django.http import QueryDict

from resources.models import Resource
from tests.factories import (
    AuthorityActionFactory,
    ChallengeFactory,
    CooperationFormFactory,
    InitiativeFactory,
    InitiativeSourceFactory,
    KeyFactFactory,
    KeyFigureFactory,
    KeyFigureSourceFactory,
    LeverFactory,
    MilestoneFactory,
    OrganisationFactory,
    SectorFactory,
)
from tests.pages import link, rings, slugs, total, words
from tests.reading import query_count

from .places import AUGAN, VANNES

pytestmark = pytest.mark.django_db


# Pages


@pytest.fixture
def two_pages():
    for number in range(22):
        InitiativeFactory(
            slug=f"here-{number:02}",
            name_fr=f"Ici {number:02}",
            in_commune=AUGAN,
            sectors=["energie"],
        )
    for number in range(3):
        InitiativeFactory(
            slug=f"national-{number}", name_fr=f"Partout {number}", sectors=["energie"]
        )


def test_links_to_other_pages_keep_the_filters(client, two_pages):
    query = "region=bretagne&region=corse&sector=energie&sort=founded&q=habitants"
    first = client.get(f"/fr/initiatives/?{query}")
    following = QueryDict(link(first, "next").removeprefix("?"))
    assert dict(following.lists()) == {
        "region": ["bretagne", "corse"],
        "sector": ["energie"],
        "sort": ["founded"],
        "q": ["habitants"],
        "page": ["2"],
    }
    second = client.get("/fr/initiatives/" + link(first, "next"))
    back = QueryDict(link(second, "prev").removeprefix("?"))
    assert back.getlist("region") == ["bretagne", "corse"]
    assert back["page"] == "1"
    assert link(first, "prev") is None
    assert link(second, "next") is None


def test_pages_together_show_everything_once(client, two_pages):
    first = client.get("/fr/initiatives/?department=56")
    second = client.get("/fr/initiatives/" + link(first, "next"))
    shown = slugs(first) + slugs(second)
    assert len(slugs(first)) == 20
    assert shown == [f"here-{n:02}" for n in range(22)] + [f"national-{n}" for n in range(3)]


def test_the_second_page_goes_on_with_the_rings(client, two_pages):
    first = client.get("/en/initiatives/?department=56")
    second = client.get("/en/initiatives/?department=56&page=2")
    assert [(ring.label, ring.count) for ring in first.context["rings"]] == [("in Morbihan", 22)]
    assert rings(second) == {
        "in Morbihan": ["here-20", "here-21"],
        "across France": ["national-0", "national-1", "national-2"],
    }
    assert [ring.count for ring in second.context["rings"]] == [22, 3]
    assert total(first) == total(second) == "22 in Morbihan · 3 covering all of France"


def test_the_page_is_named_in_the_title_and_marked_in_the_links(client, two_pages):
    response = client.get("/en/initiatives/?page=2")
    assert "<title>Initiatives – page 2 – ESS rurale</title>" in response.content.decode()
    assert re.findall(r'href="\?page=(\d)" aria-current="page"', response.content.decode()) == ["2"]


@pytest.mark.parametrize(
    ("query", "french", "english"),
    [
        pytest.param("", "Initiatives", "Initiatives", id="nothing"),
        pytest.param(
            "region=bretagne",
            "Initiatives en Bretagne",
            "Initiatives in Brittany",
            id="a place",
        ),
        pytest.param(
            "q=pain&sector=energie",
            "Initiatives\u00a0: «\u00a0pain\u00a0», energie (fr)",
            "Initiatives: “pain”, energie (en)",
            id="no place",
        ),
        pytest.param(
            "q=«\u00a0pain\u00a0»",
            "Initiatives\u00a0: «\u00a0pain\u00a0»",
            "Initiatives: “pain”",
            id="quoted words",
        ),
        pytest.param(
            "department=56&region=normandie&sector=energie",
            "Initiatives dans le Morbihan, en Normandie\u00a0: energie (fr)",
            "Initiatives in Morbihan, in Normandy: energie (en)",
            id="places and a sector",
        ),
        pytest.param(
            "commune=56006&radius=20",
            "Initiatives\u00a0: Augan, à moins de 20 km",
            "Initiatives: Augan, within 20 km",
            id="around a commune",
        ),
        pytest.param(
            "region=bretagne&region=normandie&region=corse&region=bourgogne-franche-comte"
            "&q=pain&sector=energie&kind=network&scope=local&sort=name",
            "Initiatives dans 4 territoires\u00a0: «\u00a0pain\u00a0», energie (fr), Réseau et"
            " 1 autre",
            "Initiatives in 4 territories: “pain”, energie (en), Network and 1 more",
            id="more than can be named",
        ),
        pytest.param("region=atlantide", "Initiatives", "Initiatives", id="not known"),
    ],
)
def test_the_title_names_what_was_chosen_on_list_and_map(client, query, french, english):
    InitiativeFactory(sectors=["energie"])
    for address, title in [
        ("/fr/initiatives/", french),
        ("/en/initiatives/", english),
        ("/fr/initiatives/carte/", f"{french} – carte"),
        ("/en/initiatives/map/", f"{english} – map"),
    ]:
        body = client.get(f"{address}?{query}").content.decode()
        assert f"<title>{title} – ESS rurale</title>" in body


@pytest.mark.parametrize("address", ["/fr/initiatives/", "/en/initiatives/map/", "/fr/leviers/"])
def test_an_address_with_empty_fields_leads_to_the_short_one(client, address):
    response = client.get(f"{address}?q=&region=&region=bretagne&commune=&utm_id=%26+é")
    assert response.status_code == 302
    assert response["Location"] == f"{address}?region=bretagne&utm_id=%26+%C3%A9"
    assert client.get(f"{address}?q=&region=")["Location"] == address
    assert client.get(f"{address}?q=pain").status_code == 200


def test_a_page_of_several_says_on_paper_where_the_whole_is(client, two_pages):
    text = words(client.get("/en/initiatives/?department=56&page=2"))
    assert "Page 2 of 2 – all results: http://testserver/en/initiatives/?department=56" in text


def test_one_page_of_results_needs_no_links_to_pages(client, around_augan):
    assert 'class="pagination"' not in client.get("/en/initiatives/").content.decode()


# Chips and form


def test_chips_show_what_is_chosen_and_lead_away_from_it(client, around_augan):
    SectorFactory(slug="energie")
    response = client.get("/en/initiatives/?region=bretagne&sector=energie&sort=founded")
    [chips] = re.findall(r'<ul class="chips".*?</ul>', response.content.decode(), re.DOTALL)
    addresses = [unescape(address) for address in re.findall(r'href="([^"]*)"', chips)]
    assert addresses == [
        "?sector=energie&sort=founded",
        "?region=bretagne&sort=founded",
        "/en/initiatives/",
    ]
    assert "Remove this filter: Brittany" in words(response)
    assert "Remove this filter: energie (en)" in words(response)


def test_nothing_chosen_shows_no_chips(client):
    assert 'class="chips"' not in client.get("/en/initiatives/").content.decode()


def test_the_form_shows_what_is_chosen(client):
    InitiativeFactory(in_commune=AUGAN, name_fr="Épicerie", sectors=["energie"])
    response = client.get(
        "/en/initiatives/?q=epicerie&region=bretagne&sector=energie&sort=founded"
        f"&department=56&commune={AUGAN}"
    )
    body = response.content.decode()
    checked = set(
        re.findall(
            r'<input type="checkbox" id="[\w-]+" name="(\w+)" value="([\w-]+)"[^>]* checked>', body
        )
    )
    assert checked == {("region", "bretagne"), ("sector", "energie"), ("department", "56")}
    assert re.search(r'<input[^>]* name="q" value="epicerie"', body)
    assert re.search(rf'<input type="hidden" name="commune" value="{AUGAN}"', body)
    assert re.search(r'<option value="founded" selected>', body)


def test_what_is_asked_comes_back_as_text_never_as_markup(client):
    attack = '"><script>alert(1)</script>'
    for control in ("q", "region", "sector", "kind", "sort"):
        body = client.get("/en/initiatives/", {control: attack}).content.decode()
        assert "&lt;script&gt;alert(1)" in body
        assert body.count("<script") == body.count('<script src="/static/')


# Cost


def full_initiatives(number):
    """Make initiatives that each have something of their own of every kind."""
    for _ in range(number):
        record = InitiativeFactory(in_commune=AUGAN, sectors=["energie"])
        record.carrier = OrganisationFactory()
        record.save()
        record.sectors.add(SectorFactory())
        record.challenges.add(ChallengeFactory())
        record.levers.add(LeverFactory())
        record.cooperation_forms.add(CooperationFormFactory())
        record.supporters.add(
            OrganisationFactory(scope="regional"), OrganisationFactory(scope="departmental")
        )
        for scope, organisation in zip(
            ("regions", "departments"), record.supporters.all(), strict=True
        ):
            getattr(organisation, scope).add("53" if scope == "regions" else "56")
        record.related.add(InitiativeFactory(in_commune=VANNES, sectors=["energie"]))
        record.resources.add(Resource.objects.last() or InitiativeSourceFactory().resource)
        InitiativeSourceFactory.create_batch(2, record=record)
        AuthorityActionFactory.create_batch(2, initiative=record, lever=LeverFactory())
        MilestoneFactory.create_batch(2, initiative=record)
        KeyFactFactory.create_batch(2, initiative=record)
        KeyFigureSourceFactory(record=KeyFigureFactory())
        InitiativeFactory(sectors=["energie"])
        InitiativeFactory(scope="regional", regions=["bretagne"], sectors=["energie"])


def test_no_page_asks_the_database_more_often_when_there_is_more(client):
    addresses = [
        "/fr/",
        "/fr/initiatives/",
        "/fr/initiatives/?region=bretagne&sector=energie&q=ce",
        f"/fr/initiatives/?commune={AUGAN}",
        "/fr/secteurs/",
        "/fr/secteurs/energie/",
        "/fr/territoires/?place=aug",
        "/fr/regions/bretagne/",
        "/fr/departements/morbihan/",
        "/api/v1/initiatives/?page_size=500",
        "/api/v1/initiatives/?page_size=500&region=bretagne",
        "/api/v1/organisations/?page_size=500",
        "/api/v1/levers/?page_size=500",
        "/api/v1/cooperation-forms/?page_size=500",
        "/api/v1/resources/?page_size=500",
        "/api/v1/key-figures/?page_size=500",
    ]
    full_initiatives(3)
    few = {address: query_count(client, address) for address in addresses}
    full_initiatives(22)
    many = {address: query_count(client, address) for address in addresses}
    assert many == few


@pytest.mark.parametrize(
    ("address", "most"),
    [
        pytest.param("/fr/initiatives/", 8, id="list"),
        pytest.param("/fr/initiatives/?region=bretagne", 8, id="list of a region"),
        pytest.param("/fr/", 14, id="home"),
    ],
)
def test_a_page_asks_the_database_a_few_times(client, address, most):
    full_initiatives(3)
    assert query_count(client, address) <= most
