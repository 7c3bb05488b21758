"""E-mails: what they say, in both languages, and that each leaves once."""

import re
import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as site
from django.core import mail as outbox
from django.core.management import CommandError, call_command
from django.utils import timezone

from contributions.models import OutgoingMail
from tests.factories import DraftFactory, MailFactory, ProposalFactory, TurnFactory, UserFactory

pytestmark = pytest.mark.django_db

MAILS = site.BASE_DIR / "templates" / "contributions" / "mails"
KINDS = ("subject.txt", "txt", "html")
# What each e-mail of the forms says in its subject, and where it leads.
SAID = {
    "draft": ("gardé trente jours", "kept for thirty days", r"/(proposer|propose)/[\w-]{43}/"),
    "to_confirm": (
        "Confirmez votre envoi",
        "Confirm what you sent",
        r"/(suivi|follow)/confirm(er)?/\S+/",
    ),
    "to_review": ("Chez la rédaction", "With our editors", r"/(suivi|follow)/[\w-]{43}/"),
    "changes_asked": ("Modifications demandées", "Changes asked", r"/(suivi|follow)/[\w-]{43}/"),
    "accepted": ("Acceptée", "Accepted", r"/(suivi|follow)/[\w-]{43}/"),
    "refused": ("Non retenue", "Not taken up", r"/(suivi|follow)/[\w-]{43}/"),
}


def queued(template, language="fr", **changes):
    """Queue the e-mail of a template about a proposal; return it."""
    given = {"name": "L’Épi & <Co>", "contact_name": "Camille", "language": language, **changes}
    proposal = ProposalFactory(**given)
    turn = TurnFactory(contribution=proposal, after="refused", reason="Hors <sujet> & loin.")
    return OutgoingMail.objects.queue(
        f"key-{template}-{language}",
        template=template,
        recipient="camille@example.org",
        language=language,
        contribution=proposal,
        turn=turn,
    )


# What they say


@pytest.mark.parametrize("template", SAID)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_e_mail_is_in_the_language_of_its_reader_and_leads_on(template, language):
    french, english, address = SAID[template]
    mail = queued(template, language)
    assert (french if language == "fr" else english) in mail.subject
    other = english if language == "fr" else french
    assert other not in mail.subject + mail.text + mail.html
    for text in (mail.text, mail.html):
        assert re.search(rf"{site.SITE_URL}/{language}{address}", text)
    assert f'<html lang="{language}">' in mail.html
    # The subject is a line, and plain text is plain.
    assert "\n" not in mail.subject
    assert "&amp;" not in mail.subject + mail.text
    # To an address that nobody has confirmed goes nothing that was typed.
    is_confirmed = template not in ("draft", "to_confirm")
    assert ("Camille" in mail.text) is is_confirmed
    assert ("L’Épi & <Co>" in mail.text) is is_confirmed
    assert ("L’Épi &amp; &lt;Co&gt;" in mail.html) is is_confirmed
    assert "<Co>" not in mail.html


@pytest.mark.parametrize("template", ["changes_asked", "refused"])
def test_the_reason_goes_to_the_contributor(template):
    mail = queued(template)
    assert "Hors <sujet> & loin." in mail.text
    assert "Hors &lt;sujet&gt; &amp; loin." in mail.html


def test_html_e_mails_load_nothing_and_run_nothing():
    for template in SAID:
        html = queued(template).html
        assert not re.search(r"<(img|script|link|iframe)|style=|src=", html)


def test_every_template_of_an_e_mail_has_its_three_texts():
    """Their names are put together: here they are seen whole."""
    stems = {path.name.partition(".")[0] for path in MAILS.iterdir()} - {"base"}
    assert set(SAID) <= stems
    for stem in stems:
        assert [kind for kind in KINDS if not (MAILS / f"{stem}.{kind}").is_file()] == []


def test_a_name_of_several_lines_makes_a_subject_of_one():
    mail = queued("accepted", name="Une\r\nBcc: tous@example.org")
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject


def test_an_e_mail_is_queued_once_for_a_key():
    first = queued("accepted")
    again = OutgoingMail.objects.queue(
        first.key,
        template="refused",
        recipient="other@example.org",
        language="en",
        contribution=first.contribution,
        turn=first.contribution.turns.get(),
    )
    assert again.pk == first.pk
    assert again.recipient == "camille@example.org"


def test_each_turn_is_told_as_it_happens():
    told = {"name": "La Grange", "summary": "Une grange.", "scope": "national"}
    proposal = DraftFactory(contact_email="camille@example.org", **told)
    proposal.send()
    proposal.confirm()
    proposal.ask_changes(UserFactory(), "Dites-en plus.", proposal.version)
    proposal.amend()
    proposal.accept(UserFactory(), proposal.version)
    subjects = list(OutgoingMail.objects.order_by("pk").values_list("subject", flat=True))
    said = ["Confirmez", "Chez la rédaction", "Modifications", "Acceptée"]
    assert [one for one, wanted in zip(subjects, said, strict=True) if wanted not in one] == []


# How they leave


def test_what_is_due_is_sent_and_nothing_else(capsys):
    queued("accepted")
    later = MailFactory(send_after=timezone.now() + timezone.timedelta(hours=1))
    call_command("send_mails")
    assert "sent: 1" in capsys.readouterr().out
    [sent] = outbox.outbox
    assert sent.to == ["camille@example.org"]
    assert sent.alternatives[0].mimetype == "text/html"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    later.refresh_from_db()
    assert later.state == "waiting"
    call_command("send_mails")
    assert len(outbox.outbox) == 1


def test_without_any_e_mail_no_server_is_asked(settings, capsys):
    settings.MAIL_SERVER_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    call_command("send_mails")
    assert capsys.readouterr().out == ""


def test_a_server_that_is_down_claims_nothing(settings):
    settings.MAIL_SERVER_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    mail = MailFactory()
    with pytest.raises(CommandError, match="does not answer"):
        call_command("send_mails")
    mail.refresh_from_db()
    assert (mail.state, mail.tries) == ("waiting", 0)


def test_one_that_was_cut_off_is_for_people_to_look_at(capsys):
    mail = MailFactory(state="sending", begun_at=timezone.now() - timezone.timedelta(hours=1))
    busy = MailFactory(state="sending", begun_at=timezone.now())
    call_command("send_mails")
    assert "unknown: 1" in capsys.readouterr().out
    mail.refresh_from_db()
    busy.refresh_from_db()
    assert (mail.state, busy.state) == ("unknown", "sending")
    assert outbox.outbox == []
    mail.put_back()
    call_command("send_mails")
    assert len(outbox.outbox) == 1


def test_an_e_mail_that_is_claimed_is_not_sent_by_another():
    mail = MailFactory()
    assert OutgoingMail.objects.claim(mail.pk)
    assert mail.send(outbox.get_connection(site.MAIL_SERVER_BACKEND)) is None
    assert outbox.outbox == []


def test_an_address_that_cannot_be_written_to_stops_nothing(capsys):
    bad = MailFactory(recipient="a@b\r\nBcc: c@d.org")
    good = MailFactory()
    call_command("send_mails")
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == ("failed", "sent")
    assert bad.last_error


# To a real server


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Server:
    """A mail server that answers as it is told and keeps what it takes."""

    def __init__(self):
        self.messages, self.answers, self.hangs_up = [], {}, set()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.hangs_up & set(envelope.rcpt_tos):
            server.transport.close()
            return "250 OK"
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def server(settings):
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.MAIL_SERVER_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield handler
    controller.stop()


def test_a_real_server_gets_both_texts(server):
    mail = queued("accepted")
    call_command("send_mails", verbosity=0)
    [message] = server.messages
    assert message["Subject"] == mail.subject
    assert message["To"] == "camille@example.org"
    assert message["From"] == site.DEFAULT_FROM_EMAIL
    texts = {
        part.get_content_type(): part.get_content()
        for part in message.walk()
        if not (part.is_multipart())
    }
    assert texts["text/plain"].splitlines() == mail.text.splitlines()
    assert texts["text/html"].splitlines() == mail.html.splitlines()


def test_several_go_over_one_connection_and_each_once(server, capsys):
    for _number in range(5):
        MailFactory()
    call_command("send_mails")
    call_command("send_mails")
    assert len(server.messages) == 5
    assert len({message["X-Mail-Key"] for message in server.messages}) == 5


@pytest.mark.parametrize(
    ("answer", "state"), [("550 No such person", "failed"), ("450 Busy", "waiting")]
)
def test_a_refusal_is_noted_and_the_others_leave(server, answer, state):
    server.answers["gone@example.org"] = answer
    refused, taken = MailFactory(recipient="gone@example.org"), MailFactory()
    call_command("send_mails", verbosity=0)
    refused.refresh_from_db()
    taken.refresh_from_db()
    assert (refused.state, taken.state) == (state, "sent")
    assert answer[4:] in refused.last_error
    if state == "waiting":
        assert refused.send_after > timezone.now()


def test_a_server_that_hangs_up_leaves_one_in_doubt_and_not_the_next(server):
    server.hangs_up.add("camille@example.org")
    doubtful, next_one = MailFactory(recipient="camille@example.org"), MailFactory()
    call_command("send_mails", verbosity=0)
    doubtful.refresh_from_db()
    next_one.refresh_from_db()
    assert (doubtful.state, next_one.state) == ("unknown", "sent")
    call_command("send_mails", verbosity=0)
    assert len(server.messages) == 1


def test_after_the_last_pause_it_is_given_up(server):
    server.answers["gone@example.org"] = "450 Busy"
    mail = MailFactory(recipient="gone@example.org")
    tries = 0
    while mail.state == "waiting":
        OutgoingMail.objects.update(send_after=timezone.now())
        call_command("send_mails", verbosity=0)
        mail.refresh_from_db()
        tries += 1
    assert (mail.state, tries) == ("failed", 8)
