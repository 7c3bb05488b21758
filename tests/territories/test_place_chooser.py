"""Every chooser of a place shows the place that the address names, and replaces it.

Without a script: the forms are read from the page and sent as a browser would.
"""

from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.http import QueryDict

from territories.filters import PlaceChoice
from tests.factories import CooperationFormFactory, InitiativeFactory, LeverFactory
from tests.pages import words

pytestmark = pytest.mark.django_db

SELECTS = [
    "/fr/",
    "/en/",
    "/fr/secteurs/energie/",
    "/fr/leviers/lever/",
    "/en/levers/lever/",
    "/fr/formes/form/",
    "/fr/initiatives/one/",
]
FIELDS = ["/fr/initiatives/", "/en/initiatives/", "/fr/initiatives/carte/", "/fr/qui-accompagne/"]
PLACES = {  # what the select of regions shows
    "commune=48080": "Langogne (48)",
    "department=48": "Lozère",
    "department=48&department=56": "Lozère, Morbihan",
    "region=occitanie": "Occitanie",
    "region=occitanie&region=corse": "Corse, Occitanie",
}


class Forms(HTMLParser):
    """The forms of a page, each as {"action": …, "fields": [(name, value)], "shown": [texts]}."""

    def __init__(self, html):
        super().__init__()
        self.forms, self._option = [], None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        about = dict(attributes)
        if tag == "form":
            self.forms.append({"action": about.get("action", ""), "fields": [], "shown": []})
        elif not self.forms:
            return
        elif tag == "select":
            self._select, self._options = about.get("name"), []
        elif tag == "option":
            self._options.append([about.get("value", ""), "selected" in about, ""])
        elif tag == "input" and about.get("name"):
            kind = about.get("type", "text")
            if kind not in ("checkbox", "radio") or "checked" in about:
                self.forms[-1]["fields"].append((about["name"], about.get("value", "")))

    def handle_data(self, data):
        if self.forms and self.get_starttag_text().startswith("<option"):
            self._options[-1][2] += data.strip()

    def handle_endtag(self, tag):
        if tag == "select" and self.forms and self._options:
            value, _selected, text = next(
                (option for option in self._options if option[1]), self._options[0]
            )
            self.forms[-1]["fields"].append((self._select, value))
            self.forms[-1]["shown"].append(text)


@pytest.fixture
def directory():
    lever, form = LeverFactory(slug="lever"), CooperationFormFactory(slug="form")
    one = InitiativeFactory(slug="one", in_commune="56006", sectors=["energie"])
    InitiativeFactory(slug="langogne", in_commune="48080", sectors=["energie"])
    one.levers.add(lever)
    one.cooperation_forms.add(form)


def chooser(client, page, query):
    """Return the form of a page that asks for a place."""
    response = client.get(f"{page}?{query}")
    assert response.status_code == 200
    [form] = [
        form
        for form in Forms(response.content.decode()).forms
        if {"region", "place"} & {name for name, _value in form["fields"]}
    ]
    return form


def sent(client, page, form, **changed):
    """Send a form with some of its fields changed; return the address where that leads."""
    fields = [(name, value) for name, value in form["fields"] if name not in changed]
    data = QueryDict(mutable=True)
    for name, value in [*fields, *changed.items()]:
        data.appendlist(name, value)
    action = form["action"].partition("#")[0] or page
    response = client.get(f"{action}?{data.urlencode()}", follow=True)
    assert response.status_code == 200
    chain = response.redirect_chain
    return urlsplit(chain[-1][0] if chain else f"?{response.request['QUERY_STRING']}")


def place_in(address):
    """Return the parameters of a place in an address, as a query string."""
    pairs = parse_qsl(address.query)
    return "&".join(
        f"{name}={value}" for name, value in pairs if name in (*PlaceChoice.TERRITORIES, "place")
    )


@pytest.mark.parametrize("page", SELECTS)
def test_a_select_shows_the_place_keeps_it_and_gives_way_to_another(client, directory, page):
    for query, shown in PLACES.items():
        form = chooser(client, page, query)
        if page.startswith("/fr"):
            told = form["shown"][0].removesuffix(" (1)")  # what a sector has there
            assert sorted(told.split(", ")) == sorted(shown.split(", "))
        assert set(place_in(sent(client, page, form)).split("&")) == set(query.split("&"))
        assert place_in(sent(client, page, form, region="bretagne")) == "region=bretagne"


@pytest.mark.parametrize("page", SELECTS)
def test_without_a_place_a_select_chooses_none(client, directory, page):
    form = chooser(client, page, "")
    assert place_in(sent(client, page, form)) == ""
    assert "place" not in dict(form["fields"])


@pytest.mark.parametrize(
    ("page", "blank"),
    [("/fr/leviers/lever/", "Toute la France"), ("/fr/initiatives/one/", "Morbihan")],
)
def test_the_place_shown_can_be_left(client, directory, page, blank):
    body = client.get(f"{page}?commune=48080").content.decode()
    assert f'<a href="?">{blank}</a>' in body
    assert f'<a href="?">{blank}</a>' not in client.get(page).content.decode()


@pytest.mark.parametrize("page", FIELDS)
def test_the_field_of_a_list_shows_the_commune_keeps_it_and_gives_way_to_another(
    client, directory, page
):
    form = chooser(client, page, "commune=48080")
    assert dict(form["fields"])["place"] == "Langogne"
    assert place_in(sent(client, page, form)) == "commune=48080"
    assert place_in(sent(client, page, form, q="four")) == "commune=48080"
    assert place_in(sent(client, page, form, place="Augan")) == "commune=56006"
    assert place_in(sent(client, page, form, place="")) == ""
    assert place_in(sent(client, page, form, region="bretagne")) == "region=bretagne"
    assert place_in(sent(client, page, form, department="56")) == "department=56"


def test_a_commune_that_has_a_namesake_stays_itself(client):
    for code in ("93066", "97411"):
        form = chooser(client, "/fr/initiatives/", f"commune={code}&radius=20")
        assert dict(form["fields"])["place"] == "Saint-Denis"
        address = sent(client, "/fr/initiatives/", form)
        assert parse_qsl(address.query) == [("commune", code), ("radius", "20")]


def test_a_distance_goes_with_its_commune(client):
    form = chooser(client, "/fr/initiatives/", "commune=48080&radius=20")
    assert parse_qsl(sent(client, "/fr/initiatives/", form, place="").query) == []
    address = sent(client, "/fr/initiatives/", form, region="corse")
    assert parse_qsl(address.query) == [("region", "corse")]


def test_the_search_for_a_commune_shows_the_one_that_is_chosen(client):
    for page in ("/fr/territoires/", "/en/territories/"):
        assert 'value="Langogne"' in client.get(f"{page}?commune=48080").content.decode()


@pytest.mark.parametrize("page", ["/fr/leviers/lever/", "/fr/initiatives/"])
@pytest.mark.parametrize(
    "place", ["commune=99999", "region=atlantide", "q=zzzz", "region=", "=", "a=" * 5000]
)
def test_what_is_no_place_is_told(client, directory, page, place):
    response = client.get(page, {"place": place})
    assert response.status_code == 400
    assert "Quelle commune" in words(response)
