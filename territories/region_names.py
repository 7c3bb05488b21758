"""The other names of regions: short ones, those of the regions they hold, everyday and English."""

from dataclasses import dataclass
from functools import cache

from territories.data_files import REGION_NAMES, read_rows


@dataclass(frozen=True)
class RegionName:
    """Another name of a region.

    `search` says what it does in the text search: "both", it and the region's own name find the
    same; "leads", it is an ordinary word too and leads to the region, but not back; "apart", too
    much else is called so: it means the region only where a place is asked for.
    """

    region: str  # INSEE code
    name: str
    kind: str  # short, former, everyday, english
    search: str


@cache
def region_names():
    """Return all `RegionName`s of the data file, which only a release changes."""
    return [RegionName(**row) for row in read_rows(REGION_NAMES)]
