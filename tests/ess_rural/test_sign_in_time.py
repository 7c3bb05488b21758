"""How long a sign-in takes tells nobody who has an account: the hash of a password is the cost."""

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from tests.factories import UserFactory

from .signing_in import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


class CountingHasher(PBKDF2PasswordHasher):
    """Django's hasher, made quick, which counts how often it works."""

    algorithm = "counted"
    iterations = 1
    computed = 0

    def encode(self, password, salt, iterations=None):
        type(self).computed += 1
        return super().encode(password, salt, iterations)


@pytest.fixture(autouse=True)
def hasher(settings):
    """Count with a real one: the quick hasher of the tests hides what takes time."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]


@pytest.fixture
def accounts():
    """Make accounts of each sort, some of which share a name or an address."""

    def made(username, password=PASSWORD, **fields):
        user = UserFactory(username=username, email=f"{username}@example.org", **fields)
        user.set_password(password)
        user.save()

    made("marie")
    made("closed", is_active=False)
    made("without", password=None)
    made("double@example.org")
    made("double")
    made("Twin")
    made("twin")


def computed(client, login, password):
    """Return (how many hashes it took, status) of an attempt to sign in."""
    CountingHasher.computed = 0
    status = sign_in(client, login, password).status_code
    return CountingHasher.computed, status


LOGINS = [
    "marie",
    "MARIE",
    "marie@example.org",
    "Marie@Example.org",
    "nobody",
    "nobody@example.org",
    "closed",
    "closed@example.org",
    "without",
    "without@example.org",
    "double",
    "double@example.org",
    "double@example.org@example.org",
    "twin",
    "TWIN",
    "twin@example.org",
    "x" * 1000,
    "\N{LATIN SMALL LETTER DOTLESS I}",
]


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize("login", LOGINS, ids=lambda login: ascii(login[:40]))
def test_an_attempt_takes_one_hash_whoever_is_meant(client, login):
    assert computed(client, login, "wrong") == (1, 200)


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize("login", ["marie", "closed", "twin", "Twin", "double@example.org"])
def test_so_does_the_right_password(client, login):
    assert computed(client, login, PASSWORD) == (1, 302)


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize("login", LOGINS, ids=lambda login: ascii(login[:40]))
def test_who_is_locked_out_is_told_so_at_once_account_or_not(client, settings, login):
    settings.AXES_FAILURE_LIMIT = 1
    sign_in(client, login, "wrong")
    assert computed(client, login, PASSWORD) == (0, 429)
