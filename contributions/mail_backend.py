"""The e-mail backend of the site: whatever Django or a library sends waits in the queue."""

from email.utils import parseaddr
from uuid import uuid4

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, transaction
from django.utils.text import Truncator
from django.utils.translation import get_language

from contributions.models import OutgoingMail


class QueueBackend(BaseEmailBackend):
    """Store messages for `send_mails`: no request waits for a mail server.

    They leave from DEFAULT_FROM_EMAIL, as all others do, to each recipient apart.
    """

    def send_messages(self, email_messages):
        """Return how many messages were stored; ValueError where one holds more than texts."""
        number = 0
        for message in email_messages:
            try:
                store(message)
            except DatabaseError:
                if not self.fail_silently:
                    raise
            else:
                number += 1
        return number


@transaction.atomic
def store(message):
    """Put a message of Django into the queue, once for each recipient."""
    alternatives = getattr(message, "alternatives", [])
    html = "".join(content for content, kind in alternatives if kind == "text/html")
    if message.attachments or message.content_subtype != "plain":
        raise ValueError("The queue of e-mails holds a text, with or without HTML, and no files.")
    for recipient in message.recipients():
        OutgoingMail.objects.create(
            key=f"message-{uuid4()}",
            recipient=parseaddr(recipient)[1],
            language=get_language() or settings.LANGUAGE_CODE,
            subject=Truncator(" ".join(message.subject.splitlines())).chars(200),
            text=message.body,
            html=html,
        )
