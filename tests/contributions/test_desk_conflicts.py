"""Two at the desk: of two decisions one counts, and the second person is told who decided."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from contributions.models import OutgoingMail, Proposal
from initiatives.models import Initiative
from tests.factories import InitiativeFactory, ProposalFactory

from .desk import corrected, decide, moderator, texts_of_messages
from .test_at_once import at_once, on_postgresql


def browser_of(person):
    client = Client()
    client.force_login(person)
    return client


def decided_by(one, other, contribution, first, second):
    """Return the answer to the second of two people who both read the contribution before."""
    read = type(contribution).objects.get(pk=contribution.pk)
    assert decide(browser_of(one), read, **first).status_code == 302
    return decide(browser_of(other), read, **second)


ACCEPT = {"decision": "accept", "into": "new"}
REFUSE = {"decision": "refuse", "reason": "Ce projet n’existe plus."}
ASK = {"decision": "ask_changes", "reason": "Quelle commune ?"}


@pytest.mark.django_db
@pytest.mark.parametrize("first", [ACCEPT, REFUSE])
@pytest.mark.parametrize("second", [ACCEPT, REFUSE, ASK])
def test_the_second_decision_is_told_who_decided(first, second):
    proposal, one, other = ProposalFactory(), moderator(), moderator()
    response = decided_by(one, other, proposal, first, second)
    assert response.status_code == 409
    [message] = texts_of_messages(response)
    assert one.username in message
    # What was typed is not lost.
    assert second.get("reason", "") in response.content.decode()
    assert not response.context["may_decide"]
    assert (proposal.turns.count(), proposal.mails.count()) == (1, 1)
    assert not LogEntry.objects.filter(user=other).exists()
    assert Initiative.objects.count() == (first == ACCEPT)


@pytest.mark.django_db
@pytest.mark.parametrize("decision", [ACCEPT, REFUSE, ASK])
def test_nobody_decides_on_what_they_have_not_read(decision):
    proposal = ProposalFactory(summary="Avant.")
    read = Proposal.objects.get(pk=proposal.pk)
    proposal.amend()
    proposal.summary = "Après."
    proposal.save()
    response = decide(browser_of(moderator()), read, **decision)
    assert response.status_code == 409
    text = response.content.decode()
    assert "Après." in text
    assert decision.get("reason", "") in text
    # The page is of the new version: the same button works now.
    assert response.context["may_decide"]
    assert response.context["reason_form"].initial["version"] == read.version + 1
    proposal.refresh_from_db()
    assert proposal.state == "to_review"


@pytest.mark.django_db
@pytest.mark.parametrize("version", ["", "x", "0", "9" * 40])
def test_a_version_that_nobody_has_read_decides_nothing(version):
    proposal = ProposalFactory()
    client = browser_of(moderator())
    for decision in (ACCEPT, REFUSE):
        response = decide(client, proposal, **{**decision, "version": version})
        assert response.status_code in (400, 409)
    proposal.refresh_from_db()
    assert proposal.state == "to_review"


@pytest.mark.django_db
def test_of_two_decisions_on_a_correction_the_second_changes_no_field():
    record = InitiativeFactory(website="https://old.example/")
    correction = corrected(record, website=("https://old.example/", "https://new.example/"))
    accept = {"decision": "accept", "accepted": ["website"], "reason": "Merci."}
    response = decided_by(moderator(), moderator(), correction, REFUSE, accept)
    assert response.status_code == 409
    assert "Merci." in response.content.decode()
    record.refresh_from_db()
    assert record.website == "https://old.example/"
    assert correction.fields.get().decision == "refused"


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["as it was read", ""])
def test_a_correction_does_not_overwrite_what_has_changed_since_it_was_read(state):
    record = InitiativeFactory(website="https://old.example/")
    correction = corrected(record, website=("https://old.example/", "https://new.example/"))
    accept = {"decision": "accept", "accepted": ["website"], "reason": "Merci."}
    accept["state"] = state and correction.state_of_record()
    Initiative.objects.update(website="https://newer.example/")
    client = browser_of(moderator())
    response = decide(client, correction, **accept)
    assert response.status_code == 409
    [line] = response.context["lines"]
    assert (line.now, line.is_accepted) == ("https://newer.example/", True)
    form = response.context["form"]
    assert form["reason"].value() == "Merci."
    record.refresh_from_db()
    correction.refresh_from_db()
    assert (record.website, correction.state) == ("https://newer.example/", "to_review")
    # The page is of the present state: the same button works now.
    assert (
        decide(client, correction, **{**accept, "state": form["state"].value()}).status_code == 302
    )
    record.refresh_from_db()
    assert record.website == "https://new.example/"


# At once, each with a connection of its own.


@on_postgresql
@pytest.mark.usefixtures("committed")
def test_two_who_press_at_once_cannot_both_win():
    proposal = ProposalFactory()
    browsers = [browser_of(moderator()), browser_of(moderator())]
    answers = at_once(
        *(lambda client=client: decide(client, proposal, **ACCEPT) for client in browsers)
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert Initiative.objects.count() == proposal.turns.count() == OutgoingMail.objects.count() == 1


@on_postgresql
@pytest.mark.usefixtures("committed")
def test_two_proposals_of_one_name_accepted_at_once_have_an_address_each():
    proposals = [ProposalFactory(name="Le Fournil") for _number in range(2)]
    client = [browser_of(moderator()) for _proposal in proposals]
    answers = at_once(
        lambda: decide(client[0], proposals[0], **ACCEPT),
        lambda: decide(client[1], proposals[1], **ACCEPT),
    )
    assert [answer.status_code for answer in answers] == [302, 302]
    slugs = Initiative.objects.values_list("slug", flat=True)
    assert set(slugs) == {"le-fournil", "le-fournil-2"}


@on_postgresql
@pytest.mark.usefixtures("committed")
def test_two_proposals_accepted_at_once_into_one_initiative_are_both_in_it():
    known = InitiativeFactory(website="", legal_form="")
    first = ProposalFactory(website="https://fournil.example/")
    second = ProposalFactory(legal_form="scic")
    into = {"decision": "accept", "into": "other", "other": known.pk}
    client = [browser_of(moderator()), browser_of(moderator())]
    at_once(
        lambda: decide(client[0], first, **into),
        lambda: decide(client[1], second, **into),
    )
    known.refresh_from_db()
    assert (known.website, known.legal_form) == ("https://fournil.example/", "scic")
