"""What waits for staff, counted on the home page of the administration.

An app that has a queue registers a function when it starts: given the request, it returns the
`Counter`s that the person may see.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Counter:
    """A queue: what waits there, how many, and the address where they are."""

    label: str
    number: int
    address: str


_sources = []


def register(source):
    """Have `source(request)` asked for its counters; usable as a decorator."""
    _sources.append(source)
    return source


def counters(request):
    """Return the `Counter`s of all apps, in the order of their registration."""
    return [counter for source in _sources for counter in source(request)]
