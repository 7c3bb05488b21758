"""The desk of proposals: what staff see of one, and what becomes of it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile

from contributions.models import Contribution, OutgoingMail, Proposal, RecordContact
from ess_rural.roles import Role
from initiatives.models import Initiative
from tests.ess_rural.staff_roles import page_of, person_with
from tests.factories import (
    InitiativeFactory,
    LeverFactory,
    OrganisationFactory,
    ProposalFactory,
    ProposedActionFactory,
    SectorFactory,
)

from .desk import AUGAN, decide, desk_of, moderator, texts_of_messages

pytestmark = pytest.mark.django_db
LIST = page_of(Proposal, "changelist")
PICTURE = {"picture_alt": "Un four", "picture_credit": "Camille", "picture_consent": True}


@pytest.fixture
def staff():
    return moderator()


@pytest.fixture
def client(client, staff):
    client.force_login(staff)
    return client


def in_augan(**values):
    return ProposalFactory(scope="local", commune_id=AUGAN, **values)


def shown(client, query=""):
    return set(client.get(LIST + query).context["cl"].queryset)


# The list


def test_the_list_shows_what_is_to_be_reviewed_and_no_draft(client):
    to_review = ProposalFactory()
    ProposalFactory(state="draft")
    ProposalFactory(state="to_confirm")
    refused = ProposalFactory(state="refused")
    assert shown(client) == {to_review}
    assert shown(client, "?state=all") == {to_review, refused}
    assert shown(client, "?state=refused") == {refused}
    assert shown(client, "?state=draft") == set()


def test_the_list_narrows_by_language_region_and_age(client):
    french, english = in_augan(), ProposalFactory(language="en")
    assert shown(client, "?language__exact=en") == {english}
    assert shown(client, "?region=53") == {french}
    Proposal.objects.filter(pk=english.pk).update(updated_at="2020-01-01T00:00Z")
    assert shown(client, "?waiting=30") == {english}


@pytest.mark.parametrize("query", ["?state=none", "?waiting=x", "?waiting=1"])
def test_a_filter_that_does_not_exist_leads_back_to_the_list(client, query):
    response = client.get(LIST + query)
    assert (response.status_code, response.url) == (302, LIST + "?e=1")


def test_the_list_costs_the_same_however_long_it_is(client, django_assert_num_queries):
    in_augan()
    client.get(LIST)
    with django_assert_num_queries(9):
        client.get(LIST)
    for _number in range(5):
        in_augan()
    with django_assert_num_queries(9):
        client.get(LIST)


# The page of one


def test_the_page_shows_all_that_was_sent(client, folder_of_pictures):
    lever, body = LeverFactory(title_fr="Mise à disposition"), OrganisationFactory(name_fr="Réseau")
    proposal = in_augan(
        name="Le Fournil",
        website="https://fournil.example/",
        description="Un four pour tous.",
        other_supporters="Une fondation",
        contact_phone="02 00 00 00 00",
        picture=ContentFile(b"RIFF", name="a-20x10.webp"),
        **PICTURE,
    )
    proposal.levers.add(lever)
    proposal.supporters.add(body)
    ProposedActionFactory(proposal=proposal)
    page = client.get(desk_of(proposal))
    assert page.status_code == 200
    text = page.content.decode()
    for told in (
        "Le Fournil",
        "Un four pour tous.",
        "https://fournil.example/",
        "Une fondation",
        "Mise à disposition",
        "Réseau",
        "A mis un local à disposition.",
        "Augan (56)",
        proposal.contact_email,
        "02 00 00 00 00",
        page_of(type(lever), "change", lever.pk),
        page_of(type(body), "change", body.pk),
    ):
        assert told in text
    assert '<dd lang="fr">Un four pour tous.</dd>' in text
    assert page.context["picture_address"].startswith("/media/proposed/")
    assert client.get(page.context["picture_address"]).status_code == 200


def test_the_map_shows_the_commune_in_its_region(client):
    map_ = client.get(desk_of(in_augan())).context["map"]
    assert (map_["department"].pk, map_["region"].pk) == ("56", "53")
    x, y = map_["point"]
    assert 0 < x < map_["drawn"].width
    assert 0 < y < map_["drawn"].height
    of_department = ProposalFactory(scope="departmental", department_id="56")
    assert client.get(desk_of(of_department)).context["map"]["point"] is None
    assert client.get(desk_of(ProposalFactory())).context["map"] is None


def test_likely_duplicates_are_named_wherever_they_are(client):
    published = InitiativeFactory(name_fr="Le Champ Commun", in_commune=AUGAN)
    draft = InitiativeFactory(name_fr="Champ commun", in_commune=AUGAN, status="draft")
    other = in_augan(name="Le champ commun !")
    in_augan(name="Le champ commun", state="refused")
    context = client.get(desk_of(in_augan(name="Le Champ Commun"))).context
    found = [record for _kind, records in context["duplicates"] for record, _address in records]
    assert found == [published, draft, other]
    assert "into" not in context["accept_form"].initial
    offered = [value for value, _label in context["accept_form"].fields["into"].choices]
    assert offered == [str(published.pk), str(draft.pk), "new", "other"]


def test_the_page_costs_the_same_however_much_it_shows(client, django_assert_num_queries):
    proposal = in_augan()
    client.get(desk_of(proposal))
    with django_assert_num_queries(19):
        client.get(desk_of(proposal))
    proposal.levers.set([LeverFactory() for _number in range(4)])
    proposal.sectors.set([SectorFactory() for _number in range(4)])
    for _number in range(3):
        ProposedActionFactory(proposal=proposal)
    client.get(desk_of(proposal))  # what is kept in memory is read anew
    with django_assert_num_queries(19):
        client.get(desk_of(proposal))


@pytest.mark.parametrize("state", ["draft", "to_confirm"])
def test_what_is_not_confirmed_is_not_there(client, state):
    proposal = ProposalFactory(state=state)
    assert client.get(desk_of(proposal)).status_code == 302
    assert decide(client, proposal, "accept", into="new").status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == state


# Decisions


def test_accepting_makes_a_draft_and_leads_to_its_form(client, staff):
    proposal = in_augan(name="Le Fournil", may_ask_again=True)
    response = decide(client, proposal, "accept", into="new")
    initiative = Initiative.objects.get()
    assert response.url == page_of(Initiative, "change", initiative.pk)
    assert (initiative.status, initiative.name_fr) == ("draft", "Le Fournil")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.initiative) == ("accepted", initiative)
    turn = proposal.turns.get()
    assert (turn.by, turn.after) == (staff, "accepted")
    logged = LogEntry.objects.filter(user=staff).values_list("content_type__model", flat=True)
    assert set(logged) == {"proposal", "initiative"}
    assert proposal.mails.get().recipient == proposal.contact_email
    assert RecordContact.objects.get().record == initiative
    version = Initiative.history.get()
    assert (version.history_user, version.history_change_reason) == (staff, "proposal accepted")
    form = client.get(response.url)
    assert any("Le Fournil" in text for text in texts_of_messages(form))


def test_accepting_into_a_likely_duplicate_fills_what_it_lacks(client):
    known = InitiativeFactory(name_fr="Le Fournil", in_commune=AUGAN, website="", status="draft")
    proposal = in_augan(name="Le Fournil", website="https://fournil.example/")
    decide(client, proposal, "accept", into=str(known.pk))
    known.refresh_from_db()
    assert known.website == "https://fournil.example/"
    assert Initiative.objects.count() == 1


def test_accepting_into_any_other_initiative(client):
    known, proposal = InitiativeFactory(name_fr="Épicerie"), in_augan(name="Le Fournil")
    faulty = decide(client, proposal, "accept", into="other")
    assert faulty.status_code == 400
    assert "other" in faulty.context["accept_form"].errors
    decide(client, proposal, "accept", into="other", other=known.pk)
    proposal.refresh_from_db()
    assert proposal.initiative == known


@pytest.mark.parametrize("into", ["", "x", "999999", "-1", "\0"])
def test_accepting_into_what_is_not_offered_is_refused_in_words(client, into):
    proposal = in_augan()
    response = decide(client, proposal, "accept", into=into)
    assert response.status_code == 400
    assert response.context["accept_form"].errors["into"]
    assert not Initiative.objects.exists()


def test_what_would_break_a_rule_of_the_initiative_is_told_and_changes_nothing(client):
    ended = InitiativeFactory(activity="ended", year_ended=2010)
    proposal = in_augan(year_founded=2019)
    response = decide(client, proposal, "accept", into="other", other=ended.pk)
    assert response.status_code == 400
    assert response.context["accept_form"].errors["into"]
    proposal.refresh_from_db()
    assert (proposal.state, proposal.turns.count(), proposal.mails.count()) == ("to_review", 0, 0)
    assert response.context["may_decide"]


def test_asking_for_changes_needs_a_reason_and_tells_the_contributor(client, staff):
    proposal = in_augan()
    faulty = decide(client, proposal, "ask_changes", reason="  ")
    assert faulty.status_code == 400
    assert faulty.context["reason_form"].errors["reason"]
    done = decide(client, proposal, "ask_changes", reason="Quelle commune ?")
    assert done.url == LIST
    proposal.refresh_from_db()
    assert proposal.state == "changes_asked"
    assert (proposal.turns.get().reason, proposal.turns.get().by) == ("Quelle commune ?", staff)
    assert "Quelle commune ?" in proposal.mails.get().text
    assert LogEntry.objects.filter(user=staff, content_type__model="proposal").count() == 1


def test_refusing_needs_a_reason_and_closes_the_proposal(client):
    proposal = in_augan()
    assert decide(client, proposal, "refuse", reason="").status_code == 400
    assert decide(client, proposal, "refuse", reason="Hors sujet.").url == LIST
    proposal.refresh_from_db()
    assert proposal.state == "refused"
    page = client.get(desk_of(proposal))
    assert not page.context["may_decide"]
    assert "Hors sujet." in page.content.decode()


def test_who_was_asked_for_changes_is_refused_or_waited_for(client):
    proposal = in_augan(state="changes_asked")
    assert decide(client, proposal, "accept", into="new").status_code == 409
    assert decide(client, proposal, "ask_changes", reason="Encore").status_code == 409
    assert decide(client, proposal, "refuse", reason="Sans réponse.").status_code == 302


def test_no_button_decides_nothing(client):
    proposal = in_augan()
    assert decide(client, proposal, "no-such").url == desk_of(proposal)
    assert proposal.turns.count() == 0


def test_deleting_for_good_is_for_administrators(
    client, folder_of_pictures, django_capture_on_commit_callbacks
):
    proposal = in_augan(**PICTURE, picture=ContentFile(b"RIFF", name="a-20x10.webp"))
    file = folder_of_pictures / proposal.picture.name
    assert file.exists()
    decide(client, proposal, "refuse", reason="Hors sujet.")
    address = page_of(Proposal, "delete", proposal.pk)
    assert client.post(address, {"post": "yes"}).status_code == 403
    client.force_login(person_with(Role.ADMINISTRATOR))
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, {"post": "yes"}).url == LIST
    assert not file.exists()
    assert not Contribution.objects.exists()
    assert not OutgoingMail.objects.exists()
