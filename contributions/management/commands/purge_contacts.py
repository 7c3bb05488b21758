"""`manage.py purge_contacts`: delete what is kept of people no longer; for a timer, once a day."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from contributions.correctable import FIELDS
from contributions.models import (
    Contribution,
    OutgoingMail,
    PictureUpload,
    Proposal,
    RecordContact,
)
from initiatives.models import Initiative

# A file is stored a moment before the row that names it.
FILES_ARE_YOUNG = timedelta(days=1)


class Command(BaseCommand):
    help = (
        "Delete drafts and contributions that nobody confirmed, the contact details of those "
        "decided a year ago, old e-mails, contacts of archived records, and pictures that "
        "nothing names. docs/operations.md tells after what time."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, dry_run, **options):
        """Print what was, or would be, deleted. Cut off anywhere, the next run does the rest."""
        steps = {
            "contributions never sent or confirmed": (Contribution.objects.stale(), delete),
            "contact details": (Contribution.objects.with_old_contact(), forget_contact),
            "e-mails": (OutgoingMail.objects.of_no_use(), delete),
            "counted pictures": (PictureUpload.objects.no_longer_counted(), delete),
        }
        for model in FIELDS:
            name = f"contacts of archived records ({model._meta.model_name})"
            kept = model.objects.exclude(status=model.Status.ARCHIVED)
            steps[name] = (RecordContact.objects.of_other_than(kept), delete)
        for name, (rows, purge) in steps.items():
            keys = list(rows.values_list("pk", flat=True))
            if not dry_run:
                keys = [key for key in keys if purged(rows, key, purge)]
            self.stdout.write(f"{name}: {len(keys)}")
        names = list(files_without_a_row())
        if not dry_run:
            for name in names:
                default_storage.delete(name)
        self.stdout.write(f"pictures that nothing names: {len(names)}")


def purged(rows, key, purge):
    """Purge one row, unless it has changed since it was found; return whether it was purged."""
    with transaction.atomic():
        row = rows.select_for_update(of=("self",)).filter(pk=key).first()
        if row:
            purge(row)
    return row is not None


def delete(row):
    row.delete()


def forget_contact(contribution):
    contribution.forget_contact()


def files_without_a_row():
    """Yield the names of stored pictures that no initiative, version or proposal has."""
    named = set()
    for model in (Initiative, Initiative.history.model, Proposal):
        named |= set(model.objects.exclude(picture="").values_list("picture", flat=True))
    for model in (Initiative, Proposal):
        folder = model._meta.get_field("picture").upload_to
        for name in files_in(folder):
            is_young = default_storage.get_modified_time(name) > timezone.now() - FILES_ARE_YOUNG
            if name not in named and not is_young:
                yield name


def files_in(folder):
    """Return the names of the files in a folder of the storage, none without such a folder."""
    if not default_storage.exists(folder):
        return []
    _folders, files = default_storage.listdir(folder)
    return [f"{folder}{file}" for file in files]
