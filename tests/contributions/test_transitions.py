"""The state machine: where each state leads, what it asks, and that only one can win."""

import pytest
from django.core import signing

from contributions.models import Contribution, OutgoingMail, Proposal, State, TransitionRefused
from contributions.models.contribution import CONFIRMATION
from tests.factories import (
    AuthorityLevelFactory,
    DraftFactory,
    InitiativeFactory,
    ProposalFactory,
    ProposedActionFactory,
    SectorFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def send(proposal, by):
    proposal.send()


def confirm(proposal, by):
    if not proposal.confirm():
        raise TransitionRefused


def amend(proposal, by):
    proposal.amend()


def ask_changes(proposal, by):
    proposal.ask_changes(by, "Dites-en plus.", proposal.version)


def refuse(proposal, by):
    proposal.refuse(by, "Hors sujet.", proposal.version)


def accept(proposal, by):
    proposal.accept(by, proposal.version)


MOVES = [send, confirm, amend, ask_changes, refuse, accept]
ALLOWED = {
    (State.DRAFT, send): State.TO_CONFIRM,
    (State.TO_CONFIRM, confirm): State.TO_REVIEW,
    (State.TO_CONFIRM, amend): State.TO_CONFIRM,
    (State.TO_REVIEW, amend): State.TO_REVIEW,
    (State.TO_REVIEW, ask_changes): State.CHANGES_ASKED,
    (State.TO_REVIEW, accept): State.ACCEPTED,
    (State.TO_REVIEW, refuse): State.REFUSED,
    (State.CHANGES_ASKED, amend): State.TO_REVIEW,
    (State.CHANGES_ASKED, refuse): State.REFUSED,
}


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
@pytest.mark.parametrize("state", State)
def test_each_move_is_made_from_the_states_that_lead_there_and_from_no_other(state, move):
    proposal = ProposalFactory(state=state)
    by = UserFactory()
    after = ALLOWED.get((state, move))
    if after is None:
        with pytest.raises(TransitionRefused):
            move(proposal, by)
        proposal.refresh_from_db()
        assert proposal.state == state
        assert not proposal.turns.exists()
        return
    move(proposal, by)
    proposal.refresh_from_db()
    assert proposal.state == after
    [turn] = proposal.turns.all()
    assert (turn.before, turn.after) == (state, after)
    assert turn.in_words


@pytest.mark.parametrize("move", ["ask_changes", "refuse"])
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_decision_against_needs_a_reason(move, reason):
    proposal = ProposalFactory()
    with pytest.raises(TransitionRefused, match="raison"):
        getattr(proposal, move)(UserFactory(), reason, proposal.version)
    assert not proposal.turns.exists()


def test_the_turn_says_who_and_why():
    proposal, by = ProposalFactory(), UserFactory()
    proposal.refuse(by, " Hors sujet. ", proposal.version)
    [turn] = proposal.turns.all()
    assert (turn.by, turn.reason) == (by, "Hors sujet.")


def test_nobody_decides_on_what_they_have_not_seen():
    proposal = ProposalFactory()
    seen = proposal.version
    Proposal.objects.get(pk=proposal.pk).amend()
    with pytest.raises(TransitionRefused, match="modifiée"):
        proposal.accept(UserFactory(), seen)
    assert Proposal.objects.get(pk=proposal.pk).state == State.TO_REVIEW


def test_the_second_of_two_moderators_is_told_who_came_first():
    proposal, first = ProposalFactory(), UserFactory(username="jeanne")
    stale = Proposal.objects.get(pk=proposal.pk)
    proposal.accept(first, proposal.version)
    with pytest.raises(TransitionRefused, match="jeanne"):
        stale.refuse(UserFactory(), "Non.", stale.version)
    assert Proposal.objects.get(pk=proposal.pk).state == State.ACCEPTED


@pytest.mark.parametrize("state", [State.ACCEPTED, State.REFUSED])
def test_nothing_is_amended_after_a_decision(state):
    proposal = ProposalFactory(state=state)
    with pytest.raises(TransitionRefused):
        proposal.amend()
    assert not proposal.is_open
    assert proposal.is_decided


def test_confirming_twice_confirms_once():
    proposal = ProposalFactory(state="to_confirm")
    assert proposal.confirm()
    assert not Contribution.objects.get(pk=proposal.pk).confirm()
    assert proposal.turns.count() == 1
    assert OutgoingMail.objects.count() == 1


def test_a_confirmation_names_its_contribution():
    proposal = ProposalFactory()
    assert Contribution.to_be_confirmed(proposal.confirmation()).pk == proposal.pk


@pytest.mark.parametrize("token", ["", "x", "MQ:abc:def"])
def test_a_forged_confirmation_names_none(token):
    with pytest.raises(signing.BadSignature):
        Contribution.to_be_confirmed(token)


def test_what_was_signed_for_something_else_confirms_nothing():
    with pytest.raises(signing.BadSignature):
        Contribution.to_be_confirmed(signing.dumps(1, salt="other"))


def test_a_confirmation_of_what_was_purged_names_none():
    with pytest.raises(Contribution.DoesNotExist):
        Contribution.to_be_confirmed(signing.dumps([0, ""], salt=CONFIRMATION))


def test_an_amendment_is_not_mailed_to_the_one_who_made_it():
    ProposalFactory().amend()
    assert not OutgoingMail.objects.exists()


def test_an_accepted_proposal_is_a_draft_with_everything_linked():
    proposal = ProposalFactory(
        name="La Grange commune", commune_id="56006", scope="local", website="https://g.example/"
    )
    proposal.sectors.add(SectorFactory(slug="culture"))
    level = AuthorityLevelFactory()
    ProposedActionFactory(proposal=proposal, level=level)
    initiative = proposal.accept(UserFactory(), proposal.version)
    assert initiative.status == "draft"
    assert (initiative.name_fr, initiative.commune_id) == ("La Grange commune", "56006")
    assert [sector.slug for sector in initiative.sectors.all()] == ["culture"]
    [action] = initiative.actions.all()
    assert (action.authority_fr, action.level) == ("Commune d’Augan", level)
    assert initiative.sources.count() == 1
    assert Proposal.objects.get(pk=proposal.pk).initiative == initiative


def test_what_is_accepted_into_another_overwrites_nothing():
    other = InitiativeFactory(name_fr="Le nom connu", website="")
    proposal = ProposalFactory(website="https://g.example/")
    proposal.accept(UserFactory(), proposal.version, into=other)
    other.refresh_from_db()
    assert other.name_fr == "Le nom connu"
    assert other.website == "https://g.example/"
    assert other.status == "published"


def test_the_states_lead_to_every_other_state_but_a_draft():
    assert set(ALLOWED.values()) == set(State) - {State.DRAFT}


def test_a_draft_has_a_name_as_soon_as_one_was_typed():
    assert str(DraftFactory(answers={"name": ["La Grange"]})) == "La Grange"
    assert str(DraftFactory()) == "Proposition sans nom"
