"""The Atom feed of a search."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from initiatives.models import Initiative
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db

FRENCH, ENGLISH = "/fr/initiatives/flux.atom", "/en/initiatives/feed.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "http://testserver"


def feed(client, address):
    """Return the root of a feed, which is there."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314


def texts(element, path):
    return [found.text for found in element.findall(path.replace("/", f"/{ATOM}"))]


def links(element):
    return {link.get("rel"): link.get("href") for link in element.findall(f"{ATOM}link")}


def entries(element):
    """Return the slugs of the entries, in order."""
    return [links(entry)["alternate"].split("/")[-2] for entry in element.findall(f"{ATOM}entry")]


def published(slug, day, **kwargs):
    record = InitiativeFactory(slug=slug, **kwargs)
    moment = datetime(2024, 1, day, 12, tzinfo=UTC)
    Initiative.objects.filter(pk=record.pk).update(first_published_at=moment)
    return record


def test_the_latest_published_comes_first_whatever_the_order_of_the_list(client):
    published("second", 2, in_commune="56006")
    published("third", 3)
    published("first", 1, in_commune="56260")
    published("draft", 4, status="draft")
    assert entries(feed(client, FRENCH)) == ["third", "second", "first"]
    assert entries(feed(client, f"{FRENCH}?commune=56006&sort=name")) == [
        "third",
        "second",
        "first",
    ]


def test_a_feed_holds_what_the_filters_keep(client):
    published("energy", 1, sectors=["energie"], in_commune="56006")
    published("other", 2, in_commune="56006")
    published("caen", 3, sectors=["energie"], in_commune="14118")
    assert entries(feed(client, f"{FRENCH}?region=bretagne&sector=energie")) == ["energy"]
    assert entries(feed(client, f"{FRENCH}?q=introuvable")) == []


def test_a_feed_holds_fifty_entries_at_most(client):
    for number in range(52):
        published(f"i-{number}", 1 + number % 28)
    assert len(entries(feed(client, ENGLISH))) == 50


def test_the_title_says_the_filters_in_the_readers_language(client):
    InitiativeFactory(sectors=["energie"])
    query = "region=bretagne&sector=energie&q=caf%C3%A9"
    french, english = feed(client, f"{FRENCH}?{query}"), feed(client, f"{ENGLISH}?{query}")
    assert texts(french, "./title") == [
        "Initiatives en Bretagne\u00a0: «\u00a0café\u00a0», energie (fr) – ESS rurale"
    ]
    assert texts(english, "./title") == [
        "Initiatives in Brittany: “café”, energie (en) – ESS rurale"
    ]
    assert texts(feed(client, FRENCH), "./title") == ["Initiatives – ESS rurale"]


def test_a_feed_leads_to_its_list_and_to_itself_with_the_filters_alone(client):
    found = links(feed(client, f"{ENGLISH}?kind=network&utm_source=x&page=3&kind=network&q="))
    assert found["alternate"] == f"{SITE}/en/initiatives/?kind=network"
    assert found["self"] == f"{SITE}{ENGLISH}?kind=network"


def test_an_entry_tells_an_initiative(client):
    record = published("one", 5, name_en="Bread & butter", summary_en="A <b> & more.")
    record.sectors.add(*InitiativeFactory(status="draft", sectors=["energie"]).sectors.all())
    [entry] = feed(client, ENGLISH).findall(f"{ATOM}entry")
    assert texts(entry, "./title") == ["Bread & butter"]
    assert texts(entry, "./summary") == ["A &lt;b&gt; &amp; more."]  # the text of an HTML text
    assert texts(entry, "./published") == ["2024-01-05T12:00:00+00:00"]
    assert texts(entry, "./id") == [f"{SITE}/en/initiatives/one/"]
    assert [each.get("term") for each in entry.findall(f"{ATOM}category")] == ["energie (en)"]


def test_characters_that_xml_cannot_hold_are_left_out(client):
    InitiativeFactory(name_fr="Une\x07 cloche")
    found = feed(client, f"{FRENCH}?q=une%07cloche%EF%BF%BE")
    assert "unecloche" in texts(found, "./title")[0]
    assert texts(feed(client, FRENCH), "./entry/title") == ["Une cloche"]


def test_a_value_that_is_not_known_is_refused_in_words(client):
    response = client.get(f"{ENGLISH}?region=atlantide")
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == "“atlantide” is not known here."


def test_a_feed_is_for_reading_and_is_not_sent_twice(client):
    InitiativeFactory()
    assert client.post(FRENCH).status_code == 405
    head = client.head(FRENCH)
    assert (head.status_code, head.content) == (200, b"")
    known = {"if-none-match": client.get(FRENCH)["ETag"]}
    assert client.get(FRENCH, headers=known).status_code == 304
    InitiativeFactory()
    assert client.get(FRENCH, headers=known).status_code == 200


def test_a_feed_asks_the_database_the_same_for_many_as_for_one(
    client, django_assert_max_num_queries
):
    for _number in range(20):
        InitiativeFactory(sectors=["energie"])
    client.get("/fr/initiatives/")
    with django_assert_max_num_queries(8):
        assert len(entries(feed(client, FRENCH))) == 20
