"""Pages of levers, and what a lever and a form of cooperation tell alike: proof and helpers."""

import re

import pytest

from territories.models import Region
from tests.factories import (
    AuthorityActionFactory,
    AuthorityLevelFactory,
    CooperationFormFactory,
    DriverFactory,
    InitiativeFactory,
    LeverFactory,
    LeverSourceFactory,
    OrganisationFactory,
    ResourceFactory,
    TestimonyFactory,
    TestimonySourceFactory,
)
from tests.pages import words
from tests.reading import address_of, headings, links, names, query_count, rings, total

pytestmark = pytest.mark.django_db

AUGAN, MALESTROIT, VANNES = "56006", "56124", "56260"  # Morbihan, Bretagne
RENNES = "35238"  # Bretagne, another department
CAEN = "14118"  # another region

PAGES = {
    "lever": (LeverFactory, "levers", "/fr/leviers/one/", "/en/levers/one/"),
    "form": (CooperationFormFactory, "cooperation_forms", "/fr/formes/one/", "/en/forms/one/"),
}


@pytest.fixture(params=PAGES)
def topic(request):
    """A lever, then a form: the record, its two pages, and a way to link others to it."""
    return Topic(*PAGES[request.param])


class Topic:
    def __init__(self, factory, relation, french, english):
        self.record = factory(slug="one")
        self.relation, self.french, self.english = relation, french, english

    def initiative(self, **values):
        return self.linked(InitiativeFactory(**values))

    def helper(self, *, departments=(), regions=(), **values):
        record = OrganisationFactory(**values)
        record.departments.set(departments)
        record.regions.set(Region.objects.filter(slug__in=regions))
        return self.linked(record)

    def linked(self, record):
        getattr(record, self.relation).add(self.record)
        return record


@pytest.fixture
def around(topic):
    """An example and a helper in each ring around Augan, and some that do not reach it."""
    topic.initiative(slug="here", in_commune=AUGAN)
    topic.initiative(slug="next-door", in_commune=MALESTROIT)
    topic.initiative(slug="same-department", in_commune=VANNES)
    topic.initiative(slug="whole-region", scope="regional", regions=["bretagne"])
    topic.initiative(slug="everywhere")
    topic.initiative(slug="elsewhere", in_commune=CAEN)
    topic.initiative(slug="hidden", in_commune=AUGAN, status="draft")
    InitiativeFactory(slug="about-something-else", in_commune=AUGAN)
    topic.helper(slug="of-56", scope="departmental", departments=["56"])
    topic.helper(slug="of-35", scope="departmental", departments=["35"])
    topic.helper(slug="of-bretagne", scope="regional", regions=["bretagne"])
    topic.helper(slug="of-corse", scope="regional", regions=["corse"])
    topic.helper(slug="national")
    topic.helper(slug="nowhere-stated", scope="")
    topic.helper(slug="hidden-helper", status="archived")
    OrganisationFactory(slug="helps-with-something-else")
    return topic


# The proof


def test_the_number_of_examples_opens_a_list_of_as_many(client, around):
    for address, text in ((around.french, "6 initiatives"), (around.english, "6 initiatives")):
        assert total(client.get(address_of(client.get(address), text))) == 6


def test_one_example_is_counted_in_the_singular_and_opens_its_list(client, topic):
    topic.initiative(slug="only", in_commune=CAEN)
    response = client.get(topic.english)
    assert "1 initiative, in 1 region" in words(response).replace(" ,", ",")
    assert names(client.get(address_of(response, "1 initiative")), "initiatives") == ["only"]


def test_the_regions_of_the_examples_are_counted_each_once(client, around):
    # Bretagne and Normandie; the national one counts for none.
    assert client.get(around.english).context["region_count"] == 2
    assert "in 2 regions" in words(client.get(around.english))
    assert "dans 2 régions" in words(client.get(around.french))


def test_without_an_example_the_page_says_so_and_links_to_no_list(client, topic):
    topic.initiative(status="draft")
    response = client.get(topic.english)
    assert "The documents name no initiative that shows it yet." in words(response)
    assert not [text for _, text in links(response) if re.match(r"\d+ initiative", text)]


def test_around_a_commune_the_examples_stand_nearest_first(client, around):
    assert rings(client.get(f"{around.english}?commune={AUGAN}")) == {
        "in the commune: Augan": ["here"],
        "elsewhere in the intercommunality": ["next-door"],
        "in Morbihan": ["same-department"],
        "at the scale of the region: Brittany": ["whole-region"],
        "across France": ["everywhere"],
    }


def test_around_a_department_or_a_region_the_examples_stand_nearest_first(client, around):
    department = rings(client.get(f"{around.french}?department=56"))
    assert [sorted(slugs) for slugs in department.values()] == [
        ["here", "next-door", "same-department"],
        ["whole-region"],
        ["everywhere"],
    ]
    assert list(department)[0] == "dans le Morbihan"
    region = rings(client.get(f"{around.french}?region=bretagne"))
    assert list(region) == ["en Bretagne", "dans toute la France"]
    assert sorted(region["en Bretagne"]) == ["here", "next-door", "same-department", "whole-region"]


def test_the_rings_are_headings_with_their_whole_count(client, topic):
    for _ in range(8):
        topic.initiative(in_commune=AUGAN)
    response = client.get(f"{topic.english}?department=56")
    assert "Examples in Morbihan (8)" in headings(response)
    [ring] = response.context["rings"]
    assert len(ring.records) == 6


# Who helps


def test_without_a_place_all_who_help_are_shown(client, around):
    response = client.get(around.english)
    shown = {record.slug for record in response.context["all_helpers"]}
    assert shown == {"of-56", "of-35", "of-bretagne", "of-corse", "national", "nowhere-stated"}
    assert "Who helps" in headings(response)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            f"commune={AUGAN}",
            {
                "in Morbihan": ["of-56"],
                "at the scale of the region: Brittany": ["of-bretagne"],
                "across France": ["national"],
            },
        ),
        (
            "department=35",
            {
                "in Ille-et-Vilaine": ["of-35"],
                "at the scale of the region: Brittany": ["of-bretagne"],
                "across France": ["national"],
            },
        ),
        (
            "region=bretagne",
            {"in Brittany": ["of-35", "of-56", "of-bretagne"], "across France": ["national"]},
        ),
        ("region=guadeloupe", {"across France": ["national"]}),
    ],
)
def test_who_helps_depends_on_the_place(client, around, query, expected):
    found = rings(client.get(f"{around.english}?{query}"), "helpers")
    assert list(found) == list(expected)
    assert {label: sorted(slugs) for label, slugs in found.items()} == expected


@pytest.mark.parametrize("query", ["", "region=bretagne", "department=56", f"commune={AUGAN}"])
def test_the_number_of_helpers_opens_a_list_of_as_many(client, around, query):
    response = client.get(f"{around.english}?{query}")
    [(address, text)] = [link for link in links(response) if link[1].endswith(" in all")]
    assert total(client.get(address)) == int(text.split()[0])


def test_the_heading_of_who_helps_says_where_in_both_languages(client, topic):
    assert "Qui accompagne dans le Morbihan" in headings(
        client.get(f"{topic.french}?department=56")
    )
    assert "Who helps in Morbihan" in headings(client.get(f"{topic.english}?department=56"))


def test_the_regional_chamber_is_shown_for_each_of_the_18_regions(client, topic):
    regions = list(Region.objects.all())
    assert len(regions) == 18
    for region in regions:
        chamber = OrganisationFactory(
            slug=f"cress-{region.slug}", category="cress", scope="regional"
        )
        chamber.regions.set([region])
    OrganisationFactory(slug="not-a-chamber", scope="regional").regions.set(regions)
    OrganisationFactory(category="cress", scope="regional", status="draft").regions.set(regions)
    for region in regions:
        response = client.get(f"{topic.english}?region={region.slug}")
        assert names(response, "chambers") == [f"cress-{region.slug}"]
        department = region.departments.first()
        near = client.get(f"{topic.french}?department={department.code}")
        assert names(near, "chambers") == [f"cress-{region.slug}"]
        addresses = [address.split("?")[0] for address, _ in links(near)]
        assert addresses.count(f"/fr/qui-accompagne/cress-{region.slug}/") == 1


def test_a_chamber_that_serves_two_of_the_regions_is_shown_once(client, topic):
    chamber = OrganisationFactory(slug="cress", category="cress", scope="interregional")
    chamber.regions.set(Region.objects.filter(slug__in=["bretagne", "normandie"]))
    response = client.get(f"{topic.english}?region=bretagne&region=normandie")
    assert names(response, "chambers") == ["cress"]


def test_a_chamber_that_helps_with_it_is_shown_once(client, topic):
    topic.helper(slug="cress", category="cress", scope="regional", regions=["bretagne"])
    response = client.get(f"{topic.english}?region=bretagne")
    addresses = [address.split("?")[0] for address, _ in links(response)]
    assert addresses.count("/en/who-helps/cress/") == 1


def test_the_rings_that_are_cut_lead_to_all_that_is_in_them(client, topic):
    for _ in range(7):
        topic.initiative(in_commune=AUGAN)
    for _ in range(13):
        topic.helper(scope="regional", regions=["bretagne"])
    response = client.get(f"{topic.english}?region=bretagne")
    lists = [address for address, text in links(response) if text == "See them all"]
    assert [len(rings(client.get(address))["in Brittany"]) for address in lists] == [7, 13]


def test_without_anything_to_read_the_page_says_so_where_links_lead(client, topic):
    page = client.get(topic.english).content.decode()
    assert 'id="to-read"' in page
    assert "The documents name nothing to read about it yet." in page


def test_a_helper_without_a_contact_is_shown_with_that_of_its_network(client, topic):
    network = OrganisationFactory(website="https://network.example/")
    topic.helper(slug="member", parent=network)
    topic.helper(slug="alone")
    text = words(client.get(topic.english))
    assert text.count("network.example") == 1
    assert text.count("no contact known") == 1


# The place asked for


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("region=atlantide", "“atlantide” is not known here."),
        ("department=99", "“99” is not known here."),
        ("commune=99999", "No commune has the INSEE code “99999”."),
    ],
)
def test_an_unknown_place_is_refused_with_its_reason(client, around, query, reason):
    response = client.get(f"{around.english}?{query}")
    assert response.status_code == 400
    assert reason in words(response)
    assert rings(response) == {}


def test_the_region_chosen_stays_chosen_in_the_form(client, topic):
    page = client.get(f"{topic.english}?region=corse").content.decode()
    assert re.findall(r'<option value="([^"]+)" selected', page) == ["corse"]
    assert len(re.findall(r'<option value="[^"]+"', page)) == 18


def test_what_is_not_public_has_no_page_at_any_place(client, topic):
    for status in ("draft", "archived"):
        topic.record.status = status
        topic.record.save()
        for address in (topic.french, topic.english, f"{topic.english}?region=bretagne"):
            assert client.get(address).status_code == 404


# The rest of the page


def test_testimonies_are_told_with_who_when_and_where(client, topic):
    said = topic.linked(
        TestimonyFactory(
            topic_en="Trust",
            points_en="It takes years.",
            role_en="mayor",
            organisation_name_en="Augan",
            said_in=2019,
        )
    )
    TestimonySourceFactory(record=said, resource__title_en="The handbook", resource__year=2020)
    topic.linked(TestimonyFactory(person="Nobody Yet", status="draft"))
    text = words(client.get(topic.english)).replace(" ,", ",")
    assert "Trust Camille Dupont, mayor, Augan (2019) It takes years. The handbook (2020)" in text
    assert "Nobody Yet" not in text


def test_only_public_resources_are_to_be_read(client, topic):
    for status in ("published", "draft"):
        topic.record.resources.add(ResourceFactory(slug=f"is-{status}", status=status))
    addresses = [address for address, _ in links(client.get(topic.english))]
    assert "/en/resources/is-published/" in addresses
    assert "/en/resources/is-draft/" not in addresses


def test_a_lever_tells_its_drivers_who_can_pull_it_and_where_it_is_told(client):
    lever = LeverFactory(slug="one", information_as_of=2020)
    lever.drivers.add(DriverFactory(slug="land", name_en="Land"))
    lever.pulled_by.add(AuthorityLevelFactory(slug="department", name_en="Department"))
    LeverSourceFactory(record=lever, resource__slug="handbook", locator="Page 12")
    response = client.get("/en/levers/one/")
    assert ("/en/levers/?driver=land", "Land") in links(response)
    assert "Who can pull it Department" in words(response)
    assert "/en/resources/handbook/" in [address for address, _ in links(response)]
    assert "Page 12" in words(response)
    assert "As described in 2020, not verified since." in words(response)


def test_a_lever_shows_what_authorities_did_in_public_initiatives(client):
    lever = LeverFactory(slug="one")
    AuthorityActionFactory(lever=lever, text_en="Lends a barn.")
    AuthorityActionFactory(lever=lever, text_en="Lends a mill.", initiative__status="draft")
    AuthorityActionFactory(text_en="Does something else.")
    text = words(client.get("/en/levers/one/"))
    assert "Lends a barn." in text
    assert "Lends a mill." not in text
    assert "Does something else." not in text


def test_the_place_is_kept_on_the_way_to_a_public_form(client):
    lever = LeverFactory(slug="one")
    CooperationFormFactory(slug="scic").levers.add(lever)
    CooperationFormFactory(slug="secret", status="draft").levers.add(lever)
    addresses = [address for address, _ in links(client.get("/en/levers/one/?region=corse"))]
    assert "/en/forms/scic/?region=corse" in addresses
    assert not any("secret" in address for address in addresses)


# What is asked of the database


@pytest.mark.parametrize("query", ["", "region=bretagne", "department=56", f"commune={AUGAN}"])
def test_a_page_asks_the_database_no_more_often_when_there_is_more(client, topic, query):
    address = f"{topic.english}?{query}"
    client.get(address)

    def add(number):
        for _ in range(number):
            network = OrganisationFactory(parent=OrganisationFactory(email="a@b.example"))
            record = topic.initiative(in_commune=AUGAN, sectors=["energie"])
            AuthorityActionFactory(initiative=record)
            topic.helper(scope="regional", regions=["bretagne"], parent=network, category="cress")
            said = topic.linked(TestimonyFactory())
            TestimonySourceFactory(record=said)
            topic.record.resources.add(ResourceFactory())

    add(3)
    few = query_count(client, address)
    add(17)
    assert query_count(client, address) == few
