from time import monotonic

from django.core.management.base import BaseCommand

from territories import loader


class Command(BaseCommand):
    help = "Load the territories of France from territories/data/, unless they are loaded."

    def handle(self, *, verbosity, **options):
        if loader.is_loaded():
            if verbosity:
                self.stdout.write("Territories are up to date.")
            return
        start = monotonic()
        counts, kept = loader.load()
        for row, referrer in kept:
            self.stdout.write(
                self.style.WARNING(
                    f"{row._meta.label} {row.pk} ({row}) is no longer in the data; "
                    f"kept, because a {referrer} refers to it."
                )
            )
        if verbosity:
            summary = ", ".join(f"{count:,} {name}" for name, count in counts.items())
            self.stdout.write(f"Loaded {summary} in {monotonic() - start:.1f} s.")
