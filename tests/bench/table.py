"""Writes what was measured into `docs/performance.md`, between two marks; the rest is kept."""

import os
import platform
import sqlite3
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

from tests.bench.databases import BASE, on_server
from tests.bench.runs import CLIENTS

FILE = BASE / "docs" / "performance.md"
BEGIN, END = "<!-- measured -->", "<!-- end of what was measured -->"

# The targets on PostgreSQL: {number of records: (p50, p95) in ms}; SQLite may take twice as long.
LIST_TARGETS = {100_000: (10, 20), 1_000_000: (20, 40)}
TEXT_TARGETS = {100_000: (25, 60), 1_000_000: (60, 150)}
DETAIL_TARGETS = {100_000: (4, 8), 1_000_000: (4, 8)}
TARGETS = {"text": TEXT_TARGETS, "text + region": TEXT_TARGETS, "detail": DETAIL_TARGETS}
REFRESH_TARGET = {100_000: 50}  # ms
START_TARGET = {100_000: 3}  # seconds
# The part of the rate of an empty view that a page seen before must reach.
AGAIN_TARGET = 0.5
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def write(results, seconds):
    """Write all results; `results` are (Site, {label: Page} of Datasette, empty view)."""
    text = FILE.read_text(encoding="utf-8")
    before, _mark, rest = text.partition(BEGIN)
    _old, _mark, after = rest.partition(END)
    measured = "\n\n".join([machine(seconds), *(section(*result) for result in results)])
    FILE.write_text(f"{before}{BEGIN}\n\n{measured}\n\n{END}{after}", encoding="utf-8")


def machine(seconds):
    """Return what was measured on, in a paragraph and a table."""
    known = {
        "Date": datetime.now(UTC).date().isoformat(),
        "Processor": f"{processor()}, {os.cpu_count()} cores",
        "Memory": f"{memory():.0f} GB",
        "System": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "Django, gunicorn": f"{version('django')}, {version('gunicorn')}",
        "SQLite": sqlite3.sqlite_version,
        "PostgreSQL": postgresql(),
        "Datasette": version("datasette"),
        "Load of the machine before": f"{os.getloadavg()[0]:.1f}",
        "Each figure": f"{seconds:g} s of requests",
    }
    return "\n".join([head("", ""), *(line(*item) for item in known.items())])


def processor():
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [text.partition(":")[2].strip() for text in lines if text.startswith("model name")]
    return names[0] if names else platform.machine()


def memory():
    """Return the memory of the machine in GB."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def postgresql():
    try:
        return on_server("SHOW server_version")[0]
    except OSError:
        return "not measured"


def section(site, datasette, empty):
    """Return the heading, the tables and the sentences of one site."""
    parts = [
        f"## {number(site.number)} initiatives, {ENGINES[site.engine]}",
        process(site),
        "Nothing kept: each request goes to an address that was never asked for.",
        unseen_table(site, datasette),
        "The same address again, beside an empty Django view "
        f"({rate(empty[1])} requests per second for one client, {rate(empty[CLIENTS])} for "
        f"{CLIENTS}), and with the validator of the page, which the site answers by 304.",
        again_table(site, empty),
    ]
    if site.missing:
        parts.append(f"Not measured, for the address answered 404: {', '.join(site.missing)}.")
    return "\n\n".join(parts)


def process(site):
    """Return the list of what concerns the process as a whole."""
    refresh = 1000 * median(site.edits)
    items = [
        f"First answer of the list {site.start:.1f} s after the start of the process"
        + verdict(site.start, START_TARGET.get(site.number), " s")
        + f"; the first search for a word takes {site.first_word:.1f} s.",
        f"The list after an edit by another process: {refresh:.0f} ms longer"
        + verdict(refresh, REFRESH_TARGET.get(site.number), " ms")
        + f"; the slowest of {len(site.edits)}: {1000 * max(site.edits):.0f} ms.",
    ]
    if site.memory:
        items.append(f"Memory of the process at the end: {site.memory:.0f} MB.")
    return "\n".join(f"- {item}" for item in items)


def verdict(value, target, unit):
    if target is None:
        return ""
    return f" (target {target}{unit}: {'met' if value <= target else 'not met'})"


def unseen_table(site, datasette):
    lines = [
        head(
            "page",
            "found",
            "bytes",
            "p50 ms",
            "p95 ms",
            "req/s",
            "target",
            f"{CLIENTS} clients: p50",
            "p95",
            "req/s",
            "Datasette: p50",
            "p95",
            f"req/s, {CLIENTS} clients",
            "Datasette : site",
            "Datasette, plain facets: p50",
        )
    ]
    for page in site.pages:
        one, many = page.timings["new 1"], page.timings[f"new {CLIENTS}"]
        peer = datasette.get(page.label)
        beside = ["–"] * 5
        if peer:
            theirs, crowd = peer.timings["new 1"], peer.timings.get(f"new {CLIENTS}")
            faster = theirs.percentile(50) / one.percentile(50)
            light = times(peer.timings["plain 1"])[0]
            beside = [*times(theirs), rate(crowd) if crowd else "–", f"{faster:.1f}", light]
        lines.append(
            line(
                page.label,
                "" if page.found is None else number(page.found),
                number(one.size),
                *times(one),
                rate(one),
                target(site, page.label, one),
                *times(many),
                rate(many),
                *beside,
            )
        )
    return "\n".join(lines)


def target(site, label, timing):
    """Return "met", or by how much the target is exceeded; "" where there is none."""
    wanted = TARGETS.get(label, LIST_TARGETS).get(site.number)
    if wanted is None:
        return ""
    factor = 2 if site.engine == "sqlite" else 1
    p50, p95 = (factor * each for each in wanted)
    over = max(timing.percentile(50) / p50, timing.percentile(95) / p95)
    return f"{p50} / {p95}: " + ("met" if over <= 1 else f"{over:.1f} times that")


def again_table(site, empty):
    columns = ["p50 ms", "p95 ms", "req/s", "of the empty view", f"{CLIENTS} clients: p50", "p95"]
    columns += ["req/s", "of the empty view", "304: p50 ms", "req/s"]
    lines = [head("page", *columns)]
    for page in site.pages:
        cells = []
        for clients in (1, CLIENTS):
            timing = page.timings[f"again {clients}"]
            share = timing.rate / empty[clients].rate
            mark = "" if share >= AGAIN_TARGET else " (target 50 %)"
            cells += [*times(timing), rate(timing), f"{100 * share:.0f} %{mark}"]
        unchanged = page.timings.get("unchanged 1")
        if unchanged and set(unchanged.statuses) == {304}:
            cells += [times(unchanged)[0], rate(unchanged)]
        else:
            cells += ["no 304", "–"]
        lines.append(line(page.label, *cells))
    return "\n".join(lines)


def times(timing):
    return [f"{timing.percentile(share):.1f}" for share in (50, 95)]


def rate(timing):
    return f"{timing.rate:.0f}" if timing.rate >= 10 else f"{timing.rate:.1f}"


def number(value):
    return f"{value:,}"


def head(*cells):
    return f"{line(*cells)}\n{line(*['---'] * len(cells))}"


def line(*cells):
    return f"| {' | '.join(cells)} |"
