"""Who guesses passwords is locked out for a while; who is guessed at is not, where they work."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.utils import timezone

from .signing_in import CODE, PASSWORD, code_of, enrol, is_signed_in, sign_in

pytestmark = pytest.mark.django_db

OFFICE, ELSEWHERE, THIRD = "192.0.2.10", "198.51.100.7", "203.0.113.5"
LIMIT = 10


@pytest.fixture(autouse=True)
def no_limits_of_rate(settings):
    """The limits of rate by minute would come before the lock-out."""
    settings.ACCOUNT_RATE_LIMITS = False


def fail(client, times=LIMIT, login="marie", address=ELSEWHERE, **headers):
    for _number in range(times):
        response = sign_in(client, login, "wrong", REMOTE_ADDR=address, **headers)
    return response


def try_right(client, address=ELSEWHERE, login="marie", **headers):
    return sign_in(client, login, PASSWORD, REMOTE_ADDR=address, **headers)


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Trop de tentatives"), ("en", "Too many attempts")]
)
def test_ten_failures_lock_out_and_the_page_says_so(client, marie, language, words):
    assert fail(client, LIMIT - 1).status_code == 200
    response = sign_in(
        client, "marie", "wrong", REMOTE_ADDR=ELSEWHERE, headers={"accept-language": language}
    )
    assert response.status_code == 429
    assert words in response.text
    response = try_right(client, headers={"accept-language": language})
    assert response.status_code == 429
    assert words in response.text
    assert not is_signed_in(client)


def test_fewer_failures_are_forgotten_after_a_success(client, marie):
    fail(client, LIMIT - 1)
    assert try_right(client).status_code == 302
    client.logout()
    assert fail(client, LIMIT - 1).status_code == 200
    assert try_right(client).status_code == 302


def test_an_account_is_locked_from_wherever_it_is_guessed_at(client, marie):
    fail(client, 5, address=ELSEWHERE)
    fail(client, 5, address=THIRD)
    assert try_right(client, "203.0.113.99").status_code == 429


def test_the_names_of_an_account_are_counted_together(client, marie):
    fail(client, 5, login="Marie")
    fail(client, 4, login="marie@example.org", address=THIRD)
    assert fail(client, 1, login="MARIE@example.org", address=THIRD).status_code == 429


def test_an_address_is_locked_whatever_accounts_it_tries(client, marie):
    for number in range(LIMIT):
        response = sign_in(client, f"guess-{number}", "wrong", REMOTE_ADDR=ELSEWHERE)
    assert response.status_code == 429
    assert try_right(client, ELSEWHERE).status_code == 429
    assert try_right(client, OFFICE).status_code == 302


def test_a_stranger_does_not_lock_people_out_where_they_have_signed_in(client, marie):
    try_right(client, OFFICE)
    client.logout()
    fail(client, LIMIT * 3)
    assert try_right(client, OFFICE).status_code == 302


def test_a_colleague_does_not_lock_out_the_whole_office(client, marie):
    try_right(client, OFFICE)
    client.logout()
    fail(client, LIMIT, login="paul", address=OFFICE)
    assert try_right(client, OFFICE).status_code == 302


def test_where_one_has_signed_in_ones_own_failures_still_count(client, marie):
    try_right(client, OFFICE)
    client.logout()
    fail(client, LIMIT, address=OFFICE)
    assert try_right(client, OFFICE).status_code == 429


def test_the_lock_opens_after_an_hour_and_attempts_do_not_prolong_it(client, marie):
    fail(client, LIMIT)
    locked_at = set(AccessAttempt.objects.values_list("attempt_time", flat=True))
    assert fail(client, 3).status_code == 429
    assert set(AccessAttempt.objects.values_list("attempt_time", flat=True)) == locked_at
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=59))
    assert try_right(client).status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=61))
    assert try_right(client).status_code == 302


def test_an_administrator_releases_an_account_at_once(client, admin_client, marie):
    fail(client, LIMIT)
    attempt = AccessAttempt.objects.get()
    listed = admin_client.get("/admin/axes/accessattempt/")
    assert "marie" in listed.text
    admin_client.post(f"/admin/axes/accessattempt/{attempt.pk}/delete/", {"post": "yes"})
    assert try_right(client).status_code == 302


def test_wrong_codes_count_and_a_right_one_is_not_read_any_more(client, marie):
    secret = enrol(marie)
    assert try_right(client).url == CODE
    for _number in range(LIMIT - 1):
        response = client.post(CODE, {"code": "000000"}, REMOTE_ADDR=ELSEWHERE)
        assert response.status_code == 200
    response = client.post(CODE, {"code": "000000"}, REMOTE_ADDR=ELSEWHERE)
    assert response.status_code == 429
    response = client.post(CODE, {"code": code_of(secret)}, REMOTE_ADDR=ELSEWHERE)
    assert response.status_code == 429
    assert not is_signed_in(client)


def test_a_password_that_is_right_does_not_forget_wrong_codes(client, marie):
    enrol(marie)
    try_right(client)
    for _number in range(LIMIT - 1):
        client.post(CODE, {"code": "000000"}, REMOTE_ADDR=ELSEWHERE)
    try_right(client)
    response = client.post(CODE, {"code": "1"}, REMOTE_ADDR=ELSEWHERE)
    assert response.status_code == 429


@pytest.mark.parametrize("login", ["x" * 10_000, "\0", "é" * 300, "' OR 1=1 --"])
def test_odd_names_are_refused_and_counted_without_a_fault(client, login):
    for _number in range(LIMIT + 1):
        response = sign_in(client, login, "wrong", REMOTE_ADDR=ELSEWHERE)
        assert response.status_code in (200, 429)


def test_what_was_typed_is_not_kept(client, marie):
    fail(client, 1)
    assert "wrong" not in AccessAttempt.objects.get().post_data
    enrol(marie)
    try_right(client)
    client.post(CODE, {"code": "246810"}, REMOTE_ADDR=ELSEWHERE)
    assert not AccessAttempt.objects.filter(post_data__contains="246810").exists()


def test_who_signed_in_is_noted(client, marie):
    try_right(client, OFFICE)
    entry = AccessLog.objects.get()
    assert (entry.username, str(entry.ip_address)) == ("marie", OFFICE)


# Addresses
