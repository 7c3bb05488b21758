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

from tests.browser.people import MAKE_STAFF

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="session")
def listener():
    """A socket that listens before the server starts: the first request waits in its queue."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.fixture(scope="session")
def environment(listener, django_db_blocker, tmp_path_factory):
    """What the site and its commands run with: an address and a database of their own."""
    with django_db_blocker.unblock():
        url, drop = scratch_database(tmp_path_factory)
    yield {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "MEDIA_ROOT": str(tmp_path_factory.mktemp("media")),
        "SITE_URL": f"http://127.0.0.1:{listener.getsockname()[1]}",
    }
    with django_db_blocker.unblock():
        drop()


@pytest.fixture(scope="session")
def manage(environment):
    """Return a function that runs a command of `manage.py` on the site's database.

    It returns what the command prints; keyword arguments are variables of the environment.
    """

    def run(*command, **more):
        return subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", *command],
            env={**environment, **more},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    return run


@pytest.fixture(scope="session")
def site(listener, environment, manage):
    """Serve the whole directory; return its address."""
    manage("migrate", "--verbosity", "0")
    manage("load_content", "--verbosity", "0")
    listener.set_inheritable(True)
    command = ["gunicorn", "tests.browser.wsgi", "--threads", "4", "--no-control-socket"]
    server = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", *command, "--bind", f"fd://{listener.fileno()}"],
        env=environment,
        pass_fds=[listener.fileno()],
        stderr=subprocess.DEVNULL,
    )
    yield environment["SITE_URL"]
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture(scope="session")
def staff(site, manage):
    """Make an account for the moderator, and one for the correspondent of Brittany."""
    manage("shell", "--verbosity", "0", "--command", MAKE_STAFF)


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
# What Chromium says of a form that comes back with what is to be mended.
CAME_BACK = "Failed to load resource: the server responded with a status of 422"


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
def browse(chromium, site):
    """Return a function that opens a page for one more person, with options of the browser.

    Any error in the console, or any request elsewhere, fails the test.
    """
    contexts, faults = [], []

    def note(message):
        # Who leaves the page cuts off what htmx was asking for.
        if message.type == "error" and not message.text.startswith((*CUT_OFF, CAME_BACK)):
            faults.append(message.text)

    def opened(**options):
        wide = {"width": 1280, "height": 900}
        context = chromium.new_context(base_url=site, **{"viewport": wide, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request", lambda request: request.url.startswith(site) or faults.append(request.url)
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(browse):
    return browse()
