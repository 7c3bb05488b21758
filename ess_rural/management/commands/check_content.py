"""Say what is wrong and what is missing in the content."""

from django.core.management.base import BaseCommand, CommandError

from ess_rural.content_checks import errors, notices


class Command(BaseCommand):
    help = "List errors of the content (exit status 1) and notices, which are the editors' work."

    def add_arguments(self, parser):
        parser.add_argument("--names", action="store_true", help="name every record of a notice")

    def handle(self, *, names, **options):
        found = errors()
        for finding in found:
            self.stdout.write(self.style.ERROR(f"ERROR {len(finding.records)} {finding.label}"))
            for record in finding.records:
                self.stdout.write(f"  {record}")
        for finding in notices():
            self.stdout.write(f"NOTICE {len(finding.records)} {finding.label}")
            for record in finding.records if names else []:
                self.stdout.write(f"  {record}")
        if found:
            raise CommandError(f"{sum(len(finding.records) for finding in found)} errors.")
        self.stdout.write(self.style.SUCCESS("No error in the content."))
