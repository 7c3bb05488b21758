"""`python -m tests.bench`: measures the site, and writes the tables of `docs/performance.md`.

Beside it, in the same run: Datasette on the same SQLite file, and an empty Django view. Without a
PostgreSQL server say `--engines sqlite`; TEST_POSTGRES_URL says where it is, as for the tests.
"""

import argparse

from tests.bench import runs, servers, table
from tests.bench.databases import Database


def numbers(text):
    return [int(part) for part in text.split(",")]


def arguments():
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--sizes", type=numbers, default=[1_000, 100_000, 1_000_000])
    parser.add_argument(
        "--engines", type=lambda text: text.split(","), default=["sqlite", "postgresql"]
    )
    parser.add_argument("--seconds", type=float, default=5, help="of requests for each figure")
    parser.add_argument("--refill", action="store_true", help="make the databases anew")
    parser.add_argument("--drop", action="store_true", help="only remove the databases")
    return parser.parse_args()


def say(text):
    print(text, flush=True)  # noqa: T201


def filled(engine, size, refill):
    """Return a database that is filled as the code now says."""
    database = Database(engine, size)
    if refill or not database.is_filled():
        say(f"{engine}: filling {database.name}")
        database.fill()
    return database


def main():
    options = arguments()
    if options.drop:
        for size in options.sizes:
            for engine in options.engines:
                Database(engine, size).drop()
        return
    results = []
    for size in options.sizes:
        # Datasette reads the SQLite file, whichever engines are measured.
        file = filled("sqlite", size, options.refill)
        servers.collect_static(file)
        with servers.empty(file) as server:
            empty = runs.measure_empty(server, options.seconds)
        say(f"{size}: Datasette")
        with servers.datasette(file) as server:
            datasette = runs.measure_datasette(server, file, options.seconds)
        for engine in options.engines:
            database = file if engine == "sqlite" else filled(engine, size, options.refill)
            say(f"{size}: the site on {engine}")
            with servers.site(database) as server:
                site = runs.measure_site(server, database, options.seconds)
            results.append((site, datasette, empty))
            # What was measured stands there, also if the next database fails.
            table.write(results, options.seconds)
            say(table.section(*results[-1]))


if __name__ == "__main__":
    main()
