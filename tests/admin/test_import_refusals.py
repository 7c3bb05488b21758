"""Files that are refused: row by row where a rule is broken, as a whole where they are no table."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from initiatives.models import Initiative, Lever
from resources.spreadsheets import LARGEST_FILE, MOST_ROWS
from tests.factories import InitiativeFactory, LeverFactory

from .files import INITIATIVES, LEVERS, csv_of, error_of, send

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("titles", "row", "column", "text"),
    [
        (["title_fr"], [""], "title_fr", "French"),
        (["status"], ["open"], "status", "Select a valid choice"),
        (["drivers"], ["x|y"], "drivers", "Not known: “x”, “y”"),
        (["information_as_of"], ["1066"], "information_as_of", "1800"),
        (["information_as_of"], ["MMXX"], "information_as_of", "whole number"),
        (["verified_on"], ["2024-02-31"], "verified_on", "valid date"),
        (["title_fr"], ["x" * 161], "title_fr", "160"),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused_with_line_column_and_reason(
    admin_client, titles, row, column, text
):
    LeverFactory(slug="bon"), LeverFactory(slug="louer")
    rows = csv_of(["slug", *titles], ["bon", *["" for _each in row]], ["louer", *row])
    if titles != ["information_as_of"] and titles != ["verified_on"]:
        rows = csv_of(["slug", *titles], ["louer", *row])
    response = send(admin_client, LEVERS, rows)
    assert response.status_code == 400
    refused = response.context["reports"][0]
    assert refused.line == len(rows.splitlines())
    [(where, reason)] = refused.reasons
    assert where == column
    assert text in reason
    assert response.context["waiting"] is None
    assert "mend the file" in response.text


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"departments": "56"}, "departments"),
        ({"carrier": "nobody"}, "carrier"),
        ({"latitude": "10", "longitude": "10"}, ""),
        ({"latitude": "nan", "longitude": "nan"}, "latitude"),
        ({"commune": "99999"}, "commune"),
        ({"year_ended": "2020"}, ""),
    ],
)
def test_rules_that_span_columns_and_links_hold_for_files_too(admin_client, changes, column):
    InitiativeFactory(slug="ici")
    rows = csv_of(["slug", *changes], ["ici", *changes.values()])
    response = send(admin_client, INITIATIVES, rows)
    assert response.status_code == 400
    assert response.context["reports"][0].reasons[0][0] == column
    assert not Initiative.objects.get().departments.exists()


def test_a_record_is_not_published_past_its_rules(admin_client):
    LeverFactory(slug="louer", status="draft", summary_fr="")
    response = send(admin_client, LEVERS, csv_of(["slug", "status"], ["louer", "published"]))
    assert response.context["reports"][0].reasons[0][0] == "summary_fr"


def test_a_duplicate_stays_archived(admin_client):
    kept = LeverFactory()
    LeverFactory(slug="double", status="archived", duplicate_of=kept)
    response = send(admin_client, LEVERS, csv_of(["slug", "status"], ["double", "draft"]))
    assert "duplicate" in response.context["reports"][0].reasons[0][1]


def test_the_same_record_twice_is_refused(admin_client):
    rows = csv_of(["slug", "title_fr"], ["a", "A"], ["a", "B"])
    response = send(admin_client, LEVERS, rows)
    [refused] = [each for each in response.context["reports"] if each.kind == "refused"]
    assert refused.line == 3
    assert "line 2" in refused.reasons[0][1]


def test_reasons_are_told_in_the_readers_language(admin_client):
    LeverFactory(slug="louer")
    data = {"file": SimpleUploadedFile("a.csv", csv_of(["slug", "drivers"], ["louer", "x"]))}
    response = admin_client.post(f"{LEVERS}import/", data, headers={"accept-language": "fr"})
    assert "Inconnu" in response.context["reports"][0].reasons[0][1]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"slug,title_fr\n", "no row", id="titles only"),
        pytest.param("slug,title_fr\na,é".encode("latin-1"), "UTF-8", id="latin-1"),
        pytest.param("slug,title_fr\na,é".encode("utf-16"), "UTF-8", id="utf-16"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\xff", "UTF-8", id="a picture"),
        pytest.param(b"PK\x03\x04 no workbook", "cannot be read", id="a broken workbook"),
        pytest.param(b"slug,title_fr\na,b\x00c", "no text", id="NUL"),
        pytest.param(b'slug,title_fr\na,"b', "CSV", id="an open quote"),
        pytest.param(b"slug,colour\na,red", "not known: colour", id="an unknown column"),
        pytest.param(b"slug,slug\na,b", "twice: slug", id="a column twice"),
        pytest.param(b"title_fr\na", "missing: slug", id="no slug"),
        pytest.param(b"slug\n" + b"a\n" * (MOST_ROWS + 1), "in parts", id="too many rows"),
        pytest.param(b"slug,\n" + b"," * 300 + b"a", "columns", id="too many columns"),
        pytest.param(b"slug,title_fr\na," + b"x" * 200_000, "", id="a text without end"),
        pytest.param(b"x" * (LARGEST_FILE + 1), "too large", id="too large"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(admin_client, content, text):
    assert text in error_of(send(admin_client, LEVERS, content))
    assert not Lever.objects.exists()


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"\0" * 50_000_000)
    return file.getvalue()


def test_a_zip_bomb_is_refused_unopened(admin_client):
    content = bomb()
    assert len(content) < LARGEST_FILE
    assert "too large" in error_of(send(admin_client, LEVERS, content, "a.xlsx"))


def test_a_cell_at_the_end_of_the_world_costs_nothing(admin_client):
    workbook, file = Workbook(), io.BytesIO()
    workbook.active["A1"], workbook.active["A2"] = "slug", "a"
    workbook.active["XFD1048576"] = "far"
    workbook.save(file)
    response = send(admin_client, LEVERS, file.getvalue(), "a.xlsx")
    [row] = response.context["reports"]
    assert (row.line, row.name) == (2, "a")


TABLES = st.lists(
    st.lists(
        st.one_of(st.text(max_size=20), st.sampled_from(["nan", "1e999", "-0", "|", "0" * 30])),
        min_size=4,
        max_size=4,
    ),
    min_size=1,
    max_size=4,
)
FEW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@FEW
@given(
    content=st.one_of(
        st.binary(max_size=300), st.binary(max_size=100).map(lambda b: b"PK\x03\x04" + b)
    )
)
def test_no_bytes_at_all_break_the_import(admin_client, content):
    assert send(admin_client, LEVERS, content).status_code == 400


@FEW
@given(
    rows=TABLES,
    columns=st.sampled_from(
        [
            ["slug", "name_fr", "latitude", "sectors"],
            ["slug", "commune", "year_founded", "verified_on"],
            ["slug", "website", "merged_into", "status"],
            ["slug", "review_months", "departments", "editor_note"],
        ]
    ),
)
def test_no_cells_at_all_break_the_import(admin_client, rows, columns):
    InitiativeFactory(slug="ici")
    for row in rows[:1]:
        row[0] = "ici"
    response = send(admin_client, INITIATIVES, csv_of(columns, *rows))
    assert response.status_code in (200, 400)
    for report in response.context.get("reports", []):
        assert all(text != "This row cannot be read." for _column, text in report.reasons)
    Initiative.objects.all().delete()
