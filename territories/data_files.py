"""The compact files that the tables are filled from, under `territories/data/`.

`build_territory_data` writes those named in `BUILT`; people write the others.
"""

import csv
import hashlib
import io
import json
import lzma
from pathlib import Path

DATA_DIR = Path(__file__).resolve().parent / "data"

REGIONS = "regions.csv"
DEPARTMENTS = "departments.csv"
INTERCOMMUNALITIES = "intercommunalities.csv"
COMMUNES = "communes.csv.xz"
FORMER_COMMUNES = "former_communes.csv.xz"
POSTAL_CODES = "postal_codes.csv.xz"
OUTLINES = "outlines.json.xz"
BUILT = [
    REGIONS,
    DEPARTMENTS,
    INTERCOMMUNALITIES,
    COMMUNES,
    FORMER_COMMUNES,
    POSTAL_CODES,
    OUTLINES,
]
# By hand: French phrases ("en Bretagne") and English names; other names of regions; points that
# the source lacks.
WORDING = "wording.csv"
REGION_NAMES = "region_names.csv"
POINTS = "points.csv"


def read_rows(name):
    """Return the rows of a CSV file as a list of dicts of strings."""
    return list(csv.DictReader(io.StringIO(read_text(name))))


def read_json(name):
    return json.loads(read_text(name))


def read_text(name):
    content = (DATA_DIR / name).read_bytes()
    return (lzma.decompress(content) if name.endswith(".xz") else content).decode()


def write_rows(name, header, rows):
    """Write a CSV file: the same rows always give the same bytes."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    write_text(name, buffer.getvalue())


def write_json(name, content):
    write_text(name, json.dumps(content, separators=(",", ":"), sort_keys=True))


def write_text(name, text):
    content = text.encode()
    if name.endswith(".xz"):
        content = lzma.compress(content, preset=9 | lzma.PRESET_EXTREME)
    (DATA_DIR / name).write_bytes(content)


def fingerprint(*code):
    """Return the SHA-256 of all data files and of the source files in `code`, which read them."""
    digest = hashlib.sha256()
    for path in [*sorted(DATA_DIR.iterdir()), *map(Path, code)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
