"""A forgotten password: a link by mail to who has the account, and no word about who has one."""

import re
import socket

import pytest
from django.core import mail as outbox
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contributions.models import OutgoingMail
from ess_rural.models import PasswordResetRequest
from tests.factories import UserFactory

from .signing_in import is_signed_in
from .staff_roles import page_of

pytestmark = pytest.mark.django_db

ASK, SENT = "/staff/password/reset/", "/staff/password/reset/sent/"
NEW = {"password1": "another horse entirely", "password2": "another horse entirely"}


def ask(client, email="marie@example.org", **headers):
    return client.post(ASK, {"email": email}, **headers)


def link_in(message):
    return re.search(r"https?://\S+/staff/password/reset/\S+", message.body)[0]


@pytest.mark.parametrize("has_password", [True, False])
def test_a_forgotten_password_is_replaced_by_mail_once(client, marie, settings, has_password):
    if not has_password:  # an administrator leaves the choice to the person
        marie.set_unusable_password()
        marie.save()
    assert ask(client, "Marie@example.org").url == SENT
    call_command("send_mails")
    (message,) = outbox.outbox
    assert message.to == ["marie@example.org"]
    address = link_in(message).removeprefix(settings.SITE_URL)
    form = client.get(address, follow=True)
    response = client.post(form.context["action_url"], NEW, follow=True)
    assert response.redirect_chain[-1][0] == "/staff/password/reset/done/"
    assert not is_signed_in(client)
    marie.refresh_from_db()
    assert marie.check_password("another horse entirely")
    client.session.flush()
    assert client.get(address).context["token_fail"]


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "choisir un autre mot de passe"), ("en", "choose another")]
)
def test_the_mail_speaks_the_language_in_which_it_was_asked_for(client, marie, language, words):
    ask(client, headers={"accept-language": language})
    call_command("send_mails")
    (message,) = outbox.outbox
    assert message.subject.startswith("ESS rurale – ")
    assert words in message.subject
    (html,) = message.alternatives
    assert f'<html lang="{language}">' in html.content
    assert link_in(message) in html.content


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8443", "testserver"])
def test_the_link_leads_to_the_site_whatever_host_was_asked(client, marie, settings, host):
    settings.ALLOWED_HOSTS = ["*"]
    ask(client, headers={"host": host, "x-forwarded-host": host})
    call_command("send_mails")
    (message,) = outbox.outbox
    assert link_in(message).startswith(f"{settings.SITE_URL}/staff/")
    assert "evil" not in message.body


def test_an_address_without_an_open_account_gets_no_mail(client, marie):
    marie.is_active = False
    marie.save()
    UserFactory(email="")
    for address in ("marie@example.org", "stranger@example.org"):
        assert ask(client, address).url == SENT
    call_command("send_mails")
    assert outbox.outbox == []
    assert not PasswordResetRequest.objects.exists()


def test_each_account_of_an_address_gets_its_link_once(client, marie):
    UserFactory(username="paul", email="Marie@example.org")
    ask(client)
    call_command("send_mails")
    call_command("send_mails")
    assert len(outbox.outbox) == 2
    assert {name in message.body for name in ("marie", "paul") for message in outbox.outbox}
    assert len({link_in(message) for message in outbox.outbox}) == 2


def test_the_same_is_done_for_every_address(client, marie):
    """So that neither the answer nor its time tells who has an account."""
    done = []
    for address, origin in (("marie@example.org", "192.0.2.1"), ("no@example.org", "192.0.2.2")):
        with CaptureQueriesContext(connection) as queries:
            response = ask(client, address, REMOTE_ADDR=origin)
        statements = [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries]
        done.append((response.status_code, dict(response.headers), statements))
    assert done[0] == done[1]
    assert not any("auth_user" in statement for statement in done[0][2])


@pytest.mark.parametrize("address", ["marie@example.org", "stranger@example.org"])
def test_an_address_is_asked_for_three_times_an_hour(client, marie, address):
    origins = [f"192.0.2.{number}" for number in range(4)]
    answers = [ask(client, address, REMOTE_ADDR=origin).status_code for origin in origins]
    assert answers == [302, 302, 302, 429]
    assert PasswordResetRequest.objects.count() == 3


def test_an_origin_asks_for_twenty_addresses_an_hour(client):
    answers = [ask(client, f"guess-{number}@example.org").status_code for number in range(21)]
    assert answers == [302] * 20 + [429]


@pytest.fixture
def silent_server(settings):
    """A mail server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.MAIL_SERVER_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = listener.getsockname()
        settings.EMAIL_TIMEOUT = 0.1
        yield listener


def test_a_silent_mail_server_holds_up_no_request_and_loses_nothing(
    client, admin_client, marie, settings, silent_server
):
    assert ask(client).url == SENT
    silent_server.setblocking(False)
    with pytest.raises(BlockingIOError):
        silent_server.accept()  # nobody has called
    with pytest.raises(CommandError, match="does not answer"):
        call_command("send_mails")
    mail = OutgoingMail.objects.get()
    assert mail.state == "waiting"
    # The link is nobody's but the reader's.
    token = re.search(r"/staff/password/reset/(\S+)/", mail.text)[1]
    for address in (page_of(OutgoingMail, "changelist"), page_of(OutgoingMail, "change", mail.pk)):
        page = admin_client.get(address).text
        assert mail.subject in page
        assert token not in page
    settings.MAIL_SERVER_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    call_command("send_mails")
    assert token in outbox.outbox[0].body
    mail.refresh_from_db()
    assert (mail.state, mail.text, mail.html) == ("sent", "", "")


def test_an_address_longer_than_any_is_refused_at_the_field(client):
    response = client.post(ASK, {"email": f"a@{'b' * 300}.fr"})
    assert response.status_code == 200
    assert response.context["form"].errors["email"]
