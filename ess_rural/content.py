"""The content files: reading fixtures, record by record, without overwriting anybody's work.

A fixture is an ordinary Django fixture in YAML, one file per model, by natural key. Unlike
`loaddata`, which saves raw, this validates each record and names the one that fails.
"""

import json
from dataclasses import dataclass, field

import yaml
from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializationError
from django.core.serializers.python import Deserializer, Serializer
from django.db import IntegrityError, transaction

from ess_rural.models import LoadedRecord
from initiatives import models as initiatives
from resources import models as resources
from resources.models import PublicRecord

# Each model after those it refers to.
LOAD_ORDER = [
    resources.Resource,
    resources.ResourceSource,
    resources.KeyFigure,
    resources.KeyFigureSource,
    initiatives.Sector,
    initiatives.Challenge,
    initiatives.Driver,
    initiatives.Offer,
    initiatives.AuthorityLevel,
    initiatives.Lever,
    initiatives.LeverSource,
    initiatives.CooperationForm,
    initiatives.CooperationFormSource,
    initiatives.SupportOrganisation,
    initiatives.SupportOrganisationSource,
    initiatives.Initiative,
    initiatives.InitiativeSource,
    initiatives.AuthorityAction,
    initiatives.Milestone,
    initiatives.KeyFact,
]


class ContentError(Exception):
    """A content file that cannot be loaded; the message names the record and the reason."""


@dataclass
class Report:
    """What a load did, as lists of "model key" texts."""

    created: list = field(default_factory=list)
    updated: list = field(default_factory=list)
    differing: list = field(default_factory=list)
    removed_by_staff: list = field(default_factory=list)


def load_content(folder, update=()):
    """Bring the fixtures of `folder` into the database, in one transaction.

    Creates what is absent, leaves what exists and lists what differs; a record that staff
    deleted stays deleted. Records whose slug is in `update` are overwritten or brought back.
    Returns a `Report`; raises `ContentError`, the database being left as it was.
    """
    with transaction.atomic():
        load = _Load(folder, set(update))
        for model in LOAD_ORDER:
            load.load_model(model)
        load.validate_links()
        if load.wanted:
            raise ContentError(f"--update: no such record: {', '.join(sorted(load.wanted))}")
        return load.report


class _Load:
    def __init__(self, folder, update):
        self.folder = folder
        self.update = update
        self.wanted = set(update)
        self.report = Report()
        self.saved = []

    def load_model(self, model):
        """Load the fixture of one model; a model without a fixture is passed over."""
        path = self.folder / f"{model._meta.app_label}__{model._meta.model_name}.yaml"
        if not path.exists():
            return
        label = model._meta.label_lower
        entries = self._read(path, model)
        known = set(LoadedRecord.objects.filter(model=label).values_list("key", flat=True))
        present = {record.natural_key(): record for record in _with_relations(model)}
        fresh, existing = [], []
        for key, entry in entries.items():
            name = f"{label} {_text(key)}"
            asked = key[0] in self.update
            self.wanted.discard(key[0])
            if key in present and not asked:
                existing.append((name, present[key], entry))
            elif key not in present and _text(key) in known and not asked:
                self.report.removed_by_staff.append(name)
            else:
                (self.report.updated if key in present else self.report.created).append(name)
                fresh.append((name, entry))
        self._save(path, model, fresh)
        LoadedRecord.objects.bulk_create(
            [
                LoadedRecord(model=label, key=_text(key))
                for key in entries
                if _text(key) not in known
            ]
        )
        self.report.differing += [
            f"{name}: {', '.join(fields)}"
            for name, record, entry in existing
            if (fields := _differing_fields(record, entry["fields"]))
        ]

    def validate_links(self):
        """Check the rules that span rows, once everything is in place."""
        for path, name, record in self.saved:
            if isinstance(record, PublicRecord):
                with _naming(path, name):
                    record.validate_links()

    def _read(self, path, model):
        """Return {natural key: entry} of a fixture file, in its order."""
        try:
            entries = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or []
        except yaml.YAMLError as error:
            raise ContentError(f"{path.name}: {error}") from error
        found = {}
        for number, entry in enumerate(entries, start=1):
            try:
                if entry["model"] != model._meta.label_lower:
                    raise ContentError(f"{path.name}, record {number}: not a {model.__name__}")
                key = tuple(_key_part(entry["fields"], name) for name in model.NATURAL_KEY)
            except (KeyError, TypeError, IndexError) as error:
                raise ContentError(f"{path.name}, record {number}: no natural key") from error
            if key in found:
                raise ContentError(f"{path.name}: {_text(key)} stands there twice")
            found[key] = entry
        return found

    def _save(self, path, model, fresh):
        """Validate and save; fields that refer to the same model wait until all are there."""
        columns = [*model._meta.concrete_fields, *model._meta.many_to_many]
        own = {column.name for column in columns if column.related_model is model}
        for name, entry in fresh:
            fields = {key: value for key, value in entry["fields"].items() if key not in own}
            self._save_one(path, name, {**entry, "fields": fields})
        for name, entry in fresh:
            if own & entry["fields"].keys():
                self._save_one(path, name, entry)
        keep = {}
        for saved in self.saved:
            keep[saved[:2]] = saved
        self.saved = list(keep.values())

    def _save_one(self, path, name, entry):
        with _naming(path, name):
            parsed = next(iter(Deserializer([entry])))
            record = parsed.object
            if record.pk:
                record = _merged(record, entry["fields"])
            # The database keeps the constraints; asking it for each in advance takes as long again.
            record.full_clean(validate_constraints=False)
            record.save()
            for field_name, values in (parsed.m2m_data or {}).items():
                getattr(record, field_name).set(values)
            self.saved.append((path, name, record))


class _naming:
    """Turn whatever is wrong with a record into a `ContentError` that names it."""

    def __init__(self, path, name):
        self.prefix = f"{path.name}: {name}"

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if isinstance(error, ValidationError):
            reason = "; ".join(
                f"{name}: {' '.join(messages)}" for name, messages in _messages(error).items()
            )
            raise ContentError(f"{self.prefix}: {reason}") from error
        if isinstance(error, DeserializationError | IntegrityError | ValueError | TypeError):
            raise ContentError(f"{self.prefix}: {error}") from error


def _messages(error):
    if hasattr(error, "error_dict"):
        return error.message_dict
    return {"record": error.messages}


def _merged(parsed, fields):
    """Return the stored record with the values that the fixture gives."""
    record = type(parsed).objects.get(pk=parsed.pk)
    for model_field in record._meta.concrete_fields:
        if model_field.name in fields:
            setattr(record, model_field.attname, getattr(parsed, model_field.attname))
    return record


def _key_part(fields, path):
    """Return one part of a natural key: "slug", or the first of ["slug"] for "initiative.slug"."""
    name, *rest = path.split(".")
    value = fields.get(name, "") if name == "locator" else fields[name]
    return value[0] if rest else value


def _text(key):
    return json.dumps(key, ensure_ascii=False) if len(key) > 1 else str(key[0])


def _with_relations(model):
    links = [f.name for f in model._meta.many_to_many]
    keys = [f.name for f in model._meta.concrete_fields if f.is_relation]
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
    field = record._meta.get_field(name)
    if field.many_to_many:
        return sorted(list(key) for key in value)
    if field.is_relation:
        return list(value or [])
    return field.to_python(value) or ""
