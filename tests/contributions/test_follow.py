"""What somebody with the secret sees and may do; and the link of the e-mail."""

import re

import pytest
from django.core import signing
from django.db.models.signals import post_init
from django.utils import timezone

from contributions.models import Contribution, OutgoingMail, Proposal
from contributions.models.contribution import CONFIRMATION
from tests.factories import (
    CorrectedFieldFactory,
    CorrectionFactory,
    DraftFactory,
    InitiativeFactory,
    ProposalFactory,
    ProposedActionFactory,
    SectorFactory,
    UserFactory,
)
from tests.pages import words

from .sending import ADDRESS, filled_form, picture, shown, stamp, with_picture

pytestmark = pytest.mark.django_db


def page(client, contribution, language="fr"):
    word = "suivi" if language == "fr" else "follow"
    return client.get(f"/{language}/{word}/{contribution.secret}/")


def amended(client, proposal, **changes):
    """Send the form again with changes; the proposal is national unless told otherwise."""
    given = {"stamp": stamp(), "place": None, "scope": "national", **changes}
    return client.post(f"/fr/suivi/{proposal.secret}/modifier/", filled_form(**given))


# Confirming


def confirmation_in(mail):
    """Return the path of the link in an e-mail."""
    return re.search(r"https?://[^/]+(/\S*confirm\S*)", mail.text).group(1)


def test_the_link_shows_a_button_and_only_the_button_confirms(client):
    client.post(ADDRESS, filled_form())
    address = confirmation_in(OutgoingMail.objects.get())
    for _scanner in range(3):
        response = client.get(address)
        assert response.status_code == 200
    assert "C’est mon envoi" in words(response)
    assert client.head(address).status_code == 200
    assert Contribution.objects.get().state == "to_confirm"
    response = client.post(address)
    proposal = Contribution.objects.get()
    assert proposal.state == "to_review"
    assert response["Location"] == f"/fr/suivi/{proposal.secret}/"


def test_confirming_twice_is_answered_like_once(client):
    proposal = ProposalFactory(state="to_confirm")
    address = f"/fr/suivi/confirmer/{proposal.confirmation()}/"
    first, second = client.post(address), client.post(address)
    assert first["Location"] == second["Location"]
    assert client.get(address)["Location"] == first["Location"]
    assert proposal.turns.count() == 1
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize("token", ["x", "MQ:abc:def", "a" * 5000, "é", "%C3%28"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_link_says_so(client, token, method):
    response = getattr(client, method)(f"/fr/suivi/confirmer/{token}/")
    assert response.status_code == 404
    assert "Ce lien ne confirme rien" in words(response)


def test_a_link_is_too_old_after_two_weeks(client, monkeypatch):
    proposal = ProposalFactory(state="to_confirm")
    token = signing.TimestampSigner(salt=CONFIRMATION)
    monkeypatch.setattr(token, "timestamp", lambda: "1a2b3c")
    old = token.sign_object(proposal.pk)
    response = client.post(f"/en/follow/confirm/{old}/")
    assert response.status_code == 404
    assert "older than two weeks" in words(response)
    assert Proposal.objects.get().state == "to_confirm"


def test_a_link_confirms_no_other_address_than_the_one_it_was_sent_to(client):
    client.post(ADDRESS, filled_form())
    proposal, old = Proposal.objects.get(), confirmation_in(OutgoingMail.objects.get())
    amended(client, proposal, contact_email="autre@example.org")
    assert client.get(old).status_code == client.post(old).status_code == 404
    assert Proposal.objects.get().state == "to_confirm"
    client.post(confirmation_in(OutgoingMail.objects.latest("pk")))
    assert Proposal.objects.get().state == "to_review"


def test_an_address_that_is_confirmed_meanwhile_is_not_replaced():
    proposal = ProposalFactory(state="to_confirm", contact_email="camille@example.org")
    Contribution.objects.get(pk=proposal.pk).confirm()
    proposal.contact_email = "autre@example.org"
    proposal.amend()
    assert proposal.contact_email == "camille@example.org"


# The page


@pytest.mark.parametrize(
    ("state", "french", "english"),
    [
        ("to_confirm", "Encore une étape", "One more step"),
        ("to_review", "Chez la rédaction", "With the editors"),
        ("changes_asked", "demande des modifications", "ask for changes"),
        ("accepted", "Acceptée", "Accepted"),
        ("refused", "Refusée", "Refused"),
    ],
)
def test_each_state_is_told_in_words(client, state, french, english):
    proposal = ProposalFactory(state=state)
    assert french in words(page(client, proposal))
    assert english in words(page(client, proposal, "en"))


def test_the_page_is_for_nobody_else(client):
    response = page(client, ProposalFactory(contact_phone="0123456789"))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    html = response.content.decode()
    assert 'name="robots" content="noindex' in html
    assert "0123456789" not in html
    assert 'rel="canonical"' not in html
    assert not response.cookies


@pytest.mark.parametrize("secret", ["x", "A" * 43, "é", "a" * 5000])
def test_a_made_up_secret_is_not_found(client, secret):
    for path in (f"/fr/suivi/{secret}/", f"/fr/suivi/{secret}/modifier/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {}).status_code in {404, 405}


def test_every_turn_is_told_with_its_date_and_reason(client):
    proposal, staff = ProposalFactory(), UserFactory(username="jeanne-du-bureau")
    proposal.ask_changes(staff, "Dites qui <porte> le projet.", proposal.version)
    text = words(page(client, proposal))
    assert "La rédaction a demandé des modifications" in text
    assert "Dites qui <porte> le projet." in text
    assert str(timezone.localdate().year) in text
    # People decide for the house.
    assert "jeanne-du-bureau" not in text


def test_what_was_sent_is_shown(client):
    proposal = ProposalFactory(
        name="La Grange", commune_id="56006", scope="local", description="Une\n\nhistoire"
    )
    proposal.sectors.add(SectorFactory(name_fr="Culture vivante"))
    ProposedActionFactory(proposal=proposal, text="A prêté la grange.")
    text = words(page(client, proposal))
    for told in ("La Grange", "Augan", "Local", "Culture vivante", "A prêté la grange."):
        assert told in text


def test_the_public_page_is_linked_once_it_is_public(client):
    proposal = ProposalFactory()
    initiative = proposal.accept(UserFactory(), proposal.version)
    assert initiative.get_absolute_url() not in page(client, proposal).content.decode()
    assert "prépare la page" in words(page(client, proposal))
    initiative.publish()
    assert f"/fr/initiatives/{initiative.slug}/" in page(client, proposal).content.decode()


def test_a_draft_is_followed_at_its_form(client):
    draft = DraftFactory()
    assert page(client, draft)["Location"] == f"/fr/proposer/{draft.secret}/"


def test_a_correction_is_followed_too(client):
    correction = CorrectionFactory(record=InitiativeFactory(name_fr="Le Café"))
    CorrectedFieldFactory(correction=correction)
    response = page(client, correction)
    assert response.status_code == 200
    assert "Le Café" in words(response)
    assert "modifier/" not in response.content.decode()


# Amending


def test_the_form_comes_back_as_it_was_sent(client):
    proposal = ProposalFactory(commune_id="56006", scope="local", year_founded=2019)
    proposal.sectors.add(SectorFactory(slug="culture"))
    ProposedActionFactory(proposal=proposal, text="A prêté la grange.")
    response = client.get(f"/fr/suivi/{proposal.secret}/modifier/")
    assert response.status_code == 200
    assert shown(response, "name") == proposal.name
    assert shown(response, "sectors") == ["culture"]
    html = response.content.decode()
    assert "A prêté la grange." in html
    assert 'name="place" value="Augan"' in html
    assert "save" not in response.context["form"].fields


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("to_confirm", "to_confirm"),
        ("to_review", "to_review"),
        ("changes_asked", "to_review"),
    ],
)
def test_what_is_open_can_be_amended(client, before, after):
    proposal = ProposalFactory(state=before, contact_email="camille@example.org")
    ProposedActionFactory(proposal=proposal)
    response = amended(
        client,
        proposal,
        name="Un nom plus juste",
        **{"actions-0-authority": "Mairie", "actions-0-text": "Un prêt."},
    )
    assert response["Location"] == f"/fr/suivi/{proposal.secret}/?amended=1"
    fresh = Proposal.objects.get(pk=proposal.pk)
    assert (fresh.state, fresh.name, fresh.version) == (after, "Un nom plus juste", 2)
    assert [action.text for action in fresh.actions.all()] == ["Un prêt."]
    assert [(turn.before, turn.after) for turn in fresh.turns.all()] == [(before, after)]
    assert OutgoingMail.objects.count() == (before == "to_confirm")


def test_a_double_click_amends_once(client):
    proposal = ProposalFactory()
    for _click in range(2):
        assert amended(client, proposal, name="Un nom plus juste").status_code == 302
    fresh = Proposal.objects.get(pk=proposal.pk)
    assert (fresh.version, fresh.turns.count()) == (2, 1)


@pytest.mark.parametrize("state", ["accepted", "refused"])
def test_what_is_decided_is_not_amended_and_what_was_typed_stays_on_the_page(client, state):
    proposal = ProposalFactory(state=state)
    response = amended(client, proposal, name="Un nom plus juste")
    assert response.status_code == 409
    assert "La décision a été prise entre-temps" in words(response)
    assert shown(response, "name") == "Un nom plus juste"
    assert Proposal.objects.get(pk=proposal.pk).name == proposal.name
    form = client.get(f"/fr/suivi/{proposal.secret}/modifier/")
    assert form["Location"] == f"/fr/suivi/{proposal.secret}/"


def test_a_decision_between_reading_and_sending_leaves_nothing_half_done(client):
    proposal, staff = ProposalFactory(), UserFactory()

    def decide_meanwhile(**kwargs):
        """As soon as the page has read the proposal."""
        post_init.disconnect(decide_meanwhile, sender=Proposal)
        Proposal.objects.get(pk=proposal.pk).refuse(staff, "Non.", 1)

    post_init.connect(decide_meanwhile, sender=Proposal)
    rows = {"actions-0-authority": "Mairie", "actions-0-text": "Un prêt."}
    response = amended(client, proposal, name="Un nom plus juste", **rows)
    assert response.status_code == 409
    assert shown(response, "name") == "Un nom plus juste"
    fresh = Proposal.objects.get(pk=proposal.pk)
    assert (fresh.state, fresh.name, fresh.version) == ("refused", proposal.name, 1)
    assert not fresh.actions.exists()


def test_the_e_mail_address_stays_once_it_is_confirmed(client):
    proposal = ProposalFactory(contact_email="camille@example.org")
    amended(client, proposal, contact_email="pirate@example.org", name="Autre")
    fresh = Proposal.objects.get(pk=proposal.pk)
    assert (fresh.contact_email, fresh.name) == ("camille@example.org", "Autre")


def test_before_that_it_can_be_mended_and_is_written_to(client):
    proposal = ProposalFactory(state="to_confirm", contact_email="camile@example.org")
    amended(client, proposal, contact_email="camille@example.org")
    assert OutgoingMail.objects.get().recipient == "camille@example.org"


def test_an_amendment_with_a_mistake_changes_nothing_and_loses_nothing(client):
    proposal = ProposalFactory()
    response = amended(client, proposal, name="", summary="Une autre phrase.")
    assert response.status_code == 422
    assert shown(response, "summary") == "Une autre phrase."
    fresh = Proposal.objects.get(pk=proposal.pk)
    assert (fresh.summary, fresh.version) == (proposal.summary, 1)


def test_a_row_is_added_to_an_amendment(client):
    proposal = ProposalFactory()
    response = amended(client, proposal, **{"add-row": "1", "name": "Pas encore"})
    assert response.status_code == 200
    assert len(response.context["actions"].forms) == 4
    assert shown(response, "name") == "Pas encore"


def test_a_picture_of_a_faulty_amendment_is_kept_until_it_is_right(client, folder_of_pictures):
    proposal = ProposalFactory()
    data = with_picture(place=None, scope="national", name="")
    address = f"/fr/suivi/{proposal.secret}/modifier/"
    assert client.post(address, data).status_code == 422
    [stored] = folder_of_pictures.rglob("*.webp")
    del data["picture"]
    assert client.post(address, {**data, "name": "Juste"}).status_code == 302
    [fresh] = Proposal.objects.all()
    assert fresh.pk == proposal.pk
    assert fresh.picture.name == f"proposed/{stored.name}"


def test_a_picture_is_taken_back(client, folder_of_pictures, django_capture_on_commit_callbacks):
    client.post(ADDRESS, with_picture())
    proposal = Proposal.objects.get()
    proposal.confirm()
    with django_capture_on_commit_callbacks(execute=True):
        response = amended(client, proposal, **{"picture-clear": "on"})
    assert response.status_code == 302
    assert not Proposal.objects.get().picture
    assert list(folder_of_pictures.rglob("*.webp")) == []


def test_a_new_picture_takes_the_place_of_the_old(
    client, folder_of_pictures, django_capture_on_commit_callbacks
):
    client.post(ADDRESS, with_picture())
    proposal = Proposal.objects.get()
    proposal.confirm()
    with django_capture_on_commit_callbacks(execute=True):
        new = with_picture(picture=picture(size=(50, 20)))
        amended(client, proposal, **{k: v for k, v in new.items() if k.startswith("picture")})
    [stored] = folder_of_pictures.rglob("*.webp")
    assert Proposal.objects.get().picture.name.endswith(stored.name)
    assert "-50x20" in stored.name
