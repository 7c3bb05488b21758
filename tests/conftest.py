"""What all tests share: the territories, which stand in every test database, and French."""

import pytest
from django.core.management import call_command
from django.utils import translation


def pytest_collection_modifyitems(items):
    """Run browser tests last: Playwright's event loop keeps Django's database from later tests."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the territories once: they are reference data that no test changes."""
    with django_db_blocker.unblock():
        call_command("load_territories", verbosity=0)


@pytest.fixture(autouse=True)
def language_of_the_site():
    """Begin in French: a page that an earlier test asked for leaves its own language behind."""
    translation.deactivate()


@pytest.fixture
def content(db):
    """The whole directory, as the fixtures have it."""
    call_command("load_content", verbosity=0)
