"""A process of the site in which marie signs in with a code; prints what came of it.

`prepare` makes the database and prints a code; any other word is taken for the code.
"""

import sys

import django
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment


def prepare():
    """Make marie an account with a second factor; return the code that her app shows."""
    from tests.ess_rural.signing_in import PASSWORD, code_of, enrol
    from tests.factories import UserFactory

    call_command("migrate", verbosity=0)
    marie = UserFactory(username="marie")
    marie.set_password(PASSWORD)
    marie.save()
    return code_of(enrol(marie))


def signed_in_with(code):
    """Return whether the code opens the site."""
    from tests.ess_rural.signing_in import CODE, is_signed_in, sign_in

    client = Client()
    sign_in(client)
    client.post(CODE, {"code": code})
    return is_signed_in(client)


if __name__ == "__main__":
    django.setup()
    setup_test_environment()
    word = sys.argv[1]
    print(prepare() if word == "prepare" else signed_in_with(word))  # noqa: T201
