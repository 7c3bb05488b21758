"""Staff sign in with a password and a code, and nobody else does."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db.models import F
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from ess_rural.models import CacheEntry
from tests.factories import UserFactory

from .signing_in import CODE, LOGIN, PASSWORD, code_of, enrol, is_signed_in, sign_in

pytestmark = pytest.mark.django_db

ADMIN = "/admin/"


@pytest.fixture(autouse=True)
def second_factor(settings):
    settings.STAFF_SECOND_FACTOR = True


# The way in


def test_the_administration_sends_visitors_to_the_sign_in_and_back(client, marie):
    secret = enrol(marie)
    response = client.get("/admin/initiatives/initiative/", follow=True)
    assert response.redirect_chain[-1][0].startswith(LOGIN)
    assert response.status_code == 200
    client.post(response.redirect_chain[-1][0], {"login": "marie", "password": PASSWORD})
    response = client.post(CODE, {"code": code_of(secret)})
    assert response.url == "/admin/initiatives/initiative/"
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize("login", ["marie", "MARIE", "marie@example.org", "Marie@Example.org"])
def test_the_name_or_the_address_will_do(client, marie, login):
    enrol(marie)
    assert sign_in(client, login).url == CODE


def test_a_password_alone_opens_nothing(client, marie):
    enrol(marie)
    sign_in(client)
    assert not is_signed_in(client)
    assert client.get(ADMIN).status_code == 302


@pytest.mark.parametrize(
    ("login", "password"), [("marie", "wrong"), ("nobody", PASSWORD), ("marie", ""), ("", "x")]
)
def test_what_is_wrong_is_refused_in_words(client, marie, login, password):
    response = sign_in(client, login, password)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not is_signed_in(client)


def test_a_wrong_code_is_refused_and_a_right_one_works_once(client, marie):
    secret = enrol(marie)
    sign_in(client)
    response = client.post(CODE, {"code": "000000"})
    assert response.context["form"].errors["code"]
    code = code_of(secret)
    client.post(CODE, {"code": code})
    assert is_signed_in(client)
    client.logout()
    sign_in(client)
    client.post(CODE, {"code": code})
    assert not is_signed_in(client)


def test_a_code_stays_used_as_long_as_it_is_valid(client, marie):
    """That of a telephone half a minute early is valid for more than a minute."""
    code = code_of(enrol(marie), periods_ahead=1)
    for seconds, is_taken in ((0, True), (31, False), (58, False)):
        CacheEntry.objects.update(expires=F("expires") - timedelta(seconds=seconds))
        sign_in(client)
        client.post(CODE, {"code": f"{code[:3]} {code[3:]}"})
        assert is_signed_in(client) is is_taken
        client.logout()
    assert AccessAttempt.objects.get().failures_since_start == 2


def test_a_recovery_code_works_once(client, marie):
    enrol(marie)
    codes = Authenticator.objects.get(user=marie, type="recovery_codes").wrap()
    code = codes.get_unused_codes()[0]
    sign_in(client)
    client.post(CODE, {"code": code})
    assert is_signed_in(client)
    client.logout()
    sign_in(client)
    response = client.post(CODE, {"code": code})
    assert response.context["form"].errors["code"]
    assert not is_signed_in(client)


def test_the_old_address_of_the_admin_takes_no_password(client, marie):
    response = client.post("/admin/login/", {"username": "marie", "password": PASSWORD})
    assert response.status_code == 405
    assert not is_signed_in(client)


def test_nobody_becomes_another_with_a_password_alone(client, marie):
    colleague = UserFactory()
    for person in (marie, colleague):
        enrol(person)
    client.force_login(colleague)
    response = client.post("/admin/login/", {"username": "marie", "password": PASSWORD})
    assert response.status_code == 405
    assert client.session["_auth_user_id"] == str(colleague.pk)


def test_who_is_no_staff_is_refused(client, marie):
    marie.is_staff = marie.is_superuser = False
    marie.save()
    client.force_login(marie)
    enrol(marie)
    assert client.get(ADMIN, follow=True).status_code == 403


def test_a_closed_account_stays_out(client, marie):
    marie.is_active = False
    marie.save()
    response = client.post(LOGIN, {"login": "marie", "password": PASSWORD}, follow=True)
    assert response.redirect_chain[-1][0] == "/staff/inactive/"
    assert not is_signed_in(client)


# The second factor


@pytest.mark.parametrize(
    "address",
    [
        ADMIN,
        "/admin/initiatives/initiative/",
        "/admin/auth/user/add/",
        "/admin/jsi18n/",
        "/media/proposed/picture.jpg",
    ],
)
def test_without_a_second_factor_every_page_leads_to_its_setting_up(client, marie, address):
    sign_in(client)
    assert is_signed_in(client)
    for answer in (client.get(address), client.post(address)):
        assert (answer.status_code, answer.url) == (302, "/staff/second-factor/app/")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_who_signs_in_first_sets_up_the_app_and_is_given_codes(
    client, marie, language, django_capture_on_commit_callbacks
):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    sign_in(client)
    page = client.get("/staff/second-factor/app/")
    assert page.status_code == 200
    assert 'src="data:image/svg+xml;base64,' in page.text
    assert "data:" in page["Content-Security-Policy"]
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(
            "/staff/second-factor/app/", {"code": code_of(page.context["form"].secret)}
        )
    assert response.url == "/staff/second-factor/codes/"
    codes = client.get(response.url)
    assert codes.status_code == 200
    assert len(re.findall(r"<code>\d{8}</code>", codes.text)) == 10
    assert client.get(ADMIN).status_code == 200


def test_a_wrong_code_sets_nothing_up(client, marie):
    sign_in(client)
    client.get("/staff/second-factor/app/")
    response = client.post("/staff/second-factor/app/", {"code": "000000"})
    assert response.context["form"].errors["code"]
    assert not Authenticator.objects.exists()


def test_the_app_can_be_replaced_after_the_password_or_a_code(client, marie):
    secret = enrol(marie)
    client.force_login(marie)
    address = "/staff/second-factor/app/remove/"
    assert client.get(address).url.startswith("/staff/again/")
    client.post(f"/staff/second-factor/again/?next={address}", {"code": code_of(secret)})
    assert client.get(address).status_code == 200
    client.post(address)
    assert not Authenticator.objects.filter(user=marie).exists()
    assert client.get(ADMIN).url == "/staff/second-factor/app/"


def test_new_recovery_codes_replace_the_old(client, marie):
    enrol(marie)
    client.force_login(marie)
    client.post("/staff/again/", {"password": PASSWORD})
    old = client.get("/staff/second-factor/codes/").context["unused_codes"]
    client.post("/staff/second-factor/codes/new/")
    new = client.get("/staff/second-factor/codes/").context["unused_codes"]
    assert len(new) == 10
    assert not set(old) & set(new)
    assert client.get("/staff/second-factor/codes/file/").text.split() == new


def test_where_it_is_switched_off_a_password_is_enough(client, marie, settings):
    settings.STAFF_SECOND_FACTOR = False
    assert sign_in(client).url == ADMIN
    assert client.get(ADMIN).status_code == 200


def test_it_cannot_be_switched_off_in_production(settings):
    settings.STAFF_SECOND_FACTOR = False
    with pytest.raises(SystemCheckError, match="ess_rural.E001"):
        call_command("check", deploy=True)


# What there is, and what there is not


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_confirm_email", "mfa_add_webauthn", "mfa_trust"],
)
def test_nobody_signs_up_and_nothing_is_mounted_that_is_not_needed(client, name):
    with pytest.raises(NoReverseMatch):
        reverse(name)
    assert client.get("/staff/signup/").status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "address",
    [
        LOGIN,
        "/staff/password/",
        "/staff/password/reset/",
        "/staff/password/reset/sent/",
        "/staff/password/reset/done/",
        "/staff/password/reset/a-b-c/",
        "/staff/inactive/",
        "/staff/logout/",
        "/staff/again/",
        "/staff/second-factor/",
        "/staff/second-factor/codes/",
        "/staff/second-factor/codes/new/",
        "/staff/second-factor/again/",
        "/staff/second-factor/app/remove/",
    ],
)
def test_every_page_speaks_the_language_of_the_reader(client, marie, address, language):
    if address not in (LOGIN, "/staff/password/reset/"):
        enrol(marie)
        client.force_login(marie)
        client.post("/staff/again/", {"password": PASSWORD})
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.text
    assert "noindex" in response.text
    assert "public" not in response.get("Cache-Control", "")
    assert "ETag" not in response


def test_sessions_end_with_the_day_and_with_the_browser(client, marie):
    enrol(marie)
    sign_in(client)
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    response = client.post(CODE, {"code": code})
    assert response.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
    session = client.session
    assert session.get_expire_at_browser_close()
    assert 0 < session.get_expiry_age() <= 12 * 3600
    stored = session.model.objects.get(pk=session.session_key)
    stored.expire_date = timezone.now()
    stored.save()
    assert client.get(ADMIN).status_code == 302


def test_signing_out_leads_home(client, marie):
    client.force_login(marie)
    assert client.post("/staff/logout/").url == "/fr/"
    assert not is_signed_in(client)


# Passwords


def test_a_password_is_changed_by_who_knows_it(client, marie):
    enrol(marie)
    client.force_login(marie)
    assert client.get("/admin/password_change/").url == "/staff/password/"
    new = {"password1": "another horse entirely", "password2": "another horse entirely"}
    wrong = client.post("/staff/password/", {"oldpassword": "x", **new})
    assert "oldpassword" in wrong.context["form"].errors
    client.post("/staff/password/", {"oldpassword": PASSWORD, **new})
    marie.refresh_from_db()
    assert marie.check_password("another horse entirely")
