"""Real servers of the site, on a database of their own that can be taken away from them."""

import os
import re
import socket
import subprocess
import sys
from contextlib import contextmanager
from html import unescape
from time import monotonic

import httpx
import psycopg
import pytest
from django.db import connection

from tests.proxy import Proxy

PATIENCE = 120  # seconds, after which something hangs for good
TIMEOUT = 1  # seconds, that of a statement

MAKE_RECORDS = """
from django.contrib.auth.models import User
from tests.factories import InitiativeFactory, GlossaryTermFactory, LeverFactory
InitiativeFactory(slug="un", name_fr="Une épicerie", name_en="A grocery")
LeverFactory(slug="un")
GlossaryTermFactory(term_fr="SCIC", expansion_fr="Société coopérative d’intérêt collectif")
User.objects.create_superuser("marie", "marie@example.org", "correct horse battery staple")
"""


class Site:
    """A server process, and a visitor who asks it."""

    def __init__(self, environment):
        listener = socket.create_server(("127.0.0.1", 0))
        listener.set_inheritable(True)
        command = ["gunicorn", "ess_rural.wsgi", "--threads", "4", "--no-control-socket"]
        self.server = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", *command, "--bind", f"fd://{listener.fileno()}"],
            env=environment,
            pass_fds=[listener.fileno()],
            stderr=subprocess.DEVNULL,
        )
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.close()
        self.visitor = self.new_visitor()

    def new_visitor(self):
        return httpx.Client(base_url=self.address, timeout=PATIENCE, trust_env=False)

    def get(self, address, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.visitor.get(address, headers=named)

    def post(self, address, data):
        return self.visitor.post(address, data=data)

    def wait_until_ready(self):
        """Ask until the site is well again; what it says meanwhile is why it is not."""
        began = monotonic()
        while (probe := self.get("/readyz")).status_code != 200:
            assert monotonic() - began < PATIENCE, probe.text

    def end(self):
        self.visitor.close()
        self.server.terminate()
        self.server.wait(timeout=20)


@pytest.fixture(scope="session")
def database(tmp_path_factory):
    """(address of a database with a few records, address over the proxy, the proxy if any)."""
    with empty_database(tmp_path_factory) as (url, over_proxy, proxy):
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        for command in (
            ["migrate", "--verbosity", "0"],
            ["load_territories", "--verbosity", "0"],
            ["shell", "--verbosity", "0", "--command", MAKE_RECORDS],
        ):
            subprocess.run(  # noqa: S603
                [sys.executable, "manage.py", *command], env=environment, check=True
            )
        yield url, over_proxy, proxy


@contextmanager
def empty_database(tmp_path_factory):
    """Make a database on the engine of this run, and a proxy where it has a server."""
    if connection.vendor == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('outages') / 'site.sqlite3'}"
        yield url, url, None
        return
    server, name = os.environ["DATABASE_URL"], f"outages_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as administrator:
        administrator.execute(f"CREATE DATABASE {name}")
        host, port = administrator.info.host, administrator.info.port
        proxy = Proxy((host, port))
        start, _slash, _name = server.rpartition("/")
        over_proxy = re.sub(r"[^@/]+$", f"127.0.0.1:{proxy.port}", start)
        yield f"{start}/{name}", f"{over_proxy}/{name}", proxy
        proxy.close()
        administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def start(database, tmp_path_factory):
    """Return a function that starts a server, with more variables of its environment."""
    started = []

    def start(**more):
        environment = {
            **os.environ,
            "DATABASE_URL": database[1],
            "DJANGO_SETTINGS_MODULE": "tests.served",
            "DATABASE_STATEMENT_TIMEOUT": str(TIMEOUT),
            "DATABASE_CONNECT_TIMEOUT": "2",
            "MEDIA_ROOT": str(tmp_path_factory.mktemp("media")),
            **more,
        }
        started.append(Site(environment))
        return started[-1]

    yield start
    for site in started:
        site.end()


@pytest.fixture(scope="session")
def served(start):
    return start()


@pytest.fixture
def proxy(database):
    """What stands before PostgreSQL; the reason to skip on SQLite, which no network parts."""
    if database[2] is None:
        pytest.skip("SQLite is a file: no connection to it can be cut.")
    return database[2]


@pytest.fixture
def site(served, database):
    """The site, well before and after."""
    served.wait_until_ready()
    yield served
    if database[2]:
        database[2].mend()
    served.wait_until_ready()


@pytest.fixture
def marie(site):
    """A visitor who is signed in as staff."""
    with site.new_visitor() as visitor:
        page = visitor.get("/staff/login/")
        visitor.post(
            "/staff/login/",
            data={**fields(page), "login": "marie", "password": "correct horse battery staple"},
        )
        assert visitor.get("/admin/").status_code == 200
        yield visitor


def fields(page):
    """Return {name: value} of the hidden fields of a page, with what a browser makes of them."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text)
    return {unescape(name): unescape(value) for name, value in found}
