"""The scratch databases: made once, kept under `var/bench/` and on the server, used again."""

import hashlib
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

BASE = Path(__file__).resolve().parents[2]
FOLDER = BASE / "var" / "bench"
SERVER = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
# Where one of these has changed, a database is filled anew.
MADE_BY = (
    "tests/bench/fill.py",
    "tests/bench/maker.py",
    "tests/bench/rows.py",
    "tests/bench/words.py",
    "*/migrations/*.py",
)


class Database:
    """One engine with one number of initiatives."""

    def __init__(self, engine, number):
        self.engine = engine
        self.number = number
        self.name = f"ess_bench_{number}"
        self.path = FOLDER / f"{self.name}.sqlite3"
        self.stamp = FOLDER / f"{self.name}.{engine}"

    @property
    def url(self):
        if self.engine == "sqlite":
            return f"sqlite:///{self.path}"
        return urlunsplit(urlsplit(SERVER)._replace(path=f"/{self.name}"))

    def settings(self):
        """Return the environment of production on this database, over plain http."""
        return {
            **os.environ,
            "DATABASE_URL": self.url,
            "SECRET_KEY": "only-for-measuring-" + "x" * 50,
            "ALLOWED_HOSTS": "127.0.0.1",
            "HTTPS": "off",
            "DEBUG": "off",
            "DJANGO_SETTINGS_MODULE": "ess_rural.settings",
            # To read a million records takes longer than a visitor waits.
            "DATABASE_STATEMENT_TIMEOUT": "0",
        }

    def is_filled(self):
        return (
            self.stamp.exists()
            and self.stamp.read_text() == fingerprint()
            and (self.path.exists() if self.engine == "sqlite" else self.name in on_server())
        )

    def fill(self):
        """Make the database anew; takes seconds for 1,000, minutes for a million."""
        self.drop()
        FOLDER.mkdir(parents=True, exist_ok=True)
        if self.engine == "postgresql":
            on_server(f'CREATE DATABASE "{self.name}"')
        code = f"from tests.bench.fill import main; main({self.number})"
        subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", "shell", "--no-imports", "--command", code],
            cwd=BASE,
            env=self.settings(),
            check=True,
        )
        self.stamp.write_text(fingerprint())

    def run(self, statement):
        """Run a statement past the site; return its rows, or None where it gives none."""
        if self.engine == "sqlite":
            connection = sqlite3.connect(self.path, timeout=30)
        else:
            connection = psycopg.connect(self.url)
        with closing(connection), connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else None

    def drop(self):
        self.stamp.unlink(missing_ok=True)
        if self.engine == "sqlite":
            for end in ("", "-wal", "-shm"):
                Path(f"{self.path}{end}").unlink(missing_ok=True)
        elif self.name in on_server():
            on_server(f'DROP DATABASE "{self.name}"')


def on_server(statement="SELECT datname FROM pg_database"):
    """Run a statement on the PostgreSQL server; return the first column of its rows, if any."""
    with psycopg.connect(SERVER, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return [row[0] for row in cursor] if cursor.description else []


def fingerprint():
    """Return a hash of what decides on the content of a database."""
    files = sorted(path for pattern in MADE_BY for path in BASE.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
