"""`python -m tests [arguments of pytest]`: the whole suite, once on each database.

Without a PostgreSQL server or without Chromium the tests that need them are left out and a notice
says so; with REQUIRE_ALL=1, as in CI, either absence is a failure. TEST_POSTGRES_URL says where
the server is; its user must be allowed to create databases.
"""

import os
import subprocess
import sys

import psycopg

# One worker for each core, a class on one of them, in the order of collection.
WORKERS = ["--numprocesses=auto", "--dist=loadscope", "--no-loadscope-reorder"]
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")


def postgres_is_missing():
    """Return why PostgreSQL cannot be used, or an empty text."""
    try:
        psycopg.connect(POSTGRES, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        return str(error)
    return ""


def run(engine, url):
    """Run pytest on one database; return its exit status."""
    print(f"\n=== {engine} ===", flush=True)  # noqa: T201
    environment = {**os.environ, "DATABASE_URL": url}
    command = [sys.executable, "-m", "pytest", *WORKERS, *sys.argv[1:]]
    return subprocess.run(command, env=environment).returncode  # noqa: S603


def main():
    """Run all; the exit status is that of the first engine that failed."""
    statuses = [run("SQLite", "sqlite://:memory:")]
    reason = postgres_is_missing()
    if not reason:
        statuses.append(run("PostgreSQL", POSTGRES))
    else:
        print(f"\nNOTICE: PostgreSQL was not tested: {reason}")  # noqa: T201
        if os.environ.get("REQUIRE_ALL"):
            statuses.append(1)
    return next((status for status in statuses if status), 0)


if __name__ == "__main__":
    sys.exit(main())
