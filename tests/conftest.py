"""What all tests share: the territories, which stand in every test database, and French."""

import os

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.utils import translation


def pytest_collection_modifyitems(items):
    """Run browser tests last: Playwright's event loop keeps Django's database from later tests."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the territories once: they are reference data that no test changes.

    At the end nothing else stands there, or a test left behind what it committed.
    """
    with django_db_blocker.unblock():
        call_command("load_territories", verbosity=0)
    yield
    with django_db_blocker.unblock():
        left = [model._meta.label for model in models_of_tests() if model._base_manager.exists()]
    assert left == []


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Store what a test stores, for other connections to see, and empty its tables afterwards."""
    with django_db_blocker.unblock():
        yield
        tables = [model._meta.db_table for model in models_of_tests()]
        statements = connection.ops.sql_flush(no_style(), tables)
        connection.ops.execute_sql_flush(statements)
        connection.close()


def models_of_tests():
    """Return the models whose tables are empty when a test begins, links between records too.

    The rest is reference data, or is made by `migrate`; the log of changes only grows.
    """
    reference = {"territories", "contenttypes", "search"}
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label not in reference
        and model not in {Permission, Group, Group.permissions.through}
    ]


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
