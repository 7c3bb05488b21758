"""Who sits at the desk: moderators everywhere, correspondents in their regions, editors not."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from contributions.models import Correction, OutgoingMail, Proposal, RecordContact
from ess_rural.roles import Role
from initiatives.models import Initiative
from tests.ess_rural.staff_roles import named, page_of, person_with
from tests.factories import (
    CorrectionFactory,
    InitiativeFactory,
    LeverFactory,
    MailFactory,
    OrganisationFactory,
    ProposalFactory,
    RecordContactFactory,
)

from .desk import AUGAN, HOME, corrected, correspondent, decide, desk_of

pytestmark = pytest.mark.django_db
TOULOUSE = "31555"
DESK = pytest.mark.parametrize(
    "model", [Proposal, Correction, OutgoingMail, RecordContact], ids=named
)


@pytest.fixture
def client(client):
    """The browser of a person who looks after Brittany."""
    client.force_login(correspondent())
    return client


def proposal_in(commune, **values):
    return ProposalFactory(scope="local", commune_id=commune, **values)


def correction_in(commune):
    record = InitiativeFactory(in_commune=commune, website="https://old.example/")
    return corrected(record, website=("https://old.example/", "https://new.example/"))


@DESK
def test_editors_have_no_desk(client, model):
    client.force_login(person_with(Role.EDITOR))
    assert client.get(page_of(model, "changelist")).status_code == 403
    assert "contributions" not in client.get(HOME).content.decode()


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (Proposal, "secret"),
        (Proposal, "sending_key"),
        (Correction, "secret"),
        (OutgoingMail, "text"),
        (RecordContact, "secret"),
    ],
)
def test_no_secret_is_guessed_letter_by_letter(client, model, column):
    client.force_login(person_with(Role.MODERATOR))
    answer = client.get(page_of(model, "changelist"), {f"{column}__startswith": "a"})
    assert answer.status_code == 400


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMINISTRATOR])
def test_moderators_see_all_regions(client, role):
    client.force_login(person_with(role))
    all_of_it = [proposal_in(AUGAN), proposal_in(TOULOUSE), ProposalFactory()]
    found = client.get(page_of(Proposal, "changelist")).context["cl"].queryset
    assert set(found) == set(all_of_it)
    assert client.get(desk_of(all_of_it[1])).context["may_decide"]


def test_a_correspondent_sees_the_proposals_of_the_region_alone(client):
    mine = proposal_in(AUGAN)
    of_department = ProposalFactory(scope="departmental", department_id="56")
    others = [proposal_in(TOULOUSE), ProposalFactory()]
    found = client.get(page_of(Proposal, "changelist"), {"state": "all"}).context["cl"].queryset
    assert set(found) == {mine, of_department}
    for other in others:
        assert client.get(desk_of(other)).url == HOME
        for decision in ("accept", "refuse", "ask_changes"):
            decide(client, other, decision, into="new", reason="Non.")
        assert client.get(page_of(Proposal, "history", other.pk)).url == HOME
        other.refresh_from_db()
        assert other.state == "to_review"


def test_a_correspondent_decides_on_a_proposal_of_the_region(client):
    proposal = proposal_in(AUGAN)
    response = decide(client, proposal, "accept", into="new")
    made = Initiative.objects.get()
    assert response.url == page_of(Initiative, "change", made.pk)
    assert client.get(response.url).status_code == 200


def test_a_correspondent_adds_nothing_to_an_initiative_elsewhere(client):
    elsewhere = InitiativeFactory(name_fr="Le Fournil", in_commune=TOULOUSE)
    proposal = proposal_in(AUGAN, name="Le Fournil")
    page = client.get(desk_of(proposal))
    # It is public: they may see that it is alike, and that is all.
    assert elsewhere.name_fr in page.content.decode()
    for into in ({"into": str(elsewhere.pk)}, {"into": "other", "other": elsewhere.pk}):
        assert decide(client, proposal, "accept", **into).status_code == 400
    elsewhere.refresh_from_db()
    assert elsewhere.proposals.count() == 0


def test_the_box_that_searches_initiatives_keeps_to_the_region(client):
    """What is published anywhere is offered; it is refused when it is sent, see above."""
    mine = InitiativeFactory(name_fr="Le Fournil", in_commune=AUGAN, status="draft")
    InitiativeFactory(name_fr="Le Fournil", in_commune=TOULOUSE, status="draft")
    field = {"app_label": "contributions", "model_name": "proposal", "field_name": "initiative"}
    found = client.get(reverse("admin:autocomplete"), {**field, "term": "fournil"}).json()
    assert [each["id"] for each in found["results"]] == [str(mine.pk)]


def test_a_correspondent_is_told_of_no_draft_and_no_proposal_elsewhere(client):
    InitiativeFactory(name_fr="Le Fournil", in_commune=TOULOUSE, status="draft")
    proposal_in(TOULOUSE, name="Le Fournil")
    mine = InitiativeFactory(name_fr="Le Fournil", in_commune=AUGAN, status="draft")
    context = client.get(desk_of(proposal_in(AUGAN, name="Le Fournil"))).context
    found = [record for _kind, records in context["duplicates"] for record, _address in records]
    assert found == [mine]


def test_a_correspondent_sees_the_corrections_of_the_region_alone(client):
    organisation = OrganisationFactory(scope="departmental")
    organisation.departments.set(["56"])
    mine = [correction_in(AUGAN), CorrectionFactory(record=organisation)]
    others = [
        correction_in(TOULOUSE),
        CorrectionFactory(record=OrganisationFactory()),
        CorrectionFactory(record=LeverFactory()),
    ]
    found = client.get(page_of(Correction, "changelist")).context["cl"].queryset
    assert set(found) == set(mine)
    for other in others:
        assert client.get(desk_of(other)).url == HOME
        decide(client, other, "refuse", reason="Non.")
        decide(client, other, "accept", accepted=["website"])
        other.refresh_from_db()
        assert other.state == "to_review"
    assert decide(client, mine[0], "accept", accepted=["website"]).status_code == 302


def test_the_key_of_a_record_of_another_kind_opens_nothing(client):
    """The same number may name an initiative of the region and a lever."""
    initiative = InitiativeFactory(in_commune=AUGAN)
    lever = LeverFactory(pk=initiative.pk)
    assert client.get(desk_of(CorrectionFactory(record=lever))).url == HOME


def test_a_correspondent_sees_the_e_mails_and_contacts_of_the_region_alone(client):
    mine = [
        MailFactory(contribution=proposal_in(AUGAN)),
        MailFactory(contribution=correction_in(AUGAN)),
        MailFactory(contact=RecordContactFactory(record=InitiativeFactory(in_commune=AUGAN))),
    ]
    MailFactory(contribution=proposal_in(TOULOUSE))
    MailFactory(contribution=correction_in(TOULOUSE))
    elsewhere = RecordContactFactory(record=InitiativeFactory(in_commune=TOULOUSE))
    MailFactory(contact=elsewhere)
    MailFactory()
    found = client.get(page_of(OutgoingMail, "changelist")).context["cl"].queryset
    assert set(found) == set(mine)
    found = client.get(page_of(RecordContact, "changelist")).context["cl"].queryset
    assert set(found) == {mine[2].contact}
    assert client.get(page_of(RecordContact, "delete", elsewhere.pk)).url == HOME


def test_a_proposed_picture_is_seen_where_the_proposal_is(client):
    def with_picture(commune, name):
        return proposal_in(
            commune,
            picture=ContentFile(b"RIFF", name=name),
            picture_alt="Un four",
            picture_credit="Camille",
            picture_consent=True,
        )

    for commune, name, status in ((AUGAN, "a-2x1.webp", 200), (TOULOUSE, "b-2x1.webp", 404)):
        with_picture(commune, name)
        assert client.get(reverse("proposed-picture", args=[name])).status_code == status
    client.force_login(person_with(Role.EDITOR))
    assert client.get(reverse("proposed-picture", args=["a-2x1.webp"])).status_code == 404
