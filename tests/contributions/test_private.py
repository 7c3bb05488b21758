"""Pages for one person: their forms are taken from a browser that has no cookie."""

import pytest
from django.test import Client

from tests.factories import DraftFactory, InitiativeFactory, ProposalFactory, RecordContactFactory

pytestmark = pytest.mark.django_db

FORMS = {
    "a new proposal": lambda: "/fr/proposer/",
    "a draft": lambda: f"/fr/proposer/{DraftFactory().secret}/",
    "a confirmation": lambda: (
        f"/fr/suivi/confirmer/{ProposalFactory(state='to_confirm').confirmation()}/"
    ),
    "an amendment": lambda: f"/fr/suivi/{ProposalFactory().secret}/modifier/",
    "a correction": lambda: f"/fr/corriger/initiative/{InitiativeFactory().slug}/",
    "an answer of a contact": lambda: RecordContactFactory().get_absolute_url(),
    "a correction of a contact": lambda: f"{RecordContactFactory().get_absolute_url()}corriger/",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_needs_no_cookie(form):
    browser = Client(enforce_csrf_checks=True)
    # What browsers send from a page that is not to tell where they come from.
    response = browser.post(FORMS[form](), {"answer": "right"}, headers={"origin": "null"})
    assert response.status_code in (302, 422)
