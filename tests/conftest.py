"""What all tests share: the territories, which stand in every test database, and French."""

import os

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import translation


def pytest_collection_modifyitems(items):
    """Run browser tests last: Playwright's event loop keeps Django's database from later tests."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the territories once: they are reference data that no test changes."""
    with django_db_blocker.unblock():
        call_command("load_territories", verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def mail_is_queued(django_test_environment):
    """Send e-mail as the site does: Django's test environment would keep it in memory."""
    settings.EMAIL_BACKEND = "contributions.mail_backend.QueueBackend"


@pytest.fixture(autouse=True)
def language_of_the_site():
    """Begin in French: a page that an earlier test asked for leaves its own language behind."""
    translation.deactivate()


@pytest.fixture
def content(db):
    """The whole directory, as the fixtures have it."""
    call_command("load_content", verbosity=0)


@pytest.fixture(scope="module")
def database_url(tmp_path_factory):
    """Make an empty database on the engine of this run, for processes of their own."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('processes') / 'db.sqlite3'}"
        return
    name = f"processes_{os.getpid()}"
    server = os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as administrator:
        administrator.execute(f"CREATE DATABASE {name}")
        yield f"{server.rpartition('/')[0]}/{name}"
        administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")
