"""Maps drawn on the server: outlines of territories as SVG paths.

Units are those of the `viewBox`, whole numbers, y downwards; a map is about 1,000 units wide, which
is finer than the outlines. Paths are relative ("M10 20l3-4…z") to be short.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from math import cos, log, pi, radians, sin, tan

from django.db import models

from territories import data_files

WIDTH = 1000
# Between two insets, and between an inset and its content.
GAP = 20
# How many rows of a territory are tried for its label.
LABEL_ROWS = 16
# Metropolitan France lies wholly north of this parallel, the rest wholly south.
SOUTHERN_LIMIT = 40
# How many units a degree has in what scripts draw.
GRAIN = 1000
# The parallels on which the usual map of France (Lambert 93) keeps its scale.
STANDARD_PARALLELS = (44, 49)
CENTRAL_MERIDIAN = 3

Point = tuple[float, float]
Projection = Callable[[float, float], Point]


@dataclass(frozen=True)
class Shape:
    """A territory on a map: the `d` of its path, and a point inside it for a label."""

    record: models.Model
    path: str
    label: tuple[int, int]


@dataclass(frozen=True)
class Box:
    """The frame of an inset."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Map:
    """Shapes in the order of the records asked for, and the frames of the insets."""

    width: int
    height: int
    shapes: list[Shape]
    insets: list[Box]

    @property
    def view_box(self):
        return f"0 0 {self.width} {self.height}"


def france_map(records):
    """Return the map of `records`, all regions or all departments.

    Metropolitan France stands in one frame, in a conic projection like that of the usual maps;
    overseas territories stand below in insets, each at a scale of its own. Drawn once per process:
    outlines change with a release only.
    """
    return _with_records(records, _draw_france)


def territory_map(records):
    """Return the map of `records` in one frame: the departments of one region, for instance."""
    return _with_records(records, _draw_territory)


def place_on_territory_map(records, latitude, longitude):
    """Return (x, y) of a point, in degrees, on the `territory_map` of the same records."""
    records = list(records)
    frame, _drawn = _territory(type(records[0]), tuple(record.pk for record in records))
    return frame.place(longitude, latitude)


def _with_records(records, draw):
    records = list(records)
    if not records:
        raise ValueError("A map needs at least one territory.")
    width, height, drawn, insets = draw(type(records[0]), tuple(record.pk for record in records))
    shapes = [Shape(record, *drawn[record.pk]) for record in records]
    return Map(width, height, shapes, list(insets))


@lru_cache(maxsize=8)
def _draw_france(model, codes):
    outlines = _outlines(model, codes)
    overseas = {code: outline for code, outline in outlines.items() if is_overseas(outline)}
    mainland = {code: outline for code, outline in outlines.items() if code not in overseas}
    drawn, insets, height = {}, [], 0
    if mainland:
        frame = Frame.fit(mainland.values(), conic, WIDTH, WIDTH * 2)
        drawn = {code: frame.draw(outline) for code, outline in mainland.items()}
        height = frame.height + GAP
    side = (WIDTH - 4 * GAP) // 5
    for place, (code, outline) in enumerate(sorted(overseas.items())):
        box = Box(place * (side + GAP), height, side, side)
        frame = Frame.fit([outline], local(outline), side - 2 * GAP, side - 2 * GAP)
        drawn[code] = frame.centred_in(box).draw(outline)
        insets.append(box)
    return WIDTH, height + (side if insets else -GAP), drawn, insets


def _draw_territory(model, codes):
    frame, drawn = _territory(model, codes)
    return frame.width, frame.height, drawn, []


# As many as there are regions, with room for other selections.
@lru_cache(maxsize=64)
def _territory(model, codes):
    """Return the frame that shows these territories, and {code: path, label point} in it."""
    outlines = _outlines(model, codes)
    largest = max(outlines.values(), key=lambda outline: len(outline[0][0]))
    frame = Frame.fit(outlines.values(), local(largest), WIDTH, WIDTH)
    return frame, {code: frame.draw(outline) for code, outline in outlines.items()}


def _outlines(model, codes):
    """Return {code: MultiPolygon coordinates, (longitude, latitude) in degrees (WGS 84)}."""
    outlines = data_files.read_json(data_files.OUTLINES)[str(model._meta.model_name) + "s"]
    return {code: outlines[code] for code in codes}


@lru_cache(maxsize=32)
def outlines_in_steps(model, codes):
    """Return {code: {"label", "polygons"}} for a script to draw; all in 1/1,000 degree.

    "label" is a point inside, [x, y], x being the longitude. A polygon is a list of rings, the
    outer one first; a ring is a point and the steps from it to all others, [x, y, dx, dy, …].
    """
    return {
        code: {
            "label": label_point([(x * GRAIN, y * GRAIN) for x, y in outline[0][0]]),
            "polygons": [[in_steps(ring) for ring in polygon] for polygon in outline],
        }
        for code, outline in _outlines(model, codes).items()
    }


def in_steps(ring):
    """Return a ring of (longitude, latitude) as whole numbers, each pair from the one before."""
    points = [(round(x * GRAIN), round(y * GRAIN)) for x, y in ring]
    steps = [
        (x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in zip([(0, 0), *points], points, strict=False)
    ]
    return [number for step in steps for number in step]


def is_overseas(outline):
    """Return whether the MultiPolygon coordinates lie outside metropolitan France."""
    _, latitude = outline[0][0][0]
    return latitude < SOUTHERN_LIMIT


@dataclass(frozen=True)
class Frame:
    """Where projected points go: shifted, scaled, turned upside down, rounded."""

    project: Projection
    left: float
    top: float
    scale: float
    width: int
    height: int
    x: int = 0
    y: int = 0

    @classmethod
    def fit(cls, outlines, project, width, height):
        """Return the frame that shows `outlines` as large as `width` × `height` allows."""
        points = [project(*point) for outline in outlines for part in outline for point in part[0]]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
        scale = min(width / (right - left), height / (top - bottom))
        size = round((right - left) * scale), round((top - bottom) * scale)
        return cls(project, left, top, scale, *size)

    def centred_in(self, box):
        x = box.x + (box.width - self.width) // 2
        y = box.y + (box.height - self.height) // 2
        return Frame(self.project, self.left, self.top, self.scale, self.width, self.height, x, y)

    def draw(self, outline):
        """Return (path, label point) of MultiPolygon coordinates, the largest polygon first."""
        rings = [[self.place(*point) for point in ring] for part in outline for ring in part]
        path = "".join(ring_path(ring) for ring in rings)
        return path, label_point(rings[0])

    def place(self, longitude, latitude):
        x, y = self.project(longitude, latitude)
        return (
            self.x + round((x - self.left) * self.scale),
            self.y + round((self.top - y) * self.scale),
        )


def conic(longitude, latitude):
    """Lambert's conformal conic projection of a sphere of radius 1."""
    south, north = (radians(parallel) for parallel in STANDARD_PARALLELS)

    def half_tangent(angle):
        return tan(pi / 4 + angle / 2)

    cone = log(cos(south) / cos(north)) / log(half_tangent(north) / half_tangent(south))
    factor = cos(south) * half_tangent(south) ** cone / cone
    radius = factor / half_tangent(radians(latitude)) ** cone
    angle = cone * radians(longitude - CENTRAL_MERIDIAN)
    return radius * sin(angle), -radius * cos(angle)


def local(outline):
    """Return the projection that is true around `outline`: longitude shrunk by cos(latitude)."""
    latitudes = [latitude for _, latitude in outline[0][0]]
    middle = (min(latitudes) + max(latitudes)) / 2
    return partial(_equirectangular, cos(radians(middle)))


def _equirectangular(shrink, longitude, latitude):
    return longitude * shrink, latitude


def ring_path(points):
    """Return the closed path through `points`, or "" if it encloses nothing."""
    corners = [point for point, after in zip(points, points[1:], strict=False) if point != after]
    if len(corners) < 3:
        return ""
    x, y = corners[0]
    steps = "".join(
        signed(x2 - x1) + signed(y2 - y1)
        for (x1, y1), (x2, y2) in zip(corners, corners[1:], strict=False)
    )
    return f"M{x} {y}l{steps.lstrip()}z"


def signed(number):
    """Return a number that can follow another: its minus sign separates as a space does."""
    return f"{number}" if number < 0 else f" {number}"


def label_point(ring):
    """Return a point well inside `ring`: of the middles of its rows, the one farthest from it."""
    top, bottom = min(y for _, y in ring), max(y for _, y in ring)
    rows = [top + (bottom - top) * (step + 0.5) / LABEL_ROWS for step in range(LABEL_ROWS)]
    middles = [((start + end) / 2, row) for row in rows for start, end in spans_at(ring, row)]

    def room(point):
        return min((x - point[0]) ** 2 + (y - point[1]) ** 2 for x, y in ring)

    x, y = max(middles, key=room, default=ring[0])
    return round(x), round(y)


def spans_at(ring, y):
    """Return the (start, end) of the parts of the row `y` that lie inside `ring`."""
    crossings = sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False)
        if (y1 > y) != (y2 > y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=True))
