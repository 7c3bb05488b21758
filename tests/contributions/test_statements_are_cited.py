"""The migration that takes what contributors told out of the documents to read."""

from importlib import import_module

import pytest
from django.apps import apps

from tests.factories import AuthorityActionFactory, InitiativeSourceFactory, ResourceFactory

cite = import_module("contributions.migrations.0005_statements_are_cited").cite


@pytest.mark.django_db
def test_statements_are_archived_and_their_days_are_in_words():
    statements, guide = ResourceFactory(slug="statements-of-contributors"), ResourceFactory()
    told = InitiativeSourceFactory(resource=statements, locator="2026-11-01")
    named = InitiativeSourceFactory(resource=statements, locator="Entretien")
    printed = InitiativeSourceFactory(resource=guide, locator="2026-11-01")
    action = AuthorityActionFactory(resource=statements, locator="2026-08-21")
    cite(apps, None)
    for row in (statements, guide, told, named, printed, action):
        row.refresh_from_db()
    assert (statements.status, guide.status) == ("archived", "published")
    locators = [row.locator for row in (told, named, printed, action)]
    assert locators == ["1er novembre 2026", "Entretien", "2026-11-01", "21 août 2026"]
