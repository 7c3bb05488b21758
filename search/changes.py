"""What changed in the database since one last looked.

Triggers write the log, in the transaction of the change: save, delete, links between records,
`update()`, `bulk_create()` and plain SQL all pass through them. Each process remembers how far it
has read (`Position`) and asks what came after.

On PostgreSQL a writer holds an advisory lock until its transaction ends, so that the ids of the
log appear in the order of the commits and no reader can step over one that is still under way.
SQLite has one writer at a time by nature.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection, transaction

from search.models import Change

# How many changes the log holds, up to twice as many; who is further behind reads all again.
KEPT = 10_000
# A statement that changes more records than this is logged as a change of all.
ALL_BEYOND = 1000
# "ESSR": the advisory lock of the log.
LOCK = 0x45535352
LOG = Change._meta.db_table


@dataclass(frozen=True)
class Position:
    """How far a process has read the log."""

    id: int = 0
    token: str = ""


@dataclass(frozen=True)
class Watch:
    """A table to watch: its changes are logged as `kind`, with the record named by `column`.

    Without a column, only that something changed is logged. `texts` are columns from which the
    column `search_text` of the same table is made: changed by another path than `save()`, it is
    emptied, and whoever reads it next makes it anew.
    """

    table: str
    kind: str
    column: str = ""
    texts: tuple[str, ...] = ()


_watched: dict[str, Watch] = {}


def watch(model, kind, column="", texts=()):
    """Have all changes of a model's table logged from the next `migrate` on."""
    table = model._meta.db_table
    _watched[table] = Watch(table, kind, column, tuple(texts))


def kind_of(model):
    """Return the kind under which the changes of a model's records are logged."""
    return getattr(model, "CHANGES_ARE", model._meta.model_name)


def watch_record(model, children=()):
    """Watch a model, its many-to-many links and its `children`, pairs (model, foreign key)."""
    kind = kind_of(model)
    watch(model, kind, model._meta.pk.column, getattr(model, "search_columns", tuple)())
    for field in model._meta.many_to_many:
        watch(field.remote_field.through, kind, field.m2m_column_name())
    for child, key in children:
        watch(child, kind, child._meta.get_field(key).column)


_moment = ContextVar("the position that is taken for the present one", default=None)


def position():
    """Return where the log ends, or ended when `one_moment` began."""
    moment = _moment.get()
    if moment is not None:
        return moment
    row = Change.objects.order_by("-id").values_list("id", "token").first()
    return Position(*row) if row else Position()


@contextmanager
def one_moment(at=None):
    """Ask the database only once where the log ends: a page that only reads shows one moment.

    Not even once where the position is given that is to be taken for the present one.
    """
    token = _moment.set(at or position())
    try:
        yield
    finally:
        _moment.reset(token)


def since(known):
    """Return ([(kind, record), …], new position) of what came after the position `known`.

    The list is None where that cannot be told: everything must be read again.
    """
    moment = _moment.get()
    if known == moment:
        return [], known
    return _read_since(known) if moment is None else _known_since(known, moment)


# After a change a page asks for many things that all were last known at the same position.
@lru_cache(maxsize=4)
def _known_since(known, _moment):
    return _read_since(known)


def _read_since(known):
    rows = list(
        Change.objects.filter(id__gte=known.id)
        .order_by("id")
        .values_list("id", "token", "kind", "record")
    )
    if not rows or Position(*rows[0][:2]) != known:
        return None, position()
    return [(kind, record) for _id, _token, kind, record in rows[1:]], Position(*rows[-1][:2])


class Derived:
    """A value computed from watched records; call it to have it as the database has it now.

    It is computed again after a change of one of `kinds`, and for nothing else.
    """

    def __init__(self, kinds, compute):
        self.kinds = frozenset(kinds)
        self.compute = compute
        self._known = None

    def __call__(self):
        # Taken once: another thread may put a newer one in its place.
        known = self._known
        logged, now = since(known[1]) if known else (None, position())
        if logged is None or any(kind in self.kinds for kind, _record in logged):
            # The position first, the value after: what changes in between is computed twice.
            known = (self.compute(), now)
        elif logged:
            known = (known[0], now)
        self._known = known
        return known[0]

    def __deepcopy__(self, memo):
        """Return itself: a FilterSet copies its filters for each request."""
        return self


def install_triggers(**kwargs):
    """Create the triggers anew on every watched table that exists; run after each migration.

    Not in a migration: SQLite drops the triggers of a table that a later migration alters. What
    was written while there were none stands in no log: a new one begins, and all is read again.
    """
    tables = set(connection.introspection.table_names())
    if LOG not in tables:
        return
    dialect = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
    with connection.cursor() as cursor:
        for statement in dialect["log"]:
            cursor.execute(statement)
        for watched in _watched.values():
            if watched.table in tables:
                for statement in dialect["table"](watched):
                    cursor.execute(statement)
        with transaction.atomic():
            for statement in dialect["begin"]:
                cursor.execute(statement)


def _sqlite_table(watched):
    table, column = watched.table, watched.column
    log = f"""INSERT INTO "{LOG}" (kind, record, token)
        SELECT '{watched.kind}', {{record}}, lower(hex(randomblob(16)))"""  # noqa: S608
    bodies = {
        "INSERT": [log.format(record=f'NEW."{column}"' if column else "NULL")],
        "UPDATE": [log.format(record=f'NEW."{column}"' if column else "NULL")],
        "DELETE": [log.format(record=f'OLD."{column}"' if column else "NULL")],
    }
    if column:
        moved = f' WHERE OLD."{column}" IS NOT NEW."{column}"'
        bodies["UPDATE"].append(log.format(record=f'OLD."{column}"') + moved)
    for event, body in bodies.items():
        name = f"search_{event.lower()}_{table}"
        yield f'DROP TRIGGER IF EXISTS "{name}"'
        yield f'CREATE TRIGGER "{name}" AFTER {event} ON "{table}" BEGIN {"; ".join(body)}; END'
    name = f"search_texts_{table}"
    yield f'DROP TRIGGER IF EXISTS "{name}"'
    if watched.texts:
        changed = " OR ".join(f'OLD."{text}" IS NOT NEW."{text}"' for text in watched.texts)
        columns = ", ".join(f'"{text}"' for text in watched.texts)
        yield f"""CREATE TRIGGER "{name}" AFTER UPDATE OF {columns} ON "{table}"
            WHEN NEW.search_text = OLD.search_text AND NEW.search_text <> '' AND ({changed})
            BEGIN UPDATE "{table}" SET search_text = '' WHERE "{column}" = NEW."{column}"; END"""  # noqa: S608


def _postgresql_table(watched):
    table = watched.table
    yield f"""CREATE OR REPLACE TRIGGER search_lock
        BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}"
        FOR EACH STATEMENT EXECUTE FUNCTION search_lock_log()"""
    for event, rows in {
        "INSERT": "REFERENCING NEW TABLE AS after",
        "UPDATE": "REFERENCING OLD TABLE AS before NEW TABLE AS after",
        "DELETE": "REFERENCING OLD TABLE AS before",
        "TRUNCATE": "",
    }.items():
        yield f"""CREATE OR REPLACE TRIGGER search_log_{event.lower()} AFTER {event} ON "{table}"
            {rows} FOR EACH STATEMENT
            EXECUTE FUNCTION search_log_rows('{watched.kind}', '{watched.column}')"""
    yield f'DROP TRIGGER IF EXISTS search_texts ON "{table}"'
    if watched.texts:
        changed = " OR ".join(
            f'OLD."{text}" IS DISTINCT FROM NEW."{text}"' for text in watched.texts
        )
        yield f"""CREATE TRIGGER search_texts BEFORE UPDATE ON "{table}" FOR EACH ROW
            WHEN (NEW.search_text = OLD.search_text AND ({changed}))
            EXECUTE FUNCTION search_empty_text()"""


# Once for every so many rows: on PostgreSQL a deleted row costs time until the transaction ends.
_SHORTEN = f'DELETE FROM "{LOG}" WHERE id <= NEW.id - {KEPT}'  # noqa: S608
_SHORTEN_WHEN = f"WHEN (NEW.id % {KEPT} = 0)"
SQLITE = {
    "log": [
        "DROP TRIGGER IF EXISTS search_shorten_log",
        f"""CREATE TRIGGER search_shorten_log AFTER INSERT ON "{LOG}"
        {_SHORTEN_WHEN} BEGIN {_SHORTEN}; END""",
    ],
    "table": _sqlite_table,
    "begin": [
        f'DELETE FROM "{LOG}"',  # noqa: S608
        f"""INSERT INTO "{LOG}" (kind, token)
        VALUES ('log', lower(hex(randomblob(16))))""",  # noqa: S608
    ],
}
POSTGRESQL = {
    "log": [
        f"""CREATE OR REPLACE FUNCTION search_lock_log() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_advisory_xact_lock({LOCK}); RETURN NULL; END $$""",
        f"""CREATE OR REPLACE FUNCTION search_log_rows() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE changed text;
        BEGIN
            IF TG_OP = 'TRUNCATE' OR TG_ARGV[1] = '' THEN
                changed := 'SELECT NULL::bigint AS record';
            ELSE
                changed := format(
                    CASE TG_OP
                        WHEN 'INSERT' THEN 'SELECT %1$I AS record FROM after'
                        WHEN 'DELETE' THEN 'SELECT %1$I AS record FROM before'
                        ELSE 'SELECT %1$I AS record FROM after UNION SELECT %1$I FROM before'
                    END, TG_ARGV[1]);
            END IF;
            EXECUTE format(
                'WITH changed AS (%s), logged AS (
                    SELECT DISTINCT CASE
                        WHEN (SELECT count(DISTINCT record) FROM changed) <= {ALL_BEYOND}
                        THEN record END AS record
                    FROM changed)
                INSERT INTO "{LOG}" (kind, record, token)
                SELECT %L, record, replace(gen_random_uuid()::text, ''-'', '''') FROM logged',
                changed, TG_ARGV[0]);
            RETURN NULL;
        END $$""",  # noqa: S608
        """CREATE OR REPLACE FUNCTION search_empty_text() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.search_text := ''; RETURN NEW; END $$""",
        f"""CREATE OR REPLACE FUNCTION search_shorten_log() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {_SHORTEN}; RETURN NULL; END $$""",
        f"""CREATE OR REPLACE TRIGGER search_shorten_log AFTER INSERT ON "{LOG}"
        FOR EACH ROW {_SHORTEN_WHEN} EXECUTE FUNCTION search_shorten_log()""",
    ],
    "table": _postgresql_table,
    "begin": [
        f"SELECT pg_advisory_xact_lock({LOCK})",
        f'DELETE FROM "{LOG}"',  # noqa: S608
        f"""INSERT INTO "{LOG}" (kind, token)
        VALUES ('log', replace(gen_random_uuid()::text, '-', ''))""",  # noqa: S608
    ],
}
