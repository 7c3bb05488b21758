"""What pages are on a telephone, on paper, under the tab key and with words of any length."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.lengthen import LENGTHEN, SHORTEN
from tests.browser.rules import keyboard_faults

pytestmark = pytest.mark.browser

LIST, MAP = "/fr/initiatives/", "/fr/initiatives/carte/"
PAGES = [
    "/fr/",
    LIST,
    f"{LIST}?region=bretagne&q=cafe",
    MAP,
    "/en/initiatives/map/?region=bretagne",
    "/en/resources/",
    "/en/who-helps/",
    "/fr/regions/bretagne/",
    "/fr/couverture/",
    "/en/glossary/",
    "/en/key-figures/",
    "/fr/proposer/",
]
PHONE = {"width": 360, "height": 740}
# Between the margins of A4, in CSS pixels.
PAPER_WIDTH = 673


# Keyboard


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_tab_key_follows_the_eye_and_stops_at_nothing_unnamed(browse, width):
    page = browse(viewport={"width": width, "height": 900})
    faults = {}
    for address in PAGES:
        page.goto(address, wait_until="networkidle")
        if found := keyboard_faults(page):
            faults[address] = found
    assert faults == {}


def test_a_shape_of_the_map_is_a_link_that_the_return_key_opens(page):
    page.goto(f"{MAP}?sector=mobilite")
    page.get_by_role("link", name=re.compile(r"^Bretagne \(\d+\)$")).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?sector=mobilite&region=bretagne$"))
    page.get_by_role("link", name=re.compile(r"^Morbihan \(\d+\)$")).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?sector=mobilite&department=56$"))


# Telephone


@pytest.mark.parametrize("has_script", [True, False], ids=["with a script", "without a script"])
@pytest.mark.parametrize("address", [LIST, MAP, "/en/who-helps/", "/en/resources/"])
def test_filters_unfold_on_a_phone_and_lead_to_the_count(browse, address, has_script):
    page = browse(viewport=PHONE, java_script_enabled=has_script)
    page.goto(address)
    panel, total = page.locator("#filters"), page.locator("#total")
    expect(panel).to_be_hidden()
    page.get_by_role("link", name=re.compile("^(Filtrer|Filter)")).click()
    expect(panel).to_be_in_viewport()
    before = total.inner_text()
    panel.locator("details[open] [type=checkbox]").nth(1).check()
    show = page.locator("#show-results")
    expect(show).to_be_in_viewport()
    if has_script:
        expect(total).not_to_have_text(before)
        expect(show).to_contain_text(re.compile(r"\d|résultat|result"))
    show.click()
    expect(page).to_have_url(re.compile(r"\?.+#total$"))
    expect(total).not_to_have_text(before)
    expect(total).to_be_in_viewport()
    expect(total).to_be_focused()
    expect(panel).to_be_hidden()


# Words of any length


@pytest.fixture
def long_words(site, manage):
    """Lengthen the texts of a record of each kind for a while; return the addresses of these."""
    texts, pages = json.loads(manage("shell", "--verbosity", "0", "--command", LENGTHEN))
    yield pages
    manage("shell", "--verbosity", "0", "--command", SHORTEN.format(json.dumps(texts)))


def test_no_word_makes_a_page_wider_than_the_screen(browse, long_words):
    wide = []
    for width in (320, 768, 1280):
        page = browse(viewport={"width": width, "height": 800})
        for address in [*PAGES, "/fr/recherche/?q=cooperative", *long_words]:
            page.goto(address, wait_until="domcontentloaded")
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((width, address))
    assert wide == []


# Paper


def test_nothing_is_cut_off_on_paper(browse):
    page = browse(viewport={"width": PAPER_WIDTH, "height": 1000})
    page.emulate_media(media="print")
    wide = []
    for address in [*PAGES, "/fr/initiatives/le-champ-commun/"]:
        page.goto(address, wait_until="networkidle")
        if page.evaluate("document.documentElement.scrollWidth") > PAPER_WIDTH:
            wide.append(address)
    assert wide == []


@pytest.mark.parametrize("query", ["", "?region=corse", "?commune=56006&radius=50"])
def test_the_printed_map_is_whole_however_wide_the_screen_was(browse, query):
    page = browse(viewport={"width": 1600, "height": 1000})
    page.goto(f"{MAP}{query}")
    expect(page.locator(".map-canvas")).to_be_visible()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER_WIDTH, "height": 1000})
    expect(page.locator(".map-canvas")).to_be_hidden()
    boxes = [shape.bounding_box() for shape in page.locator("#map .map path").all()]
    assert boxes
    line = 2  # pixels, half of it beyond the shape
    assert max(box["x"] + box["width"] for box in boxes) <= PAPER_WIDTH + line


@pytest.mark.parametrize("slug", ["bretagne", "pays-de-la-loire"])
def test_the_entries_of_two_columns_stand_on_one_line(page, slug):
    page.goto(f"/fr/regions/{slug}/")
    rows = [each.bounding_box() for each in page.locator(".counts.columns li").all()]
    assert len(rows) > 2
    for left, right in zip(rows[::2], rows[1::2], strict=False):
        assert (left["y"], left["height"]) == (right["y"], right["height"])
