"""Each rule that one row of the contributions can hold, seen refusing a row."""

from datetime import UTC, datetime

import pytest

from tests.factories import (
    ContributionFactory,
    CorrectedFieldFactory,
    DraftFactory,
    MailFactory,
    ProposalFactory,
    ProposedActionFactory,
    RecordContactFactory,
    TurnFactory,
)
from tests.resources.refusals import (
    EMPTY,
    assert_refused,
    refusal,
    rules_of,
    rules_seen_in,
    save,
    update,
)

pytestmark = pytest.mark.django_db

TEXTS = {name: value for name, value in EMPTY.items() if name != "null"}
PICTURE = {
    "picture": "proposed/a.webp",
    "picture_alt": "Une grange",
    "picture_credit": "Mairie",
    "picture_consent": True,
}


def another(factory, name):
    """Return a function that gives what another row has in a column."""
    return lambda row: getattr(factory(), name)


# Of the columns that a proposal and a correction have in common.
SHARED = [
    *(
        refusal(ContributionFactory, "contribution_state_is_known", state=state)
        for state in ("", "open", "Draft")
    ),
    *(
        refusal(ContributionFactory, "contribution_sent_has_contact", contact_email=text)
        for text in TEXTS.values()
    ),
    refusal(ContributionFactory, "contribution_sent_has_moment", sent_at=None),
    refusal(
        ContributionFactory,
        "contribution_sent_has_moment",
        given={"state": "refused"},
        sent_at=None,
    ),
    refusal(
        ContributionFactory, "sending_key", sending_key=another(ContributionFactory, "sending_key")
    ),
    refusal(ContributionFactory, "secret", secret=another(ContributionFactory, "secret")),
    refusal(ContributionFactory, "not null", language=None),
]
REFUSALS = [
    *SHARED,
    refusal(ProposalFactory, "proposal_sent_keeps_no_draft", answers={"name": ["x"]}),
    *(
        refusal(ProposalFactory, "proposal_sent_has_texts", **{column: text})
        for column in ("name", "summary")
        for text in TEXTS.values()
    ),
    *(
        refusal(ProposalFactory, "proposal_picture_has_consent", given=PICTURE, **{column: text})
        for column in ("picture_alt", "picture_credit")
        for text in TEXTS.values()
    ),
    refusal(ProposalFactory, "proposal_picture_has_consent", given=PICTURE, picture_consent=False),
    refusal(
        ProposalFactory,
        "proposal_has_one_place",
        given={"commune_id": "56006"},
        department_id="56",
    ),
    *(
        refusal(ProposedActionFactory, "proposed_action_says_who_and_what", **{column: text})
        for column in ("authority", "text")
        for text in TEXTS.values()
    ),
    refusal(ProposedActionFactory, "not null", proposal_id=None),
    refusal(TurnFactory, "turn_states_are_known", before="nowhere"),
    refusal(TurnFactory, "turn_states_are_known", after=""),
    *(
        refusal(TurnFactory, "turn_against_has_reason", after=after, reason=text)
        for after in ("changes_asked", "refused")
        for text in TEXTS.values()
    ),
    refusal(
        CorrectedFieldFactory,
        "field_is_corrected_once",
        name=lambda row: CorrectedFieldFactory(correction=row.correction).name,
    ),
    refusal(CorrectedFieldFactory, "field_decision_is_known", decision="maybe"),
    *(
        refusal(CorrectedFieldFactory, "corrected_field_is_named", name=text)
        for text in TEXTS.values()
    ),
    refusal(
        RecordContactFactory,
        "contact_is_named_once",
        email=lambda row: RecordContactFactory(record=row.record).email,
    ),
    refusal(RecordContactFactory, "secret", secret=another(RecordContactFactory, "secret")),
    refusal(RecordContactFactory, "not null", email=None),
    refusal(MailFactory, "key", key=another(MailFactory, "key")),
    refusal(MailFactory, "mail_state_is_known", state="lost"),
    refusal(MailFactory, "mail_sent_has_moment", state="sent", text="", html=""),
    *(
        refusal(
            MailFactory,
            "mail_sent_keeps_no_text",
            state="sent",
            sent_at=datetime(2026, 11, 1, tzinfo=UTC),
            **{"text": "", "html": "", name: "Un mot."},
        )
        for name in ("text", "html")
    ),
]


@pytest.mark.parametrize("write", [update, save])
@pytest.mark.parametrize("refused", REFUSALS)
def test_the_database_refuses_an_unsound_row_however_it_is_written(refused, write):
    assert_refused(refused, write)


def test_every_rule_of_the_app_is_seen_refusing_something():
    # The key of a child is that of its parent.
    inherited = {
        (model, name) for model in ("Proposal", "Correction") for name in ("sending_key", "secret")
    }
    assert rules_seen_in(REFUSALS) == rules_of("contributions") - inherited


def test_a_draft_may_lack_everything():
    draft = DraftFactory(answers={"name": ["À moitié"]})
    draft.refresh_from_db()
    assert draft.answers == {"name": ["À moitié"]}


def test_a_decided_contribution_may_lose_its_contact():
    proposal = ProposalFactory(state="refused")
    proposal.contact_purged_at, proposal.contact_email = proposal.sent_at, ""
    proposal.save()
    proposal.refresh_from_db()
    assert proposal.contact_email == ""
