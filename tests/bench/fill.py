"""Fills a scratch database: the real content, and N synthetic initiatives beside it.

The same number gives the same initiatives. `main` is run by `tests.bench.databases`, in a process
of its own that has Django set up on that database.
"""

import random
import time

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max
from django.utils import translation

from initiatives.models import Initiative
from search import changes
from tests.bench.maker import Maker
from tests.bench.rows import write

SEED = 2026
BATCH = 5_000

TRIGGERS = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """SELECT DISTINCT event_object_table, trigger_name
        FROM information_schema.triggers WHERE trigger_schema = current_schema()""",
}
# What Datasette is asked for, in one table without joins and with the same words as full text.
FOR_DATASETTE = """
CREATE TABLE bench AS
SELECT initiative.id, initiative.slug, name_fr, summary_fr, kind, scope, legal_form,
    coalesce(commune.department_id, initiative.department_id) AS department,
    coalesce(department.region_id, initiative.region_id) AS region,
    (SELECT json_group_array(sector_id) FROM initiatives_initiative_sectors
        WHERE initiative_id = initiative.id) AS sector,
    (SELECT json_group_array(challenge_id) FROM initiatives_initiative_challenges
        WHERE initiative_id = initiative.id) AS challenge,
    (SELECT json_group_array(lever_id) FROM initiatives_initiative_levers
        WHERE initiative_id = initiative.id) AS lever,
    (SELECT json_group_array(cooperationform_id) FROM initiatives_initiative_cooperation_forms
        WHERE initiative_id = initiative.id) AS cooperation_form,
    (SELECT json_group_array(DISTINCT level_id) FROM initiatives_authorityaction
        WHERE initiative_id = initiative.id) AS authority
FROM initiatives_initiative AS initiative
LEFT JOIN territories_commune AS commune ON commune.code = initiative.commune_id
LEFT JOIN territories_department AS department
    ON department.code = coalesce(commune.department_id, initiative.department_id)
ORDER BY initiative.id;
CREATE UNIQUE INDEX bench_id ON bench (id);
CREATE INDEX bench_kind ON bench (kind);
CREATE INDEX bench_scope ON bench (scope);
CREATE INDEX bench_legal_form ON bench (legal_form);
CREATE INDEX bench_region ON bench (region);
CREATE INDEX bench_department ON bench (department);
CREATE VIRTUAL TABLE bench_words USING fts5(search_text, content='bench', content_rowid='id');
INSERT INTO bench_words (rowid, search_text)
SELECT id, search_text FROM initiatives_initiative;
"""


def fill(number):
    """Add `number` initiatives to a database that holds the real content."""
    first = (Initiative.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    with translation.override("fr"):
        maker = Maker(first, random.Random(SEED))  # noqa: S311
        for done in range(1, number + 1):
            maker.make()
            if done % BATCH == 0 or done == number:
                write(maker.tables)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Initiative]):
            cursor.execute(statement)


def forget_triggers():
    """Drop the triggers that log changes: the log of seven million rows is of no use."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        for table, name in cursor.fetchall():
            where = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{where}')


def main(number):
    """Migrate, load the content, fill, and make the database ready to be read."""
    began = time.monotonic()
    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -500000")
    forget_triggers()
    fill(number)
    changes.install_triggers()
    # One row in the log, as after any change.
    Initiative.objects.latest("pk").save()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for statement in FOR_DATASETTE.split(";\n"):
                cursor.execute(statement)
        cursor.execute("ANALYZE")
    print(f"{number} initiatives in {time.monotonic() - began:.0f} s", flush=True)  # noqa: T201
