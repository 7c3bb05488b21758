"""What becomes of a correction that was sent: followed and amended by whoever has its secret."""

import pytest

from contributions.models import Correction, OutgoingMail
from tests.factories import UserFactory
from tests.pages import words

from .correcting import corrected, form_on, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(client, shop):
    corrected(client, shop, year_founded="2010", evidence="Affiché en mairie.")
    return Correction.objects.get()


def amended(client, correction, **changes):
    address = f"/fr/suivi/{correction.secret}/corriger/"
    return client.post(address, form_on(client.get(address)) | changes)


def test_the_page_that_follows_shows_what_was_sent(client, sent):
    page = words(client.get(sent.get_absolute_url()))
    for text in ("Année de création", "2009", "2010", "Affiché en mairie.", "L’Épicerie"):
        assert text in page
    assert "camille@example.org" in page  # to be confirmed: where the e-mail went
    sent.confirm()
    assert "camille@example.org" not in words(client.get(sent.get_absolute_url()))


def test_a_correction_is_amended_while_it_is_open(client, sent):
    sent.confirm()
    response = amended(client, sent, year_founded="2011", website="https://autre.example.org/")
    assert response["Location"] == f"{sent.get_absolute_url()}?amended=1"
    assert told(sent) == {"year_founded": "2011", "website": "https://autre.example.org/"}
    sent.refresh_from_db()
    assert (sent.state, sent.version) == ("to_review", 2)


def test_what_is_put_back_is_no_longer_corrected(client, sent):
    sent.confirm()
    amended(client, sent, year_founded="2009", name_fr="La Nouvelle Épicerie")
    assert told(sent) == {"name_fr": "La Nouvelle Épicerie"}


def test_sending_the_same_again_is_nothing_to_review(client, sent):
    sent.confirm()
    amended(client, sent)
    sent.refresh_from_db()
    assert sent.version == 1


def test_a_confirmed_address_stays(client, sent):
    sent.confirm()
    amended(client, sent, contact_email="other@example.org", year_founded="2012")
    sent.refresh_from_db()
    assert sent.contact_email == "camille@example.org"


def test_before_the_confirmation_the_address_can_be_mended(client, sent):
    amended(client, sent, contact_email="juste@example.org")
    sent.refresh_from_db()
    assert (sent.state, sent.contact_email) == ("to_confirm", "juste@example.org")
    assert OutgoingMail.objects.latest("pk").recipient == "juste@example.org"


def test_after_the_decision_nothing_is_amended(client, sent):
    sent.confirm()
    address = f"/fr/suivi/{sent.secret}/corriger/"
    data = form_on(client.get(address)) | {"year_founded": "2015"}
    sent.refuse(UserFactory(), "C’est bien 2009.", 1)
    response = client.post(address, data)
    assert response.status_code == 409
    assert response.context["form"]["year_founded"].value() == "2015"
    assert told(sent) == {"year_founded": "2010"}
    assert client.get(address)["Location"] == sent.get_absolute_url()


def test_the_decisions_are_told_field_by_field(client, sent):
    sent.confirm()
    amended(client, sent, website="https://autre.example.org/")
    sent.refresh_from_db()
    sent.decide(UserFactory(), 2, {"year_founded"})
    page = words(client.get(sent.get_absolute_url()))
    assert page.index("Accepté") < page.index("2010")
    assert "Refusé" in page
    mail = sent.mails.latest("pk")
    assert "- Année de création : acceptée".replace(" :", "\u00a0:") in mail.text
    assert "<li>Site internet" in mail.html


def test_a_record_that_was_deleted_cannot_be_corrected_again(client, sent):
    sent.record.delete()
    address = f"/fr/suivi/{sent.secret}/corriger/"
    assert client.get(address)["Location"] == sent.get_absolute_url()
    assert client.get(sent.get_absolute_url()).status_code == 200


def test_a_secret_that_nobody_has_leads_nowhere(client):
    assert client.get("/fr/suivi/aucun/corriger/").status_code == 404
