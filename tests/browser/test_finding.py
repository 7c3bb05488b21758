"""What an official does: find, open, change language, on a desk and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.rules import faults_of

pytestmark = pytest.mark.browser


def test_an_official_finds_an_initiative_by_region_and_sector_and_reads_it_in_english(page):
    page.goto("/fr/")
    page.get_by_label("Où").select_option("Bretagne")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.get_by_role("heading", name=re.compile("En Bretagne"))).to_be_visible()

    page.get_by_role("group", name="Secteur").get_by_label("Commerces").check()
    page.get_by_role("button", name="Voir les résultats").first.click()
    chips = page.get_by_role("list", name="Filtres actifs")
    expect(chips).to_contain_text("Bretagne")
    expect(chips).to_contain_text("Commerces")

    page.get_by_role("link", name="Le Café des Possibles").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Le Café des Possibles")
    expect(page.get_by_text("5 000 €").first).to_be_visible()

    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile("/en/initiatives/"))
    expect(page.get_by_text("€5,000").first).to_be_visible()


def test_removing_a_chip_keeps_the_other_filters(page):
    page.goto("/fr/initiatives/?region=bretagne&sector=commerces-services&q=cooperative")
    page.get_by_role("list", name="Filtres actifs").get_by_role("link", name="Bretagne").click()
    expect(page).to_have_url(re.compile("sector=commerces-services"))
    expect(page).to_have_url(re.compile("q=cooperative"))
    assert "region=" not in page.url


def test_a_commune_is_found_by_its_postal_code(page):
    page.goto("/fr/")
    page.get_by_role("link", name="Trouver votre commune").click()
    page.get_by_label("Votre commune").fill("56800")
    page.get_by_role("button", name="Trouver").click()
    page.get_by_role("link", name="Augan").click()
    expect(page.get_by_role("heading", name=re.compile("Dans la commune : Augan|Dans la commune")))
    expect(page.get_by_role("link", name="Le Champ Commun")).to_be_visible()


def test_the_map_leads_to_a_region_by_keyboard(page):
    page.goto("/fr/")
    page.get_by_role("link", name=re.compile(r"^Bretagne \(\d+\)$")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bretagne")


def test_a_record_is_chosen_from_suggestions_by_keyboard(page):
    page.goto("/fr/")
    field = page.get_by_role("combobox", name="Que cherchez-vous")
    field.press_sequentially("champ comm")
    option = page.get_by_role("option", name="Le Champ Commun Initiatives")
    expect(option).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_have_text("Suggestions\u00a0: 1")

    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "q_list_0")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Le Champ Commun")


def test_words_are_searched_where_no_suggestion_is_chosen(page):
    page.goto("/en/search/")
    field = page.get_by_role("combobox", name="What are you looking for?")
    field.press_sequentially("champ")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url("/en/search/?q=champ")
    page.get_by_role("combobox").fill("zzzz")
    expect(page.get_by_role("status")).to_have_text("No suggestion.")


def test_what_is_left_empty_stays_out_of_the_address(page):
    page.goto("/fr/")
    page.get_by_role("button", name="Rechercher").click()
    expect(page).to_have_url(re.compile(r"/fr/initiatives/\??$"))
    page.get_by_role("checkbox", name=re.compile("Bretagne")).check()
    expect(page).to_have_url("/fr/initiatives/?region=bretagne")
    expect(page).to_have_title("Initiatives en Bretagne – ESS rurale")


def test_a_distance_chosen_first_waits_for_its_commune(page):
    page.goto("/fr/initiatives/?q=commune")
    page.get_by_label("Distance (km)").select_option("20")
    page.get_by_role("checkbox", name=re.compile("Énergie")).check()
    expect(page).to_have_url("/fr/initiatives/?q=commune&sector=energie")
    page.get_by_role("combobox", name="Commune").press_sequentially("Augan")
    page.get_by_role("option", name="Augan").click()
    expect(page).to_have_url(re.compile("commune=56006&radius=20"))


PAGES = [
    "",
    "initiatives/",
    "initiatives/?region=bretagne&sector=commerces-services",
    "initiatives/?region=nowhere",
    "initiatives/?q=zzzzzz",
    "initiatives/le-champ-commun/",
    "initiatives/rezo-pouce/",
    "regions/bretagne/",
    "no-such-page/",
]
REFUSED = {"initiatives/?region=nowhere": 400, "no-such-page/": 404}
TRANSLATED_PAGES = [
    ("/fr/secteurs/energie/", "/en/sectors/energie/"),
    ("/fr/territoires/?place=saint-j", "/en/territories/?place=saint-j"),
    ("/fr/departements/morbihan/", "/en/departments/morbihan/"),
    ("/fr/a-propos/", "/en/about/"),
    ("/fr/couverture/", "/en/coverage/"),
    ("/fr/proposer/", "/en/propose/"),
    ("/fr/corriger/initiative/le-champ-commun/", "/en/correct/initiative/le-champ-commun/"),
]
ADDRESSES = [
    *[f"/{language}/{path}" for path in PAGES for language in ("fr", "en")],
    *[address for pair in TRANSLATED_PAGES for address in pair],
]


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_no_page_breaks_an_accessibility_rule_or_overflows(chromium, site, width, scheme):
    context = chromium.new_context(
        base_url=site, viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    page = context.new_page()
    faults = {}
    for address in ADDRESSES:
        response = page.goto(address)
        found = faults_of(page, width)
        if response.status != REFUSED.get(address.split("/", 2)[2], 200):
            found.append(response.status)
        if found:
            faults[address] = found
    context.close()
    assert faults == {}


def test_everything_works_without_javascript(chromium, site):
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/fr/initiatives/")
    page.get_by_label("Bretagne").check()
    page.get_by_role("button", name="Voir les résultats").first.click()
    expect(page).to_have_url("/fr/initiatives/?region=bretagne#total")
    context.close()
