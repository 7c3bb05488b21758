"""Databases of released states come to the newest one with all that stood in them."""

import json
import lzma
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import psycopg
import pytest
from django.db import connection

from tests.upgrades.__main__ import STORED

RELEASES = sorted(folder.name for folder in STORED.iterdir() if (folder / "media").is_dir())


def read(release, kind):
    """Return a stored text of the engine under test."""
    return lzma.decompress((STORED / release / f"{connection.vendor}.{kind}.xz").read_bytes())


@pytest.fixture(scope="module", params=RELEASES)
def upgraded(request, tmp_path_factory):
    """Restore a stored database, migrate it; return (facts stored, function that runs Python)."""
    folder = tmp_path_factory.mktemp("upgrade")
    url, drop = restored(read(request.param, "sql").decode(), folder)
    shutil.copytree(STORED / request.param / "media", folder / "media")
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "MEDIA_ROOT": str(folder / "media"),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }

    def run(*command):
        return subprocess.run(  # noqa: S603
            [sys.executable, *command], env=environment, check=True, stdout=subprocess.PIPE
        ).stdout

    run("manage.py", "migrate", "--verbosity", "0")
    yield json.loads(read(request.param, "json")), run
    drop()


def restored(statements, folder):
    """Return the address of a database made by SQL statements, and how to drop it."""
    if connection.vendor == "sqlite":
        path = folder / "upgrade.sqlite3"
        with closing(sqlite3.connect(path)) as database:
            # Constraints call it; Django brings it.
            database.create_function("REGEXP", 2, lambda shape, text: bool(re.search(shape, text)))
            database.executescript(statements)
        return f"sqlite:///{path}", lambda: None
    server = os.environ["DATABASE_URL"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    address = f"{server}_upgrade_{worker}"
    name = address.rpartition("/")[2]

    def drop():
        with psycopg.connect(server, autocommit=True) as database:
            database.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    drop()
    with psycopg.connect(server, autocommit=True) as database:
        database.execute(f"CREATE DATABASE {name}")
    with psycopg.connect(address) as database:
        database.execute(statements)
    return address, drop


@pytest.fixture(scope="module")
def facts(upgraded):
    """What was stored, and what stands there now."""
    stored, run = upgraded
    change_as_intended(stored)
    return stored, json.loads(run("-m", "tests.upgrades", "facts"))


def change_as_intended(stored):
    """Change the stored facts where a migration changes what stood there on purpose."""
    statements = stored["records"]["resource"].get("statements-of-contributors")
    if statements:
        # It was made for the sake of citing it: nothing to read.
        statements["status"] = "archived"


@pytest.mark.parametrize(
    "name",
    [
        "records",
        "links",
        "versions",
        "contributions",
        "mails",
        "contacts",
        "accounts",
        "second factors",
        "remits",
        "log",
        "links checked",
        "imports",
        "pictures",
    ],
)
def test_nothing_that_stood_in_a_stored_database_is_lost_or_changed(facts, name):
    stored, now = facts
    assert stored[name]
    assert now[name] == stored[name]


def test_every_table_of_a_stored_database_keeps_its_rows(facts):
    stored, now = facts
    fewer = {
        name: (count, now["counts"].get(name))
        for name, count in stored["counts"].items()
        if now["counts"].get(name, 0) < count
    }
    assert fewer == {}


def test_every_fact_is_compared(facts):
    """So that a fact that is added is looked at here too."""
    stored, now = facts
    compared = test_nothing_that_stood_in_a_stored_database_is_lost_or_changed.pytestmark[0].args[1]
    assert {*compared, "counts"} == stored.keys() == now.keys()


def test_a_migrated_database_takes_the_newest_content_and_keeps_what_was_edited(upgraded):
    stored, run = upgraded
    run("manage.py", "load_content", "--verbosity", "0")
    now = json.loads(run("-m", "tests.upgrades", "facts"))
    assert now["contributions"] == stored["contributions"]
    initiatives = now["records"]["initiative"]
    assert initiatives == {**initiatives, **stored["records"]["initiative"]}
