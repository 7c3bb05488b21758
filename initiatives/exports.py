"""What a search found, as files to take away: CSV, XLSX and GeoJSON with the same columns.

Records are fetched, written and forgotten a chunk at a time. See
docs/decisions/0011-files-to-take-away.md.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from pyroaring import BitMap

from initiatives.linked import SHORT_LISTS
from initiatives.models import Initiative
from resources.spreadsheets import csv_lines, write_xlsx
from search.catalogue import catalogue_of
from search.found import CHUNK

LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
LICENCE = f"ESS rurale, CC BY 4.0, {LICENCE_URL}"
# Between several values in one cell.
BETWEEN = " | "
# Of a workbook, which cannot be streamed: some two seconds' work.
MAX_XLSX_ROWS = 5_000
# The facet of the catalogue that holds what is linked of a short list. Where a record stands is
# among the departments and regions that it serves.
FACETS = {
    "sectors": "sector",
    "challenges": "challenge",
    "levers": "lever",
    "cooperation_forms": "cooperation_form",
    "departments": "department",
    "regions": "region",
}


@dataclass(frozen=True)
class Column:
    """A column: its name in the address, its title, and what it tells of an initiative."""

    key: str
    title: str
    value: Callable[[Initiative], object]


def field(key):
    return Initiative._meta.get_field(key)


def stored(key):
    """Return the column of a field that is shown as it is."""
    return Column(key, field(key).verbose_name, lambda record: getattr(record, key))


def displayed(key):
    """Return the column of an enumeration, in words."""
    labels = dict(field(key).flatchoices)
    return Column(key, field(key).verbose_name, lambda record: labels.get(getattr(record, key)))


def listed(key, title=None):
    """Return the column of linked records of a short list, by name."""
    names = attrgetter(f"{key}_names")
    return Column(key, title or field(key).verbose_name, lambda record: joined(names(record)))


def translated(key, title, value):
    """Return two columns: French and English; `value` makes what gives the text of a language."""
    return [
        Column(f"{key}_{code}", format_lazy("{} ({})", title, code), value(code))
        for code in ("fr", "en")
    ]


def text(key):
    """Return the two columns of a translated field."""
    return translated(key, field(key).verbose_name, lambda code: attrgetter(f"{key}_{code}"))


def joined(values):
    """Return several values as the text of one cell."""
    return BETWEEN.join(str(value) for value in values)


def deeds(language):
    """Return the function that tells what authorities did, in one language."""

    def value(record):
        return joined(
            ": ".join(
                # A deed that is not translated is told in French.
                getattr(action, f"{name}_{language}") or getattr(action, f"{name}_fr")
                for name in ("authority", "text")
            )
            for action in record.listed_actions
        )

    return value


def sources(record):
    return joined(
        f"{source.resource}, {source.locator}" if source.locator else source.resource
        for source in record.listed_sources
    )


def list_names(records):
    """Give each record `sectors_names` and so on: the names on the short lists, in order."""
    state, among = catalogue_of(Initiative).state(), BitMap(record.pk for record in records)
    for link, terms in SHORT_LISTS().items():
        names = {record: [] for record in among}
        for term in terms:
            name = str(term)
            for record in state.having(FACETS[link], [term.pk]) & among:
                names[record].append(name)
        for record in records:
            setattr(record, f"{link}_names", names[record.pk])


def intercommunality(record):
    """Return the name of the EPCI in which it stands."""
    found = record.commune.intercommunality if record.commune else record.intercommunality
    return found and found.name


def coordinate(index):
    return lambda record: record.point[index] if record.point else None


COLUMNS = [
    stored("slug"),
    *text("name"),
    Column("aliases", field("aliases").verbose_name, lambda record: joined(record.alias_list)),
    displayed("kind"),
    *text("summary"),
    *text("description"),
    listed("sectors"),
    listed("challenges"),
    listed("levers"),
    listed("cooperation_forms"),
    displayed("legal_form"),
    stored("year_founded"),
    displayed("activity"),
    *translated("actions", _("What public authorities did"), deeds),
    displayed("scope"),
    *text("area_label"),
    Column("commune", _("Commune"), lambda record: record.commune and record.commune.name),
    Column("insee_code", _("INSEE code"), attrgetter("commune_id")),
    Column("intercommunality", field("intercommunality").verbose_name, intercommunality),
    listed("departments", _("Departments")),
    listed("regions", _("Regions")),
    Column("latitude", field("latitude").verbose_name, coordinate(0)),
    Column("longitude", field("longitude").verbose_name, coordinate(1)),
    stored("website"),
    Column("url", _("Page"), Initiative.get_absolute_url),
    Column("sources", _("Sources"), sources),
    stored("information_as_of"),
    stored("verified_on"),
    Column("updated_on", _("Updated on"), lambda record: record.updated_at.date()),
    Column("licence", _("Licence"), lambda record: LICENCE),
]


class Export:
    """The records of a `Found` as a file of the chosen columns, all of them where none is chosen.

    `language` is that of titles and terms; `site` is what comes before the path of a page.
    """

    def __init__(self, found, *, columns=(), language, site):
        by_key = {column.key: column for column in COLUMNS}
        self.columns = [by_key[key] for key in columns] or COLUMNS
        self.found = found
        self.language = language
        self.site = site

    def titles(self):
        with override(self.language):
            return [capfirst(str(column.title)) for column in self.columns]

    def chunks(self):
        """Yield lists of (slug, point, values of the columns)."""
        # All ids at once, a few bytes each: the place of a slice would be sought again each time.
        ids = self.found.ids(0, len(self.found))
        for start in range(0, len(ids), CHUNK):
            # Not around the `yield`: whoever reads the file has a language of his own.
            with override(self.language):
                records = self.found.fetch(ids[start : start + CHUNK])
                list_names(records)
                rows = [self.row(record) for record in records]
            yield rows

    def row(self, record):
        """Return (slug, point, values) and empty the record.

        It and what is linked to it point at each other: left to the garbage collector, memory
        would grow with the rows.
        """
        row = record.slug, record.point, [self.value(column, record) for column in self.columns]
        record.__dict__.clear()
        return row

    def value(self, column, record):
        """Return a number, a text, or None where nothing is known."""
        value = column.value(record)
        if value is None or isinstance(value, int | float):
            return value
        text = str(value)
        return self.site + text if column.key == "url" else text or None

    def csv(self):
        """Return the file as an iterator of texts."""
        return csv_lines(self.rows(), self.language)

    def geojson(self):
        """Yield a FeatureCollection as texts: points in WGS 84, null where no point is known."""
        yield f'{{"type": "FeatureCollection", "licence": {json.dumps(LICENCE)}, "features": ['
        between = "\n"
        for chunk in self.chunks():
            features = [json.dumps(self.feature(*row), ensure_ascii=False) for row in chunk]
            if features:
                yield between + ",\n".join(features)
                between = ",\n"
        yield "\n]}\n"

    def feature(self, slug, point, values):
        return {
            "type": "Feature",
            "id": slug,
            "geometry": point and {"type": "Point", "coordinates": [point[1], point[0]]},
            "properties": {
                column.key: value for column, value in zip(self.columns, values, strict=True)
            },
        }

    def xlsx(self, file):
        """Write a workbook of one sheet into a binary file."""
        write_xlsx(file, "Initiatives", self.rows())

    def rows(self):
        """Yield the titles, then the values of each record."""
        yield self.titles()
        for chunk in self.chunks():
            for _slug, _point, values in chunk:
                yield values
