"""A form that is put aside: all of it comes back, for thirty days, to whoever has its link."""

import re

import pytest
from django.utils import timezone

from contributions.models import OutgoingMail, Proposal
from tests.factories import DraftFactory, SectorFactory
from tests.pages import words

from .sending import ADDRESS, filled_form, shown, stamp

pytestmark = pytest.mark.django_db


def test_a_form_is_kept_with_all_its_mistakes_and_comes_back(client):
    SectorFactory(slug="culture")
    data = filled_form(
        **{
            "save": "1",
            "scope": "",
            "year_founded": "hier",
            "sectors": ["culture"],
            "place": "saint-denis",
            "actions-1-text": "Une aide",
            "licence_granted": "on",
        }
    )
    response = client.post(ADDRESS, data)
    draft = Proposal.objects.get()
    assert response["Location"] == f"/fr/proposer/{draft.secret}/"
    page = client.get(response["Location"])
    assert page.status_code == 200
    assert page.context["faults"] == []
    assert page.context["form"].errors == {}
    for name in ("name", "year_founded", "place", "contact_email"):
        assert shown(page, name) == data[name]
    assert shown(page, "sectors") == ["culture"]
    assert shown(page, "licence_granted")
    assert "Une aide" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]
    [mail] = OutgoingMail.objects.all()
    assert draft.secret in mail.text
    assert mail.recipient == "camille@example.org"


def test_an_empty_form_can_be_kept_and_nobody_is_written_to(client):
    response = client.post(ADDRESS, {"stamp": stamp(), "save": "1"})
    assert response.status_code == 302
    assert not OutgoingMail.objects.exists()


def test_a_draft_that_is_kept_again_is_one_and_its_link_is_mailed_once(client):
    data = filled_form(save="1")
    address = client.post(ADDRESS, data)["Location"]
    again = client.post(address, {**data, "name": "Un autre nom"})
    assert again["Location"] == address
    assert Proposal.objects.get().answers["name"] == ["Un autre nom"]
    assert OutgoingMail.objects.count() == 1


def test_a_draft_is_sent_and_is_a_draft_no_longer(client):
    address = client.post(ADDRESS, filled_form(save="1", name=""))["Location"]
    page = client.get(address)
    assert page.context["sheet"].guard.key == Proposal.objects.get().sending_key
    response = client.post(address, filled_form())
    proposal = Proposal.objects.get()
    assert response["Location"] == f"/fr/suivi/{proposal.secret}/"
    assert proposal.state == "to_confirm"
    assert proposal.answers == {}
    assert client.get(address)["Location"] == f"/fr/suivi/{proposal.secret}/"


def test_a_draft_is_in_the_language_of_the_page_that_sends_it(client):
    client.post(ADDRESS, filled_form(save="1"))
    draft = Proposal.objects.get()
    client.post(f"/en/propose/{draft.secret}/", filled_form(stamp=stamp(draft.sending_key)))
    assert Proposal.objects.get().language == "en"
    assert OutgoingMail.objects.get(key__startswith="to_confirm-").language == "en"


def test_a_nul_does_not_keep_a_form_from_being_kept(client):
    assert client.post(ADDRESS, filled_form(save="1", name="a\0b")).status_code == 302
    assert Proposal.objects.get().answers["name"] == ["ab"]


def test_a_draft_is_gone_after_thirty_days_and_the_page_says_so(client):
    draft = DraftFactory()
    old = timezone.now() - timezone.timedelta(days=31)
    Proposal.objects.filter(pk=draft.pk).update(updated_at=old)
    response = client.get(f"/fr/proposer/{draft.secret}/")
    assert response.status_code == 410
    assert "n’est plus conservé" in words(response)


@pytest.mark.parametrize("secret", ["x", "A" * 43, "doublons-"])
def test_a_made_up_secret_is_not_found(client, secret):
    assert client.get(f"/fr/proposer/{secret}/").status_code == 404
    assert client.post(f"/fr/proposer/{secret}/", filled_form()).status_code == 404


def test_a_kept_draft_takes_another_row(client):
    draft = DraftFactory()
    address = f"/fr/proposer/{draft.secret}/"
    response = client.post(address, filled_form(stamp=stamp(draft.sending_key), **{"add-row": "1"}))
    assert response.status_code == 200
    assert len(response.context["actions"].forms) == 4


def test_a_draft_is_not_saved_over_what_another_window_has_saved(client):
    address = client.post(ADDRESS, filled_form(save="1"))["Location"]
    opened = {"version": shown_version(client.get(address))}
    here = filled_form(save="1", name="Saisi ici", **opened)
    there = filled_form(save="1", name="Saisi ailleurs", **opened)
    assert client.post(address, there).status_code == 302
    assert client.post(address, there).status_code == 302  # a double click
    response = client.post(address, here)
    assert response.status_code == 409
    assert "dans une autre fenêtre" in words(response)
    assert shown(response, "name") == "Saisi ici"
    assert Proposal.objects.get().answers["name"] == ["Saisi ailleurs"]
    again = {**here, "version": shown_version(response)}
    assert client.post(address, again).status_code == 302
    assert Proposal.objects.get().answers["name"] == ["Saisi ici"]


def shown_version(page):
    return re.search(r'name="version" value="(\d+)"', page.content.decode())[1]
