"""Filling the territory tables from the data files, in one transaction."""

from collections import Counter, defaultdict

from django.db import transaction
from django.utils import timezone, translation

import search.slugs
import search.text
from search.catalogue import store_words
from search.slugs import slugify
from territories import data_files, names
from territories.models import (
    Commune,
    DataRelease,
    Department,
    FormerCommune,
    Intercommunality,
    PostalCode,
    Region,
)
from territories.names import search_form, typographic

BATCH = 2000


def current_fingerprint():
    """Return the SHA-256 of all that decides what the tables hold."""
    rules = [search.text.__file__, search.slugs.__file__, names.__file__]
    code = [*rules, data_files.__file__, __file__]
    return data_files.fingerprint(*code)


def is_loaded():
    """Return whether the tables hold what the data files say."""
    return DataRelease.objects.filter(fingerprint=current_fingerprint()).exists()


# modeltranslation writes the plain `name` column from the active language.
@translation.override("fr")
@transaction.atomic
def load():
    """Make the tables say what the files say, and return (counts, kept).

    `counts` is {plural name: rows}. Rows keep their identity, so that foreign keys to them
    survive. `kept` lists (row, what refers to it) for the rows that the files no longer have
    but that something still needs; the others are deleted. Records are found by the new names.
    """
    communes = data_files.read_rows(data_files.COMMUNES)
    departments_of = departments_of_intercommunalities(communes)
    current = {
        Region: list(regions()),
        Department: list(departments()),
        Intercommunality: list(intercommunalities(departments_of)),
        Commune: [commune(row) for row in communes],
    }
    for model, rows in current.items():
        upsert(model, rows)

    related = {
        Intercommunality.departments.through: (
            ["intercommunality_id", "department_id"],
            [(epci, code) for epci, codes in departments_of.items() for code in codes],
        ),
        PostalCode: (["code", "commune_id"], postal_codes()),
        FormerCommune: (
            ["code", "kind", "name", "search_name", "commune_id"],
            former_communes(),
        ),
    }
    for model, (columns, rows) in related.items():
        replace(model, columns, rows)

    kept = []
    for model in reversed(current):
        kept += remove_vanished(model, {row.pk for row in current[model]})
    store_words()
    DataRelease.objects.update_or_create(
        pk=1, defaults={"fingerprint": current_fingerprint(), "loaded_at": timezone.now()}
    )
    counts = {str(model._meta.verbose_name_plural): len(rows) for model, rows in current.items()}
    return counts, kept


def regions():
    wording = wording_of("region")
    for row in data_files.read_rows(data_files.REGIONS):
        words = wording[row["code"]]
        yield Region(
            code=row["code"],
            slug=slugify(row["name"]),
            name_fr=typographic(row["name"]),
            name_en=words["name_en"] or typographic(row["name"]),
            locative=words["locative"],
        )


def departments():
    wording = wording_of("department")
    for row in data_files.read_rows(data_files.DEPARTMENTS):
        yield Department(
            code=row["code"],
            slug=slugify(row["name"]),
            name=typographic(row["name"]),
            locative=wording[row["code"]]["locative"],
            region_id=row["region"],
        )


def wording_of(level):
    """Return {code: row} of the hand-written wording of one level."""
    rows = data_files.read_rows(data_files.WORDING)
    return {row["code"]: row for row in rows if row["level"] == level}


def intercommunalities(departments_of):
    """Yield the EPCI. Namesakes get the first of their departments in their slug."""
    rows = data_files.read_rows(data_files.INTERCOMMUNALITIES)
    namesakes = Counter(row["name"] for row in rows)
    department_names = {
        row["code"]: row["name"] for row in data_files.read_rows(data_files.DEPARTMENTS)
    }
    for row in rows:
        place = department_names[min(departments_of[row["code"]])]
        text = f"{row['name']} {place}" if namesakes[row["name"]] > 1 else row["name"]
        yield Intercommunality(
            code=row["code"], name=typographic(row["name"]), kind=row["kind"], slug=slugify(text)
        )


def commune(row):
    return Commune(
        code=row["code"],
        name=typographic(row["name"]),
        search_name=search_form(row["name"]),
        department_id=department_of(row["code"]),
        intercommunality_id=row["intercommunality"] or None,
        population=int(row["population"]) if row["population"] else None,
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
    )


def department_of(commune_code):
    """Return the department's code, which begins that of its communes: 3 signs overseas."""
    return commune_code[:3] if commune_code.startswith("97") else commune_code[:2]


def departments_of_intercommunalities(communes):
    """Return {EPCI code: {codes of the departments of its communes}}."""
    found = defaultdict(set)
    for row in communes:
        if row["intercommunality"]:
            found[row["intercommunality"]].add(department_of(row["code"]))
    return found


def postal_codes():
    return [(row["code"], row["commune"]) for row in data_files.read_rows(data_files.POSTAL_CODES)]


def former_communes():
    return [
        (
            row["code"],
            row["kind"],
            typographic(row["name"]),
            search_form(row["name"]),
            row["commune"],
        )
        for row in data_files.read_rows(data_files.FORMER_COMMUNES)
    ]


def upsert(model, rows):
    """Insert `rows`, or update those that are there."""
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=[model._meta.pk.name],
        update_fields=fields,
    )


def replace(model, columns, rows):
    """Make the table hold exactly `rows`, tuples of `columns`, touching only what differs."""
    present = {tuple(values): pk for pk, *values in model.objects.values_list("pk", *columns)}
    wanted = set(rows)
    surplus = [pk for values, pk in present.items() if values not in wanted]
    for start in range(0, len(surplus), BATCH):
        model.objects.filter(pk__in=surplus[start : start + BATCH]).delete()
    missing = [values for values in rows if values not in present]
    model.objects.bulk_create(
        [model(**dict(zip(columns, values, strict=True))) for values in missing], batch_size=BATCH
    )


def remove_vanished(model, codes):
    """Delete the rows whose code is not in `codes`; return [(row, referrer)] of those kept."""
    kept = []
    vanished = set(model.objects.values_list("pk", flat=True)) - codes
    for row in model.objects.filter(pk__in=vanished):
        referrer = what_refers_to(row)
        if referrer:
            kept.append((row, referrer))
        else:
            row.delete()
    return kept


def what_refers_to(row):
    """Return the name of a model with a row that points at `row`, by any relation, or None."""
    for relation in row._meta.related_objects:
        manager = relation.related_model._base_manager
        if manager.filter(**{relation.field.name: row}).exists():
            return relation.related_model._meta.label
    return None
