"""What keeps robots out, and that it costs a person nothing that was typed."""

import time

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contributions.antispam import LONGEST, SHORTEST, STAMP, TRAP, Guard, origin_of
from contributions.models import Contribution, OutgoingMail, Proposal
from tests.factories import ProposalFactory, TurnFactory
from tests.pages import words

from .sending import ADDRESS, ENGLISH, filled_form, shown, stamp

pytestmark = pytest.mark.django_db


def assert_kept_but_not_taken(response, status=422):
    assert response.status_code == status
    assert "<title>Erreur" in response.content.decode()
    assert 'role="alert"' in response.content.decode()
    assert shown(response, "name") == "La Grange commune"
    assert shown(response, "place") == "Augan"


def test_the_trap_is_hidden_from_people_and_from_their_browser(client):
    html = client.get(ADDRESS).content.decode()
    assert 'class="trap" aria-hidden="true"' in html
    assert f'name="{TRAP}" tabindex="-1" autocomplete="off"' in html


@pytest.mark.parametrize("button", ["send", "save", "add-row"])
def test_a_filled_trap_is_told_and_nothing_is_stored(client, button):
    response = client.post(ADDRESS, filled_form(**{TRAP: "http://spam.example", button: "1"}))
    assert_kept_but_not_taken(response)
    assert "robots" in words(response)
    assert not Contribution.objects.exists()
    # Emptied: a person whose browser filled it in is not caught again.
    assert "spam.example" not in response.content.decode()


def test_what_comes_within_three_seconds_is_asked_for_once_more(client):
    data = filled_form(stamp=stamp(age=1))
    response = client.post(ADDRESS, data)
    assert_kept_but_not_taken(response)
    assert "très rapide" in words(response)
    assert not Contribution.objects.exists()
    # The same stamp grows older.
    assert response.context["sheet"].guard.stamp == data["stamp"]


@pytest.mark.parametrize(
    "made_up",
    [
        pytest.param("", id="none"),
        pytest.param("x", id="no stamp"),
        pytest.param("x:y:z", id="forged"),
        pytest.param(signing.dumps(["a" * 43, 0], salt="another"), id="of another form"),
        pytest.param("é" * 100, id="not ASCII"),
        pytest.param("x" * 10_000, id="long"),
    ],
)
def test_a_forged_stamp_is_replaced_and_nothing_is_lost(client, made_up):
    response = client.post(ADDRESS, filled_form(stamp=made_up))
    assert_kept_but_not_taken(response)
    assert not Contribution.objects.exists()
    guard = response.context["sheet"].guard
    key, handed_out = signing.loads(guard.stamp, salt="contributions.stamp")
    assert key == guard.key
    assert time.time() - handed_out < 60


def test_an_old_stamp_is_renewed_with_its_key(client):
    key = "k" * 43
    response = client.post(ADDRESS, filled_form(stamp=stamp(key, age=2 * 24 * 3600 + 60)))
    assert_kept_but_not_taken(response)
    assert "il y a longtemps" in words(response)
    assert response.context["sheet"].guard.key == key
    assert response.context["sheet"].guard.stamp != stamp(key)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    age=st.floats(-1e10, 1e10)
    | st.floats(-10, 10)
    | st.sampled_from([-1e-3, 0, SHORTEST, LONGEST, LONGEST + 1])
)
def test_a_form_of_any_age_is_taken_a_few_seconds_later_at_most(monkeypatch, age):
    """Whatever clocks do: what comes back can be sent once more after a few seconds."""
    now = 2e10
    monkeypatch.setattr(time, "time", lambda: now)
    old = signing.dumps(["k" * 43, now - age], salt=STAMP)
    first = Guard({"stamp": old})
    assert first.key == "k" * 43
    assert (first.problem == "") == (SHORTEST <= now - (now - age) <= LONGEST)
    # It grows older where it is merely young, and is a new one where it never would be right.
    assert (first.stamp == old) == (0 <= now - (now - age) <= LONGEST)
    if first.problem:
        monkeypatch.setattr(time, "time", lambda: now + SHORTEST)
        second = Guard({"stamp": first.stamp})
        assert (second.problem, second.key) == ("", "k" * 43)


def test_a_form_from_before_the_clock_was_set_back_is_sent_again(client, monkeypatch):
    response = client.post(ADDRESS, filled_form(stamp=stamp(age=-3600)))
    assert_kept_but_not_taken(response)
    assert "horloge" in words(response)
    later = time.time() + SHORTEST + 1
    monkeypatch.setattr(time, "time", lambda: later)
    data = filled_form(stamp=response.context["sheet"].guard.stamp)
    assert client.post(ADDRESS, data).status_code == 302


def test_what_was_sent_before_the_clock_was_set_back_locks_nobody_out(client):
    for number in range(10):
        client.post(ADDRESS, filled_form(name=f"Projet {number}"))
        client.post(ADDRESS, filled_form(save="1", contact_email=""))
    tomorrow = timezone.now() + timezone.timedelta(days=1)
    OutgoingMail.objects.update(queued_at=tomorrow)
    Contribution.objects.update(created_at=tomorrow)
    assert client.post(ADDRESS, filled_form()).status_code == 302


def test_a_new_form_has_a_new_key(client):
    keys = {client.get(ADDRESS).context["sheet"].guard.key for _number in range(3)}
    assert len(keys) == 3


def test_the_stamp_that_is_handed_out_is_taken(client, monkeypatch):
    page = client.get(ADDRESS)
    later = time.time() + 30
    monkeypatch.setattr(time, "time", lambda: later)
    data = filled_form(stamp=page.context["sheet"].guard.stamp)
    assert client.post(ADDRESS, data).status_code == 302


# How often


def test_an_address_sends_ten_forms_an_hour(client):
    for number in range(10):
        data = filled_form(contact_email=f"a{number}@example.org", name=f"Projet {number}")
        assert client.post(ADDRESS, data).status_code == 302
    response = client.post(ADDRESS, filled_form())
    assert_kept_but_not_taken(response, status=429)
    assert "Renvoyez-le plus tard" in words(response)
    assert Contribution.objects.count() == 10
    kept = client.post(ADDRESS, filled_form(save="1"))
    assert kept.status_code == 429
    elsewhere = client.post(ADDRESS, filled_form(), REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302


def test_after_an_hour_it_may_send_again(client):
    for number in range(10):
        client.post(ADDRESS, filled_form(contact_email=f"a{number}@example.org"))
    OutgoingMail.objects.update(queued_at=timezone.now() - timezone.timedelta(minutes=61))
    assert client.post(ADDRESS, filled_form()).status_code == 302


def test_drafts_are_counted_too(client):
    for number in range(10):
        data = filled_form(save="1", contact_email=f"a{number}@example.org")
        assert client.post(ADDRESS, data).status_code == 302
    assert client.post(ADDRESS, filled_form(save="1")).status_code == 429


def test_one_draft_does_not_write_to_the_whole_world(client):
    data = filled_form(save="1")
    statuses = [
        client.post(ADDRESS, {**data, "contact_email": f"a{number}@example.org"}).status_code
        for number in range(12)
    ]
    assert statuses == [302] * 10 + [429] * 2
    assert OutgoingMail.objects.count() == 10


def test_one_e_mail_address_is_asked_five_times_a_day(client):
    for number in range(5):
        data = filled_form(name=f"Projet {number}")
        assert client.post(ADDRESS, data, REMOTE_ADDR=f"192.0.2.{number}").status_code == 302
    again = {"REMOTE_ADDR": "192.0.2.9"}
    response = client.post(ADDRESS, filled_form(contact_email="CAMILLE@example.org"), **again)
    assert_kept_but_not_taken(response, status=429)
    other = client.post(ADDRESS, filled_form(contact_email="autre@example.org"), **again)
    assert other.status_code == 302


def test_tags_of_one_mailbox_are_counted_together(client):
    for number in range(5):
        data = filled_form(name=f"Projet {number}", contact_email=f"camille+{number}@example.org")
        assert client.post(ADDRESS, data, REMOTE_ADDR=f"192.0.2.{number}").status_code == 302
    again = {"REMOTE_ADDR": "192.0.2.9"}
    assert client.post(ADDRESS, filled_form(), **again).status_code == 429
    other = filled_form(contact_email="camille2@example.org")
    assert client.post(ADDRESS, other, **again).status_code == 302


def test_amending_does_not_write_to_the_whole_world(client):
    """Each amendment of what is not confirmed brings an e-mail, from wherever it comes."""
    client.post(ADDRESS, filled_form())
    address = f"/fr/suivi/{Proposal.objects.get().secret}/modifier/"
    statuses = [
        client.post(
            address,
            filled_form(contact_email=f"a{number}@example.org"),
            REMOTE_ADDR=f"192.0.2.{number}",
        ).status_code
        for number in range(12)
    ]
    assert statuses == [302] * 9 + [429] * 3
    assert OutgoingMail.objects.count() == 10


def test_one_address_is_not_written_to_again_because_another_was_in_between(client):
    client.post(ADDRESS, filled_form())
    address = f"/fr/suivi/{Proposal.objects.get().secret}/modifier/"
    for _number in range(6):
        for email in ("camille@example.org", "autre@example.org"):
            OutgoingMail.objects.update(contribution=None)  # no other limit meanwhile
            client.post(address, filled_form(contact_email=email))
    assert OutgoingMail.objects.filter(recipient="camille@example.org").count() == 5


def test_a_draft_is_counted_where_it_was_begun_too(client):
    data = filled_form(save="1")
    statuses = [
        client.post(
            ADDRESS,
            {**data, "contact_email": f"a{number}@example.org"},
            REMOTE_ADDR=f"192.0.2.{number}",
        ).status_code
        for number in range(12)
    ]
    assert statuses == [302] * 10 + [429] * 2


def test_what_staff_write_is_not_counted(client):
    for _number in range(6):
        proposal = ProposalFactory(contact_email="camille@example.org")
        TurnFactory(contribution=proposal, before="to_review", after="accepted")
    assert client.post(ADDRESS, filled_form()).status_code == 302


def test_a_sending_that_is_answered_like_the_first_is_not_counted(client):
    data = filled_form()
    for _number in range(12):
        assert client.post(ADDRESS, data).status_code == 302


def test_the_origin_says_nothing_of_the_address(rf):
    one, same = rf.get("/", REMOTE_ADDR="192.0.2.1"), rf.get("/", REMOTE_ADDR="192.0.2.1")
    other = rf.get("/", REMOTE_ADDR="192.0.2.2")
    assert origin_of(one) == origin_of(same) != origin_of(other)
    assert len(origin_of(one)) == 64
    assert (
        origin_of(rf.get("/", REMOTE_ADDR="")) == origin_of(rf.get("/", REMOTE_ADDR="unix:")) != ""
    )


def test_no_forgery_token_is_asked(client):
    """A browser without cookies sends a form as well."""
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(ENGLISH, filled_form()).status_code == 302
