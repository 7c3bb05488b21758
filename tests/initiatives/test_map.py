"""The map: counts that lead to places, the list beside it, points for the script."""

import gzip
import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings as site
from django.contrib.staticfiles import finders
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from initiatives.views import map as map_views
from tests.factories import InitiativeFactory, SectorFactory
from tests.pages import slugs, words
from tests.test_house import PRODUCTION, run

from .places import AUGAN, CAEN, RENNES, VANNES

pytestmark = pytest.mark.django_db

FRENCH = "/fr/initiatives/carte/"
ENGLISH = "/en/initiatives/map/"


def areas(response):
    """Return {name: (count, address)} of the shapes of the drawing."""
    svg = re.search(r'<svg class="map".*?</svg>', response.content.decode(), re.DOTALL)[0]
    found = re.findall(r'<a href="([^"]*)"[^>]* aria-label="(.*?) \(([\d\s ]+)\)"', svg)
    return {unescape(name): (int(count), unescape(address)) for address, name, count in found}


def listed(response):
    """Return {name: (count, address)} of the list beside the drawing."""
    beside = response.content.decode().split('id="map-list"')[1].split("</ul>")[0]
    found = re.findall(
        r'<a href="([^"]*)"[^>]*>([^<]*)</a>.*?<span class="count">(\d+)</span>', beside
    )
    return {unescape(name): (int(count), unescape(address)) for address, name, count in found}


def for_script(response):
    text = re.search(
        r'id="map-territories" type="application/json">(.*?)</script>', response.content.decode()
    )
    return json.loads(text[1])


def points(client, code="56", **filters):
    response = client.get(f"{FRENCH}{code}.json", filters)
    assert response.status_code == 200
    return response.json()["points"]


# The drawing and the list beside it


def test_without_a_place_the_map_shows_all_regions_with_their_counts(client, around_augan):
    response = client.get(FRENCH)
    found = areas(response)
    assert len(found) == 18
    assert found["Bretagne"] == (4, "?region=bretagne")
    assert found["Normandie"] == (1, "?region=normandie")
    assert found["Guadeloupe"] == (0, "?region=guadeloupe")
    assert listed(response) == found
    assert "+ 1 pour toute la France" in words(response)


def test_with_a_region_it_shows_the_departments_and_what_has_none(client, around_augan):
    response = client.get(ENGLISH, {"region": "bretagne", "page": "1"})
    found = areas(response)
    assert set(found) == {"Côtes-d’Armor", "Finistère", "Ille-et-Vilaine", "Morbihan"}
    assert found["Morbihan"] == (3, "?department=56")
    assert listed(response) == found
    assert "+ 1 in the region without a known department" in words(response)
    assert "+ 1 covering all of France" in words(response)


def test_with_a_department_what_is_there_is_listed_nearest_first(client, around_augan):
    response = client.get(FRENCH, {"department": "56"})
    assert set(slugs(response)[:3]) == {"here", "next-door", "same-department"}
    assert slugs(response)[3:] == ["whole-region", "everywhere"]
    assert 'class="has chosen" aria-label="Morbihan (3)"' in response.content.decode()
    assert "Toute la France › Bretagne › Morbihan" in words(response)
    assert 'href="?region=bretagne">Bretagne</a>' in response.content.decode()


def test_with_several_regions_it_shows_all_of_them_marked(client, around_augan):
    response = client.get(FRENCH, {"region": ["bretagne", "normandie"]})
    assert len(areas(response)) == 18
    assert response.content.decode().count(' chosen"') == 2


def test_a_commune_shows_its_region_with_its_department_marked(client, around_augan):
    response = client.get(FRENCH, {"commune": AUGAN, "radius": "20"})
    assert "Morbihan" in areas(response)
    assert for_script(response)["centre"][2] == 20


def test_a_region_overseas_is_drawn_and_reached(client):
    InitiativeFactory(in_department="971")
    response = client.get(FRENCH, {"region": "guadeloupe"})
    assert areas(response) == {"Guadeloupe": (1, "?department=971")}
    assert 'data-code="01">Guadeloupe</button>' in response.content.decode()


def test_a_map_of_nothing_still_leads_on(client):
    response = client.get(FRENCH, {"q": "zzzz", "region": "bretagne"})
    assert response.status_code == 200
    assert areas(response)["Morbihan"][0] == 0


# The same filters as the list


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"region": "bretagne"},
        {"department": "56"},
        {"commune": AUGAN},
        {"commune": AUGAN, "radius": "50"},
        {"region": "bretagne", "located": "1"},
        {"q": "initiative", "scope": "local"},
        {"sector": "energie", "region": "normandie"},
    ],
    ids=str,
)
def test_the_map_lists_what_the_list_lists(client, around_augan, filters):
    SectorFactory(slug="energie")
    on_the_list = client.get("/fr/initiatives/", filters)
    on_the_map = client.get(FRENCH, filters)
    assert slugs(on_the_map) == slugs(on_the_list)


def test_filters_narrow_the_counts_and_stay_in_every_address(client):
    InitiativeFactory(in_commune=AUGAN, sectors=["energie"])
    InitiativeFactory(in_commune=VANNES, sectors=["mobilite"])
    response = client.get(FRENCH, {"sector": "energie", "page": "1"})
    assert areas(response)["Bretagne"] == (1, "?sector=energie&region=bretagne")
    html = response.content.decode()
    assert 'href="/fr/initiatives/?sector=energie"' in html
    assert 'href="/fr/initiatives/carte/?sector=energie" aria-current="true"' in html


def test_counts_of_what_stands_there_leave_out_what_only_serves(client):
    InitiativeFactory(scope="regional", regions=["bretagne"])
    InitiativeFactory(in_commune=AUGAN)
    assert areas(client.get(FRENCH))["Bretagne"][0] == 2
    located = client.get(FRENCH, {"located": "1"})
    assert areas(located)["Bretagne"] == (1, "?located=1&region=bretagne")


def test_the_areas_and_what_covers_france_are_the_whole_but_for_those_in_both(client):
    InitiativeFactory(scope="national")
    InitiativeFactory(scope="national", in_commune=AUGAN)
    assert areas(client.get(FRENCH))["Bretagne"][0] == 1
    for query, drawn in (({}, 1), ({"region": "bretagne"}, 1), ({"region": "corse"}, 0)):
        context = client.get(FRENCH, query).context
        assert (context["everywhere"], context["everywhere_drawn"]) == (2, drawn)
    assert "everywhere" not in client.get(FRENCH, {"located": "1"}).context


def test_an_unknown_value_is_refused_with_a_message(client):
    response = client.get(FRENCH, {"region": "nowhere"})
    assert response.status_code == 400
    assert "nowhere" in words(response)


def test_the_map_has_its_address_in_both_languages(client):
    assert (
        f'href="{ENGLISH}?region=bretagne"'
        in client.get(FRENCH, {"region": "bretagne"}).content.decode()
    )


def test_a_map_asks_few_queries_however_much_it_shows(client, django_assert_max_num_queries):
    InitiativeFactory.create_batch(30, in_commune=AUGAN)
    client.get(FRENCH)
    client.get(f"{FRENCH}?region=normandie")
    with django_assert_max_num_queries(3):
        client.get(f"{FRENCH}?region=bretagne")
    InitiativeFactory.create_batch(30, in_commune=VANNES)
    client.get(f"{FRENCH}?region=normandie")
    with django_assert_max_num_queries(3):
        client.get(f"{FRENCH}?region=bretagne")


# Points


def test_points_name_what_stands_at_a_town_hall(client):
    InitiativeFactory(slug="one", name_fr="Un", in_commune=AUGAN)
    InitiativeFactory(slug="two", name_fr="Deux", in_commune=AUGAN)
    [[latitude, longitude, count, name, code, named]] = points(client)
    assert (round(latitude, 1), round(longitude, 1)) == (47.9, -2.3)
    assert (count, name, code) == (2, "Augan", AUGAN)
    assert named == [["Deux", "/fr/initiatives/two/"], ["Un", "/fr/initiatives/one/"]]


def test_an_own_point_comes_before_the_town_hall(client):
    InitiativeFactory(in_commune=AUGAN, latitude=47.8, longitude=-2.2)
    assert [point[:2] for point in points(client)] == [[47.8, -2.2]]


def test_what_has_no_point_is_not_on_the_map(client):
    InitiativeFactory(in_department="56")
    InitiativeFactory(scope="regional", regions=["bretagne"])
    InitiativeFactory()
    assert points(client) == []


def test_points_are_those_of_the_department_and_of_the_filters(client):
    InitiativeFactory(slug="energy", in_commune=AUGAN, sectors=["energie"])
    InitiativeFactory(slug="mobility", in_commune=AUGAN, sectors=["mobilite"])
    InitiativeFactory(slug="rennes", in_commune=RENNES, sectors=["energie"])
    InitiativeFactory(slug="caen", in_commune=CAEN, sectors=["energie"])
    InitiativeFactory(slug="draft", in_commune=AUGAN, sectors=["energie"], status="draft")
    [point] = points(client, sector="energie")
    assert [address for _name, address in point[5]] == ["/fr/initiatives/energy/"]
    assert points(client, sector="energie", region="normandie") == []


def test_beyond_a_number_communes_are_counted(client, monkeypatch):
    monkeypatch.setattr(map_views, "MAX_POINTS", 2)
    InitiativeFactory.create_batch(2, in_commune=AUGAN)
    InitiativeFactory(in_commune=VANNES)
    InitiativeFactory(in_department="56")
    found = points(client)
    assert [(point[2], point[3], point[4], point[5]) for point in found] == [
        (2, "Augan", AUGAN, []),
        (1, "Vannes", VANNES, []),
    ]


def test_a_department_full_of_long_names_is_sent_in_sixty_kilobytes(client):
    InitiativeFactory.create_batch(map_views.MAX_POINTS, in_commune=AUGAN, name_fr="Ô" * 160)
    response = client.get(f"{FRENCH}56.json", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < 60_000


def test_points_of_no_department_are_not_found(client):
    for code in ("99", "bretagne", "0"):
        assert client.get(f"{FRENCH}{code}.json").status_code == 404


def test_points_with_an_unknown_filter_are_refused_by_field(client):
    response = client.get(f"{FRENCH}56.json", {"sector": "nothing"})
    assert response.status_code == 400
    assert list(response.json()) == ["sector"]


def test_points_ask_few_queries(client, django_assert_max_num_queries):
    InitiativeFactory.create_batch(20, in_commune=AUGAN)
    client.get(FRENCH)
    with django_assert_max_num_queries(3):
        client.get(f"{FRENCH}56.json")


# Outlines


def ends_where_it_began(ring):
    return sum(ring[2::2]) == 0 and sum(ring[3::2]) == 0


def test_outlines_are_closed_rings_around_their_label(client):
    outlines = client.get("/outlines.json").json()
    assert len(outlines) == 18
    for code, outline in outlines.items():
        assert outline["polygons"], code
        for polygon in outline["polygons"]:
            assert all(ends_where_it_began(ring) for ring in polygon), code
    x, y = outlines["53"]["label"]
    assert (-5_200 < x < -1_000, 47_200 < y < 48_900) == (True, True)


def test_outlines_of_departments_come_by_region(client):
    assert set(client.get("/outlines/bretagne.json").json()) == {"22", "29", "35", "56"}
    assert client.get("/outlines/nowhere.json").status_code == 404


def test_outlines_are_small_and_sent_once(client):
    response = client.get("/outlines.json", headers={"Accept-Encoding": "gzip"})
    assert len(response.content) < 16_000
    again = client.get(
        "/outlines.json", headers={"Accept-Encoding": "gzip", "If-None-Match": response["ETag"]}
    )
    assert again.status_code == 304


def test_a_first_visit_takes_less_than_150_kilobytes(client, content):
    response = client.get(FRENCH)
    files = set(re.findall(r'"/static/([^"]+)"', response.content.decode()))
    assert {"leaflet/leaflet.js", "js/map.js", "css/site.css"} <= files
    parts = [response.content, client.get("/outlines.json").content]
    parts += [Path(finders.find(name)).read_bytes() for name in files]
    assert sum(len(gzip.compress(part)) for part in parts) < 150_000


# Street tiles

TILES = (
    "from django.conf import settings;"
    "print(settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'])"
)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("", "['self', 'data:']"),
        ("https://tile.example.org/{z}/{x}/{y}.png", "https://tile.example.org"),
        ("https://{s}.tile.example.org/{z}/{x}/{y}.png", "https://*.tile.example.org"),
    ],
)
def test_only_the_host_of_the_tiles_may_send_images(address, allowed):
    done = run(
        "-c",
        TILES,
        DJANGO_SETTINGS_MODULE="ess_rural.settings",
        MAP_TILES_URL=address,
        **PRODUCTION,
    )
    assert done.returncode == 0, done.stderr
    assert allowed.strip("[]").split(", ")[-1].strip("'") in done.stdout
    assert done.stdout.count("http") == bool(address)


def test_no_tiles_are_shown_unless_set(client, settings):
    assert site.MAP_TILES_URL == ""
    assert 'data-tiles=""' in client.get(FRENCH).content.decode()
    settings.MAP_TILES_URL = "https://tile.example.org/{z}/{x}/{y}.png"
    assert 'data-tiles="https://tile.example.org/{z}/{x}/{y}.png"' in (
        client.get(f"{FRENCH}?sort=name").content.decode()
    )


# Bad input

NAMES = ["q", "region", "department", "commune", "radius", "located", "place", "sector", "kind"]
NAMES += ["legal_form", "scope", "sort", "page", "other"]
bounded = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
texts = st.text(max_size=40) | st.sampled_from(
    [
        "0",
        "-1",
        "1e9",
        "9" * 30,
        "56",
        "bretagne",
        "56006",
        "2a004",
        "\0",
        "%",
        "<b>",
        "²",
        "٢٠",
        "20",
    ]
)


@bounded
@given(
    st.sampled_from([FRENCH, ENGLISH, f"{FRENCH}56.json"]),
    st.lists(st.tuples(st.sampled_from(NAMES), texts), max_size=4),
)
@example(FRENCH, [("commune", "56006"), ("radius", "200"), ("region", "bretagne")])
def test_any_text_in_any_parameter_is_answered(client, address, parameters):
    response = client.get(f"{address}?{urlencode(parameters, errors='replace')}")
    assert response.status_code in {200, 302, 400, 404}


@bounded
@given(st.sampled_from([FRENCH, ENGLISH, f"{FRENCH}56.json"]), st.binary(max_size=30))
def test_any_octets_in_a_query_are_answered(client, address, octets):
    response = client.get(f"{address}?{quote(octets, safe='=&')}")
    assert response.status_code in {200, 302, 400, 404}


@bounded
@given(st.text(min_size=1, max_size=20).filter(lambda text: text not in {".", ".."}))
def test_any_code_is_answered(client, code):
    response = client.get(f"{FRENCH}{quote(code, safe='', errors='replace')}.json")
    assert response.status_code in {302, 400, 404}
    named = client.get(f"/outlines/{quote(code, safe='', errors='replace')}.json")
    assert named.status_code in {400, 404}
