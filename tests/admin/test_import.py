"""Files of records: taken away, sent back, looked at, and refused row by row."""

import io
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.utils import timezone
from openpyxl import load_workbook

from initiatives.models import Initiative, Lever
from resources.models import ImportFile, PublicRecord
from tests.factories import (
    CooperationFormFactory,
    InitiativeFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
    SectorFactory,
    UserFactory,
)

from .conftest import texts_of_messages
from .files import INITIATIVES, LEVERS, confirm, csv_of, exported, list_of, send, xlsx_of

pytestmark = pytest.mark.django_db


# Taken away and sent back


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_is_exported_and_imported_again_changes_nothing(admin_client, content, suffix):
    kinds = [*PublicRecord.__subclasses__(), *Initiative.__base__.__subclasses__()]
    for model in [each for each in kinds if not each._meta.abstract]:
        address = list_of(model)
        response = admin_client.get(f"{address}export.{suffix}")
        file = b"".join(response) if response.streaming else response.content
        looked = send(admin_client, address, file, f"records.{suffix}")
        assert looked.status_code == 200, looked.context["form"].errors
        counts = looked.context["counts"]
        told = [
            (each.line, each.name, each.changes, each.reasons) for each in looked.context["reports"]
        ]
        assert told == [], model
        assert counts["same"] == model.objects.count()
        assert looked.context["waiting"] is None


def test_the_export_has_the_rows_of_the_list_as_it_is_filtered(admin_client):
    LeverFactory(slug="b", title_fr="Location")
    LeverFactory(slug="a", title_fr="Location", status="draft")
    LeverFactory(slug="c", title_fr="Prêt")
    titles, *rows = exported(admin_client, f"{LEVERS}export.csv?status__exact=published&q=location")
    assert [row[titles.index("slug")] for row in rows] == ["b"]
    assert "title_fr" in titles
    assert "title" not in titles
    assert "search_text" not in titles
    assert admin_client.get(f"{LEVERS}export.csv?nonsense=1").status_code == 302
    assert admin_client.get(f"{LEVERS}export.ods").status_code == 404


def test_links_are_slugs_and_territories_their_codes(admin_client):
    initiative = InitiativeFactory(
        slug="ici", sectors=["sante", "energie"], in_commune="01004", carrier=OrganisationFactory()
    )
    titles, row = exported(admin_client, f"{INITIATIVES}export.csv")
    told = dict(zip(titles, row, strict=True))
    assert told["sectors"] == "energie|sante"
    assert told["commune"] == "01004"
    assert told["carrier"] == initiative.carrier.slug


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "'=", "''+"])
def test_a_text_that_a_spreadsheet_would_run_is_marked_and_read_again(admin_client, start):
    text = f'{start}1+1;"x"'
    LeverFactory(slug="a", summary_fr=text)
    titles, row = exported(admin_client, f"{LEVERS}export.csv", "fr")
    assert row[titles.index("summary_fr")] == f"'{text}"
    looked = send(admin_client, LEVERS, csv_of(titles, row))
    assert looked.context["counts"]["same"] == 1


def test_a_workbook_marks_them_too_and_holds_numbers(admin_client):
    InitiativeFactory(name_fr="=1+1", in_commune="56006", latitude=47.5, longitude=-2.5)
    file = admin_client.get(f"{INITIATIVES}export.xlsx").content
    titles, row = load_workbook(io.BytesIO(file)).active.iter_rows(values_only=True)
    told = dict(zip(titles, row, strict=True))
    assert told["name_fr"] == "'=1+1"
    assert told["longitude"] == -2.5


# Looked at and confirmed


def test_a_file_changes_and_adds_what_it_showed(admin_client, admin_user):
    LeverFactory(slug="louer", title_fr="Louer", title_en="Rent")
    rows = csv_of(
        ["slug", "title_fr", "summary_fr", "drivers"],
        ["louer", "Louer un local", "Ce que l’on peut faire.", ""],
        ["preter", "Prêter", "Pour rien.", ""],
    )
    looked = send(admin_client, LEVERS, rows, "leviers.csv")
    assert looked.status_code == 200
    assert looked.context["counts"] == {"new": 1, "changed": 1, "same": 0, "refused": 0}
    changed = looked.context["reports"][0]
    assert (changed.line, changed.name) == (2, "louer")
    assert [(each.label, each.parts) for each in changed.changes] == [
        ("Title [fr]", [("same", "Louer"), ("added", " un local")])
    ]
    assert Lever.objects.count() == 1, "nothing is done before it is confirmed"
    done = confirm(admin_client, LEVERS, looked)
    assert texts_of_messages(done) == ["2 records imported."]
    louer, preter = Lever.objects.get(slug="louer"), Lever.objects.get(slug="preter")
    assert (louer.title_fr, louer.title_en) == ("Louer un local", "Rent")
    assert preter.status == "draft"
    assert louer.history.latest().history_change_reason == "import of leviers.csv"
    assert louer.history.latest().history_user == admin_user
    assert LogEntry.objects.count() == 2
    assert not ImportFile.objects.exists()


def test_a_file_is_imported_once(admin_client):
    looked = send(admin_client, LEVERS, csv_of(["slug", "title_fr"], ["a", "A"]))
    confirm(admin_client, LEVERS, looked)
    again = confirm(admin_client, LEVERS, looked)
    assert "send it again" in texts_of_messages(again)[0]
    assert Lever.objects.count() == 1


def test_a_record_that_changed_since_is_looked_at_again(admin_client):
    lever = LeverFactory(slug="louer", title_fr="Louer")
    looked = send(admin_client, LEVERS, csv_of(["slug", "title_fr"], ["louer", "Prêter"]))
    lever.title_fr = "Vendre"
    lever.save()
    again = confirm(admin_client, LEVERS, looked)
    assert again.status_code == 409
    assert "changed since" in again.text
    lever.refresh_from_db()
    assert lever.title_fr == "Vendre"
    confirm(admin_client, LEVERS, again)
    lever.refresh_from_db()
    assert lever.title_fr == "Prêter"


def test_links_of_all_kinds_are_set(admin_client):
    SectorFactory(slug="sante")
    carrier, paper = OrganisationFactory(slug="reseau"), ResourceFactory(slug="guide")
    titles = ["slug", "name_fr", "kind", "scope", "departments", "sectors", "carrier", "resources"]
    row = ["ici", "Ici", "enterprise", "departmental", "1|56", "sante", "reseau", "guide"]
    confirm(admin_client, INITIATIVES, send(admin_client, INITIATIVES, csv_of(titles, row)))
    made = Initiative.objects.get(slug="ici")
    assert {each.pk for each in made.departments.all()} == {"01", "56"}
    assert [each.slug for each in made.sectors.all()] == ["sante"]
    assert (made.carrier, list(made.resources.all())) == (carrier, [paper])


def test_a_file_from_a_french_spreadsheet_is_read(admin_client):
    InitiativeFactory(slug="ici", in_commune="56006")
    rows = csv_of(
        ["slug", "latitude", "longitude", "verified_on", "commune"],
        ["ici", "47,5", "-2,5", "01/02/2024", "1004"],
        delimiter=";",
    )
    confirm(admin_client, INITIATIVES, send(admin_client, INITIATIVES, b"\xef\xbb\xbf" + rows))
    made = Initiative.objects.get()
    assert (made.point, made.commune_id) == ((47.5, -2.5), "01004")
    assert made.verified_on.isoformat() == "2024-02-01"


def test_a_workbook_with_numbers_and_days_is_read(admin_client):
    InitiativeFactory(slug="ici")
    rows = [["slug", "year_founded", "verified_on"], ["ici", 2009, timezone.now().date()]]
    looked = send(admin_client, INITIATIVES, xlsx_of(*rows), "a.xlsx")
    confirm(admin_client, INITIATIVES, looked)
    made = Initiative.objects.get()
    assert (made.year_founded, made.verified_on) == (2009, timezone.now().date())


def test_a_row_publishes_what_is_fit_to_be_published(admin_client):
    LeverFactory(slug="louer", status="draft")
    rows = csv_of(["slug", "status"], ["louer", "published"])
    confirm(admin_client, LEVERS, send(admin_client, LEVERS, rows))
    lever = Lever.objects.get()
    assert lever.is_published
    assert lever.first_published_at is not None


# Who may


@pytest.mark.parametrize(
    ("codenames", "status"),
    [
        (["view_lever"], 403),
        (["view_lever", "change_lever"], 403),
        (["add_lever"], 403),
        (["add_lever", "change_lever"], 200),
    ],
)
def test_who_may_add_and_change_imports(client, codenames, status):
    user = UserFactory()
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    assert client.get(f"{LEVERS}import/").status_code == status
    assert send(client, LEVERS, csv_of(["slug", "title_fr"], ["a", "A"])).status_code == status


def test_only_who_may_look_exports(client):
    client.force_login(UserFactory())
    assert client.get(f"{LEVERS}export.csv").status_code == 403


def test_nobody_confirms_the_file_of_another(client, admin_client):
    looked = send(admin_client, LEVERS, csv_of(["slug", "title_fr"], ["a", "A"]))
    client.force_login(UserFactory(is_superuser=True))
    response = confirm(client, LEVERS, looked)
    assert "send it again" in texts_of_messages(response)[0]
    data = {"confirmed": looked.context["waiting"].pk}
    admin_client.post("/admin/initiatives/cooperationform/import/", data)
    admin_client.post(f"{LEVERS}import/", {"confirmed": "x" * 30})
    assert not Lever.objects.exists()


def test_a_file_that_nobody_confirms_is_forgotten(admin_client):
    send(admin_client, LEVERS, csv_of(["slug", "title_fr"], ["a", "A"]))
    long_ago = timezone.now() - timedelta(days=2)
    ImportFile.objects.update(created_at=long_ago)
    CooperationFormFactory()
    send(admin_client, LEVERS, csv_of(["slug", "title_fr"], ["b", "B"]))
    assert ImportFile.objects.count() == 1
