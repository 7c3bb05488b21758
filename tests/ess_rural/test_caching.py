"""Public pages are validated at each request, kept in memory, and never out of date."""

import pickle
from contextlib import suppress
from datetime import datetime, time, timedelta

import pytest
from django.core.cache import caches
from django.db import OperationalError, ProgrammingError, connection, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import timezone

from ess_rural import caching
from ess_rural.urls import urlpatterns as pages
from initiatives.models import Initiative
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db

PAGES = ["/fr/", "/en/initiatives/", "/fr/initiatives/epicerie/", "/api/v1/initiatives/"]


@pytest.fixture(autouse=True)
def pages_are_kept(settings):
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tested"}
    settings.CACHES = {**settings.CACHES, "pages": memory}
    yield
    caches["pages"].clear()


@pytest.fixture
def grocery():
    return InitiativeFactory(slug="epicerie", name_fr="Épicerie", name_en="Grocery")


def asked(client, address, **headers):
    """Return the answer to a request, and the number of its queries."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address, headers=headers)
    return response, len(queries)


@pytest.mark.parametrize("address", PAGES)
def test_a_public_page_may_be_kept_and_is_asked_for_again(client, grocery, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["ETag"].startswith('W/"')
    assert "no-cache" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize("address", PAGES)
def test_who_has_the_page_is_told_so_by_one_query(client, grocery, address):
    etag = client.get(address)["ETag"]
    response, queries = asked(client, address, if_none_match=etag)
    assert (response.status_code, response.content, queries) == (304, b"", 1)
    assert response["ETag"] == etag


@pytest.mark.parametrize("address", [*PAGES, "/api/v1/initiatives.csv", "/sitemap.xml"])
def test_who_has_the_page_is_told_on_what_it_depends(client, grocery, address):
    page = client.get(address)
    response = client.get(address, headers={"if-none-match": page["ETag"]})
    assert response.status_code == 304
    assert set(response["Vary"].split(", ")) == set(page["Vary"].split(", "))
    assert ("Accept-Language" in page["Vary"]) == (address[:3] not in ("/fr", "/en"))


@pytest.mark.parametrize("address", PAGES)
def test_the_page_is_made_once(client, grocery, address):
    first = client.get(address)
    second, queries = asked(client, address)
    assert second.content == first.content
    assert queries == 1


CHANGES = {
    "save": lambda one: one.save(),
    "update": lambda one: Initiative.objects.filter(pk=one.pk).update(summary_fr="Autre"),
    "delete": lambda one: one.delete(),
    "link": lambda one: one.supporters.clear() or one.related.add(InitiativeFactory()),
    "sql": lambda one: connection.cursor().execute(
        "UPDATE initiatives_initiative SET website = 'https://example.org'"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_by_any_path_makes_the_page_new(client, grocery, change):
    before = client.get("/fr/initiatives/")["ETag"]
    CHANGES[change](grocery)
    response = client.get("/fr/initiatives/", headers={"if-none-match": before})
    assert response.status_code == 200
    assert response["ETag"] != before


def test_a_page_shows_what_was_saved_just_before(client, grocery):
    assert "Épicerie" in client.get("/fr/initiatives/").content.decode()
    grocery.name_fr = "Boulangerie"
    grocery.save()
    body = client.get("/fr/initiatives/").content.decode()
    assert "Boulangerie" in body
    assert "Épicerie" not in body


def test_each_language_filter_host_and_encoding_has_its_own_page(client, grocery):
    answers = [
        client.get("/fr/initiatives/"),
        client.get("/en/initiatives/"),
        client.get("/fr/initiatives/?sort=founded"),
        client.get("/fr/initiatives/", headers={"host": "127.0.0.1"}),
        client.get("/fr/initiatives/", headers={"accept-encoding": "gzip"}),
    ]
    assert len({answer["ETag"] for answer in answers}) == len(answers)
    assert [answer.get("Content-Encoding") for answer in answers] == [None] * 4 + ["gzip"]
    assert all("Accept-Encoding" in answer["Vary"] for answer in answers)


def test_the_api_answers_in_the_language_that_is_asked_for(client, grocery):
    for language in ("fr", "en", "fr"):
        response = client.get("/api/v1/initiatives/", headers={"accept-language": language})
        assert response["Content-Language"] == language
        assert "Accept-Language" in response["Vary"]


def test_htmx_gets_the_same_page_as_anyone(client, grocery):
    plain = client.get("/fr/initiatives/?region=bretagne")
    htmx = client.get("/fr/initiatives/?region=bretagne", headers={"hx-request": "true"})
    assert htmx.content == plain.content


def test_the_page_of_an_error_asks_the_database_nothing(client):
    """Only where the log ends, before anything knows that there is no such page."""
    response, queries = asked(client, "/fr/nowhere/?commune=56006")
    assert (response.status_code, queries) == (404, 1)


def hides_an_error(request):
    with suppress(ProgrammingError, OperationalError), transaction.atomic():
        connection.cursor().execute("SELECT 1 FROM nothing")
    return HttpResponse("half a page")


urlpatterns = [*pages, path("fr/half/", hides_an_error)]


@pytest.mark.urls(__name__)
def test_a_page_that_an_error_may_have_cut_short_is_not_kept(client):
    response = client.get("/fr/half/")
    assert (response.status_code, response.text) == (200, "half a page")
    assert "ETag" not in response
    assert asked(client, "/fr/half/")[1] > 1


@pytest.mark.parametrize("address", ["/fr/nowhere/", "/fr/initiatives/?region=atlantide"])
def test_an_error_is_not_kept(client, address):
    response = client.get(address)
    assert response.status_code in (400, 404)
    assert "ETag" not in response


def test_nothing_is_kept_for_staff(admin_client, grocery):
    response = admin_client.get("/fr/initiatives/")
    assert "ETag" not in response
    assert "ETag" not in admin_client.get("/admin/")


@pytest.mark.parametrize("address", [*PAGES, "/api/v1/initiatives.xlsx"])
def test_head_says_what_get_would_say(client, grocery, address):
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    response = client.get(address)
    assert response.content
    assert response["ETag"] == head["ETag"]


@pytest.mark.parametrize("address", ["/fr/nowhere/", "/fr/initiatives/?region=atlantide"])
def test_whether_there_is_a_page_at_all_is_not_answered_from_memory(client, address):
    assert client.get(address, headers={"if-none-match": "*"}).status_code in (400, 404)


def test_of_a_page_only_what_is_sent_is_kept(client, grocery):
    client.get("/api/v1/initiatives/?page_size=500")
    [kept] = caches["pages"]._cache.values()
    content, headers = pickle.loads(kept)  # noqa: S301 our own
    assert len(kept) < len(content) + 2000
    assert headers["Content-Type"] == "application/json"


def test_a_large_answer_is_not_kept(client, grocery, monkeypatch):
    monkeypatch.setattr(caching, "LARGEST", 100)
    client.get("/fr/initiatives/")
    assert not caches["pages"]._cache


def test_a_page_turns_over_at_midnight(client, grocery, monkeypatch):
    """What is to be confirmed again is so from a day on, and nothing changes in the database."""
    grocery.verified_on = timezone.localdate()
    grocery.save()
    due = timezone.make_aware(datetime.combine(grocery.review_due_on, time(12)))
    monkeypatch.setattr(timezone, "now", lambda: due)
    before = client.get("/en/initiatives/epicerie/")
    assert "to be confirmed again" not in before.text
    monkeypatch.setattr(timezone, "now", lambda: due + timedelta(days=1))
    after = client.get("/en/initiatives/epicerie/", headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert "to be confirmed again" in after.text


def test_a_release_has_its_own_fingerprint(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    prints = set()
    for text in ("one", "two"):
        (tmp_path / "templates").mkdir(exist_ok=True)
        (tmp_path / "templates" / "page.html").write_text(text)
        caching.release.cache_clear()
        prints.add(caching.release())
    settings.MAP_TILES_URL = "https://tile.example.org/{z}/{x}/{y}.png"
    caching.release.cache_clear()
    prints.add(caching.release())
    caching.release.cache_clear()
    assert len(prints) == 3
