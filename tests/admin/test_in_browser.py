"""Forms and lists in a real browser, under the site's own content security policy."""

import os
import shutil
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from playwright.sync_api import sync_playwright

from tests.factories import InitiativeFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not shutil.which("chromium") and "REQUIRE_ALL" not in os.environ,
        reason="Chromium is not installed: forms were not tried in a browser.",
    ),
]
ORIGIN = "http://127.0.0.1"


@contextmanager
def opened(client, response, **options):
    """Show an answer of the test client in Chromium; yield the page and what it complained of.

    Static files come from their folders and nothing else is reachable, so that the browser needs
    neither a server nor the database.
    """
    assert "script-src 'self'" in response["Content-Security-Policy"]
    asked = {"app_label": "initiatives", "model_name": "initiative", "field_name": "commune"}
    communes = reverse("admin:territories_commune_choices")
    answers = {
        "/": response,
        reverse("admin:jsi18n"): client.get(reverse("admin:jsi18n")),
        communes: client.get(communes, {"term": "naizin", **asked}),
    }
    complaints = []

    def answer(route):
        path = urlsplit(route.request.url).path
        if path in answers:
            found = answers[path]
            route.fulfill(status=200, headers=dict(found.items()), body=found.content)
        elif found := finders.find(path.removeprefix("/static/")):
            route.fulfill(path=found)
        else:
            route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_context(base_url=ORIGIN, **options).new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", answer)
        page.goto("/")
        yield page, complaints
        browser.close()


@pytest.fixture
def form(admin_client):
    """The form of an initiative whose summary is not translated, as the server sends it."""
    initiative = InitiativeFactory(name_en="In English", summary_en=None)
    return admin_client.get(f"/admin/initiatives/initiative/{initiative.pk}/change/")


def shown(page):
    return {name for name in ("name_fr", "name_en") if page.is_visible(f"#id_{name}")}


def test_a_form_shows_one_language_and_the_keyboard_changes_it(admin_client, form):
    with opened(admin_client, form) as (page, complaints):
        french = page.get_by_role("tab").first
        assert french.get_attribute("aria-selected") == "true"
        assert shown(page) == {"name_fr"}
        french.press("ArrowRight")
        assert shown(page) == {"name_en"}
        assert page.evaluate("document.activeElement.id") == "translation-tab-en"
        page.keyboard.press("End")
        assert shown(page) == {"name_fr", "name_en"}
        page.keyboard.press("ArrowRight")
        assert shown(page) == {"name_fr"}
        page.keyboard.press("ArrowLeft")
        assert shown(page) == {"name_fr", "name_en"}
        assert complaints == []


def test_a_commune_is_searched_and_chosen(admin_client, form):
    with opened(admin_client, form) as (page, complaints):
        page.click(".field-commune .select2-selection")
        page.keyboard.type("naizin")
        page.click("text=Évellys (56), Naizin")
        assert page.locator("#id_commune").input_value() == "56144"
        assert complaints == []


def test_a_list_is_drawn_and_filtered_without_complaint(admin_client):
    InitiativeFactory.create_batch(3)
    changelist = admin_client.get("/admin/initiatives/initiative/")
    with opened(admin_client, changelist) as (page, complaints):
        assert page.locator("#result_list tbody tr").count() == 3
        page.check("#action-toggle")
        assert complaints == []


def test_each_tab_names_panels_that_exist(admin_client, form):
    with opened(admin_client, form) as (page, _complaints):
        for tab in page.get_by_role("tab").all():
            panels = tab.get_attribute("aria-controls").split()
            assert panels
            assert all(page.locator(f"#{panel}[role=tabpanel]").count() == 1 for panel in panels)


@pytest.mark.parametrize(("width", "beside"), [(1400, True), (800, False)])
def test_both_languages_stand_side_by_side_where_there_is_room(admin_client, form, width, beside):
    size = {"width": width, "height": 900}
    with opened(admin_client, form, viewport=size) as (page, complaints):
        page.click("#translation-tab-all")
        french = page.locator("#id_name_fr").bounding_box()
        english = page.locator("#id_name_en").bounding_box()
        assert (english["x"] >= french["x"] + french["width"]) == beside
        assert (abs(english["y"] - french["y"]) < 5) == beside
        assert english["x"] + english["width"] <= width
        page.click("#translation-tab-fr")
        assert shown(page) == {"name_fr"}
        assert complaints == []


def test_the_language_is_remembered_for_the_next_form(admin_client, form):
    with opened(admin_client, form) as (page, _complaints):
        page.click("#translation-tab-en")
        page.reload()
        assert shown(page) == {"name_en"}


def test_a_tab_counts_the_texts_that_wait_for_a_translation(admin_client, form):
    with opened(admin_client, form) as (page, _complaints):
        mark = page.locator("#translation-tab-en .translation-missing")
        assert mark.locator("b").inner_text() == "1"
        page.click("#translation-tab-en")
        page.fill("#id_summary_en", "What residents have done.")
        assert not mark.is_visible()


def test_a_new_row_of_an_inline_shows_both_languages_to_who_writes_english(admin_client, form):
    with opened(admin_client, form) as (page, complaints):
        page.click("#translation-tab-en")
        page.click("#facts-group .add-row a")
        assert page.is_visible("#id_facts-0-label_fr")
        assert page.is_visible("#id_facts-0-label_en")
        page.click("#translation-tab-en")
        assert not page.is_visible("#id_facts-0-label_fr")
        assert complaints == []


def test_an_error_in_a_hidden_language_is_marked_and_shown(admin_client, fill):
    initiative = InitiativeFactory()
    address = f"/admin/initiatives/initiative/{initiative.pk}/change/"
    refused = admin_client.post(address, fill(address, name_en="x" * 200))
    with opened(admin_client, refused) as (page, _complaints):
        assert shown(page) == {"name_en"}
        assert page.is_visible("#translation-tab-en .translation-errors")
        assert not page.is_visible("#translation-tab-fr .translation-errors")


def test_errors_in_both_languages_show_both(admin_client, fill):
    initiative = InitiativeFactory()
    address = f"/admin/initiatives/initiative/{initiative.pk}/change/"
    refused = admin_client.post(address, fill(address, name_fr="", name_en="x" * 200))
    with opened(admin_client, refused) as (page, _complaints):
        assert shown(page) == {"name_fr", "name_en"}


def test_without_javascript_both_languages_stand_in_the_form(admin_client, form):
    with opened(admin_client, form, java_script_enabled=False) as (page, _complaints):
        assert shown(page) == {"name_fr", "name_en"}
        assert not page.is_visible(".translation-tabs")
