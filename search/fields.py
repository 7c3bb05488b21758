"""Columns that sort by bytes on every database."""

from django.db import models


class ByteOrdered:
    """Mixin for a text field: compare and sort by bytes, as SQLite does by default.

    PostgreSQL would otherwise follow the locale of the server, and give another order.
    """

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class ByteOrderedCharField(ByteOrdered, models.CharField):
    """CharField for folded text: [a-z0-9 ] only."""


class ByteOrderedSlugField(ByteOrdered, models.SlugField):
    """SlugField whose order is the same on every database."""
