"""Whatever sends e-mail fills the queue, and no request waits for a mail server."""

import pytest
from django.core import mail as outbox
from django.core.mail import (
    EmailMessage,
    EmailMultiAlternatives,
    get_connection,
    mail_admins,
    send_mail,
    send_mass_mail,
)
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from contributions.models import OutgoingMail
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

MARIE, PAUL = "marie@example.org", "paul@example.org"


def to_two():
    message = EmailMultiAlternatives("S", "T", to=[f"Marie <{MARIE}>"], bcc=[PAUL])
    message.attach_alternative("<p>T</p>", "text/html")
    message.send()


WAYS = {
    "send_mail": (lambda: send_mail("S", "T", None, [MARIE]), [MARIE]),
    "send_mass_mail": (
        lambda: send_mass_mail([("S", "T", None, [MARIE]), ("S", "T", None, [PAUL])]),
        [MARIE, PAUL],
    ),
    "mail_admins": (lambda: mail_admins("S", "T"), [PAUL]),
    "email_user": (lambda: UserFactory(email=MARIE).email_user("S", "T"), [MARIE]),
    "two recipients": (to_two, [MARIE, PAUL]),
    "nobody": (lambda: EmailMessage("S", "T").send(), []),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_way_to_send_an_e_mail_stores_one_for_each_recipient(settings, way, language):
    settings.ADMINS = [("Paul", PAUL)]
    send, recipients = WAYS[way]
    with translation.override(language):
        send()
    assert outbox.outbox == []
    queued = OutgoingMail.objects.order_by("pk")
    assert [(mail.recipient, mail.language, mail.state) for mail in queued] == [
        (recipient, language, "waiting") for recipient in recipients
    ]
    call_command("send_mails", verbosity=0)
    assert [message.to for message in outbox.outbox] == [[recipient] for recipient in recipients]
    assert {message.body for message in outbox.outbox} <= {"T"}
    assert all(bool(message.alternatives) is (way == "two recipients") for message in outbox.outbox)


@pytest.mark.parametrize("subject", ["A\r\nBcc: x@example.org", "A\nB", "é" * 300])
def test_a_subject_is_one_line_that_its_column_holds(subject):
    send_mail(subject, "T", None, [MARIE])
    assert len(OutgoingMail.objects.get().subject.splitlines()) == 1
    call_command("send_mails", verbosity=0)
    assert len(outbox.outbox) == 1


def test_what_the_queue_cannot_hold_is_refused_and_not_cut():
    with_file = EmailMessage("S", "T", to=[MARIE])
    with_file.attach("a.txt", "a")
    only_html = EmailMessage("S", "<p>T</p>", to=[MARIE])
    only_html.content_subtype = "html"
    for message in (with_file, only_html):
        with pytest.raises(ValueError, match="queue"):
            message.send()
    assert not OutgoingMail.objects.exists()


def test_an_e_mail_leaves_only_if_what_it_tells_is_stored():
    with transaction.atomic():
        send_mail("S", "T", None, [MARIE])
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()


def test_a_database_that_refuses_is_an_error_unless_silence_was_asked_for():
    """The report of an error must not raise another one."""

    def broken(**options):
        with transaction.atomic():
            transaction.set_rollback(True)
            connection.needs_rollback = True
            return get_connection(**options).send_messages([EmailMessage("S", "T", to=[MARIE])])

    with pytest.raises(DatabaseError):
        broken()
    assert broken(fail_silently=True) == 0
