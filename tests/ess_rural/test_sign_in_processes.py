"""What protects signing in is counted once for all processes of the site."""

import os
import subprocess
import sys


def run(word, database_url):
    """Return what a process of the site prints."""
    environment = {"DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "tests.ess_rural.sign_in_process", word],
        env={**os.environ, **environment},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.strip()


def test_a_code_that_one_process_took_is_refused_by_another(database_url):
    code = run("prepare", database_url)
    assert [run(code, database_url) for _process in range(2)] == ["True", "False"]
