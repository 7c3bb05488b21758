"""The fixture files: ordinary Django fixtures in YAML, one file per model, by natural key."""

import json
from dataclasses import dataclass
from pathlib import Path

import yaml

from initiatives import models as initiatives
from resources import models as resources

# Each model after those it refers to.
LOAD_ORDER = [
    resources.Resource,
    resources.ResourceSource,
    resources.KeyFigure,
    resources.KeyFigureSource,
    resources.GlossaryTerm,
    resources.GlossaryTermSource,
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
    initiatives.Testimony,
    initiatives.TestimonySource,
]


class ContentError(Exception):
    """A content file that cannot be loaded; the message names the record and the reason."""


@dataclass
class Entry:
    """One record of a fixture file: its model, its natural key and the values of its fields."""

    path: Path
    model: type
    key: tuple
    fields: dict

    @property
    def text_key(self):
        return text_key(self.key)

    @property
    def name(self):
        return f"{self.model._meta.label_lower} {self.text_key}"


def text_key(key):
    """Return a natural key as one text: the slug, or a list in JSON."""
    return str(key[0]) if len(key) == 1 else json.dumps(key, ensure_ascii=False)


def read_folder(folder):
    """Return {model: [Entry]} of the fixture files, in `LOAD_ORDER`."""
    if not folder.is_dir():
        raise ContentError(f"There is no folder {folder}")
    files = {
        folder / f"{model._meta.app_label}__{model._meta.model_name}.yaml": model
        for model in LOAD_ORDER
    }
    strangers = {path for path in folder.iterdir() if path.suffix in {".yaml", ".yml"}} - set(files)
    if strangers:
        names = ", ".join(sorted(path.name for path in strangers))
        raise ContentError(f"No model has a fixture of this name: {names}")
    return {model: read_file(path, model) for path, model in files.items() if path.exists()}


def read_file(path, model):
    """Return the entries of one fixture file, in its order."""
    try:
        rows = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or []
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ContentError(f"{path.name}: {error}") from error
    if not isinstance(rows, list):
        raise ContentError(f"{path.name}: a list of records is expected")
    entries = {}
    for number, row in enumerate(rows, start=1):
        try:
            entry = read_row(path, model, row)
        except (KeyError, TypeError, IndexError, ValueError) as error:
            raise ContentError(f"{path.name}, record {number}: {error}") from error
        if entry.key in entries:
            raise ContentError(f"{path.name}: {entry.text_key} stands there twice")
        entries[entry.key] = entry
    return list(entries.values())


def read_row(path, model, row):
    """Return one `Entry`; raises `ValueError` and the like where the row is not of the form."""
    if not isinstance(row, dict) or not isinstance(row.get("fields"), dict):
        raise ValueError("“model” and “fields” are expected")
    if row.get("model") != model._meta.label_lower:
        raise ValueError(f"“model” should be {model._meta.label_lower}")
    fields = row["fields"]
    entry = Entry(path, model, tuple(key_part(fields, name) for name in model.NATURAL_KEY), fields)
    known = {column.name: column for column in [*model._meta.fields, *model._meta.many_to_many]}
    unknown = ", ".join(sorted(map(str, fields.keys() - known.keys())))
    if unknown:
        raise ContentError(f"{path.name}: {entry.name}: unknown fields: {unknown}")
    for name, value in fields.items():
        if known[name].many_to_many and not isinstance(value, list):
            raise ContentError(f"{path.name}: {entry.name}: {name}: a list is expected")
        keys = value if known[name].many_to_many else [value]
        if known[name].is_relation and not all(isinstance(key, list) for key in keys if key):
            raise ContentError(f"{path.name}: {entry.name}: {name}: natural keys are expected")
        if isinstance(value, str) and "\0" in value:
            raise ContentError(f"{path.name}: {entry.name}: {name}: holds a NUL character")
    return entry


def key_part(fields, path):
    """Return one part of a natural key: "slug", or the first of ["slug"] for "initiative.slug"."""
    name, *rest = path.split(".")
    value = fields.get(name, "") if name == "locator" else fields.get(name)
    value = value[0] if rest and value else value
    if not isinstance(value, str | int):
        raise ValueError(f"{name}: the natural key is not complete")
    return value
