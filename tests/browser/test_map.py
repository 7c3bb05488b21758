"""The map and the field for a commune, with a script and without, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.rules import faults_of

pytestmark = pytest.mark.browser

MAP = "/fr/initiatives/carte/"


def test_the_map_shows_counts_on_regions_then_on_departments_then_initiatives(page):
    page.goto(MAP)
    labels = page.locator(".map-count")
    expect(labels).to_have_count(18)

    page.get_by_role("link", name="Bretagne", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?region=bretagne$"))
    page.get_by_role("link", name="Morbihan", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?department=56$"))
    expect(page.locator(".map-count .named")).to_have_text("Morbihan")

    page.get_by_role("button", name="Le Champ Commun").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    page.get_by_role("button", name="Le Champ Commun").click()
    page.locator(".leaflet-popup").get_by_role("link", name="Le Champ Commun").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Le Champ Commun")


def test_a_region_on_the_map_leads_where_its_link_leads_and_filters_stay(page):
    page.goto(f"{MAP}?sector=energie")
    bounds = page.locator("path.area.has").first.bounding_box()
    page.mouse.click(bounds["x"] + bounds["width"] / 2, bounds["y"] + bounds["height"] / 2)
    expect(page).to_have_url(re.compile(r"\?sector=energie&region="))


def test_a_region_overseas_is_one_button_away(page):
    page.goto(MAP)
    page.get_by_role("button", name="Guadeloupe").click()
    # Near enough for its one department, which nothing tells of yet.
    expect(page.locator(".map-count .named", has_text="Guadeloupe")).to_be_visible()


def test_other_filters_draw_another_map_and_the_switch_keeps_them(page):
    page.goto(MAP)
    expect(page.locator(".map-canvas")).to_be_visible()
    page.get_by_role("group", name="Secteur").get_by_label("Énergie").check()
    expect(page).to_have_url(re.compile("sector=energie"))
    expect(page.locator(".map-canvas")).to_be_visible()
    page.get_by_role("link", name="Liste", exact=True).click()
    expect(page).to_have_url(re.compile("/fr/initiatives/.*sector=energie"))


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_map_breaks_an_accessibility_rule_or_overflows(chromium, site, width, scheme):
    context = chromium.new_context(
        base_url=site,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    faults = {}
    for address in [
        MAP,
        "/en/initiatives/map/?region=bretagne",
        f"{MAP}?department=56",
        f"{MAP}?commune=56006&radius=50",
        f"{MAP}?region=nowhere",
        f"{MAP}?place=saint-denis",
        f"{MAP}?place=zzzz",
    ]:
        page.goto(address, wait_until="networkidle")
        if found := faults_of(page, width):
            faults[address] = found
    context.close()
    assert faults == {}


def test_without_javascript_the_map_is_a_drawing_with_links(chromium, site):
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(MAP)
    page.get_by_role("link", name=re.compile(r"^Bretagne \(\d+\)$")).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?region=bretagne$"))
    page.get_by_role("link", name=re.compile(r"^Morbihan \(\d+\)$")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Le Champ Commun")).to_be_visible()
    expect(page.get_by_role("button", name="Guadeloupe")).to_have_count(0)
    context.close()


# The field for a commune


def test_a_commune_is_chosen_from_suggestions_by_keyboard(page):
    page.goto(MAP)
    field = page.get_by_role("combobox", name="Commune")
    field.press_sequentially("augan")
    expect(page.get_by_role("option", name="Augan Morbihan (56)")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "id_place_list_0")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(field).to_have_value("Augan")
    expect(page).to_have_url(re.compile("commune=56006"))
    assert "place=" not in page.url


def test_suggestions_close_with_escape_and_a_click_chooses(page):
    page.goto(MAP)
    field = page.get_by_role("combobox", name="Commune")
    field.press_sequentially("56800")
    expect(page.get_by_role("option", name=re.compile("Ploërmel"))).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    field.press_sequentially(" ")
    page.get_by_role("option", name=re.compile("Augan")).click()
    expect(page).to_have_url(re.compile("commune=56006"))


def test_a_region_takes_the_place_of_the_commune(page):
    page.goto("/fr/initiatives/?commune=56006")
    page.get_by_role("checkbox", name=re.compile("Occitanie")).check()
    expect(page).to_have_url(re.compile("region=occitanie"))
    assert "56006" not in page.url
    expect(page.get_by_text("Son nom ou son code postal")).to_be_visible()


def test_words_sent_by_the_return_key_are_asked_for_once(page):
    asked = []
    page.on("request", lambda request: "q=velo" in request.url and asked.append(request.url))
    page.goto("/fr/initiatives/")
    page.get_by_label("Que cherchez-vous").fill("velo")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=velo"))
    assert len(asked) == 1


def test_a_commune_is_typed_without_javascript(chromium, site):
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(MAP)
    page.get_by_label("Commune", exact=True).fill("Augan")
    page.get_by_label("Distance (km)").select_option("50")
    page.get_by_role("button", name="Voir les résultats").first.click()
    expect(page).to_have_url(re.compile(r"commune=56006"))
    expect(page).to_have_url(re.compile(r"radius=50"))
    page.get_by_label("Commune", exact=True).fill("saint-denis")
    page.get_by_role("button", name="Voir les résultats").first.click()
    page.get_by_role("link", name="Saint-Denis", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"commune=97411"))
    context.close()
