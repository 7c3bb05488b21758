"""`manage.py send_digest`: tell staff who want it, once a week, what waits; for a timer."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from contributions.models import OutgoingMail
from contributions.queues import waiting_for
from resources.models import Remit

LANGUAGE = "fr"  # that of the staff


class Command(BaseCommand):
    help = "Queue the weekly digest, once for each person and week; nobody is told of nothing."

    def handle(self, **options):
        """Print how many were queued."""
        year, week, _day = timezone.localdate().isocalendar()
        number = 0
        for person in people():
            key = f"digest-{person.pk}-{year}-W{week:02}"
            counters = waiting_for(person)
            if not counters or OutgoingMail.objects.filter(key=key).exists():
                continue
            with transaction.atomic():
                OutgoingMail.objects.queue(
                    key,
                    template="digest",
                    recipient=person.email,
                    language=LANGUAGE,
                    counters=counters,
                    total=sum(counter.number for counter in counters),
                )
            number += 1
        self.stdout.write(f"digests queued: {number}")


def people():
    """Return the users who want the digest and can be sent it."""
    wanted = Remit.objects.filter(
        weekly_digest=True, user__is_active=True, user__is_staff=True
    ).exclude(user__email="")
    return [remit.user for remit in wanted.select_related("user").order_by("user")]
