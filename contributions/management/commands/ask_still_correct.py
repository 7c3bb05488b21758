"""`manage.py ask_still_correct`: ask the contacts of overdue records; for a timer, once a day."""

from django.core.management.base import BaseCommand

from contributions.correctable import FIELDS
from contributions.models import RecordContact


class Command(BaseCommand):
    help = (
        "Ask the contacts of published records that are to be reviewed whether they are still "
        "right: each at most every 90 days."
    )

    def handle(self, **options):
        """Queue the e-mails and print how many."""
        asked = 0
        for model in FIELDS:
            contacts = RecordContact.objects.of(model.objects.published().overdue())
            asked += sum(contact.ask() for contact in contacts.due().order_by("pk"))
        self.stdout.write(f"asked: {asked}")
