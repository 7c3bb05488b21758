"""The glossary: its order and search in both languages, its fragments, and the API."""

import pytest
from django.utils.translation import override

from resources.models import GlossaryTerm
from tests.factories import GlossaryTermFactory, GlossaryTermSourceFactory
from tests.pages import words
from tests.reading import links, names, query_count, total

pytestmark = pytest.mark.django_db

LISTS = ["/fr/glossaire/", "/en/glossary/"]
API = "/api/v1/glossary/"


@pytest.fixture
def terms():
    """Three terms whose order depends on the language, and a draft."""
    GlossaryTermFactory(slug="shop", term_fr="Épicerie", term_en="Village shop")
    GlossaryTermFactory(slug="grant", term_fr="Subvention", term_en="grant")
    GlossaryTermFactory(
        slug="scic",
        term_fr="SCIC",
        term_en="SCIC",
        expansion_fr="Société coopérative d’intérêt collectif",
        expansion_en="Multi-stakeholder cooperative",
        aliases_fr="Scic",
        aliases_en="collective interest cooperative",
    )
    GlossaryTermFactory(slug="draft", status="draft")


def test_terms_stand_in_the_order_of_the_readers_language(client, terms):
    assert names(client.get("/fr/glossaire/"), "terms") == ["shop", "scic", "grant"]
    assert names(client.get("/en/glossary/"), "terms") == ["grant", "scic", "shop"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("epicerie", {"shop"}),
        ("village", {"shop"}),
        ("SOCIÉTÉ coop", {"scic"}),
        ("multi stakeholder", {"scic"}),
        ("collective interest", {"scic"}),
        ("veut dire", {"shop", "grant", "scic"}),
        ("icerie", set()),
        ("!", set()),
        ("", {"shop", "grant", "scic"}),
    ],
)
def test_terms_are_found_by_words_of_either_language(client, terms, query, expected):
    for address in LISTS:
        response = client.get(address, {"q": query}, follow=True)
        assert set(names(response, "terms")) == expected
        assert total(response) == len(expected)
    answer = client.get(API, {"q": query}).json()
    assert {record["slug"] for record in answer["results"]} == expected


def test_where_no_term_is_found_the_page_says_so(client, terms):
    assert "Nothing matches all of this together" in words(client.get("/en/glossary/?q=zebra"))
    assert "Nothing matches" not in words(client.get("/en/glossary/"))


def test_every_term_has_a_fragment_that_its_address_names(client, terms):
    page = client.get("/fr/glossaire/").content.decode()
    for term in GlossaryTerm.objects.published():
        with override("fr"):
            address, fragment = term.get_absolute_url().split("#")
        assert address == "/fr/glossaire/"
        assert f'<div id="{fragment}">' in page
    assert 'id="draft"' not in page


def test_a_term_is_told_with_its_expansion_meaning_and_document(client, terms):
    term = GlossaryTerm.objects.get(slug="scic")
    GlossaryTermSourceFactory(record=term, resource__title_en="The guide", resource__year=2019)
    text = words(client.get("/en/glossary/"))
    assert "SCIC – Multi-stakeholder cooperative What it means. The guide (2019)" in text


def test_the_glossary_does_not_send_its_reader_to_itself(client, terms):
    addresses = [address for address, _ in links(client.get("/fr/glossaire/"))]
    assert not any("#scic" in address for address in addresses)


@pytest.mark.parametrize("text", ["x" * 201, "é" * 5000])
def test_a_very_long_search_is_refused(client, text):
    for address in [*LISTS, API]:
        assert client.get(address, {"q": text}).status_code == 400


def test_the_api_gives_terms_in_both_languages(client):
    term = GlossaryTermFactory(
        slug="scic",
        term_fr="SCIC",
        term_en="SCIC",
        expansion_fr="Société coopérative",
        expansion_en="",
        meaning_fr="Une société.",
        meaning_en="A company.",
        editor_note="Doubtful.",
    )
    GlossaryTermSourceFactory(record=term, resource__slug="guide", locator="Page 3")
    result = client.get(f"{API}scic/").json()
    assert result.pop("updated_at")
    assert result == {
        "slug": "scic",
        "term": {"fr": "SCIC", "en": "SCIC"},
        "expansion": {"fr": "Société coopérative", "en": ""},
        "meaning": {"fr": "Une société.", "en": "A company."},
        "sources": [{"resource": "guide", "locator": "Page 3"}],
    }
    answer = client.get(API).json()
    assert answer["count"] == 1
    assert answer["results"][0]["slug"] == "scic"


def test_the_api_keeps_unpublished_terms_and_documents_to_itself(client, terms):
    assert client.get(f"{API}draft/").status_code == 404
    term = GlossaryTerm.objects.get(slug="scic")
    GlossaryTermSourceFactory(record=term, resource__status="draft")
    [source] = client.get(f"{API}scic/").json()["sources"]
    assert source["resource"] is None


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_changes_nothing(client, terms, method):
    for address in (API, f"{API}scic/"):
        assert getattr(client, method)(address).status_code == 405
    assert GlossaryTerm.objects.count() == 4


def test_pages_ask_the_database_no_more_often_when_there_is_more(client):
    def add(number):
        for _ in range(number):
            GlossaryTermSourceFactory(record__expansion_en="An Expansion")

    addresses = [*LISTS, "/en/glossary/?q=what", API]
    add(3)
    few = [query_count(client, address) for address in addresses]
    add(17)
    assert [query_count(client, address) for address in addresses] == few
