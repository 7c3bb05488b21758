"""PostgreSQL is stopped, hangs, is read-only or busy: what visitors and staff get, and after it."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from contributions.antispam import TRAP
from tests.contributions.sending import filled_form

from .conftest import fields

# Pages, the API, files.
KEPT = [
    "/fr/",
    "/en/",
    "/fr/initiatives/",
    "/en/initiatives/un/",
    "/fr/leviers/un/",
    "/fr/a-propos/",
    "/api/v1/initiatives/",
    "/sitemap-pages.xml",
    "/robots.txt",
]
PAGES = [address for address in KEPT if address.endswith("/") and "api" not in address]
UNKEPT = [
    "/fr/initiatives/?region=bretagne",
    "/en/initiatives/?q=grocery",
    "/en/initiatives/map/",
    "/fr/initiatives/partenaires/",
    "/fr/secteurs/",
    "/fr/territoires/?place=augan",
    "/en/regions/bretagne/",
    "/fr/departements/morbihan/",
    "/en/coverage/",
    "/en/levers/",
    "/fr/formes/",
    "/en/who-helps/",
    "/fr/ressources/",
    "/en/key-figures/",
    "/fr/glossaire/",
    "/en/search/?q=grocery",
    "/fr/recherche/suggestions/?q=epi",
    "/fr/proposer/",
    "/en/propose/duplicates/?name=grocery",
    "/en/follow/confirm/nothing/",
    "/fr/proposer/secret/",
    "/fr/nowhere/?commune=56006",
    "/",
    "/api/v1/",
    "/api/v1/levers/",
    "/api/v1/initiatives.csv",
    "/api/v1/initiatives.xlsx",
    "/api/v1/initiatives.geojson",
    "/api/v1/schema/",
    "/outlines.json",
    "/sitemap.xml",
    "/media/pictures/nothing.webp",
    "/media/proposed/nothing.webp",
    "/admin/",
    "/admin/quality/",
    "/staff/login/",
    "/static/css/site.css",
]
TYPED = {
    "name": "L’Étable & <b>fils</b>",
    "summary": 'On y « répare » "tout".',
    "description": "Un lieu.\r\n\r\nDes gens\u202f!",
}


def close(proxy):
    proxy.close()


def pause(proxy):
    proxy.pause()


@pytest.fixture(params=[close, pause], ids=["gone", "hung"])
def away(request, proxy, site):
    """Return a function that takes the database away."""
    return lambda: request.param(proxy)


def test_what_is_kept_goes_on_and_says_that_it_may_be_behind(site, away):
    before = {address: site.get(address) for address in KEPT}
    assert {answer.status_code for answer in before.values()} == {200}
    away()
    for address in KEPT:
        answer = site.get(address)
        assert answer.status_code == 200, address
        assert int(answer.headers["Age"]) >= 0
        assert answer.headers["Warning"].startswith("110 ")
        assert "no-store" in answer.headers["Cache-Control"]
        assert "ETag" not in answer.headers
        if address not in PAGES:
            assert answer.text == before[address].text
            continue
        notice = "La base de données ne répond pas" if "/fr/" in address else "does not answer"
        assert notice in answer.text
        assert "Warning" not in before[address].headers
        assert notice not in before[address].text
        head = site.visitor.head(address)
        assert (head.status_code, head.text) == (200, "")
    etag = before["/fr/"].headers["ETag"]
    assert site.get("/fr/", if_none_match=etag).status_code == 200


def test_what_is_not_kept_says_503_in_the_readers_language_and_nothing_fails(site, away):
    away()
    statuses = {}
    for address in UNKEPT:
        answer = site.get(address, accept_language="en")
        statuses[address] = answer.status_code
        if answer.status_code != 503:
            continue
        assert int(answer.headers["Retry-After"]) > 0
        assert "no-store" in answer.headers["Cache-Control"]
        assert "set-cookie" not in answer.headers or address.startswith(("/admin/", "/staff/"))
        if address.startswith("/api/"):
            assert answer.json()["detail"].startswith("The directory cannot answer")
        elif "/fr/" in address:
            assert "Indisponible pour l’instant" in answer.text
            assert '<html lang="fr">' in answer.text
        else:
            assert "Not available at the moment" in answer.text
    assert set(statuses.values()) <= {200, 302, 404, 503}
    answered = {address for address, status in statuses.items() if status == 200}
    assert answered >= {"/static/css/site.css", "/api/v1/schema/"}
    assert statuses["/fr/nowhere/?commune=56006"] == 404
    assert statuses["/fr/initiatives/?region=bretagne"] == statuses["/fr/proposer/"] == 503


def test_what_was_typed_comes_back_and_is_sent_when_all_is_well(site, away, proxy):
    form = filled_form(**TYPED)
    away()
    page = site.post("/fr/proposer/", form)
    assert page.status_code == 503
    assert fields(page) == form
    assert "set-cookie" not in page.headers
    proxy.mend()
    site.wait_until_ready()
    sent = site.post("/fr/proposer/", fields(page))
    assert sent.status_code == 302, sent.text
    follow = site.get(sent.headers["Location"])
    assert "L’Étable &amp; &lt;b&gt;fils&lt;/b&gt;" in follow.text
    assert TRAP not in fields(page)


def test_what_an_editor_typed_comes_back_too(site, away, proxy, marie):
    address = "/admin/resources/glossaryterm/add/"
    form = {**fields(marie.get(address)), "term_fr": "AMAP", "definition_fr": "Un panier.\r\nBon."}
    form["csrfmiddlewaretoken"] = marie.cookies["csrftoken"]
    away()
    page = marie.post(address, data={**form, "password1": "hidden from view"})
    assert page.status_code == 503
    assert fields(page) == form
    assert "hidden from view" not in page.text
    proxy.mend()
    site.wait_until_ready()
    again = marie.post(address, data=fields(page))
    assert again.status_code in (200, 302)
    assert "AMAP" in (again.text if again.status_code == 200 else marie.get(address[:-4]).text)


def test_probes_tell_the_process_from_the_database(site, away):
    away()
    assert site.get("/healthz").text == "ok"
    probe = site.get("/readyz")
    assert (probe.status_code, probe.text) == (503, "the database does not answer")


def test_the_first_requests_of_a_process_fail_too_without_harm(start, proxy, site):
    """A process that has never seen the database works as soon as there is one."""
    proxy.pause()
    fresh = start()
    assert fresh.get("/fr/").status_code == 503
    proxy.mend()
    fresh.wait_until_ready()
    assert fresh.get("/fr/").status_code == 200


@pytest.fixture(scope="module")
def strict(start):
    """A site that shows nothing stale, and asks staff for the second factor."""
    return start(STALE_PAGES_FOR="0", STAFF_SECOND_FACTOR="on")


def test_pages_are_kept_on_for_a_bounded_time(strict, proxy, site):
    assert strict.get("/fr/").status_code == 200
    proxy.close()
    assert strict.get("/fr/").status_code == 503


def test_what_a_middleware_asks_the_database_fails_as_gently(strict, away):
    """Whether somebody is signed in, and with a second factor, is asked before any view."""
    away()
    form = {"term_fr": "AMAP", "definition_fr": "Un panier. Bon."}
    with strict.new_visitor() as visitor:
        visitor.cookies["sessionid"] = "x" * 32
        page = visitor.post("/admin/resources/glossaryterm/add/", data=form)
        assert page.status_code == 503
        assert fields(page) == form
        assert visitor.get("/admin/").status_code == 503
        assert visitor.get("/fr/").status_code == 503


def test_many_who_come_at_once_all_get_an_answer(site, away):
    away()
    with ThreadPoolExecutor(12) as visitors:
        answers = list(visitors.map(site.get, ["/en/levers/", "/static/css/site.css"] * 12))
    assert [answer.status_code for answer in answers] == [503, 200] * 12


@pytest.fixture
def administrator(database, proxy):
    with psycopg.connect(database[0], autocommit=True) as administrator:
        yield administrator


def test_a_database_that_is_read_only_is_read(site, administrator):
    name = administrator.info.dbname
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    others += " AND pid <> pg_backend_pid()"
    administrator.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    administrator.execute(others, [name])
    try:
        form = filled_form(**TYPED)
        assert site.get("/en/initiatives/?sort=founded").status_code == 200
        assert "Warning" not in site.get("/en/initiatives/").headers
        assert site.get("/readyz").status_code == 200
        page = site.post("/fr/proposer/", form)
        assert page.status_code == 503
        assert fields(page) == form
    finally:
        administrator.execute("SET default_transaction_read_only = off")
        administrator.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
        administrator.execute(others, [name])


def test_who_waits_for_a_lock_too_long_gets_the_form_back(site, administrator):
    form = filled_form(**TYPED)
    with administrator.transaction():
        administrator.execute("LOCK TABLE contributions_contribution")
        page = site.post("/fr/proposer/", form)
        assert page.status_code == 503
        assert fields(page) == form
        # The server said so: other requests are not kept from it.
        assert site.get("/en/initiatives/?sort=name").status_code == 200
    assert site.post("/fr/proposer/", fields(page)).status_code == 302
