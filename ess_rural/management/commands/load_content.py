"""Fill the directory from the fixtures."""

from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from ess_rural.content import load_content
from ess_rural.fixture_files import ContentError


class Command(BaseCommand):
    help = (
        "Load the territories and the records of the fixtures: create what is absent, "
        "leave what exists, list what differs."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--update", nargs="+", default=[], metavar="SLUG", help="overwrite these records"
        )
        parser.add_argument(
            "--folder", type=Path, default=settings.BASE_DIR / "fixtures", help="where they are"
        )

    def handle(self, *, update, folder, verbosity, **options):
        call_command("load_territories", verbosity=verbosity, stdout=self.stdout)
        try:
            report = load_content(folder, update)
        except ContentError as error:
            raise CommandError(f"No record was loaded. {error}") from error
        if not verbosity:
            return
        for title, names in (("created", report.created), ("updated", report.updated)):
            for label, number in Counter(name.split(" ")[0] for name in names).items():
                self.stdout.write(f"{label}: {number} {title}")
        for name in report.differing:
            self.stdout.write(f"differs from the fixture, left as it is: {name}")
        for name in report.removed_by_staff:
            self.stdout.write(f"was deleted here, left out: {name}")
        for name in report.left_out:
            self.stdout.write(f"belongs to what was deleted here, left out: {name}")
        self.stdout.write(self.style.SUCCESS("Content is up to date."))
