"""The migration that brings stored texts into their normal form."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from initiatives.models import Initiative, InitiativeSource
from tests.factories import (
    AuthorityActionFactory,
    InitiativeFactory,
    InitiativeSourceFactory,
    ProposalFactory,
    ResourceFactory,
)

pytestmark = pytest.mark.django_db

normalize = import_module("contributions.migrations.0004_normalize_texts").normalize


def write(model, pk, **columns):
    """Write into columns past the fields, which would normalize."""
    names = ", ".join(f"{name} = %s" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET {names} WHERE {model._meta.pk.column} = %s",  # noqa: S608
            [*columns.values(), pk],
        )


def stored(record, name):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {name} FROM {record._meta.db_table} WHERE id = %s",  # noqa: S608
            [record.pk],
        )
        return cursor.fetchone()[0]


def test_what_is_stored_is_normalized_and_found_and_nothing_seems_changed(client):
    initiative = InitiativeFactory(slug="ici", description_fr="Un.\n\nDeux.")
    action = AuthorityActionFactory(initiative=initiative, text_fr="Un local.")
    odd = {"name_fr": "L’É\u00adpicerie", "description_fr": "Un.\r\n\r\nDeux ca\u00adfés.\r\n"}
    write(Initiative, initiative.pk, **odd, search_text="l e picerie\nun deux ca fes")
    write(type(action), action.pk, text_fr="Un\r\nlo\u200bcal.")
    initiative.refresh_from_db()
    initiative.history.update(rows={"actions": [{"text_fr": "Un\r\nlo\u200bcal."}]})
    version = initiative.history.first()
    write(type(version), version.pk, **odd)

    normalize(apps, None)

    assert stored(initiative, "name_fr") == "L’Épicerie"
    assert stored(initiative, "description_fr") == "Un.\n\nDeux cafés."
    assert stored(initiative, "sort_key") == "l epicerie"
    assert stored(action, "text_fr") == "Un local."
    version.refresh_from_db()
    assert (version.name_fr, version.description_fr) == ("L’Épicerie", "Un.\n\nDeux cafés.")
    assert version.rows == {"actions": [{"text_fr": "Un local."}]}
    for words in ("épicerie", "cafés"):
        assert "/initiatives/ici/" in client.get("/fr/initiatives/", {"q": words}).text


def test_contributions_are_normalized_too():
    proposal = ProposalFactory()
    write(type(proposal), proposal.pk, summary="Un\r\nlieu.", description="Un.\r\nDeux.")
    normalize(apps, None)
    proposal.refresh_from_db()
    assert (proposal.summary, proposal.description) == ("Un lieu.", "Un.\nDeux.")


def test_what_a_rule_would_refuse_is_left_as_it_is():
    initiative, resource = InitiativeFactory(), ResourceFactory()
    kept = InitiativeSourceFactory(record=initiative, resource=resource, locator="Page 3")
    odd = InitiativeSourceFactory(record=initiative, resource=resource, locator="Page 4")
    write(InitiativeSource, odd.pk, locator="Page\u00ad 3")
    write(Initiative, initiative.pk, summary_fr="\u200b")
    normalize(apps, None)
    assert {stored(each, "locator") for each in (kept, odd)} == {"Page 3", "Page\u00ad 3"}
    assert stored(initiative, "summary_fr") == "\u200b"
