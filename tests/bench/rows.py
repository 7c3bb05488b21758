"""Rows on their way to the database, past the ORM: a million initiatives take seven million."""

from django.db import connection, transaction


class Table:
    """Rows of one model: what a row does not say is as in an empty record."""

    def __init__(self, model, **always):
        blank = model(**always)
        self.name = model._meta.db_table
        self.row = {
            field.column: field.get_db_prep_save(getattr(blank, field.attname), connection)
            for field in model._meta.concrete_fields
            if not field.primary_key or field.name in always
        }
        self.rows = []

    @property
    def columns(self):
        return list(self.row)

    def add(self, **values):
        """Add a row; `values` are named by column."""
        self.rows.append(tuple((self.row | values).values()))


class LinkTable:
    """Rows of the table behind a many-to-many field, as (record, linked record)."""

    def __init__(self, field):
        self.name = field.remote_field.through._meta.db_table
        self.columns = [field.m2m_column_name(), field.m2m_reverse_name()]
        self.rows = []

    def add(self, record, others):
        self.rows.extend((record, other) for other in others)


def write(tables):
    """Write the rows of all tables in one transaction, and forget them."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            columns = ", ".join(f'"{column}"' for column in table.columns)
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
                    for row in table.rows:
                        copy.write_row(row)
            else:
                places = ", ".join(["%s"] * len(table.columns))
                statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})'  # noqa: S608
                cursor.executemany(statement, table.rows)
            table.rows = []
