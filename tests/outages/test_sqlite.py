"""A file of SQLite that somebody else writes to, or that is gone."""

import sqlite3

import pytest
from django.db import connection

from tests.contributions.sending import filled_form

from .conftest import fields

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="These are faults of SQLite.")


@pytest.fixture
def file(database):
    return database[0].removeprefix("sqlite:///")


def test_a_locked_database_gives_the_form_back_and_is_read(site, file):
    form = filled_form()
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    page = site.post("/fr/proposer/", form)
    assert page.status_code == 503
    assert fields(page) == form
    assert site.get("/fr/initiatives/?sort=founded").status_code == 200
    writer.execute("ROLLBACK")
    writer.close()
    assert site.post("/fr/proposer/", fields(page)).status_code == 302


def test_a_file_that_is_no_database_is_not_available(start, tmp_path):
    (tmp_path / "db.sqlite3").write_bytes(b"not a database" * 1000)
    site = start(DATABASE_URL=f"sqlite:///{tmp_path / 'db.sqlite3'}")
    assert site.get("/fr/initiatives/").status_code == 503
    assert fields(site.post("/fr/proposer/", filled_form(name="A & B")))["name"] == "A & B"
    assert site.get("/healthz").status_code == 200


def test_a_folder_that_is_gone_is_not_available(start, tmp_path):
    site = start(DATABASE_URL=f"sqlite:///{tmp_path / 'gone' / 'db.sqlite3'}")
    assert site.get("/fr/initiatives/").status_code == 503
    assert site.get("/api/v1/initiatives/").json()["detail"]
