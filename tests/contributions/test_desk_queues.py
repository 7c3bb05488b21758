"""What waits: on the home page of the administration, in the weekly digest, in the mail queue."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.utils import timezone

from contributions.models import Contribution, OutgoingMail, RecordContact
from contributions.queues import waiting_for
from resources.models import Remit
from tests.ess_rural.staff_roles import page_of
from tests.factories import (
    CorrectionFactory,
    InitiativeFactory,
    MailFactory,
    ProposalFactory,
    RecordContactFactory,
    UserFactory,
)

from .desk import AUGAN, HOME, correspondent, moderator

pytestmark = pytest.mark.django_db
MAILS = page_of(OutgoingMail, "changelist")


@pytest.fixture
def staff():
    return moderator()


@pytest.fixture
def client(client, staff):
    client.force_login(staff)
    return client


def counted(person):
    return {counter.address: counter.number for counter in waiting_for(person)}


def asked_long_ago(make):
    asked = make(state="changes_asked")
    long_ago = timezone.now() - timedelta(days=31)
    Contribution.objects.filter(pk=asked.pk).update(updated_at=long_ago)
    return asked


# The home page


def test_each_counter_leads_to_what_it_counts(client, staff):
    proposals = {ProposalFactory(), ProposalFactory()}
    ProposalFactory(state="to_confirm")
    ProposalFactory(state="changes_asked")
    unanswered = asked_long_ago(ProposalFactory)
    correction = CorrectionFactory()
    asked = asked_long_ago(CorrectionFactory)
    stuck = {MailFactory(state="failed"), MailFactory(state="unknown")}
    MailFactory()
    waiting = [proposals, {correction}, {unanswered}, {asked}, stuck]
    assert [counter.number for counter in waiting_for(staff)] == [len(rows) for rows in waiting]
    home = client.get(HOME).content.decode()
    for counter, rows in zip(waiting_for(staff), waiting, strict=True):
        assert counter.address.replace("&", "&amp;") in home
        assert set(client.get(counter.address).context["cl"].queryset) == rows


def test_nothing_waits_where_there_is_nothing_or_no_right_to_see_it():
    assert waiting_for(moderator()) == []
    ProposalFactory()
    assert waiting_for(UserFactory()) == []


def test_a_correspondent_counts_the_region_alone():
    ProposalFactory(scope="local", commune_id=AUGAN)
    ProposalFactory()
    CorrectionFactory()
    assert list(counted(correspondent()).values()) == [1]


# The digest


def wants_digest(person, **values):
    Remit.objects.update_or_create(user=person, defaults={"weekly_digest": True, **values})
    return person


def test_the_digest_tells_each_person_what_waits_for_them_once_a_week():
    ProposalFactory(scope="local", commune_id=AUGAN)
    ProposalFactory()
    everywhere, in_brittany = wants_digest(moderator()), wants_digest(correspondent())
    moderator()  # wants none
    call_command("send_digest")
    call_command("send_digest")
    mails = {mail.recipient: mail for mail in OutgoingMail.objects.all()}
    assert set(mails) == {everywhere.email, in_brittany.email}
    for person, number in ((everywhere, 2), (in_brittany, 1)):
        mail = mails[person.email]
        assert mail.language == "fr"
        assert str(number) in mail.subject
        assert f"Propositions à examiner : {number}" in mail.text.replace("\u00a0", " ")
        assert "/admin/contributions/proposal/?state=to_review" in mail.text
        assert "/admin/contributions/proposal/?state=to_review" in mail.html
    year, week, _day = timezone.localdate().isocalendar()
    assert mails[everywhere.email].key == f"digest-{everywhere.pk}-{year}-W{week:02}"


def test_nobody_is_told_of_nothing():
    wants_digest(moderator())
    call_command("send_digest")
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}, {"email": ""}])
def test_no_digest_for_who_left_or_has_no_address(change):
    ProposalFactory()
    person = wants_digest(moderator())
    type(person).objects.filter(pk=person.pk).update(**change)
    call_command("send_digest")
    assert not OutgoingMail.objects.exists()


# The queue of e-mails


AFTER_CONFIRMATION = ["to_review", "changes_asked", "accepted", "refused"]


def test_the_queue_is_narrowed_by_state(client):
    waiting, failed = MailFactory(), MailFactory(state="failed")
    unknown = MailFactory(state="unknown")

    def shown(state):
        return set(client.get(MAILS, {"state": state}).context["cl"].queryset)

    assert shown("stuck") == {failed, unknown}
    assert shown("waiting") == {waiting}
    assert client.get(MAILS, {"state": "x"}).url == MAILS + "?e=1"


def test_an_e_mail_is_looked_at_without_its_secrets_and_not_written(client):
    mail = MailFactory(text="https://example.org/suivi/secret", last_error="550 no such user")
    address = page_of(OutgoingMail, "change", mail.pk)
    text = client.get(address).content.decode()
    assert "550 no such user" in text
    assert "suivi/secret" not in text
    assert client.post(address, {"subject": "x"}).status_code == 403
    assert client.get(page_of(OutgoingMail, "add")).status_code == 403


@pytest.mark.parametrize(
    ("state", "is_shown"),
    [("draft", False), ("to_confirm", False), *((state, True) for state in AFTER_CONFIRMATION)],
)
def test_an_address_is_shown_once_its_owner_has_confirmed_it(client, state, is_shown):
    proposal = ProposalFactory(state=state, contact_email="Camille@example.org")
    about = {"contribution": proposal, "state": "failed"}
    mail = MailFactory(recipient="camille@example.org", last_error="550 camille@…", **about)
    MailFactory(recipient="mistyped@example.org", last_error="550 mistyped: no such user", **about)
    pages = [client.get(MAILS), client.get(page_of(OutgoingMail, "change", mail.pk))]
    assert [("camille" in page.text) for page in pages] == [is_shown, is_shown]
    assert not any("mistyped" in page.text for page in pages)
    # Nor is it guessed letter by letter.
    for term, found in (("cam", [mail] if is_shown else []), ("mis", [])):
        assert list(client.get(MAILS, {"q": term}).context["cl"].queryset) == found


def test_the_addresses_of_staff_and_of_contacts_are_shown(client):
    MailFactory(recipient="digest@example.org")
    MailFactory(recipient="asked@example.org", contact=RecordContactFactory())
    text = client.get(MAILS).text
    assert "digest@example.org" in text
    assert "asked@example.org" in text


def test_sending_again_puts_back_what_is_stuck_and_nothing_else(client, staff):
    stuck = [MailFactory(state=state, tries=8) for state in ("failed", "unknown")]
    sent = MailFactory(state="sent", sent_at=timezone.now())
    keys = [mail.pk for mail in [*stuck, sent]]
    response = client.post(MAILS, {"action": "send_again", "_selected_action": keys}, follow=True)
    for mail in stuck:
        mail.refresh_from_db()
        assert (mail.state, mail.tries) == ("waiting", 0)
    sent.refresh_from_db()
    assert sent.state == "sent"
    assert len(response.context["messages"]) == 2
    assert LogEntry.objects.filter(user=staff, content_type__model="outgoingmail").count() == 2


def test_what_somebody_else_has_put_back_is_not_put_back_again():
    mail = MailFactory(state="failed")
    other = OutgoingMail.objects.get(pk=mail.pk)
    assert other.put_back()
    sent = {"state": "sent", "sent_at": timezone.now(), "text": "", "html": ""}
    OutgoingMail.objects.filter(pk=mail.pk).update(**sent)
    assert not mail.put_back()
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_the_queue_costs_the_same_however_long_it_is(client, django_assert_num_queries):
    MailFactory(contribution=ProposalFactory())
    client.get(MAILS)
    with django_assert_num_queries(8):
        client.get(MAILS)
    for _number in range(5):
        MailFactory(contribution=ProposalFactory())
    with django_assert_num_queries(8):
        client.get(MAILS)


# Contacts of records


def test_contacts_are_listed_by_what_they_were_asked(client, django_assert_num_queries):
    now = timezone.now()
    never = RecordContactFactory()
    unanswered = RecordContactFactory(asked_at=now)
    answered = RecordContactFactory(asked_at=now - timedelta(days=1), answered_at=now)
    address = page_of(RecordContact, "changelist")
    for asked, contact in (("never", never), ("unanswered", unanswered), ("answered", answered)):
        found = client.get(address, {"asked": asked}).context["cl"].queryset
        assert set(found) == {contact}
    client.get(address)
    with django_assert_num_queries(9):
        client.get(address)


def test_a_contact_who_asks_for_it_is_forgotten_with_the_e_mails(client):
    contact = RecordContactFactory(record=InitiativeFactory())
    MailFactory(contact=contact)
    page = client.get(page_of(RecordContact, "change", contact.pk))
    assert contact.email in page.content.decode()
    answer = client.post(page_of(RecordContact, "delete", contact.pk), {"post": "yes"})
    assert answer.status_code == 302
    assert not RecordContact.objects.exists()
    assert not OutgoingMail.objects.exists()
