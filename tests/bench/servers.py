"""The servers that are measured, each on a free port of this machine."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

from tests.bench.databases import BASE, FOLDER

LONGEST_START = 600  # seconds
MILLISECONDS = "120000"  # that Datasette may take for a query or a facet: no limit in practice


class Server:
    """A process that answers on `port`; ended, with its children, when the block is left."""

    def __init__(self, name, command, environment, first):
        """`first` is the address of which the first answer tells that the server is ready."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = FOLDER / f"{name}.log"
        self.command = [part.format(port=self.port) for part in command]
        self.environment = environment
        self.first = first

    def __enter__(self):
        FOLDER.mkdir(parents=True, exist_ok=True)
        began = time.perf_counter()
        with self.log.open("w") as log:
            self.process = subprocess.Popen(  # noqa: S603
                self.command,
                cwd=BASE,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            self.wait()
        except BaseException:
            self.__exit__()
            raise
        # Seconds from the start of the process to its first answer.
        self.start = time.perf_counter() - began
        return self

    def wait(self):
        """Return when the first address answers 200."""
        until = time.monotonic() + LONGEST_START
        while time.monotonic() < until and self.process.poll() is None:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_START)
            try:
                connection.request("GET", self.first)
                if (status := connection.getresponse().status) == 200:
                    return
                raise RuntimeError(f"{self.first} answers {status}: see {self.log}")
            except ConnectionError:
                time.sleep(0.01)
            finally:
                connection.close()
        raise RuntimeError(f"{self.command[0]} does not start: see {self.log}")

    def __exit__(self, *_error):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def memory(self):
        """Return the memory in MB of the process that answers: the worker, where there is one."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children")
        if not children.exists():
            return None
        worker = (children.read_text().split() or [pid])[0]
        lines = Path(f"/proc/{worker}/status").read_text().splitlines()
        sizes = [line.split()[1] for line in lines if line.startswith("VmRSS:")]
        return int(sizes[0]) / 1024


def gunicorn(name, application, environment, first):
    """Return a server of one process with four threads."""
    command = [sys.executable, "-m", "gunicorn", application, "--bind", "127.0.0.1:{port}"]
    command += ["--workers", "1", "--threads", "4", "--no-control-socket"]
    return Server(name, command, environment, first)


def site(database):
    """Return the site on a database, with the settings of production."""
    name = f"site-{database.engine}-{database.number}"
    return gunicorn(name, "ess_rural.wsgi", database.settings(), "/fr/initiatives/")


def empty(database):
    """Return the server of the empty view."""
    return gunicorn("empty", "tests.bench.empty", database.settings(), "/")


def datasette(database):
    """Return Datasette on the SQLite file: one process, with no limit of time for its facets."""
    command = [sys.executable, "-m", "datasette", "serve", str(database.path)]
    command += ["--port", "{port}", "--setting", "suggest_facets", "off"]
    for limit in ("sql_time_limit_ms", "facet_time_limit_ms"):
        command += ["--setting", limit, MILLISECONDS]
    name = f"datasette-{database.number}"
    return Server(name, command, dict(os.environ), f"/{database.name}/bench?_size=20")


def collect_static(database):
    """Collect the static files, of which production wants the list."""
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, cwd=BASE, env=database.settings(), check=True)  # noqa: S603
