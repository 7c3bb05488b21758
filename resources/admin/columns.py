"""Years and days in lists and in forms that are only read, as people write them."""

from functools import cache

from django.contrib import admin
from django.db import models

from resources.dates import in_words
from resources.models import YearField


def year_column(name, description):
    """Return a column of years, which take no separator of thousands."""

    @admin.display(description=description, ordering=name)
    def column(record):
        year = getattr(record, name)
        return None if year is None else str(year)

    column.__name__ = name
    return column


def day_column(name, description):
    """Return a column of days in words."""

    @admin.display(description=description, ordering=name)
    def column(record):
        return in_words(getattr(record, name)) or None

    column.__name__ = name
    return column


@cache
def columns_of(model):
    """Return {field: its column} of the years and days of a model."""
    columns = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, YearField):
            columns[field.name] = year_column(field.name, field.verbose_name)
        elif isinstance(field, models.DateField):
            columns[field.name] = day_column(field.name, field.verbose_name)
    return columns


def readable(model, fields):
    """Return the fields of a form, in lines of one or several, with columns for years and days."""
    return [
        readable(model, field)
        if isinstance(field, list | tuple)
        else columns_of(model).get(field, field)
        for field in fields
    ]
