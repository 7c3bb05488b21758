"""Pages of forms of cooperation, and the click that leads to one from an initiative."""

from urllib.parse import urldefrag, urlsplit

import pytest

from territories.models import Region
from tests.factories import (
    CooperationFormFactory,
    CooperationFormSourceFactory,
    InitiativeFactory,
    KeyFigureFactory,
    KeyFigureSourceFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
)
from tests.pages import words
from tests.reading import address_of, headings, links, names, plain, query_count, rings

pytestmark = pytest.mark.django_db

AUGAN = "56006"  # Morbihan, Bretagne


@pytest.fixture
def scic():
    return CooperationFormFactory(slug="scic", name_fr="SCIC", name_en="SCIC")


def link_that_starts(response, text):
    """Return the address of the only link of a page whose text starts with `text`."""
    [address] = [address for address, shown in links(response) if shown.startswith(text)]
    return address


def test_only_public_forms_are_listed_with_their_public_initiatives_counted(client, scic):
    CooperationFormFactory(status="draft")
    for status in ("published", "published", "draft"):
        InitiativeFactory(status=status).cooperation_forms.add(scic)
    for address in ("/fr/formes/", "/en/forms/"):
        response = client.get(address)
        assert names(response, "cooperation_forms") == ["scic"]
        assert response.context["cooperation_forms"][0].initiative_count == 2
        assert "2 initiatives" in words(response)


def test_a_form_tells_every_text_under_its_heading(client):
    texts = {
        "how_it_works": ("How it works", "Five colleges vote."),
        "types": ("Types", "Energy and food."),
        "advantages": ("Advantages", "All have a say."),
        "conditions": ("Conditions for success", "Take your time."),
    }
    values = {f"{name}_fr": f"{text} (fr)" for name, (_, text) in texts.items()}
    values |= {f"{name}_en": text for name, (_, text) in texts.items()}
    CooperationFormFactory(slug="one", **values)
    CooperationFormFactory(slug="bare")
    text = words(client.get("/en/forms/one/"))
    bare = headings(client.get("/en/forms/bare/"))
    for heading, told in texts.values():
        assert f"{heading} {told}" in text
        assert heading not in bare


def test_the_law_is_told_with_its_year_in_both_languages(client):
    CooperationFormFactory(
        slug="one",
        legal_basis_fr="Trois associés.",
        legal_basis_en="Three members.",
        legal_basis_as_of=2014,
    )
    assert "Ce que disait la loi en 2014 Trois associés." in words(client.get("/fr/formes/one/"))
    assert "What the law said in 2014 Three members." in words(client.get("/en/forms/one/"))


def test_a_form_without_a_law_says_nothing_of_it(client, scic):
    assert "What the law said" not in words(client.get("/en/forms/scic/"))


def test_a_form_tells_its_figures_with_their_documents(client, scic):
    figure = KeyFigureFactory(statement_en="Most are small.")
    KeyFigureSourceFactory(record=figure, resource__title_en="The atlas", resource__year=2020)
    scic.key_figures.add(figure, KeyFigureFactory(statement_en="A secret.", status="draft"))
    text = words(client.get("/en/forms/scic/"))
    assert "17.7% Most are small. The atlas (2020)" in text
    assert "A secret." not in text


def test_a_form_tells_where_it_comes_from(client, scic):
    CooperationFormSourceFactory(record=scic, resource__slug="handbook", locator="Page 7")
    response = client.get("/en/forms/scic/")
    assert "/en/resources/handbook/" in [address for address, _ in links(response)]
    assert "Page 7" in words(response)


def test_the_place_is_kept_on_the_way_to_a_public_lever(client, scic):
    scic.levers.add(LeverFactory(slug="barn"), LeverFactory(slug="secret", status="draft"))
    query = "region=bretagne&region=corse"
    addresses = [address for address, _ in links(client.get(f"/en/forms/scic/?{query}"))]
    assert f"/en/levers/barn/?{query}" in addresses
    assert not any("secret" in address for address in addresses)


# From an initiative, one click


@pytest.fixture
def neighbourhood(scic):
    """Who helps with the form in several regions, and what to read."""
    for slug, region in (("of-bretagne", "bretagne"), ("of-corse", "corse")):
        record = OrganisationFactory(slug=slug, scope="regional")
        record.regions.set(Region.objects.filter(slug=region))
        record.cooperation_forms.add(scic)
    record = OrganisationFactory(slug="of-56", scope="departmental")
    record.departments.set(["56"])
    record.cooperation_forms.add(scic)
    OrganisationFactory(slug="national").cooperation_forms.add(scic)
    cress = OrganisationFactory(slug="cress", category="cress", scope="regional")
    cress.regions.set(Region.objects.filter(slug="bretagne"))
    scic.resources.add(ResourceFactory(slug="how-to"))
    return scic


LANGUAGES = [
    pytest.param("/fr/initiatives/one/", "Qui accompagne cette forme", "Que lire", id="fr"),
    pytest.param("/en/initiatives/one/", "Who helps with this form", "What to read", id="en"),
]


@pytest.mark.parametrize(
    ("placed", "helpers"),
    [
        pytest.param({"in_commune": AUGAN}, ["of-56", "of-bretagne", "national"], id="commune"),
        pytest.param(
            {"in_department": "56"}, ["of-56", "of-bretagne", "national"], id="department"
        ),
        pytest.param({"in_intercommunality": "200066785"}, ["of-56", "of-bretagne", "national"]),
        pytest.param({"in_department": "35"}, ["of-bretagne", "national"], id="next department"),
        pytest.param({"in_region": "bretagne"}, ["of-56", "of-bretagne", "national"], id="region"),
        pytest.param(
            {"scope": "regional", "regions": ["bretagne"]},
            ["of-56", "of-bretagne", "national"],
            id="serves a region",
        ),
        pytest.param(
            {"scope": "departmental", "departments": ["56"]},
            ["of-56", "of-bretagne", "national"],
            id="serves a department",
        ),
    ],
)
@pytest.mark.parametrize(("address", "question", "to_read"), LANGUAGES)
def test_one_click_leads_to_who_helps_there(
    client, neighbourhood, address, question, to_read, placed, helpers
):
    InitiativeFactory(slug="one", **placed).cooperation_forms.add(neighbourhood)
    target, fragment = urldefrag(link_that_starts(client.get(address), question))
    form = client.get(target)
    assert form.status_code == 200
    found = rings(form, "helpers")
    assert sorted(slug for slugs in found.values() for slug in slugs) == sorted(helpers)
    assert names(form, "chambers") == ["cress"]
    assert f'id="{fragment}"' in form.content.decode()
    hrefs = [urlsplit(href).path for href, _ in links(form)]
    for slug in [*helpers, "cress"]:
        assert any(href.endswith(f"/{slug}/") for href in hrefs)
    assert not any(href.endswith("/of-corse/") for href in hrefs)


@pytest.mark.parametrize(("address", "question", "to_read"), LANGUAGES)
def test_one_click_leads_to_what_to_read(client, neighbourhood, address, question, to_read):
    InitiativeFactory(slug="one", in_commune=AUGAN).cooperation_forms.add(neighbourhood)
    target, fragment = urldefrag(address_of(client.get(address), to_read))
    form = client.get(target)
    assert f'id="{fragment}"' in form.content.decode()
    assert any("/how-to/" in href for href, _ in links(form))


def test_the_question_says_where_in_both_languages(client, scic):
    InitiativeFactory(slug="one", in_commune=AUGAN).cooperation_forms.add(scic)
    shown = [plain(text) for _, text in links(client.get("/fr/initiatives/one/"))]
    assert "Qui accompagne cette forme dans le Morbihan ?" in shown
    shown = [text for _, text in links(client.get("/en/initiatives/one/"))]
    assert "Who helps with this form in Morbihan?" in shown


def test_from_a_national_initiative_the_click_leads_to_all_who_help(client, neighbourhood):
    InitiativeFactory(slug="one").cooperation_forms.add(neighbourhood)
    address = address_of(client.get("/en/initiatives/one/"), "Who helps with this form?")
    form = client.get(urldefrag(address).url)
    shown = {record.slug for record in form.context["all_helpers"]}
    assert shown == {"of-56", "of-bretagne", "of-corse", "national"}


def test_from_an_initiative_no_link_leads_to_an_unpublished_form_or_lever(client):
    record = InitiativeFactory(slug="one", in_commune=AUGAN)
    record.cooperation_forms.add(CooperationFormFactory(slug="hidden-form", status="draft"))
    record.levers.add(LeverFactory(slug="hidden-lever", status="archived"))
    addresses = " ".join(address for address, _ in links(client.get("/en/initiatives/one/")))
    assert "hidden" not in addresses


# What is asked of the database


def test_pages_ask_the_database_no_more_often_when_there_is_more(client, scic):
    one = InitiativeFactory(slug="one", in_commune=AUGAN)

    def add(number):
        for _ in range(number):
            form = CooperationFormFactory()
            CooperationFormSourceFactory(record=form)
            InitiativeFactory().cooperation_forms.add(form)
            form.levers.add(LeverFactory())
            one.cooperation_forms.add(form)
            figure = KeyFigureFactory()
            KeyFigureSourceFactory(record=figure)
            scic.key_figures.add(figure)
            scic.levers.add(LeverFactory())
            CooperationFormSourceFactory(record=scic)

    addresses = [
        "/en/forms/",
        "/en/forms/scic/",
        "/fr/formes/scic/?department=56",
        "/en/initiatives/one/",
        "/api/v1/cooperation-forms/",
    ]
    for address in addresses:
        client.get(address)
    add(3)
    few = [query_count(client, address) for address in addresses]
    add(17)
    assert [query_count(client, address) for address in addresses] == few
