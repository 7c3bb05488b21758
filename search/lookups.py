"""Folding in the database: texts are compared as `fold` sees them, without case and accents."""

from django.db.models import CharField, Func, Lookup, TextField
from django.db.models.lookups import Contains

from search.text import DROPPED, fold

# What PostgreSQL has built in does the steps of `fold`, whatever the locale of the database: taken
# apart into letters and marks, the marks dropped, then the letters that cannot be taken apart. The
# points of an acronym stand between single letters.
TEXT = "%(expressions)s"
TWO_LETTERS = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ẞ": "ss"}
PLAIN = rf"regexp_replace(normalize({TEXT}, NFKD), '{DROPPED.pattern}', '', 'g')"
for letter, letters in TWO_LETTERS.items():
    PLAIN = f"replace({PLAIN}, '{letter}', '{letters}')"
PLAIN = f"lower(translate({PLAIN}, 'øØđĐðÐłŁ', 'ooddddll'))"
PLAIN = rf"regexp_replace({PLAIN}, '(?<=\m[a-z])\.(?=[a-z]\M)', '', 'g')"
# Most texts need none of it.
IS_PLAIN = f"octet_length({TEXT}) = char_length({TEXT}) AND strpos({TEXT}, '.') = 0"
PLAIN = f"CASE WHEN {IS_PLAIN} THEN lower({TEXT}) ELSE {PLAIN} END"
POSTGRESQL = f"trim(regexp_replace({PLAIN}, '[^a-z0-9]+', ' ', 'g'))"


class Fold(Func):
    """`search.text.fold` of a column."""

    function = "fold"
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **options):
        sql, params = self.as_sql(compiler, connection, template=POSTGRESQL, **options)
        return sql, tuple(params) * POSTGRESQL.count(TEXT)


@CharField.register_lookup
@TextField.register_lookup
class Folded(Lookup):
    """`name__folded="Épicerie"`: the column contains the text, whatever the case and the accents.

    No index serves it: it reads the column of each row.
    """

    lookup_name = "folded"

    def as_sql(self, compiler, connection):
        return compiler.compile(Contains(Fold(self.lhs), fold(self.rhs)))


def add_functions(connection, **kwargs):
    """Give a new connection to SQLite the function; PostgreSQL needs none."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("fold", 1, folded_or_null, deterministic=True)


def folded_or_null(text):
    return None if text is None else fold(text)
