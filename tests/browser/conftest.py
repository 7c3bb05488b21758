"""A real server with the real content, and a real browser."""

import os
import shutil
import socket
import subprocess
import sys

import psycopg
import pytest
from django.db import connections
from playwright.sync_api import sync_playwright

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="session")
def site(django_db_blocker, tmp_path_factory):
    """Serve the whole directory on a database of its own; return its address."""
    with django_db_blocker.unblock():
        url, drop = scratch_database(tmp_path_factory)
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    for command in (["migrate", "--verbosity", "0"], ["load_content", "--verbosity", "0"]):
        subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True)  # noqa: S603
    # The socket listens before the server starts: the first request waits in its queue.
    listener = socket.create_server(("127.0.0.1", 0))
    listener.set_inheritable(True)
    command = ["gunicorn", "tests.browser.wsgi", "--threads", "4", "--no-control-socket"]
    server = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", *command, "--bind", f"fd://{listener.fileno()}"],
        env=environment,
        pass_fds=[listener.fileno()],
        stderr=subprocess.DEVNULL,
    )
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.terminate()
    server.wait(timeout=20)
    listener.close()
    with django_db_blocker.unblock():
        drop()


def scratch_database(tmp_path_factory):
    """Return the address of an empty database on the engine under test, and how to drop it."""
    connection = connections["default"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('browser') / 'site.sqlite3'}", lambda: None
    name = f"{connection.settings_dict['NAME']}_browser"  # of this worker's own

    def execute(statement):
        # A connection of its own: these refuse to run in a transaction, and Django's refuses to
        # run beside Playwright's event loop.
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            server.execute(statement)

    execute(f"DROP DATABASE IF EXISTS {name}")
    execute(f"CREATE DATABASE {name}")
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    return f"{address}/{name}", lambda: execute(f"DROP DATABASE {name} WITH (FORCE)")


CUT_OFF = ("htmx:afterRequest", "htmx:sendError", "htmx:sendAbort")


@pytest.fixture(scope="session")
def chromium(site):
    """Chromium of the system; a failure where REQUIRE_ALL is set, else a reason to skip."""
    path = shutil.which("chromium")
    if not path:
        if os.environ.get("REQUIRE_ALL"):
            pytest.fail("Chromium is not installed.")
        pytest.skip("Chromium is not installed: pages were not tried in a browser.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, site):
    """A page on which any error in the console, or any request elsewhere, fails the test."""
    context = chromium.new_context(base_url=site, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    faults = []

    def note(message):
        # Who leaves the page cuts off what htmx was asking for.
        if message.type == "error" and not message.text.startswith(CUT_OFF):
            faults.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: request.url.startswith(site) or faults.append(request.url))
    yield page
    context.close()
    assert faults == []
