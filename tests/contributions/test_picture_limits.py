"""How many pictures are read, for one address and at a time; what was typed always stays."""

from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from contributions.antispam import HOURLY_FROM_ONE_ADDRESS
from contributions.models import Contribution, PictureUpload, Proposal
from initiatives import pictures
from tests.factories import InitiativeFactory, ProposalFactory
from tests.pages import words

from .sending import ADDRESS, ENGLISH, picture, shown, with_picture

pytestmark = pytest.mark.django_db


@contextmanager
def readers_busy():
    """Hold all the places in which this process reads pictures."""
    with ExitStack() as stack:
        while pictures.PLACES.acquire(blocking=False):
            stack.callback(pictures.PLACES.release)
        yield


def no_picture():
    return SimpleUploadedFile("a.jpg", b"no picture")


def draft_of_a_visitor():
    return ProposalFactory(state="draft", sent_at=None, licence_granted=False)


def addresses():
    """Return where a form with a picture is sent: a new one, a draft, an amendment."""
    draft, sent = draft_of_a_visitor(), ProposalFactory()
    return [ADDRESS, f"/fr/proposer/{draft.secret}/", f"/fr/suivi/{sent.secret}/modifier/"]


def assert_kept(response, status, said):
    assert response.status_code == status
    assert "<title>Erreur" in response.content.decode()
    assert said in words(response)
    assert shown(response, "name") == "La Grange commune"
    assert shown(response, "picture_alt") == "Une grange"


@pytest.mark.parametrize("button", ["send", "save", "add-row"])
def test_a_form_whose_picture_finds_no_reader_is_given_back(client, button):
    before = len(addresses())
    for address in addresses():
        with readers_busy():
            response = client.post(address, with_picture(**{button: "1"}))
        if button == "save" and "modifier" in address:
            continue  # which is no draft, and says so
        assert_kept(response, 503, "choisissez de nouveau votre image")
        assert response["Retry-After"] == "10"
    assert before == 3
    assert not Proposal.objects.exclude(picture="").exists()


@pytest.mark.parametrize("button", ["send", "save", "add-row"])
def test_a_picture_that_is_not_taken_is_told_by_every_button(client, button):
    response = client.post(ADDRESS, with_picture(picture=no_picture(), **{button: "1"}))
    assert_kept(response, 422, "n’est pas une image lisible")
    assert not Contribution.objects.exists()


def test_pictures_of_one_address_are_counted_before_they_are_read(client):
    """Sound or not, sent to whichever form; and at another address all is as before."""
    for number in range(HOURLY_FROM_ONE_ADDRESS):
        for address in addresses()[number % 3 :][:1]:
            data = with_picture(name="", picture=[picture, no_picture][number % 2]())
            assert client.post(address, data).status_code == 422
    for address in addresses():
        # A file that was looked into would find no reader, and the answer be another.
        with readers_busy():
            response = client.post(address, with_picture())
        assert_kept(response, 429, "sans image, ou plus tard")
    assert PictureUpload.objects.count() == HOURLY_FROM_ONE_ADDRESS
    without = with_picture(picture=None)
    assert client.post(ADDRESS, without).status_code == 302
    assert client.post(ENGLISH, with_picture(), REMOTE_ADDR="192.0.2.7").status_code == 302
    PictureUpload.objects.update(at=timezone.now() - timedelta(minutes=61))
    assert client.post(ADDRESS, with_picture()).status_code == 302


def test_a_stamp_is_worth_no_more_pictures_than_another(client):
    data = with_picture(name="")
    statuses = [
        client.post(ADDRESS, {**data, "picture": no_picture()}).status_code for _number in range(12)
    ]
    assert statuses == [422] * 10 + [429] * 2


def test_what_was_counted_in_the_future_is_not_counted(client):
    """A clock that was wrong and is set back locks nobody out."""
    origin = "x" * 64
    for _number in range(12):
        PictureUpload.objects.create(origin=origin)
    PictureUpload.objects.update(at=timezone.now() + timedelta(days=1))
    assert not PictureUpload.objects.counted().exists()


def test_editors_keep_what_they_typed_when_no_reader_is_free(admin_client):
    initiative = InitiativeFactory(name_fr="La Grange")
    address = f"/admin/initiatives/initiative/{initiative.pk}/change/"
    data = {"name_fr": "La Grange commune", "picture": picture()}
    with readers_busy():
        response = admin_client.post(address, data)
    form = response.context["adminform"].form
    assert form.has_error("picture", "busy")
    assert form["name_fr"].value() == "La Grange commune"
