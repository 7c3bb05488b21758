"""Who is asked whether a record is still right, when, and what the answers do."""

import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from contributions.models import Correction, OutgoingMail, RecordContact
from initiatives.models import Initiative
from tests.factories import (
    CorrectionFactory,
    InitiativeFactory,
    KeyFigureFactory,
    OrganisationFactory,
    ProposalFactory,
    RecordContactFactory,
    TestimonyFactory,
    UserFactory,
)
from tests.pages import words

from .correcting import form_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    """An initiative that should have been confirmed years ago."""
    return InitiativeFactory(slug="epicerie", name_fr="L’Épicerie", information_as_of=2019)


@pytest.fixture
def contact(shop):
    contact = RecordContactFactory(record=shop, name="Camille", email="camille@example.org")
    assert contact.ask()
    return contact


def asked(capsys):
    call_command("ask_still_correct")
    return capsys.readouterr().out


def answer(client, contact, text):
    return client.post(contact.get_absolute_url(), {"answer": text})


# Who is asked


def test_an_accepted_proposal_makes_a_contact_of_its_initiative():
    proposal = ProposalFactory(may_ask_again=True, language="en")
    initiative = proposal.accept(UserFactory(), 1)
    contact = RecordContact.objects.get()
    assert contact.record == initiative
    assert (contact.email, contact.language) == (proposal.contact_email, "en")


def test_an_accepted_correction_makes_a_contact_of_its_record(shop):
    correction = CorrectionFactory(record=shop, may_ask_again=True)
    correction.fields.create(name="year_founded", new="2009")
    correction.decide(UserFactory(), 1, {"year_founded"})
    assert RecordContact.objects.get().record == shop


def test_without_consent_or_without_acceptance_nobody_is_asked(shop):
    ProposalFactory().accept(UserFactory(), 1)
    CorrectionFactory(record=shop, may_ask_again=True).refuse(UserFactory(), "Non.", 1)
    assert not RecordContact.objects.exists()


def test_those_of_overdue_records_are_asked_once(shop, capsys):
    contact = RecordContactFactory(record=shop)
    RecordContactFactory(record=OrganisationFactory(information_as_of=2018))
    assert asked(capsys) == "asked: 2\n"
    assert asked(capsys) == "asked: 0\n"
    assert OutgoingMail.objects.count() == 2
    contact.refresh_from_db()
    assert contact.asked_at is not None


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"verified_on": date(2026, 1, 1), "review_months": 120}, id="not_due"),
        pytest.param({"status": "draft"}, id="draft"),
        pytest.param({"status": "archived"}, id="archived"),
    ],
)
def test_of_other_records_nobody_is_asked(change, capsys):
    RecordContactFactory(record=InitiativeFactory(information_as_of=2019, **change))
    assert asked(capsys) == "asked: 0\n"


@pytest.mark.parametrize(("days", "expected"), [(89, 0), (91, 1)])
def test_whoever_does_not_answer_is_asked_again_after_90_days(shop, days, expected, capsys):
    asked_at = timezone.now() - timedelta(days=days)
    RecordContactFactory(record=shop, asked_at=asked_at)
    assert asked(capsys) == f"asked: {expected}\n"


def test_asking_at_the_same_time_asks_once(shop):
    contact = RecordContactFactory(record=shop)
    other = RecordContact.objects.get()
    assert [contact.ask(), other.ask()] == [True, False]
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "told", "path"),
    [
        ("fr", "Est-ce toujours exact\u202f? L’Épicerie", "/fr/toujours-exact/"),
        ("en", "Is this still right? The Grocery", "/en/still-correct/"),
    ],
)
def test_the_mail_is_in_the_language_of_the_contact_and_has_one_link(language, told, path, shop):
    Initiative.objects.filter(pk=shop.pk).update(name_en="The Grocery")
    shop.refresh_from_db()
    contact = RecordContactFactory(record=shop, language=language, name="Ana & Co")
    contact.ask()
    mail = OutgoingMail.objects.get()
    assert mail.subject == told
    assert (mail.recipient, mail.contact) == (contact.email, contact)
    links = re.findall(r"https?://[^/\s]+(/\S+)", mail.text)
    assert links == [f"{path}{contact.secret}/", f"/{language}/"]
    assert "Ana & Co" in mail.text
    assert "Ana &amp; Co" in mail.html
    assert f"{path}{contact.secret}/" in mail.html


# What they answer


def test_the_page_shows_what_the_record_says(client, contact, shop):
    response = client.get(contact.get_absolute_url())
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    for text in ("L’Épicerie", "Ce que des habitants ont fait.", "Oui, tout est exact"):
        assert text in words(response)
    assert contact.email not in words(response)


@pytest.mark.parametrize("factory", [KeyFigureFactory, TestimonyFactory])
def test_records_without_a_page_of_their_own_are_asked_about_too(client, factory):
    contact = RecordContactFactory(record=factory())
    contact.ask()
    assert client.get(contact.get_absolute_url()).status_code == 200


def test_a_scanner_of_links_confirms_nothing(client, contact, shop):
    for _scanner in range(3):
        client.get(contact.get_absolute_url())
        client.head(contact.get_absolute_url())
    shop.refresh_from_db()
    assert shop.verified_on is None


def test_the_button_confirms_the_record_today(client, contact, shop):
    response = answer(client, contact, "right")
    assert response["Location"] == contact.get_absolute_url()
    shop.refresh_from_db()
    contact.refresh_from_db()
    assert shop.verified_on == timezone.localdate()
    assert not shop.is_overdue
    assert contact.answered_at is not None
    assert "Merci" in words(client.get(contact.get_absolute_url()))


def test_confirming_twice_says_that_it_is_done(client, contact, shop):
    answer(client, contact, "right")
    first = RecordContact.objects.get().answered_at
    response = client.post(contact.get_absolute_url(), {"answer": "right"}, follow=True)
    assert "c’est fait" in words(response)
    assert "Oui, tout est exact" not in words(response)
    assert RecordContact.objects.get().answered_at == first


def test_what_another_confirmed_need_not_be_confirmed_again(client, contact, shop):
    shop.confirm_facts()
    assert "c’est fait" in words(client.get(contact.get_absolute_url()))


def test_whoever_has_enough_is_forgotten_at_once(client, contact):
    response = answer(client, contact, "stop")
    assert response.status_code == 200
    assert "Votre adresse est supprimée" in words(response)
    assert not RecordContact.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert client.get(contact.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("text", ["", "perhaps", "\0", "RIGHT"])
def test_another_answer_is_none(client, contact, shop, text):
    assert answer(client, contact, text).status_code == 400
    shop.refresh_from_db()
    assert shop.verified_on is None


def test_a_secret_that_nobody_has_leads_nowhere(client):
    for address in ("/fr/toujours-exact/aucun/", "/fr/toujours-exact/aucun/corriger/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"answer": "right"}).status_code == 404


def test_of_an_archived_record_the_page_says_so(client, contact, shop):
    shop.archive()
    response = client.get(contact.get_absolute_url())
    assert response.status_code == 410
    assert "n’est plus publiée" in words(response)
    answer(client, contact, "right")
    shop.refresh_from_db()
    assert shop.verified_on is None


def test_of_a_deleted_record_the_page_says_so(client, contact, shop):
    shop.delete()
    assert client.get(contact.get_absolute_url()).status_code == 410
    assert client.get(f"{contact.get_absolute_url()}corriger/").status_code == 302


# Something has changed


def corrected(client, contact, **changes):
    address = f"{contact.get_absolute_url()}corriger/"
    return client.post(address, form_on(client.get(address)) | changes)


def test_a_correction_by_the_contact_needs_no_confirmation(client, contact, shop):
    response = corrected(client, contact, year_founded="2010", contact_email="other@example.org")
    correction = Correction.objects.get()
    assert response["Location"] == correction.get_absolute_url()
    assert (correction.state, correction.contact_email) == ("to_review", "camille@example.org")
    assert (correction.contact_name, correction.record) == ("Camille", shop)
    [mail] = correction.mails.all()
    assert mail.recipient == "camille@example.org"
    assert "confirm" not in mail.text
    assert RecordContact.objects.get().answered_at is not None


def test_what_the_contact_has_sent_already_is_amended(client, contact):
    corrected(client, contact, year_founded="2010")
    correction = Correction.objects.get()
    response = client.get(f"{contact.get_absolute_url()}corriger/")
    assert response["Location"] == correction.get_absolute_url()


def test_a_second_correction_waits_for_the_first(client, contact):
    address = f"{contact.get_absolute_url()}corriger/"
    data, later = form_on(client.get(address)), form_on(client.get(address))
    assert client.post(address, data | {"year_founded": "2010"}).status_code == 302
    response = client.post(address, later | {"year_founded": "2011"})
    assert response.status_code == 429
    assert response.context["form"]["year_founded"].value() == "2011"
    assert Correction.objects.count() == 1


def test_the_same_form_sent_twice_is_one_correction(client, contact):
    address = f"{contact.get_absolute_url()}corriger/"
    data = form_on(client.get(address)) | {"year_founded": "2010"}
    first, second = client.post(address, data), client.post(address, data)
    assert first["Location"] == second["Location"]
    assert Correction.objects.count() == 1
