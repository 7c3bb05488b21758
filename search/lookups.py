"""Folding in the database: texts are compared as `fold` sees them, without case and accents."""

from django.db.models import CharField, Func, Lookup, TextField
from django.db.models.lookups import Contains

from search.text import fold

# What PostgreSQL has built in does the steps of `fold`, whatever the locale of the database: taken
# apart into letters and marks, the marks dropped, then the letters that cannot be taken apart. The
# points of an acronym stand between single letters.
TWO_LETTERS = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ẞ": "ss"}
POSTGRESQL = r"regexp_replace(normalize(%(expressions)s, NFKD), '[\u0300-\u036f]+', '', 'g')"
for letter, letters in TWO_LETTERS.items():
    POSTGRESQL = f"replace({POSTGRESQL}, '{letter}', '{letters}')"
POSTGRESQL = f"lower(translate({POSTGRESQL}, 'øØđĐðÐłŁ', 'ooddddll'))"
POSTGRESQL = rf"regexp_replace({POSTGRESQL}, '(?<=\m[a-z])\.(?=[a-z]\M)', '', 'g')"
POSTGRESQL = f"trim(regexp_replace({POSTGRESQL}, '[^a-z0-9]+', ' ', 'g'))"


class Fold(Func):
    """`search.text.fold` of a column."""

    function = "fold"
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **options):
        return self.as_sql(compiler, connection, template=POSTGRESQL, **options)


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
