"""Who helps: the list, its rings, the page of a body, and the API."""

import pytest

from initiatives.filters import OrganisationFilter
from initiatives.models import SupportOrganisation
from territories.models import Region
from tests.factories import (
    CooperationFormFactory,
    InitiativeFactory,
    LeverFactory,
    OfferFactory,
    OrganisationFactory,
    OrganisationSourceFactory,
    ResourceFactory,
    SectorFactory,
    TestimonyFactory,
    TestimonySourceFactory,
)
from tests.pages import words
from tests.reading import headings, links, names, query_count, rings, total

pytestmark = pytest.mark.django_db

AUGAN = "56006"  # Morbihan, Bretagne
LISTS = ["/fr/qui-accompagne/", "/en/who-helps/"]
API = "/api/v1/organisations/"


@pytest.fixture
def bodies():
    """Three bodies that differ in all that the filters tell apart, and a draft like the first."""
    for slug, other in (("one", "a"), ("two", "a"), ("three", "b"), ("draft", "a")):
        record = OrganisationFactory(
            slug=slug,
            name_fr=f"{slug} {other}",
            category="incubator" if slug == "one" else "foundation",
            status="draft" if slug == "draft" else "published",
        )
        record.offers.add(OfferFactory(slug=f"offer-{other}"))
        record.cooperation_forms.add(form(f"form-{other}"))
        record.levers.add(lever(f"lever-{other}"))
        record.sectors.add(SectorFactory(slug=f"sector-{other}"))


def form(slug):
    known = CooperationFormFactory._meta.model.objects.filter(slug=slug).first()
    return known or CooperationFormFactory(slug=slug)


def lever(slug):
    known = LeverFactory._meta.model.objects.filter(slug=slug).first()
    return known or LeverFactory(slug=slug)


def serving(slug, departments=(), regions=(), **values):
    record = OrganisationFactory(slug=slug, **values)
    record.departments.set(departments)
    record.regions.set(Region.objects.filter(slug__in=regions))
    return record


@pytest.fixture
def around():
    """A body for each way to serve a place around Augan, and some that do not."""
    serving("of-56", departments=["56"], scope="departmental")
    serving("of-35", departments=["35"], scope="departmental")
    serving("of-bretagne", regions=["bretagne"], scope="regional")
    serving("of-two", regions=["bretagne", "corse"], scope="interregional")
    serving("national")
    serving("unstated", scope="")
    serving("of-normandie", regions=["normandie"], scope="regional")


# The filters


def test_unbound_all_that_is_public_is_shown_by_name(bodies):
    filterset = OrganisationFilter(None, SupportOrganisation.objects.published())
    assert [record.slug for record in filterset.qs] == ["one", "three", "two"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["one", "three", "two"]),
        ("category=incubator", ["one"]),
        ("category=incubator&category=foundation", ["one", "three", "two"]),
        ("offer=offer-a", ["one", "two"]),
        ("cooperation_form=form-b", ["three"]),
        ("lever=lever-a", ["one", "two"]),
        ("sector=sector-b", ["three"]),
        ("q=thr", ["three"]),
        ("q=hree", []),
        ("category=foundation&offer=offer-a", ["two"]),
        ("category=foundation&sector=sector-b&q=b&lever=lever-b", ["three"]),
        ("category=incubator&sector=sector-b", []),
        ("offer=offer-a&offer=offer-b", ["one", "three", "two"]),
        ("category=&offer=&q=&region=&department=&commune=", ["one", "three", "two"]),
    ],
)
def test_valid_filters_narrow_pages_and_api_alike(client, bodies, query, expected):
    for address in LISTS:
        response = client.get(f"{address}?{query}", follow=True)
        assert names(response, "organisations") == expected
        assert total(response) == len(expected)
    answer = client.get(f"{API}?{query}").json()
    assert [record["slug"] for record in answer["results"]] == expected


@pytest.mark.parametrize(
    "name",
    ["category", "offer", "cooperation_form", "lever", "sector", "region", "department", "commune"],
)
def test_invalid_filters_are_refused_by_name(client, bodies, name):
    for address in LISTS:
        response = client.get(f"{address}?{name}=zzz")
        assert response.status_code == 400
        assert "zzz" in words(response)
        assert names(response, "organisations") == []
    answer = client.get(f"{API}?{name}=zzz")
    assert answer.status_code == 400
    assert list(answer.json()) == [name]


def test_an_unpublished_form_or_lever_is_unknown(client):
    form("hidden").unpublish()
    lever("hidden").unpublish()
    for name in ("cooperation_form", "lever"):
        assert client.get(f"/en/who-helps/?{name}=hidden").status_code == 400


def test_a_refusal_stands_beside_what_was_valid(client, bodies):
    response = client.get("/en/who-helps/?category=incubator&offer=zzz")
    assert response.status_code == 400
    assert response.context["filter"].form.errors.keys() == {"offer"}


def test_what_is_chosen_can_be_taken_away_one_by_one(client, bodies):
    response = client.get("/en/who-helps/?category=incubator&offer=offer-a&region=bretagne&page=1")
    active = [(str(label), address) for label, address in response.context["active"]]
    assert sorted(active) == sorted(
        [
            ("Brittany", "?category=incubator&offer=offer-a"),
            ("Incubator", "?offer=offer-a&region=bretagne"),
            ("offer-a (en)", "?category=incubator&region=bretagne"),
        ]
    )


# Around a place


def test_without_a_place_there_are_no_rings(client, around):
    response = client.get("/en/who-helps/")
    assert rings(response) == {}
    assert total(response) == 7


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            f"commune={AUGAN}",
            {
                "in Morbihan": ["of-56"],
                "at the scale of the region: Brittany": ["of-bretagne", "of-two"],
                "across France": ["national"],
            },
        ),
        (
            "department=56&department=35",
            {
                "in the departments chosen": ["of-56", "of-35"],
                "at the scale of the region: Brittany": ["of-bretagne", "of-two"],
                "across France": ["national"],
            },
        ),
        (
            "region=bretagne",
            {
                "in Brittany": ["of-56", "of-35", "of-bretagne", "of-two"],
                "across France": ["national"],
            },
        ),
        (
            "region=corse&region=normandie",
            {"in the regions chosen": ["of-two", "of-normandie"], "across France": ["national"]},
        ),
        ("region=mayotte", {"across France": ["national"]}),
    ],
)
def test_around_a_place_those_that_serve_it_come_first(client, around, query, expected):
    response = client.get(f"/en/who-helps/?{query}")
    found = rings(response)
    assert list(found) == list(expected)
    for label, slugs in expected.items():
        assert sorted(found[label]) == sorted(slugs)
    assert total(response) == sum(len(slugs) for slugs in expected.values())
    counts = [ring.count for ring in response.context["rings"]]
    assert counts == [len(slugs) for slugs in expected.values()]
    first = next(iter(expected))
    assert f"{first[0].upper()}{first[1:]} ({counts[0]})" in headings(response)


def test_the_api_gives_the_same_order_around_a_place(client, around):
    page = names(client.get("/en/who-helps/?department=56"), "organisations")
    answer = client.get(f"{API}?department=56").json()
    assert [record["slug"] for record in answer["results"]] == page
    assert page[0] == "of-56"
    assert page[-1] == "national"


def test_a_second_page_goes_on_with_the_rings_and_the_filters(client):
    for _ in range(31):
        OrganisationFactory(category="foundation")
    OrganisationFactory(category="incubator")
    first = client.get("/en/who-helps/?category=foundation&region=corse")
    assert len(names(first, "organisations")) == 30
    [address] = {address for address, text in links(first) if text == "Next"}
    second = client.get(f"/en/who-helps/{address}")
    assert [(ring.count, len(ring.records)) for ring in second.context["rings"]] == [(31, 1)]


# The page of a body


def test_a_contact_of_its_own_is_shown(client):
    network = OrganisationFactory(email="network@example.org")
    OrganisationFactory(
        slug="one",
        parent=network,
        website="https://one.example/",
        phone="02 97 00 00 00",
        email="one@example.org",
    )
    text = words(client.get("/en/who-helps/one/"))
    assert "Contact one.example 02 97 00 00 00 one@example.org" in text
    assert "network@example.org" not in text
    assert "No contact" not in text


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ("02 97 00 00 00", "tel:0297000000"),
        ("0297000000", "tel:0297000000"),
        ("02.97.00.00.00", "tel:0297000000"),
        ("+33 (0)2 97 00 00 00", "tel:+33297000000"),
        ("+262 262 00-00-00", "tel:+262262000000"),
        ("39 49", "tel:3949"),
        ("02 97 00 00 00 (matin)", "tel:0297000000"),
        ("02 97 00 00 00 / 06 00", "tel:0297000000"),
        ("accueil : 02 97 00 00 00", "tel:0297000000"),
        ("à la mairie", None),
    ],
)
def test_a_telephone_number_is_called_by_a_tap(client, written, called):
    OrganisationFactory(slug="one", phone=written)
    page = client.get("/en/who-helps/one/").content.decode()
    link = f'<a href="{called}">{written}</a>'
    assert (link if called else f"<li>{written}</li>") in page


@pytest.mark.parametrize("depth", [1, 2])
def test_without_one_that_of_its_nearest_network_is_shown_and_said_to_be(client, depth):
    network = OrganisationFactory(name_en="The Network", email="network@example.org")
    parent = network if depth == 1 else OrganisationFactory(parent=network)
    OrganisationFactory(slug="one", parent=parent)
    text = words(client.get("/en/who-helps/one/"))
    assert "No contact of its own is known. Its network: The Network network@example.org" in text


def test_without_any_contact_the_page_says_so(client):
    OrganisationFactory(slug="one", parent=OrganisationFactory())
    assert "Contact No contact is known." in words(client.get("/en/who-helps/one/"))
    assert "Aucun contact connu." in words(client.get("/fr/qui-accompagne/one/"))


def test_an_unpublished_network_is_shown_neither_by_name_nor_by_its_contact(client):
    network = OrganisationFactory(
        slug="secret", name_en="The Secret", email="secret@example.org", status="draft"
    )
    OrganisationFactory(slug="one", parent=network)
    page = client.get("/en/who-helps/one/").content.decode()
    assert "The Secret" not in page
    assert "secret@example.org" not in page


def test_a_network_and_its_public_members_lead_to_each_other(client):
    network = OrganisationFactory(slug="network")
    OrganisationFactory(slug="member", parent=network)
    OrganisationFactory(slug="hidden", parent=network, status="draft")
    shown = [address for address, _ in links(client.get("/en/who-helps/network/"))]
    assert "/en/who-helps/member/" in shown
    assert "/en/who-helps/hidden/" not in shown
    back = [address for address, _ in links(client.get("/en/who-helps/member/"))]
    assert "/en/who-helps/network/" in back


def test_what_it_carried_supported_and_published_is_shown_where_it_is_public(client):
    body = OrganisationFactory(slug="one")
    for status in ("published", "draft"):
        InitiativeFactory(slug=f"carried-{status}", carrier=body, status=status)
        InitiativeFactory(slug=f"supported-{status}", status=status).supporters.add(body)
        body.publications.add(ResourceFactory(slug=f"book-{status}", status=status))
    response = client.get("/en/who-helps/one/")
    assert names(response, "carried") == ["carried-published"]
    assert names(response, "supported") == ["supported-published"]
    assert names(response, "publications") == ["book-published"]
    addresses = [address for address, _ in links(response)]
    for address in (
        "/en/initiatives/carried-published/",
        "/en/initiatives/supported-published/",
        "/en/resources/book-published/",
    ):
        assert address in addresses
    assert not any("-draft" in address for address in addresses)


def test_what_it_helps_with_leads_to_what_is_public(client):
    body = OrganisationFactory(slug="one")
    body.cooperation_forms.add(form("scic"), CooperationFormFactory(slug="no-1", status="draft"))
    body.levers.add(lever("barn"), LeverFactory(slug="no-2", status="draft"))
    body.sectors.add(SectorFactory(slug="energy"))
    addresses = [address for address, _ in links(client.get("/en/who-helps/one/"))]
    assert {"/en/forms/scic/", "/en/levers/barn/", "/en/sectors/energy/"} <= set(addresses)
    assert not any("/no-" in address for address in addresses)


def test_a_body_without_a_territory_or_an_offer_says_so(client):
    OrganisationFactory(slug="one", scope="")
    text = words(client.get("/en/who-helps/one/"))
    assert "Serves Territory not stated" in text
    assert "What it offers Not stated" in text


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_a_body_that_is_not_public_has_no_page(client, status):
    OrganisationFactory(slug="one", status=status)
    for address in ("/fr/qui-accompagne/one/", "/en/who-helps/one/", f"{API}one/"):
        assert client.get(address).status_code == 404


def test_a_body_that_is_also_an_initiative_leads_to_it_where_it_is_public(client):
    for status in ("published", "draft"):
        body = OrganisationFactory(slug=f"body-{status}")
        InitiativeFactory(slug=f"initiative-{status}", same_body=body, status=status)
        addresses = [address for address, _ in links(client.get(f"/en/who-helps/body-{status}/"))]
        shown = f"/en/initiatives/initiative-{status}/" in addresses
        assert shown is (status == "published")


# What is asked of the database


def test_pages_ask_the_database_no_more_often_when_there_is_more(client):
    body = serving("one", departments=["56"], scope="departmental")

    def add(number):
        for _ in range(number):
            record = serving(OrganisationFactory.build().slug, regions=["bretagne"])
            record.scope, record.parent = "regional", OrganisationFactory(parent=body)
            record.save()
            record.offers.add(OfferFactory(slug="advice"))
            OrganisationSourceFactory(record=record)
            OrganisationSourceFactory(record=body)
            OrganisationFactory(parent=body)
            InitiativeFactory(carrier=body, in_commune=AUGAN, sectors=["a"])
            InitiativeFactory(in_department="56").supporters.add(body)
            body.publications.add(ResourceFactory())
            said = TestimonyFactory(organisation=body)
            TestimonySourceFactory(record=said)

    addresses = [
        *LISTS,
        "/en/who-helps/?region=bretagne",
        f"/en/who-helps/?commune={AUGAN}&offer=advice",
        "/en/who-helps/one/",
        API,
        f"{API}?department=56",
    ]
    OfferFactory(slug="advice")
    add(3)
    few = [query_count(client, address) for address in addresses]
    add(17)
    assert [query_count(client, address) for address in addresses] == few
