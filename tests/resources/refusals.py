"""What the tests of constraints share: a row that is sound but for one rule, written past Django.

A test must see the very constraint it names refuse the row, whichever way the row takes.
"""

from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

EMPTY = {"null": None, "empty": "", "spaces": "   "}


@dataclass
class Refusal:
    """A row of `factory`, made with `given`, that `changes` makes unsound.

    `constraint` is the name of the constraint that refuses it, or "not null".
    """

    factory: type
    constraint: str
    changes: dict
    given: dict

    def row(self):
        """Return a sound row, and the changes; those that are callables are given the row."""
        row = self.factory(**self.given)
        changes = {
            name: value(row) if callable(value) else value for name, value in self.changes.items()
        }
        return row, changes


def refusal(factory, constraint, /, *, given=None, **changes):
    """Return a test parameter, named after the constraint and the changes."""
    shown = "-".join(
        f"{name}={'taken' if callable(value) else repr(value)}" for name, value in changes.items()
    )
    return pytest.param(
        Refusal(factory, constraint, changes, given or {}),
        id=f"{factory._meta.model.__name__}-{constraint}-{shown}".replace(" ", "_"),
    )


def status_refusals(factory, constraint):
    """Return the refusals of every status that is none."""
    return [
        *(refusal(factory, constraint, status=status) for status in ("public", "", " ", "Draft")),
        refusal(factory, "not null", status=None),
    ]


def slug_refusals(factory):
    """Return the refusals of a slug that another record has, and of none."""
    return [
        refusal(factory, "slug", slug=lambda row: factory().slug),
        refusal(factory, "not null", slug=None),
    ]


def duplicate_refusals(factory, constraint):
    """Return the refusals of a duplicate that is not archived."""

    def another(row):
        return factory().pk

    return [
        refusal(factory, constraint, duplicate_of_id=another),
        refusal(factory, constraint, given={"status": "draft"}, duplicate_of_id=another),
    ]


def source_refusals(factory, constraint):
    """Return the refusals of a place that the record cites already, with and without section."""

    def cited(locator):
        return lambda row: (
            factory(record=row.record, resource=row.resource, locator=locator).locator
        )

    return [
        refusal(factory, constraint, locator=cited("Page 9")),
        refusal(factory, constraint, locator=cited("")),
        refusal(factory, "not null", locator=None),
        refusal(factory, "not null", resource_id=None),
        refusal(factory, "not null", record_id=None),
    ]


def empty_texts(factory, constraint, *columns):
    """Return the refusals of NULL, of nothing and of spaces in each column."""
    return [
        refusal(factory, constraint, **{column: value})
        for column in columns
        for value in EMPTY.values()
    ]


def update(row, changes):
    type(row).objects.filter(pk=row.pk).update(**changes)


def save(row, changes):
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()


def bulk_create(row, changes):
    """Put the changed row in the place of the sound one."""
    type(row).objects.filter(pk=row.pk).delete()
    row.pk = None
    for name, value in changes.items():
        setattr(row, name, value)
    type(row).objects.bulk_create([row])


def assert_refused(refused, write):
    """See the database refuse the row, and name the rule."""
    row, changes = refused.row()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write(row, changes)
    message = str(caught.value).lower()
    if refused.constraint == "not null":
        assert "not null" in message or "not-null" in message
        assert any(column(row, name) in message for name in refused.changes)
    else:
        assert any(name in message for name in spellings(type(row), refused.constraint))


def column(row, name):
    return row._meta.get_field(name).column


def spellings(model, constraint):
    """Return how a database names a constraint: SQLite lists the columns of a unique one."""
    known = {each.name: each for each in model._meta.constraints}
    if constraint in known:
        unique = isinstance(known[constraint], models.UniqueConstraint)
        columns = known[constraint].fields if unique else []
    else:  # "slug": a column that is unique by itself
        unique, columns = True, [constraint]
    if not unique:
        return [constraint]
    fields = [model._meta.get_field(name).column for name in columns]
    table = model._meta.db_table
    listed = ", ".join(f"{table}.{name}" for name in fields)
    if connection.vendor == "sqlite":
        return [f"unique constraint failed: {listed}"]
    return [constraint] if constraint in known else [f"({fields[0]})="]


def rules_of(app_label):
    """Return the names of all constraints of an app's models, unique columns by their names."""
    rules = set()
    for model in apps.get_app_config(app_label).get_models():
        for constraint in model._meta.constraints:
            rules.add((model.__name__, constraint.name))
        for field in model._meta.concrete_fields:
            if field.unique and not field.primary_key:
                rules.add((model.__name__, field.name))
    return rules


def rules_seen_in(parameters):
    """Return the rules that a list of parameters sees refuse something."""
    found = set()
    for parameter in parameters:
        [refused] = parameter.values
        if refused.constraint != "not null":
            found.add((refused.factory._meta.model.__name__, refused.constraint))
    return found
