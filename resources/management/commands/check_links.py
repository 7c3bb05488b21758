"""Ask the addresses that records name whether they still answer."""

from django.conf import settings
from django.core.management.base import BaseCommand

from resources.link_checker import Limits, answers
from resources.links import due, keep_to_addresses_in_use
from resources.models import LinkCheck


class Command(BaseCommand):
    help = (
        "Ask the websites that published records name whether they answer, and note it. What was "
        "asked lately is left out: a run that was interrupted goes on where it stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=number, help="ask for this many addresses at most")
        parser.add_argument(
            "--older-than",
            type=number,
            default=7,
            metavar="DAYS",
            help="ask for addresses again after this many days (7)",
        )

    def handle(self, *, limit, older_than, **options):
        keep_to_addresses_in_use()
        waiting = {check.url: check for check in due(older_than)[:limit]}
        failing = 0
        for address, answer in answers(list(waiting), Limits(**settings.LINK_CHECKS)):
            check = waiting[address]
            check.note(answer)
            failing += check.is_failing
            if check.is_failing and options["verbosity"] > 0:
                self.stdout.write(f"{answer.status or answer.fault} {address}")
        dead = LinkCheck.objects.dead().count()
        self.stdout.write(f"{len(waiting)} asked, {failing} failing; {dead} dead in all.")


def number(text):
    """Return a number that is not negative; raises `ValueError`."""
    value = int(text)
    if value < 0:
        raise ValueError(text)
    return value
