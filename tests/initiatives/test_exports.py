"""Files of a search: what they hold, in which order, in which language, and what is refused."""

import csv
import gc
import io
import json
import tracemalloc
from datetime import date

import pytest
from django.http import QueryDict
from openpyxl import load_workbook

from initiatives.exports import COLUMNS, LICENCE, Export
from initiatives.filters import InitiativeFilter
from initiatives.linked import SHORT_LISTS
from initiatives.models import Initiative
from tests.factories import (
    AuthorityActionFactory,
    InitiativeFactory,
    InitiativeSourceFactory,
    LeverFactory,
    ResourceFactory,
)
from tests.pages import answer, slugs

pytestmark = pytest.mark.django_db

FILES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}
KEYS = [column.key for column in COLUMNS]


def body(response):
    return response.getvalue()


def take(client, suffix, query=""):
    """Return the bytes of a file."""
    response = client.get(f"/api/v1/initiatives.{suffix}?{query}")
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == FILES[suffix]
    return body(response)


def from_csv(client, query="", delimiter=";"):
    """Return the lines of a CSV file as lists of texts, titles first."""
    text = take(client, "csv", query).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=delimiter))


def from_xlsx(client, query=""):
    """Return the rows of a workbook as lists of values, titles first."""
    sheet = load_workbook(io.BytesIO(take(client, "xlsx", query))).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def from_geojson(client, query=""):
    """Return the features."""
    collection = json.loads(take(client, "geojson", query))
    assert collection["type"] == "FeatureCollection"
    assert collection["licence"] == LICENCE
    return collection["features"]


# The same entries in the same order


@pytest.fixture
def directory(around_augan):
    InitiativeFactory(slug="energy", name_fr="Énergie", sectors=["energie"], year_founded=2001)
    InitiativeFactory(slug="energy-too", sectors=["energie"], year_founded=2011, legal_form="scic")
    InitiativeFactory(slug="draft", status="draft", sectors=["energie"])


@pytest.mark.parametrize(
    "query",
    [
        "",
        "sort=founded",
        "sort=recent",
        "sector=energie",
        "region=bretagne",
        "department=56",
        "commune=56006",
        "commune=56006&radius=30",
        "located=1",
        "q=energie",
        "q=habitants&region=bretagne&sort=name",
        "legal_form=scic&scope=national",
    ],
)
def test_every_file_holds_what_the_page_shows_in_the_same_order(client, directory, query):
    shown = slugs(client.get(f"/fr/initiatives/?{query}"))
    assert shown
    assert [
        record["slug"] for record in answer(client, f"initiatives/?{query}")["results"]
    ] == shown
    assert [line[0] for line in from_csv(client, query)[1:]] == shown
    assert [row[0] for row in from_xlsx(client, query)[1:]] == shown
    assert [feature["id"] for feature in from_geojson(client, query)] == shown


def test_a_page_number_does_not_cut_a_file(client):
    for _number in range(25):
        InitiativeFactory()
    assert len(from_csv(client, "page=2")) == 26


def test_an_export_is_never_wider_than_its_filters(client):
    InitiativeFactory(slug="caen", in_commune="14118")
    page = client.get("/fr/initiatives/?region=bretagne")
    assert page.context["widened_to"]
    assert len(from_csv(client, "region=bretagne")) == 1


def test_an_empty_file_has_its_titles(client):
    query = "q=introuvable"
    assert from_csv(client, query) == [from_csv(client)[0]]
    assert from_xlsx(client, query) == [from_xlsx(client)[0]]
    assert from_geojson(client, query) == []


# Columns


@pytest.fixture
def told(champ_commun):
    """An initiative with something in every column."""
    source = ResourceFactory(title_fr="Le guide", title_en="The guide")
    InitiativeSourceFactory(record=champ_commun, resource=source, locator="Page 4")
    AuthorityActionFactory(initiative=champ_commun)
    AuthorityActionFactory(
        initiative=champ_commun,
        authority_fr="Département",
        authority_en="",
        text_fr="Subventionne.",
        text_en="",
    )
    champ_commun.levers.add(LeverFactory(status="draft", title_fr="Inédit"))
    champ_commun.verified_on = date(2024, 5, 6)
    champ_commun.save()
    return champ_commun


def test_a_file_tells_all_of_an_initiative_in_french(client, told):
    titles, row = from_csv(client, "lang=fr&q=champ+commun")
    assert dict(zip(KEYS, row, strict=True)) == {
        "slug": "champ-commun",
        "name_fr": "Le Champ commun",
        "name_en": "Le Champ commun",
        "aliases": "L’Auberge d’Augan | Le Garde-Champêtre",
        "kind": "Entreprise ou projet",
        "summary_fr": "Une épicerie et un café.",
        "summary_en": "A grocery and a café.",
        "description_fr": "Premier paragraphe.\n\nSecond paragraphe.",
        "description_en": "First paragraph.\n\nSecond paragraph.",
        "sectors": "commerces-services (fr)",
        "challenges": "services (fr)",
        "levers": "Louer",
        "cooperation_forms": "La SCIC",
        "legal_form": "SCIC (société coopérative d’intérêt collectif)",
        "year_founded": "2009",
        "activity": "Non connue",
        "actions_fr": "Commune de Guipel: Met un local à disposition. | Département: Subventionne.",
        "actions_en": (
            "Municipality of Guipel: Makes premises available. | Département: Subventionne."
        ),
        "scope": "Locale",
        "area_label_fr": "Pays de Ploërmel",
        "area_label_en": "Ploërmel country",
        "commune": "Augan",
        "insee_code": "56006",
        "intercommunality": told.commune.intercommunality.name,
        "departments": "Morbihan",
        "regions": "Bretagne",
        "latitude": str(told.commune.latitude),
        "longitude": str(told.commune.longitude),
        "website": "https://www.example.org/augan/",
        "url": "http://testserver/fr/initiatives/champ-commun/",
        "sources": "Le guide, Page 4",
        "information_as_of": "2020",
        "verified_on": "2024-05-06",
        "updated_on": told.updated_at.date().isoformat(),
        "licence": LICENCE,
    }
    assert titles[:5] == ["Identifiant d’adresse", "Nom (fr)", "Nom (en)", "Autres noms", "Type"]


def test_a_file_in_english_has_english_titles_terms_and_pages(client, told):
    titles, row = from_csv(client, "lang=en&q=champ+commun", delimiter=",")
    found = dict(zip(KEYS, row, strict=True))
    assert titles[:5] == ["Slug", "Name (fr)", "Name (en)", "Other names", "Kind"]
    assert found["kind"] == "Enterprise or project"
    assert found["sectors"] == "commerces-services (en)"
    assert found["levers"] == "Rent out"
    assert found["sources"] == "The guide, Page 4"
    assert found["url"] == "http://testserver/en/initiatives/champ-commun/"
    assert found["summary_fr"] == "Une épicerie et un café."


def test_a_workbook_keeps_numbers_as_numbers(client, told):
    titles, row = from_xlsx(client, "q=champ+commun")
    assert titles == from_csv(client)[0]
    found = dict(zip(KEYS, row, strict=True))
    assert found["year_founded"] == 2009
    assert found["longitude"] == told.commune.longitude < 0
    assert found["summary_en"] == "A grocery and a café."


def test_what_is_not_known_is_empty(client):
    InitiativeFactory(slug="bare")
    for row in (from_csv(client)[1], from_xlsx(client)[1]):
        found = dict(zip(KEYS, row, strict=True))
        assert not any(found[key] for key in ("commune", "latitude", "year_founded", "website"))
    properties = from_geojson(client)[0]["properties"]
    assert properties["commune"] is None
    assert "None" not in properties.values()


def test_columns_are_chosen_and_ordered_by_the_reader(client, told):
    query = "q=champ+commun&columns=sectors&columns=name_en&columns=&columns=sectors"
    assert from_csv(client, query) == [
        ["Secteurs", "Nom (en)"],
        ["commerces-services (fr)", "Le Champ commun"],
    ]
    assert from_xlsx(client, query)[1] == ["commerces-services (fr)", "Le Champ commun"]
    assert list(from_geojson(client, query)[0]["properties"]) == ["sectors", "name_en"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("columns=editor_note", ["columns"]),
        ("columns=name_fr&columns=zzz", ["columns"]),
        ("lang=de", ["lang"]),
        ("region=atlantide", ["region"]),
        ("region=atlantide&lang=de&columns=x", ["region", "columns", "lang"]),
        ("radius=10", ["radius"]),
    ],
)
@pytest.mark.parametrize("suffix", FILES)
def test_a_value_that_is_not_known_is_refused_with_the_reason(client, suffix, query, names):
    response = client.get(f"/api/v1/initiatives.{suffix}?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/json"
    assert list(response.json()) == names
    assert all(reasons for reasons in response.json().values())


# Points


def test_a_point_is_its_own_or_that_of_the_town_hall_or_nothing(client):
    InitiativeFactory(slug="a", name_fr="A", in_commune="56006", latitude=47.5, longitude=-2.5)
    town_hall = InitiativeFactory(slug="b", name_fr="B", in_commune="56006").commune
    InitiativeFactory(slug="c", name_fr="C", in_department="56")
    assert [feature["geometry"] for feature in from_geojson(client)] == [
        {"type": "Point", "coordinates": [-2.5, 47.5]},
        {"type": "Point", "coordinates": [town_hall.longitude, town_hall.latitude]},
        None,
    ]


# What a spreadsheet would run, and what XML cannot hold


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＠"])
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(client, start):
    name = f'{start}1+1;"x"'
    InitiativeFactory(name_fr=name)
    assert from_csv(client, "columns=name_fr")[1] == [f"'{name}"]
    assert from_xlsx(client, "columns=name_fr")[1] == [f"'{name}"]
    assert from_geojson(client, "columns=name_fr")[0]["properties"] == {"name_fr": name}


def test_characters_that_xml_cannot_hold_are_left_out_of_tables(client):
    InitiativeFactory(name_fr="Une\x07 cloche\ufffe")
    assert from_csv(client, "columns=name_fr")[1] == ["Une cloche"]
    assert from_xlsx(client, "columns=name_fr")[1] == ["Une cloche"]


# Names, languages, headers


@pytest.mark.parametrize("suffix", FILES)
@pytest.mark.parametrize(
    ("query", "asked", "name"),
    [
        ("", None, "initiatives-ess-rurale"),
        ("", "en", "rural-sse-initiatives"),
        ("lang=en", "fr", "rural-sse-initiatives"),
        ("lang=fr", "en", "initiatives-ess-rurale"),
    ],
)
def test_a_file_is_named_in_the_readers_language(client, suffix, query, asked, name):
    headers = {"accept-language": asked} if asked else {}
    response = client.get(f"/api/v1/initiatives.{suffix}?{query}", headers=headers)
    assert response["Content-Disposition"] == f'attachment; filename="{name}.{suffix}"'
    assert response["Content-Language"] == ("fr" if name.startswith("init") else "en")
    assert "Accept-Language" in response["Vary"]
    assert 'rel="license"' in response["Link"]


@pytest.mark.parametrize("suffix", FILES)
@pytest.mark.parametrize("accept", ["text/html", "application/xml;q=0.1", "text/csv", "nonsense"])
def test_the_address_says_the_format_whatever_is_accepted(client, suffix, accept):
    address = f"/api/v1/initiatives.{suffix}?format=xml"
    response = client.get(address, headers={"accept": accept})
    assert (response.status_code, response["Content-Type"]) == (200, FILES[suffix])


@pytest.mark.parametrize("suffix", FILES)
def test_a_head_request_gets_the_same_headers_alone(client, suffix):
    InitiativeFactory()
    address = f"/api/v1/initiatives.{suffix}"
    head, full = client.head(address), client.get(address)
    assert body(head) == b""
    for name in ("Content-Type", "Content-Disposition", "Vary"):
        assert head[name] == full[name]


@pytest.mark.parametrize("suffix", FILES)
def test_a_file_that_did_not_change_is_not_sent_again(client, suffix):
    record = InitiativeFactory()
    address = f"/api/v1/initiatives.{suffix}"
    known = {"if-none-match": client.get(address)["ETag"]}
    assert client.get(address, headers=known).status_code == 304
    record.name_fr = "Un autre nom"
    record.save()
    assert client.get(address, headers=known).status_code == 200


# Size


def test_a_file_asks_the_database_the_same_for_many_as_for_one(
    client, django_assert_max_num_queries
):
    for _number in range(30):
        record = InitiativeFactory(in_commune="56006", sectors=["energie"])
        InitiativeSourceFactory(record=record)
        AuthorityActionFactory(initiative=record)
    from_csv(client)
    with django_assert_max_num_queries(7):
        assert len(from_csv(client)) == 31


def many(number):
    Initiative.objects.bulk_create(
        Initiative(
            slug=f"many-{start}",
            sort_key=f"{start:05}",
            name_fr=f"Initiative {start}",
            summary_fr="Ce que des habitants ont fait.",
            description_fr="Une épicerie. " * 40,
            kind="enterprise",
            scope="national",
            status="published",
        )
        for start in range(Initiative.objects.count(), number)
    )


def test_a_workbook_that_is_too_large_is_refused_with_a_way_out(client):
    many(5_001)
    response = client.get("/api/v1/initiatives.xlsx?lang=en", headers={"accept-language": "en"})
    assert response.status_code == 400
    assert "CSV" in response.json()["detail"]
    assert client.get("/api/v1/initiatives.xlsx?q=4999").status_code == 200
    page = client.get("/en/initiatives/").content.decode()
    assert ".xlsx" not in page
    assert "finds 5,000 initiatives at most" in page
    assert "initiatives.xlsx?q=4999" in client.get("/en/initiatives/?q=4999").content.decode()


def test_the_memory_of_a_csv_file_does_not_grow_with_its_rows():
    def peak(number):
        many(number)
        found = InitiativeFilter(QueryDict(), Initiative.objects.published().for_export()).qs
        export = Export(found, columns=["slug", "name_fr"], language="fr", site="")
        SHORT_LISTS()  # reads in the log what was written
        gc.collect()
        tracemalloc.start()
        lines = 0
        for text in export.csv():
            lines += text.count("\n")
            gc.collect()  # so that what is counted does not hang on when it last ran
        assert lines == number + 1
        _now, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    few = peak(1_000)
    assert peak(5_000) < 1.2 * few
    assert few < 30_000_000
