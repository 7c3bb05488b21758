"""`python -m tests.upgrades store FOLDER`: fill the empty database and store it as a dump.

`… facts` prints what stands in the database. Both take DATABASE_URL and MEDIA_ROOT; the dump of
PostgreSQL needs its `pg_dump`.
"""

import lzma
import subprocess
import sys
from pathlib import Path

import django

STORED = Path(__file__).parent


def dump(connection):
    """Return the whole database as SQL statements that any client of its engine reads."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        return "\n".join(connection.connection.iterdump())
    settings = connection.settings_dict
    address = "postgresql://{USER}@{HOST}:{PORT}/{NAME}".format(**settings)
    options = ["--inserts", "--rows-per-insert=50", "--no-owner", "--no-privileges"]
    text = subprocess.run(  # noqa: S603
        ["pg_dump", *options, address],  # noqa: S607
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    # Lines for psql alone, which newer versions write.
    return "\n".join(line for line in text.splitlines() if not line.startswith("\\"))


def store(folder):
    """Fill the database, then write dump and facts into a folder beside this file."""
    from django.core.management import call_command
    from django.db import connection

    from tests.upgrades.facts import as_json
    from tests.upgrades.story import fill

    call_command("migrate", verbosity=0)
    fill()
    target = STORED / folder
    target.mkdir(exist_ok=True)
    for name, text in (("sql", dump(connection)), ("json", as_json())):
        path = target / f"{connection.vendor}.{name}.xz"
        path.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))


def main():
    django.setup()
    if sys.argv[1:] == ["facts"]:
        from tests.upgrades.facts import as_json

        print(as_json())  # noqa: T201
    else:
        _command, folder = sys.argv[1:]
        store(folder)


if __name__ == "__main__":
    main()
