"""Several processes on one database of their own."""

import json
import os
import select
import subprocess
import sys

import pytest


class Process:
    """A process of the site; see `tests/search/process.py`."""

    def __init__(self, database_url):
        self.running = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "tests.search.process"],
            env={
                **os.environ,
                "DATABASE_URL": database_url,
                "DJANGO_SETTINGS_MODULE": "tests.settings",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, word):
        """Have it begin something without waiting for its answer."""
        self.running.stdin.write(f"{word}\n")
        self.running.stdin.flush()

    def is_busy(self):
        """Return whether it still does what it was told to begin."""
        readable, _writable, _failed = select.select([self.running.stdout], [], [], 0)
        return not readable

    def answer(self):
        line = self.running.stdout.readline()
        assert line, "the process failed: see what it wrote"
        return json.loads(line)

    def do(self, word):
        self.tell(word)
        return self.answer()

    def end(self):
        self.running.stdin.close()
        self.running.stdout.close()
        self.running.wait(timeout=20)


@pytest.fixture(scope="module")
def processes(database_url):
    """Start two writers and a reader, on a database with a few records."""
    first = Process(database_url)
    first.do("prepare")
    started = [first, Process(database_url), Process(database_url)]
    yield started
    for process in started:
        process.end()
