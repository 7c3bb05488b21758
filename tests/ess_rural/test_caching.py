"""Public pages are validated at each request, kept in memory, and never out of date."""

import json
import os
import pickle
import re
import subprocess
import sys
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
    caching.release.cache_clear()
    assert len(prints) == 2


SHOWN = {
    "MAP_TILES_URL": "https://tile.example.org/{z}/{x}/{y}.png",
    "MAP_TILES_ATTRIBUTION": "© Somebody",
    "EDITORS_EMAIL": "editors@example.org",
    "SITE_URL": "https://example.org",
    "SOURCE_DOCUMENTS": ["kit"],
    "CONTENT_SECURITY_POLICY": {"DIRECTIVES": {"default-src": ["'self'"]}},
    "SECURE_HSTS_SECONDS": 60,
    "SECURE_REFERRER_POLICY": "origin",
    "CORS_ALLOW_METHODS": ["GET"],
    "STATIC_URL": "/files/",
    "USE_THOUSAND_SEPARATOR": False,
    "REST_FRAMEWORK": {"PAGE_SIZE": 3},
    "DEBUG": True,
}


@pytest.mark.parametrize("name", SHOWN)
def test_who_has_the_page_gets_another_once_a_setting_has_changed(client, settings, name):
    before = client.get("/fr/a-propos/")["ETag"]
    setattr(settings, name, SHOWN[name])
    caching.release.cache_clear()
    response = client.get("/fr/a-propos/", headers={"if-none-match": before})
    caching.release.cache_clear()
    assert response.status_code == 200
    assert response["ETag"] != before


def test_of_the_settings_that_our_code_reads_none_is_left_out(settings):
    read = set()
    for file in settings.BASE_DIR.glob("*/**/*.py"):
        if not {".venv", "tests", "migrations"} & set(file.relative_to(settings.BASE_DIR).parts):
            read |= set(re.findall(r"\bsettings\.([A-Z_]+)", file.read_text(encoding="utf-8")))
    told = json.loads(caching.settings_as_text())
    assert read >= {"EDITORS_EMAIL", "SITE_URL", "MAP_TILES_URL", "LANGUAGES"}
    # Those that Django takes for secrets, by their names, would not be told apart.
    left_out = {name for name in read & set(told) if set(str(told[name])) == {"*"}}
    assert left_out <= {"AUTH_USER_MODEL"}


def test_all_processes_have_the_same_fingerprint_and_no_secret_is_in_it(settings):
    def told(language, seed):
        code = (
            "import django; django.setup()\n"
            "from django.utils.translation import override\n"
            "from ess_rural.caching import settings_as_text\n"
            f"with override('{language}'): print(settings_as_text())"
        )
        environment = {**os.environ, "PYTHONHASHSEED": seed, "SECRET_KEY": "the-secret"}
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", code],
            cwd=settings.BASE_DIR,
            env={**environment, "DJANGO_SETTINGS_MODULE": "tests.settings"},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    assert "the-secret" not in told("fr", "1")
    assert told("fr", "1") == told("en", "2")
