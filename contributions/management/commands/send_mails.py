"""`manage.py send_mails`: send the e-mails that wait in the database; for a timer."""

from collections import Counter

from django.conf import settings
from django.core.mail import get_connection
from django.core.management.base import BaseCommand, CommandError

from contributions.models import OutgoingMail
from contributions.signals import mails_are_due

MOST_AT_ONCE = 500


class Command(BaseCommand):
    help = "Send the e-mails that wait, over one connection. Two runs at once send nothing twice."

    def handle(self, **options):
        """Print how many e-mails ended in which state; fails where no mail server answers."""
        mails_are_due.send_robust(sender=type(self))
        counts = Counter()
        for mail in OutgoingMail.objects.cut_off():
            counts[mail.give_up()] += 1
        due = list(OutgoingMail.objects.due()[:MOST_AT_ONCE])
        if due:
            connection = self.opened()
            try:
                for mail in due:
                    state = mail.send(connection)
                    counts[state] += 1
                    if state not in (OutgoingMail.State.SENT, None):
                        # The server may have hung up: the next one must not suffer from it.
                        close(connection)
                        connection = self.opened()
            finally:
                close(connection)
        for state in OutgoingMail.State:
            if counts[state]:
                self.stdout.write(f"{state.value}: {counts[state]}")

    @staticmethod
    def opened():
        connection = get_connection(settings.MAIL_SERVER_BACKEND)
        try:
            connection.open()
        except OSError as error:  # refused, not found, or it does not speak SMTP
            raise CommandError(f"The mail server does not answer; the rest waits: {error}") from (
                error
            )
        return connection


def close(connection):
    """Close a connection that the server may have closed already."""
    try:
        connection.close()
    except OSError:
        return
