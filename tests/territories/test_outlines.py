import gzip
import re

import pytest

from territories.models import Department, Region
from territories.outlines import WIDTH, france_map, label_point, ring_path, territory_map

pytestmark = pytest.mark.django_db

PATH = re.compile(r"(?:M-?\d+ -?\d+l-?\d+(?:[ -]\d+)+z)+")
NUMBER = re.compile(r"-?\d+")


def corners(path):
    """Yield the absolute corners of a path, ring by ring."""
    for ring in path.removesuffix("z").split("z"):
        numbers = [int(number) for number in NUMBER.findall(ring)]
        x, y = numbers[:2]
        points = [(x, y)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        yield points


def is_inside(point, ring):
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


@pytest.fixture(params=["regions", "departments", "one_region", "overseas", "paris_area"])
def drawn(request):
    departments = Department.objects.for_list()
    return {
        "regions": lambda: france_map(Region.objects.all()),
        "departments": lambda: france_map(departments),
        "one_region": lambda: territory_map(departments.filter(region__slug="bretagne")),
        "overseas": lambda: territory_map(departments.filter(region__slug="guadeloupe")),
        "paris_area": lambda: territory_map(departments.filter(region__slug="ile-de-france")),
    }[request.param]()


def test_paths_are_well_formed_and_stay_inside_the_map(drawn):
    assert drawn.view_box == f"0 0 {drawn.width} {drawn.height}"
    for shape in drawn.shapes:
        assert PATH.fullmatch(shape.path), shape.record
        for ring in corners(shape.path):
            assert len(ring) >= 3
            for x, y in ring:
                assert 0 <= x <= drawn.width
                assert 0 <= y <= drawn.height


def test_labels_stand_inside_the_shape_they_name(drawn):
    for shape in drawn.shapes:
        largest = next(corners(shape.path))
        assert is_inside(shape.label, largest), shape.record


def test_the_map_of_regions_shows_all_18_and_is_light():
    regions = france_map(Region.objects.all())
    assert len(regions.shapes) == 18
    assert regions.width == WIDTH
    paths = "".join(f'<path d="{shape.path}"/>' for shape in regions.shapes).encode()
    assert len(paths) < 25_000
    assert len(gzip.compress(paths)) < 8_000


def test_the_map_of_departments_shows_all_101():
    departments = france_map(Department.objects.for_list())
    assert len(departments.shapes) == 101


def test_overseas_stands_in_five_insets_below():
    regions = france_map(Region.objects.all())
    assert len(regions.insets) == 5
    overseas = {"guadeloupe", "martinique", "guyane", "la-reunion", "mayotte"}
    for shape in regions.shapes:
        boxes = [
            box
            for box in regions.insets
            if box.x < shape.label[0] < box.x + box.width
            and box.y < shape.label[1] < box.y + box.height
        ]
        assert bool(boxes) == (shape.record.slug in overseas)


def test_north_is_up_and_west_is_left():
    places = {shape.record.slug: shape.label for shape in france_map(Region.objects.all()).shapes}
    assert places["hauts-de-france"][1] < places["occitanie"][1]
    assert places["bretagne"][0] < places["grand-est"][0]


def test_neighbours_share_their_border():
    shapes = territory_map(Department.objects.filter(code__in=["22", "56"])).shapes
    first, second = ({point for ring in corners(shape.path) for point in ring} for shape in shapes)
    assert len(first & second) > 10


def test_shapes_come_in_the_order_asked_for_and_carry_the_records_given():
    regions = list(Region.objects.order_by("-code"))
    assert [shape.record for shape in france_map(regions).shapes] == regions


def test_a_map_is_drawn_once(django_assert_num_queries):
    regions = list(Region.objects.all())
    france_map(regions)
    with django_assert_num_queries(0):
        france_map(regions)


def test_a_map_of_nothing_is_an_error():
    with pytest.raises(ValueError, match="at least one"):
        france_map(Region.objects.none())


def test_a_ring_that_encloses_nothing_is_left_out():
    assert ring_path([(0, 0), (1, 0), (0, 0)]) == ""
    assert ring_path([(0, 0), (0, 0), (5, 0), (5, -5), (0, 0)]) == "M0 0l5 0 0-5z"


def test_the_label_of_a_horseshoe_stands_in_its_metal():
    horseshoe = [(0, 0), (30, 0), (30, 100), (70, 100), (70, 0), (100, 0), (100, 130), (0, 130)]
    assert is_inside(label_point([*horseshoe, (0, 0)]), horseshoe)
