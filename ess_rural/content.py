"""Loading the content, record by record, without overwriting anybody's work.

Unlike `loaddata`, which saves raw, this validates each record and names the one that fails.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.serializers.base import DeserializationError
from django.core.serializers.python import Deserializer, Serializer
from django.db import DataError, IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import override

from ess_rural.fixture_files import ContentError, read_folder
from ess_rural.models import LoadedRecord
from resources.history import recorded
from resources.models import PublicRecord


@dataclass
class Report:
    """What a load did, as lists of "model key" texts."""

    created: list = field(default_factory=list)
    updated: list = field(default_factory=list)
    differing: list = field(default_factory=list)
    removed_by_staff: list = field(default_factory=list)
    left_out: list = field(default_factory=list)


def load_content(folder, update=()):
    """Bring the fixtures of `folder` into the database, in one transaction.

    Creates what is absent, leaves what exists and lists what differs; a record that staff
    deleted stays deleted, and what belongs to it stays out. Records whose slug is in `update` are
    overwritten or brought back. Returns a `Report`; raises `ContentError`, the database being left
    as it was.
    """
    # In French: the rules look at the French texts, whatever language was active.
    with override("fr"), recorded(_("content files")):
        load = _Load(set(update))
        for model, entries in read_folder(folder).items():
            load.load_model(model, entries)
        load.finish()
        return load.report


class _Load:
    """One run of `load_content`."""

    def __init__(self, update):
        self.update = update
        self.unseen = set(update)
        self.report = Report()
        self.existing = []
        self.saved = []
        # {model: natural keys of what staff deleted}
        self.removed = defaultdict(set)

    def load_model(self, model, entries):
        """Load the entries of one model, those that it refers to being there already."""
        label = model._meta.label_lower
        known = set(LoadedRecord.objects.filter(model=label).values_list("key", flat=True))
        present = {record.natural_key() for record in _with_relations(model)}
        fresh = []
        for entry in entries:
            asked = entry.key[0] in self.update
            self.unseen.discard(entry.key[0])
            if entry.key in present and not asked:
                self.existing.append(entry)
            elif entry.text_key in known and not asked:
                self.removed[model].add(entry.key)
                self.report.removed_by_staff.append(entry.name)
            else:
                fresh.append(entry)
        fresh = [entry for entry in fresh if self._drop_removed_links(entry)]
        for entry in _targets_first(model, fresh):
            self._save(entry, is_new=entry.key not in present)
        for entry in fresh:
            self._link_to_own_kind(entry)
        here = {entry.text_key for entry in [*fresh, *self.existing] if entry.model is model}
        LoadedRecord.objects.bulk_create(
            [LoadedRecord(model=label, key=key) for key in sorted(here - known)]
        )

    def _drop_removed_links(self, entry):
        """Take out of an entry the links to what staff deleted; False where it needs one."""
        for name, value in list(entry.fields.items()):
            column = entry.model._meta.get_field(name)
            removed = self.removed.get(column.related_model, ()) if column.is_relation else ()
            if not removed or not value:
                continue
            if column.many_to_many:
                entry.fields[name] = [key for key in value if tuple(key) not in removed]
            elif tuple(value) in removed:
                if not column.null:
                    self.report.left_out.append(entry.name)
                    return False
                entry.fields[name] = None
        return True

    def _save(self, entry, is_new):
        own = _links_to_own_kind(entry.model)
        fields = {name: value for name, value in entry.fields.items() if name not in own}
        with naming(entry):
            parsed = next(
                iter(Deserializer([{"model": entry.model._meta.label_lower, "fields": fields}]))
            )
            record = parsed.object if is_new else _overwritten(parsed.object, fields)
            # The database keeps the constraints; asking it for each beforehand doubles the time.
            record.full_clean(validate_constraints=False)
            record.save()
            for link in record._meta.many_to_many:
                if link.name not in own:
                    getattr(record, link.name).set(parsed.m2m_data.get(link.name, []))
        self.saved.append((entry, record))
        (self.report.created if is_new else self.report.updated).append(entry.name)

    def _link_to_own_kind(self, entry):
        """Set the many-to-many links among records of one model, once all of them are there."""
        find = entry.model.objects.get_by_natural_key
        for name in _links_to_own_kind(entry.model):
            with naming(entry):
                others = [find(*key) for key in entry.fields.get(name, [])]
                getattr(find(*entry.key), name).set(others)

    def finish(self):
        """Check the rules that span rows, and list what differs, once everything is in place."""
        if self.unseen:
            raise ContentError(f"--update: no such record: {', '.join(sorted(self.unseen))}")
        for entry, record in self.saved:
            if isinstance(record, PublicRecord):
                with naming(entry):
                    record.validate_links()
        by_model = defaultdict(list)
        for entry in self.existing:
            by_model[entry.model].append(entry)
        for model, entries in by_model.items():
            stored = {record.natural_key(): record for record in _with_relations(model)}
            for entry in entries:
                with naming(entry):
                    names = _differing_fields(stored[entry.key], entry.fields)
                if names:
                    self.report.differing.append(f"{entry.name}: {', '.join(names)}")


class naming:  # noqa: N801 reads as a statement
    """Turn whatever is wrong with a record into a `ContentError` that names it."""

    def __init__(self, entry):
        self.prefix = f"{entry.path.name}: {entry.name}"

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if isinstance(error, ValidationError):
            raise ContentError(f"{self.prefix}: {reasons(error)}") from error
        if isinstance(
            error,
            DeserializationError
            | ObjectDoesNotExist
            | IntegrityError
            | DataError
            | ValueError
            | TypeError,
        ):
            raise ContentError(f"{self.prefix}: {error}") from error


def reasons(error):
    """Return a `ValidationError` in one line, by field where it has fields."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())


def _links_to_own_kind(model):
    return {link.name for link in model._meta.many_to_many if link.related_model is model}


def _targets_first(model, entries):
    """Yield entries so that each comes after those of its own model that it points at."""
    pointers = [column.name for column in model._meta.fields if column.related_model is model]
    waiting = {entry.key: entry for entry in entries}

    def is_ready(entry):
        targets = [tuple(entry.fields[name]) for name in pointers if entry.fields.get(name)]
        return not any(target in waiting for target in targets)

    while waiting:
        ready = [entry for entry in waiting.values() if is_ready(entry)]
        if not ready:
            names = ", ".join(entry.text_key for entry in waiting.values())
            raise ContentError(f"{model._meta.label_lower}: in a circle: {names}")
        for entry in ready:
            del waiting[entry.key]
        yield from ready


def _overwritten(parsed, fields):
    """Return the stored record with the values that the fixture gives."""
    record = type(parsed).objects.get_by_natural_key(*parsed.natural_key())
    for column in record._meta.concrete_fields:
        if column.name in fields:
            setattr(record, column.attname, getattr(parsed, column.attname))
    return record


def _with_relations(model):
    links = [link.name for link in model._meta.many_to_many]
    keys = [column.name for column in model._meta.concrete_fields if column.is_relation]
    return model.objects.select_related(*keys).prefetch_related(*links)


def _differing_fields(record, fields):
    """Return the names of the fixture's fields whose stored value is another."""
    [stored] = Serializer().serialize([record], use_natural_foreign_keys=True)
    return [
        name
        for name, value in fields.items()
        if _plain(record, name, stored["fields"].get(name)) != _plain(record, name, value)
    ]


def _plain(record, name, value):
    """Return a value in a form that a fixture's and a stored one share."""
    column = record._meta.get_field(name)
    if column.many_to_many:
        return sorted(list(key) for key in value)
    if column.is_relation:
        return list(value or [])
    return column.to_python(value) or ""
