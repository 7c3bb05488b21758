"""What is deleted of people, and when: by one command that a timer runs."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from contributions.models import (
    Contribution,
    OutgoingMail,
    PictureUpload,
    Proposal,
    RecordContact,
    Turn,
)
from contributions.querysets import (
    CONFIRMATION_IS_AWAITED,
    CONTACTS_ARE_KEPT,
    DRAFTS_ARE_KEPT,
    MAILS_ARE_KEPT,
)
from tests.factories import (
    CorrectionFactory,
    DraftFactory,
    InitiativeFactory,
    LeverFactory,
    MailFactory,
    ProposalFactory,
    RecordContactFactory,
    UserFactory,
)
from tests.pages import words

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def purge(capsys, **options):
    """Return what the command tells as {name: count}."""
    call_command("purge_contacts", **options)
    lines = capsys.readouterr().out.splitlines()
    return {name: int(count) for name, count in (line.rsplit(": ", 1) for line in lines)}


def stored(folder="proposed", days=2, name="a-40x30.webp"):
    """Store a file as if some days ago; return its name."""
    name = default_storage.save(f"{folder}/{name}", ContentFile(b"picture"))
    moment = days_ago(days).timestamp()
    os.utime(default_storage.path(name), (moment, moment))
    return name


def decided(days, **fields):
    """A proposal that was refused some days ago."""
    proposal = ProposalFactory(
        contact_phone="0123456789", contact_role="Maire", origin="a1", **fields
    )
    proposal.refuse(UserFactory(), "Hors sujet.", 1)
    Turn.objects.update(at=days_ago(days))
    return proposal


# Said


def test_the_page_about_the_site_tells_the_times_and_whom_to_write_to(client, settings):
    times = (DRAFTS_ARE_KEPT, CONFIRMATION_IS_AWAITED, CONTACTS_ARE_KEPT, MAILS_ARE_KEPT)
    assert [time.days for time in times] == [30, 14, 365, 90]
    settings.EDITORS_EMAIL = "redaction@example.org"
    page = words(client.get("/fr/a-propos/"))
    for text in ("30 jours", "14 jours", "12 mois", "90 jours", "redaction@example.org", "CNIL"):
        assert text in page


# Contributions


@pytest.mark.parametrize(
    ("factory", "state", "days", "left"),
    [
        pytest.param(DraftFactory, "draft", 29, 1, id="draft"),
        pytest.param(DraftFactory, "draft", 31, 0, id="old_draft"),
        pytest.param(ProposalFactory, "to_confirm", 13, 1, id="unconfirmed"),
        pytest.param(ProposalFactory, "to_confirm", 15, 0, id="long_unconfirmed"),
        pytest.param(CorrectionFactory, "to_confirm", 15, 0, id="correction"),
        pytest.param(ProposalFactory, "to_review", 400, 1, id="to_review"),
        pytest.param(ProposalFactory, "changes_asked", 400, 1, id="changes_asked"),
    ],
)
def test_what_was_never_sent_or_confirmed_is_deleted(factory, state, days, left, capsys):
    contribution = factory(state=state)
    MailFactory(contribution=contribution)
    Contribution.objects.update(updated_at=days_ago(days))
    assert purge(capsys)["contributions never sent or confirmed"] == 1 - left
    assert Contribution.objects.count() == OutgoingMail.objects.count() == left


@pytest.mark.parametrize(("days", "is_kept"), [(364, True), (366, False)])
def test_contact_details_go_a_year_after_the_decision(days, is_kept, capsys):
    proposal = decided(days)
    purge(capsys)
    proposal.refresh_from_db()
    details = [
        proposal.contact_name,
        proposal.contact_email,
        proposal.contact_phone,
        proposal.contact_role,
        proposal.origin,
    ]
    assert all(details) if is_kept else not any(details)
    assert (proposal.contact_purged_at is None) == is_kept
    assert OutgoingMail.objects.exists() == is_kept


def test_what_was_proposed_and_decided_stays_to_be_read(client, capsys):
    proposal = decided(366)
    assert purge(capsys)["contact details"] == 1
    assert purge(capsys)["contact details"] == 0
    page = words(client.get(proposal.get_absolute_url()))
    assert "Hors sujet." in page
    assert "Vos coordonnées ont été supprimées" in page


def test_a_later_change_by_staff_does_not_keep_contact_details(capsys):
    proposal = decided(366)
    proposal.save()
    assert purge(capsys)["contact details"] == 1


def test_old_mails_go_and_those_that_wait_or_may_be_sent_again_stay(capsys):
    MailFactory(state="sent", sent_at=days_ago(91))
    MailFactory(state="failed", begun_at=days_ago(91))
    MailFactory(state="unknown", begun_at=days_ago(91))
    kept = {
        MailFactory(state="sent", sent_at=days_ago(89)),
        MailFactory(state="failed", begun_at=days_ago(89)),
        MailFactory(state="waiting", begun_at=days_ago(91)),
    }
    assert purge(capsys)["e-mails"] == 3
    assert set(OutgoingMail.objects.all()) == kept


# Contacts of records


def test_contacts_of_what_is_archived_or_deleted_go(capsys):
    RecordContactFactory(record=InitiativeFactory(status="archived"))
    RecordContactFactory(record=LeverFactory(status="archived"))
    deleted = InitiativeFactory()
    RecordContactFactory(record=deleted)
    deleted.delete()
    kept = {
        RecordContactFactory(record=InitiativeFactory()),
        RecordContactFactory(record=LeverFactory(status="draft")),
    }
    counts = purge(capsys)
    assert counts["contacts of archived records (initiative)"] == 2
    assert counts["contacts of archived records (lever)"] == 1
    assert set(RecordContact.objects.all()) == kept


# Files


def test_pictures_of_what_is_deleted_go_with_it(capsys):
    name = stored()
    DraftFactory(picture=name)
    Contribution.objects.update(updated_at=days_ago(31))
    assert purge(capsys)["pictures that nothing names"] == 1
    assert not default_storage.exists(name)
    assert not Proposal.objects.exists()


def test_a_picture_that_something_names_stays(capsys):
    ProposalFactory(picture=stored(), picture_alt="x", picture_credit="x", picture_consent=True)
    shop = InitiativeFactory(
        picture=stored("pictures"), picture_alt_fr="Une grange", picture_credit="Mairie"
    )
    assert purge(capsys)["pictures that nothing names"] == 0
    # Replaced: the version that had it can be brought back.
    shop.picture = stored("pictures", name="b-40x30.webp")
    shop.save()
    assert purge(capsys)["pictures that nothing names"] == 0


def test_a_picture_whose_row_was_never_stored_goes_after_a_day(capsys):
    young, old = stored(days=0), stored(days=2, name="b-40x30.webp")
    assert purge(capsys)["pictures that nothing names"] == 1
    assert default_storage.exists(young)
    assert not default_storage.exists(old)


def test_other_files_of_the_folder_of_pictures_are_left_alone(capsys):
    name = stored("exports")
    purge(capsys)
    assert default_storage.exists(name)


# Trying


def test_a_dry_run_counts_and_deletes_nothing(capsys):
    name = stored()
    decided(366)
    DraftFactory()
    Contribution.objects.filter(state="draft").update(updated_at=days_ago(31))
    MailFactory(state="sent", sent_at=days_ago(91))
    RecordContactFactory(record=InitiativeFactory(status="archived"))
    counts = purge(capsys, dry_run=True)
    assert [count for count in counts.values() if count] == [1, 1, 1, 1, 1]
    assert Contribution.objects.count() == OutgoingMail.objects.count() == 2
    assert RecordContact.objects.count() == 1
    assert default_storage.exists(name)


def test_nothing_to_do_is_no_fault(capsys):
    assert set(purge(capsys).values()) == {0}


def test_pictures_are_counted_for_an_hour_and_then_forgotten(capsys):
    PictureUpload.objects.create(origin="a" * 64)
    PictureUpload.objects.create(origin="b" * 64)
    assert purge(capsys)["counted pictures"] == 0
    PictureUpload.objects.filter(origin="a" * 64).update(at=timezone.now() - timedelta(hours=1))
    assert purge(capsys)["counted pictures"] == 1
    assert PictureUpload.objects.get().origin == "b" * 64
