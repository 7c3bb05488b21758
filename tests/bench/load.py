"""Clients that ask for one address again and again, and the time that each answer takes."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import count
from statistics import quantiles
from threading import Barrier

LONGEST = 300  # seconds for one answer
# No two numbers of one run are the same, so that no address is asked for twice by chance.
_numbers = count(1)


@dataclass
class Answer:
    """What came back; `seconds` from the request to the last byte, `size` in bytes."""

    seconds: float
    status: int
    size: int
    etag: str


@dataclass
class Timing:
    """What all clients saw in `elapsed` seconds."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)
    size: int = 0
    elapsed: float = 0.0

    def percentile(self, share):
        """Return the time in ms that `share` percent of the answers did not exceed."""
        if len(self.seconds) == 1:
            return 1000 * self.seconds[0]
        return 1000 * quantiles(self.seconds, n=100, method="inclusive")[share - 1]

    @property
    def rate(self):
        """Answers per second."""
        return len(self.seconds) / self.elapsed


class Client:
    """A visitor with one connection, kept open."""

    def __init__(self, port):
        self.connection = HTTPConnection("127.0.0.1", port, timeout=LONGEST)

    def get(self, address, etag=""):
        """Return the `Answer`; with an ETag the request is a conditional one."""
        headers = {"Accept-Encoding": "gzip"}
        if etag:
            headers["If-None-Match"] = etag
        began = time.perf_counter()
        self.connection.request("GET", address, headers=headers)
        response = self.connection.getresponse()
        size = len(response.read())
        seconds = time.perf_counter() - began
        return Answer(seconds, response.status, size, response.headers.get("ETag", ""))


def unseen(address):
    """Return the same page at an address that nobody has asked for."""
    return f"{address}{'&' if '?' in address else '?'}_={next(_numbers)}"


def measure(port, address, seconds, *, clients=1, again=False, etag=""):
    """Return the `Timing` of `clients` clients asking for `seconds` seconds.

    Each request goes to an address that was never seen before, or with `again` to one and the
    same. Each client asks once before that, and at least once.
    """
    found = Timing()
    together = Barrier(clients)

    def visit():
        client = Client(port)
        client.get(address if again else unseen(address))
        together.wait(LONGEST)
        began, asked = time.perf_counter(), 0
        while not asked or time.perf_counter() - began < seconds:
            answer = client.get(address if again else unseen(address), etag)
            found.seconds.append(answer.seconds)
            found.statuses[answer.status] += 1
            found.size = answer.size
            asked += 1
        found.elapsed = max(found.elapsed, time.perf_counter() - began)

    with ThreadPoolExecutor(clients) as pool:
        for visitor in [pool.submit(visit) for _client in range(clients)]:
            visitor.result()
    return found
