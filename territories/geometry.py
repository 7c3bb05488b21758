"""Shapes for `build_territory_data`: the only module that needs shapely, which is not installed
with the site.

Coordinates are longitude and latitude in degrees (WGS 84).
"""

from collections import defaultdict
from math import cos, radians

import shapely

# Degrees: the square root of the area of the triangles that Visvalingam's method removes.
TOLERANCE = 0.015
# Overseas departments are drawn larger: the tolerance is their extent divided by this.
OVERSEAS_DETAIL = 150
# Islands smaller than this are dropped, except the only land of a department.
SMALLEST_ISLAND_KM2 = 4
# 3 decimals of a degree: about 100 m.
DECIMALS = 3
# Communes without a polygon leave gaps up to about 6 km wide.
WIDEST_GAP = 0.1
# A Spanish town inside Pyrénées-Orientales: the one gap that is none.
LLIVIA = shapely.Point(1.981, 42.466)
# A town hall may stand this far outside its simplified polygon, in degrees (about 1 km).
NEAR = 0.01


def parse_wkb(text):
    """Return the geometry written as hexadecimal WKB, or None if there is none."""
    geometry = shapely.from_wkb(bytes.fromhex(text)) if text else None
    return None if geometry is None or geometry.is_empty else geometry


def town_hall_point(point, polygon):
    """Return (point, origin): the town hall, or the best that can be said instead.

    `origin` is "town hall"; "mirrored" where the longitude lacked its minus sign; "interior" where
    the town hall is unknown or stands outside its commune, which is then a wrong point.
    """
    if point is not None and polygon.distance(point) <= NEAR:
        return point, "town hall"
    if point is not None:
        mirrored = shapely.Point(-point.x, point.y)
        if polygon.distance(mirrored) <= NEAR:
            return mirrored, "mirrored"
    return polygon.representative_point(), "interior"


def merge(polygons):
    return shapely.union_all(polygons)


def km2(polygon):
    """Return the approximate area of a polygon in square kilometres."""
    latitude = (polygon.bounds[1] + polygon.bounds[3]) / 2
    return polygon.area * 111.2**2 * cos(radians(latitude))


def department_outlines(communes):
    """Return {department: simplified outline} from {department: [commune polygons]}.

    Neighbours keep exactly the same border.
    """
    codes = sorted(communes)
    merged = [shapely.union_all(communes[code]) for code in codes]
    # Llívia takes part as a neighbour, so that cleaning does not fill it.
    holes = [
        shapely.Polygon(ring)
        for part in shapely.get_parts(shapely.union_all(merged))
        for ring in part.interiors
    ]
    abroad = [hole for hole in holes if hole.contains(LLIVIA)]
    clean = shapely.coverage_clean([*merged, *abroad], gap_width=WIDEST_GAP, snapping_distance=1e-6)
    outlines = dict(zip(codes, clean, strict=False))
    mainland = [code for code in codes if not code.startswith("97")]
    simplified = shapely.coverage_simplify([outlines[code] for code in mainland], TOLERANCE)
    outlines |= zip(mainland, simplified, strict=True)
    for code in set(codes) - set(mainland):
        west, south, east, north = outlines[code].bounds
        tolerance = max(east - west, north - south) / OVERSEAS_DETAIL
        [outlines[code]] = shapely.coverage_simplify([outlines[code]], tolerance)
    return {code: without_islets(rounded(outline)) for code, outline in outlines.items()}


def rounded(outline):
    """Return the outline on a grid, without the slivers that rounding closes."""
    snapped = shapely.transform(outline, lambda xy: xy.round(DECIMALS))
    return shapely.make_valid(snapped, method="structure", keep_collapsed=False)


def without_islets(outline):
    """Return a MultiPolygon, the largest part first."""
    parts = sorted(shapely.get_parts(outline), key=km2, reverse=True)
    large = [part for part in parts if km2(part) >= SMALLEST_ISLAND_KM2]
    return shapely.MultiPolygon(large or parts[:1])


def region_outlines(departments, region_of):
    """Return {region: outline}, the union of its departments' outlines."""
    members = defaultdict(list)
    for code, outline in sorted(departments.items()):
        members[region_of[code]].append(outline)
    return {
        region: without_islets(shapely.union_all(outlines)) for region, outlines in members.items()
    }


def coordinates(outline):
    """Return GeoJSON MultiPolygon coordinates, rounded, outer rings anticlockwise."""
    polygons = []
    for part in shapely.get_parts(outline):
        part = shapely.orient_polygons(part)
        rings = [part.exterior, *part.interiors]
        polygons.append(
            [[[round(x, DECIMALS), round(y, DECIMALS)] for x, y in ring.coords] for ring in rings]
        )
    return polygons
