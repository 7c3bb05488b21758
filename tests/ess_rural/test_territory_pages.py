"""Pages of regions and departments, and the search for one's commune."""

import re

import pytest

from tests.factories import InitiativeFactory, OrganisationFactory
from tests.pages import near_count, rings, words
from tests.reading import address_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def brittany():
    InitiativeFactory(slug="augan", name_fr="Augan", in_commune="56006", sectors=["energie"])
    InitiativeFactory(slug="vannes", name_fr="Vannes", in_commune="56260", sectors=["mobilite"])
    InitiativeFactory(slug="rennes", name_fr="Rennes", in_commune="35238", sectors=["energie"])
    InitiativeFactory(slug="region", scope="regional", regions=["bretagne"], sectors=["energie"])
    InitiativeFactory(slug="national", sectors=["energie"])
    InitiativeFactory(slug="caen", in_commune="14118", sectors=["energie"])
    InitiativeFactory(slug="draft", in_commune="56006", status="draft", sectors=["energie"])


def sectors(response):
    """Return {address: number} of the links to sectors in the territory."""
    [section] = re.findall(
        r'<section aria-labelledby="by-sector">.*?</section>', response.content.decode(), re.DOTALL
    )
    link = r'<a href="([^"]*)" rel="nofollow">[^<]*</a> <span class="count">(\d+)</span>'
    found = re.findall(link, section)
    return {address.replace("&amp;", "&"): int(number) for address, number in found}


# Regions


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/fr/regions/bretagne/", "Bretagne 4 en Bretagne · 1 pour toute la France"),
        ("/en/regions/bretagne/", "Brittany 4 in Brittany · 1 covering all of France"),
        (
            "/fr/departements/morbihan/",
            "Morbihan 2 dans le Morbihan · 1 à l’échelle de la région : Bretagne · "
            "1 pour toute la France",
        ),
        (
            "/en/departments/morbihan/",
            "Morbihan 2 in Morbihan · 1 at the scale of the region: Brittany · "
            "1 covering all of France",
        ),
    ],
)
def test_a_territory_announces_what_is_there_and_what_is_national(
    client, brittany, address, expected
):
    response = client.get(address)
    assert expected in words(response)
    assert response.context["here_count"] == (4 if "/regions/" in address else 2)
    assert response.context["national_count"] == 1


@pytest.mark.parametrize(
    ("address", "listed"),
    [
        ("/en/regions/bretagne/", "/en/initiatives/?region=bretagne"),
        ("/en/departments/morbihan/", "/en/initiatives/?department=56"),
    ],
)
def test_the_number_of_national_ones_leads_to_the_list(client, brittany, address, listed):
    response = client.get(address)
    assert response.context["list_url"] == listed
    assert address_of(response, "1 covering all of France") == f"{listed}&scope=national"
    assert client.get(f"{listed}&scope=national").context["national_count"] == 1


def test_the_number_of_what_is_there_leads_to_the_list(client, brittany):
    response = client.get("/en/regions/bretagne/")
    assert address_of(response, "4 in Brittany") == response.context["list_url"]


def test_a_region_shows_what_stands_there_or_serves_it(client, brittany):
    response = client.get("/en/regions/bretagne/")
    assert set(rings(response)) == {"in Brittany"}
    assert set(rings(response)["in Brittany"]) == {"augan", "region", "rennes", "vannes"}
    assert "/en/initiatives/?region=bretagne" in response.content.decode()


def test_a_department_shows_its_own_first_and_then_its_region(client, brittany):
    response = client.get("/en/departments/morbihan/")
    assert rings(response) == {
        "in Morbihan": ["augan", "vannes"],
        "at the scale of the region: Brittany": ["region"],
    }
    assert "In Morbihan (2)" in words(response)
    assert "/en/initiatives/?department=56" in response.content.decode()
    assert '<a href="/en/regions/bretagne/">Brittany</a>' in response.content.decode()


@pytest.mark.parametrize("address", ["/en/regions/bretagne/", "/en/departments/morbihan/"])
def test_the_counts_of_sectors_are_what_the_list_announces(client, brittany, address):
    response = client.get(address)
    found = sectors(response)
    assert found
    for listed, number in found.items():
        assert near_count(client.get(listed)) == number
    listed = client.get(response.context["list_url"])
    announced = [(ring.label, ring.count) for ring in response.context["rings"]]
    assert listed.context["ring_counts"] == announced


def test_sectors_without_anything_here_are_left_out(client, brittany):
    assert set(sectors(client.get("/en/departments/morbihan/"))) == {
        "/en/initiatives/?department=56&sector=energie",
        "/en/initiatives/?department=56&sector=mobilite",
    }
    assert set(sectors(client.get("/en/departments/ille-et-vilaine/"))) == {
        "/en/initiatives/?department=35&sector=energie"
    }


def test_the_map_of_a_region_links_its_departments_with_what_stands_in_them(client, brittany):
    response = client.get("/en/regions/bretagne/")
    shapes = re.findall(
        r'<a href="([^"]*)" class="(?:has|none)" aria-label="[^"(]*\((\d+)\)">',
        response.content.decode(),
    )
    assert {address: int(number) for address, number in shapes} == {
        "/en/departments/cotes-d-armor/": 0,
        "/en/departments/finistere/": 0,
        "/en/departments/ille-et-vilaine/": 1,
        "/en/departments/morbihan/": 2,
    }
    for address, number in shapes:
        rings_there = client.get(address).context["rings"]
        own = [ring.count for ring in rings_there if ring.label.startswith("in ")]
        assert sum(own) == int(number)


def test_a_long_ring_is_cut_and_leads_to_the_list(client):
    for number in range(13):
        InitiativeFactory(slug=f"i{number:02}", name_fr=f"I {number:02}", in_commune="56006")
    response = client.get("/en/regions/bretagne/")
    assert rings(response) == {"in Brittany": [f"i{number:02}" for number in range(12)]}
    assert "In Brittany (13)" in words(response)
    assert "See them all" in words(response)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "/fr/regions/mayotte/",
            "Les documents n’y racontent encore aucune initiative : Mayotte est une page blanche",
        ),
        (
            "/en/departments/creuse/",
            "The documents tell of no initiative there yet: Creuse is a white spot",
        ),
    ],
)
def test_a_white_spot_says_so(client, brittany, address, expected):
    response = client.get(address)
    assert response.status_code == 200
    assert expected in words(response)
    assert response.context["here_count"] == 0


WHITE_SPOT = "is a white spot of this directory, not of the country."


def test_what_serves_the_whole_region_does_not_fill_a_white_spot(client, brittany):
    response = client.get("/en/departments/finistere/")
    assert rings(response) == {"at the scale of the region: Brittany": ["region"]}
    assert response.context["here_count"] == 0
    announced = "Finistère 0 in Finistère · 1 at the scale of the region: Brittany · 1 covering"
    assert announced in words(response)
    assert f"Finistère {WHITE_SPOT}" in words(response)


def test_a_place_that_has_something_is_no_white_spot(client, brittany):
    assert WHITE_SPOT not in words(client.get("/en/departments/morbihan/"))
    assert WHITE_SPOT not in words(client.get("/en/regions/bretagne/"))


def test_who_supports_here_is_named_and_who_does_not_is_not(client):
    def organisation(name, *, scope, regions=(), departments=(), **kwargs):
        record = OrganisationFactory(name_fr=name, name_en=name, scope=scope, **kwargs)
        record.regions.set(regions)
        record.departments.set(departments)

    organisation("Whole region", scope="regional", regions=["53"])
    organisation("This department", scope="departmental", departments=["56"])
    organisation("That department", scope="departmental", departments=["35"])
    organisation("Another region", scope="regional", regions=["28"])
    organisation("Draft", scope="regional", regions=["53"], status="draft")

    def supporters(address):
        return {record.name for record in client.get(address).context["organisations"]}

    assert supporters("/en/departments/morbihan/") == {"Whole region", "This department"}
    assert supporters("/en/regions/bretagne/") == {
        "Whole region",
        "This department",
        "That department",
    }
    text = words(client.get("/en/departments/morbihan/"))
    assert "Who supports here" in text
    assert "This department SSE network" in text


@pytest.mark.parametrize(
    "address",
    [
        "/fr/regions/atlantide/",
        "/en/regions/atlantide/",
        "/fr/departements/atlantide/",
        "/en/departments/56/",
        "/en/regions/morbihan/",
    ],
)
def test_an_unknown_territory_has_no_page(client, address):
    assert client.get(address).status_code == 404


# All territories, and the search


def test_all_territories_are_listed_with_what_stands_in_them(client, brittany):
    response = client.get("/en/territories/")
    body = response.content.decode()
    assert len(set(re.findall(r'href="/en/regions/[\w-]+/"', body))) == 18
    assert len(set(re.findall(r'href="/en/departments/[\w-]+/"', body))) == 101
    assert "Morbihan 56 2" in words(response)
    assert "Ille-et-Vilaine 35 1" in words(response)


def communes(response):
    return [commune.code for commune in response.context["communes"]]


@pytest.mark.parametrize("place", ["saint-j", "Saint J", "st-j", " SAINT-J "])
def test_the_beginning_of_a_name_finds_communes(client, place):
    response = client.get("/fr/territoires/", {"place": place})
    assert response.status_code == 200
    assert len(communes(response)) == 20
    names = {commune.name for commune in response.context["communes"]}
    assert all(name.startswith(("Saint-J", "Saint J")) for name in names)
    for code in communes(response):
        assert f'href="/fr/initiatives/?commune={code}"' in response.content.decode()


def test_a_postal_code_finds_its_communes(client):
    response = client.get("/en/territories/?place=56800")
    assert "56006" in communes(response)
    assert re.search(r"Augan \(Morbihan, \d,\d{3} inhabitants", words(response))
    assert client.get("/en/initiatives/?commune=56006").status_code == 200


def test_the_name_of_a_former_commune_finds_the_one_it_is_part_of(client):
    english = client.get("/en/territories/?place=Naizin")
    assert communes(english) == ["56144"]
    assert re.search(r"Évellys \(Morbihan, .*formerly Naizin\)", words(english))
    french = client.get("/fr/territoires/?place=naizin")
    assert re.search(r"Évellys \(Morbihan, .*autrefois Naizin\)", words(french))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/fr/territoires/", "Aucun nom de commune ne commence par « zzz »."),
        ("/en/territories/", "No commune begins with “zzz”."),
    ],
)
def test_nothing_found_says_so_and_what_to_type(client, address, expected):
    response = client.get(address, {"place": "zzz"})
    assert response.status_code == 200
    assert expected in words(response)
    assert communes(response) == []


@pytest.mark.parametrize("place", ["", "   "])
def test_nothing_asked_finds_nothing_and_complains_of_nothing(client, place):
    response = client.get("/en/territories/", {"place": place})
    assert response.status_code == 200
    assert communes(response) == []
    assert "No commune begins" not in words(response)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/fr/territoires/", "C’est trop long pour un nom de commune : 60 caractères au plus."),
        ("/en/territories/", "This is too long for the name of a commune: 60 characters at most."),
    ],
)
def test_a_text_too_long_for_a_name_is_refused(client, address, expected):
    assert client.get(address, {"place": "x" * 60}).status_code == 200
    response = client.get(address, {"place": "x" * 61})
    assert response.status_code == 400
    assert expected in words(response)
    assert 'aria-invalid="true"' in response.content.decode()
    assert "No commune begins" not in words(response)


def test_what_was_typed_stays_in_the_field_as_text(client):
    response = client.get("/en/territories/", {"place": '"><script>x'})
    assert "<script" not in response.content.decode()
    assert 'value="&quot;&gt;&lt;script&gt;x"' in response.content.decode()
