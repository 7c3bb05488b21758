"""Which errors mean "not now", and the page that gives back what was typed."""

import errno
import os
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing

import psycopg
import pytest
from django import db
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.utils import ConnectionHandler
from django.http import Http404
from django.test import RequestFactory
from django.utils.http import urlencode
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contributions.models import Proposal
from ess_rural.availability import is_unavailable, unavailable
from tests.contributions.sending import filled_form, with_picture
from tests.outages.conftest import fields

AWAY = db.OperationalError("the server closed the connection")

# Which errors


@pytest.mark.parametrize(
    ("state", "kind", "expected"),
    [
        ("08006", db.OperationalError, True),
        ("53100", db.OperationalError, True),  # disk full
        ("53300", db.OperationalError, True),  # too many connections
        ("57014", db.OperationalError, True),  # statement_timeout
        ("57P01", db.OperationalError, True),  # shut down
        ("57P03", db.OperationalError, True),  # starting
        ("58030", db.OperationalError, True),  # input or output failed
        ("25006", db.InternalError, True),  # read-only
        ("25P03", db.InternalError, True),
        ("40001", db.OperationalError, True),
        ("40P01", db.OperationalError, True),  # deadlock
        ("55P03", db.OperationalError, True),
        ("22001", db.DataError, False),  # too long
        ("22012", db.DataError, False),
        ("23505", db.IntegrityError, False),
        ("25P02", db.InternalError, False),  # a statement after one that failed
        ("42601", db.ProgrammingError, False),
        ("42P01", db.ProgrammingError, False),  # no such table
        ("42703", db.ProgrammingError, False),
        ("0A000", db.NotSupportedError, False),
    ],
)
def test_postgresql_says_whether_another_try_may_succeed(state, kind, expected):
    error = kind("…")
    error.__cause__ = psycopg.errors.lookup(state)("…")
    assert is_unavailable(error) is expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (db.OperationalError("connection refused"), True),
        (db.InterfaceError("connection already closed"), True),
        (db.ProgrammingError("…"), False),
        (db.IntegrityError("…"), False),
        *((OSError(number, "…"), True) for number in (errno.ENOSPC, errno.EROFS, errno.EACCES)),
        *((OSError(number, "…"), True) for number in (errno.EDQUOT, errno.EFBIG, errno.EIO)),
        (NotADirectoryError(errno.ENOTDIR, "…"), True),
        (FileExistsError("… exists and is not a directory."), True),
        (FileNotFoundError(errno.ENOENT, "…"), False),
        (ConnectionRefusedError(errno.ECONNREFUSED, "…"), False),
        (ValueError("database is locked"), False),
        (Http404(), False),
    ],
    ids=repr,
)
def test_errors_without_a_word_from_the_server(error, expected):
    assert is_unavailable(error) is expected


def locked(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        run(path, "INSERT INTO one VALUES (2)")


def run(path, *statements):
    options = {"timeout": 0, "init_command": ";".join(statements[:-1])}
    default = {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": options}
    with closing(ConnectionHandler({"default": default})["default"]) as connection:
        connection.cursor().execute(statements[-1])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (locked, True),
        (lambda path: run(path, "PRAGMA query_only = 1", "INSERT INTO one VALUES (2)"), True),
        (
            lambda path: run(
                path, "PRAGMA max_page_count = 1", "INSERT INTO one VALUES (zeroblob(100000))"
            ),
            True,
        ),
        (lambda path: run(f"file:{path}?mode=ro", "INSERT INTO one VALUES (2)"), True),
        (lambda path: run(path / "nowhere", "SELECT 1"), True),
        (lambda path: path.write_bytes(b"x" * 5000) and run(path, "SELECT * FROM one"), True),
        (lambda path: run(path, "SELECT * FROM nothing"), False),
        (lambda path: run(path, "SELECT nothing FROM one"), False),
        (lambda path: run(path, "SELEKT"), False),
        (lambda path: run(path, "INSERT INTO one VALUES (1)"), False),
    ],
    ids=["locked", "read only", "full", "file read only", "no folder", "no database"]
    + ["no table", "no column", "no SQL", "twice"],
)
def test_sqlite_says_whether_another_try_may_succeed(tmp_path, fault, expected):
    path = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE one (number UNIQUE)")
        connection.execute("INSERT INTO one VALUES (1)")
        connection.commit()
    with pytest.raises(db.Error) as caught:
        fault(path)
    assert is_unavailable(caught.value) is expected


# The page


def page(posted, address="/fr/proposer/"):
    request = RequestFactory().post(
        address, urlencode(posted, doseq=True), "application/x-www-form-urlencoded"
    )
    response = unavailable(request, AWAY)
    assert response.status_code == 503
    return response, request


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@settings(deadline=None)
@given(st.dictionaries(texts.filter(lambda name: "password" not in name.lower()), texts))
@example({"a": '"><script>alert(1)</script>', "b": "&amp;lt; &quot;", "c": "\r\n\nÀ\u202f!\0"})
def test_each_value_comes_back_as_it_was_typed(posted):
    response, request = page(posted)
    assert fields(response) == request.POST.dict() == posted
    assert "<script" not in response.text


def test_several_values_of_one_field_come_back_all():
    response, _request = page({"sectors": ["energie", "mobilite", "energie"]})
    assert response.text.count('name="sectors"') == 3


def test_a_password_does_not_come_back():
    address = "/admin/auth/user/add/"
    response, _request = page({"username": "marie", "password1": "x y", "Password": "z"}, address)
    assert fields(response) == {"username": "marie"}
    assert "x y" not in response.text
    response, _request = page({"login": "marie", "code": "123456"}, "/staff/login/")
    assert fields(response) == {}


def test_a_form_larger_than_any_is_taken_is_not_given_back():
    response, _request = page({"name": "x" * 3_000_000})
    assert fields(response) == {}
    assert len(response.content) < 5000


@pytest.mark.parametrize(
    ("address", "language", "said"),
    [
        ("/fr/proposer/", "en", "Indisponible pour l’instant"),
        ("/en/propose/", "fr", "Not available at the moment"),
        ("/admin/", "fr", "Indisponible pour l’instant"),
        ("/admin/", "en", "Not available at the moment"),
    ],
)
def test_it_is_told_in_the_readers_language(address, language, said):
    request = RequestFactory().get(address, headers={"accept-language": language})
    response = unavailable(request, AWAY)
    assert said in response.text
    assert response["Content-Language"] == ("fr" if said.startswith("I") else "en")


# The disk


@pytest.fixture
def full_disk(settings, tmp_path):
    """A folder for pictures that cannot be made, even by root: a file is in its place."""
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file" / "media"
    return tmp_path


@pytest.mark.django_db
def test_a_picture_that_cannot_be_stored_loses_nothing_else(client, full_disk):
    form = with_picture(name="A & B")
    response = client.post("/fr/proposer/", form)
    assert response.status_code == 503
    assert fields(response) == {name: form[name] for name in form if name != "picture"}
    assert 'type="file" id="file-1" name="picture"' in response.text
    assert "grange.jpg" in response.text
    assert not Proposal.objects.exists()
    assert [path.name for path in full_disk.iterdir()] == ["file"]


@pytest.mark.django_db
def test_a_large_upload_without_room_loses_no_text(client, settings, full_disk):
    """The texts that stand after the file too."""
    settings.FILE_UPLOAD_TEMP_DIR = full_disk / "file" / "uploads"
    form = filled_form()
    large = SimpleUploadedFile("large.jpg", b"x" * 3_000_000)
    response = client.post("/fr/proposer/", {"picture": large, **form})
    assert response.status_code == 503
    assert fields(response) == form
    assert "large.jpg" in response.text
    assert not Proposal.objects.exists()


STORE = """
import django; django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
default_storage.save("proposed/whole.webp", ContentFile(b"x" * 10_000))
try:
    default_storage.save("proposed/part.webp", ContentFile(b"x" * 30_000))
except OSError as error:
    print(error.errno)
"""


def test_no_part_of_a_picture_is_left_where_there_is_no_room_for_all(tmp_path):
    environment = {**os.environ, "MEDIA_ROOT": str(tmp_path)}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", STORE],
        env={**environment, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    assert done.stdout == f"{errno.EFBIG}\n"
    assert [path.name for path in (tmp_path / "proposed").iterdir()] == ["whole.webp"]
