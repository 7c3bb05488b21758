"""What is asked of each server, and what came of it."""

import json
from dataclasses import dataclass, field
from statistics import median
from urllib.parse import urlencode

from tests.bench.load import Client, Timing, measure, unseen

LIST = "/fr/initiatives/"
API = "/api/v1/initiatives/"
PAGE_SIZE = 20
LATE_PAGE = 500
CLIENTS = 8
# A word that about two records of five hold.
WORD = "association"
REGION, REGION_CODE, SECTOR = "bretagne", "53", "commerces-services"
# What Datasette counts: in columns of one value, in columns of several (arrays).
PLAIN_FACETS = ("region", "department", "kind", "scope", "legal_form")
ARRAY_FACETS = ("sector", "challenge", "lever", "cooperation_form", "authority")
# An address that takes longer than this many ms is asked for by one client alone.
TOO_SLOW = 2_000
EDITS = 5

# What a page of the list is asked by: the site's parameters, those of Datasette.
LISTS = {
    "list": ({}, {}),
    "region": ({"region": REGION}, {"region": REGION_CODE}),
    "region + sector": (
        {"region": REGION, "sector": SECTOR},
        {"region": REGION_CODE, "sector__arraycontains": "{sector}"},
    ),
    "three facets": (
        {"sector": SECTOR, "kind": "enterprise", "legal_form": "scic"},
        {"sector__arraycontains": "{sector}", "kind": "enterprise", "legal_form": "scic"},
    ),
    "text": ({"q": WORD}, {"_search": WORD}),
    "text + region": ({"q": WORD, "region": REGION}, {"_search": WORD, "region": REGION_CODE}),
    "late page": ({"page": "{page}"}, {"_next": "{offset}"}),
}


@dataclass
class Page:
    """One row of the table: what the address holds, and the timings by who asks and how."""

    label: str
    address: str
    # Records that the list holds; None for what is no list.
    found: int | None = None
    # "new 1", "new 8", "again 1", "again 8", "unchanged 1": `Timing`s.
    timings: dict[str, Timing] = field(default_factory=dict)


@dataclass
class Site:
    """The site on one database."""

    engine: str
    number: int
    start: float  # seconds until the first answer
    first_word: float = 0.0  # seconds for the first search for a word
    memory: float | None = None  # MB
    edits: list[float] = field(default_factory=list)  # seconds more than usual after an edit
    pages: list[Page] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def values(database):
    """Return what the addresses are filled with for a database."""
    page = min(LATE_PAGE, database.number // PAGE_SIZE)
    sectors = f"SELECT id FROM initiatives_sector WHERE slug = '{SECTOR}'"  # noqa: S608
    slugs = "SELECT id, slug FROM initiatives_initiative ORDER BY id DESC LIMIT 1"
    record, slug = database.run(slugs)[0]
    return {
        "page": page,
        "offset": (page - 1) * PAGE_SIZE,
        "sector": database.run(sectors)[0][0],
        "slug": slug,
        "record": record,
    }


def query(parameters, known):
    return urlencode({name: value.format(**known) for name, value in parameters.items()})


def site_pages(known):
    """Return the pages of the site to measure."""
    pages = []
    for label, (parameters, _others) in LISTS.items():
        asked = query(parameters, known)
        pages.append(Page(label, f"{LIST}?{asked}" if asked else LIST))
    return [*pages, Page("map", f"{LIST}carte/"), Page("detail", f"{LIST}{known['slug']}/")]


def datasette_pages(database, known, facets):
    """Return the pages of Datasette that come nearest to those of the site, by the same labels."""
    table = f"/{database.name}/bench?_size={PAGE_SIZE}&{facets}"
    pages = [
        Page(label, f"{table}&{query(parameters, known)}".rstrip("&"))
        for label, (_others, parameters) in LISTS.items()
    ]
    record = f"/{database.name}/initiatives_initiative/{known['record']}"
    return [*pages, Page("detail", record)]


def measure_site(server, database, seconds):
    """Return the `Site`."""
    known = values(database)
    result = Site(database.engine, database.number, server.start)
    result.first_word = Client(server.port).get(f"{LIST}?q={WORD}").seconds
    for page in site_pages(known):
        first = Client(server.port).get(page.address)
        if first.status == 404:
            result.missing.append(page.label)
            continue
        if first.status != 200:
            raise RuntimeError(f"{page.address} answers {first.status}: see {server.log}")
        page.found = found(server.port, page)
        for clients in (1, CLIENTS):
            new = measure(server.port, page.address, seconds, clients=clients)
            again = measure(server.port, page.address, seconds, clients=clients, again=True)
            page.timings |= {f"new {clients}": new, f"again {clients}": again}
        if first.etag:
            page.timings["unchanged 1"] = measure(
                server.port, page.address, seconds, again=True, etag=first.etag
            )
        result.pages.append(page)
    result.edits = edited(server.port, database, known["record"])
    result.memory = server.memory()
    return result


def found(port, page):
    """Return how many records a list holds, as the API tells; None for what is no list."""
    path, _question, asked = page.address.partition("?")
    if path != LIST or "page=" in asked:
        return None
    client = Client(port)
    client.connection.request("GET", f"{API}?{asked}&page_size=1")
    return json.load(client.connection.getresponse())["count"]


def edited(port, database, record):
    """Return how many seconds longer than usual the list takes after each of a few edits."""
    client = Client(port)
    usual = median(client.get(unseen(LIST)).seconds for _request in range(EDITS))
    table, one = "initiatives_initiative", f"WHERE id = {record}"
    seconds = []
    for edit in range(EDITS):
        database.run(f"UPDATE {table} SET name_fr = name || ' {edit}' {one}")  # noqa: S608
        seconds.append(client.get(unseen(LIST)).seconds - usual)
    database.run(f"UPDATE {table} SET name_fr = name {one}")  # noqa: S608
    return seconds


def measure_datasette(server, database, seconds):
    """Return {label: Page}: "new 1" and "new 8" count all facets, "plain 1" the plain ones."""
    known = values(database)
    plain = "&".join(f"_facet={name}" for name in PLAIN_FACETS)
    arrays = "&".join(f"_facet_array={name}" for name in ARRAY_FACETS)
    light = datasette_pages(database, known, plain)
    pages = datasette_pages(database, known, f"{plain}&{arrays}")
    for page, lighter in zip(pages, light, strict=True):
        one = measure(server.port, page.address, seconds)
        page.timings["new 1"] = one
        page.timings["plain 1"] = measure(server.port, lighter.address, seconds)
        if one.percentile(50) < TOO_SLOW:
            many = measure(server.port, page.address, seconds, clients=CLIENTS)
            page.timings[f"new {CLIENTS}"] = many
        if set(one.statuses) != {200}:
            raise RuntimeError(f"{page.address} answers {one.statuses}: see {server.log}")
    return {page.label: page for page in pages}


def measure_empty(server, seconds):
    """Return {number of clients: Timing} of the empty view."""
    return {
        clients: measure(server.port, "/", seconds, clients=clients) for clients in (1, CLIENTS)
    }
