"""What a search found: counted at once, fetched a slice at a time."""

import pytest
from pyroaring import BitMap

from initiatives.models import Initiative
from search import found as found_module
from search.catalogue import SortOrder
from search.found import CHUNK, Found, Kept
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def records():
    return InitiativeFactory.create_batch(6)


@pytest.fixture
def found(records):
    """Two parts, the second before the first by key, and one without a record."""
    order = SortOrder({record.pk: -number for number, record in enumerate(records)})
    parts = [BitMap(each.pk for each in part) for part in (records[3:], [], records[:3])]
    return Found(Initiative.objects.all(), parts, order)


def test_parts_stand_one_after_the_other_each_in_order(found, records):
    expected = [*records[:2:-1], *records[2::-1]]
    assert len(found) == 6
    assert list(found) == expected
    for start in range(7):
        for stop in range(7):
            assert found[start:stop] == expected[start:stop]
    assert found[4] == expected[4]
    assert found[-1] == expected[-1]
    assert found.ids(1, 4) == [record.pk for record in expected[1:4]]


def test_it_ends(found):
    with pytest.raises(IndexError):
        found[6]
    assert found[6:9] == []
    assert found.ids(-3, 0) == []


def test_counting_asks_nothing_and_a_slice_asks_once(found, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert len(found) == 6
        assert found.all() is found
    with django_assert_num_queries(1):
        assert len(found[2:5]) == 3
    assert CHUNK > 6
    with django_assert_num_queries(1):
        assert len(list(found)) == 6


def test_what_was_deleted_since_is_left_out(found, records):
    records[4].delete()
    assert records[4] not in found[0:3]
    assert len(found[0:3]) == 2


def test_records_are_kept_until_one_changes(records, django_assert_num_queries):
    kept, ids = Kept(Initiative.objects.all(), ["initiative"]), [record.pk for record in records]
    with django_assert_num_queries(2):  # the log, then the records
        assert {each.pk for each in kept.filter(pk__in=ids[:4])} == set(ids[:4])
    with django_assert_num_queries(2):
        assert {each.pk for each in kept.filter(pk__in=ids)} == set(ids)
    records[0].delete()
    assert {each.pk for each in kept.filter(pk__in=ids)} == set(ids[1:])


def test_a_page_is_whole_though_another_thread_makes_room_meanwhile(records, monkeypatch):
    monkeypatch.setattr(found_module, "MOST_KEPT", 3)
    kept, ids = Kept(Initiative.objects.all(), ["initiative"]), [record.pk for record in records]
    kept.filter(pk__in=ids[:2])
    fetch = kept.queryset.filter

    def interrupted(**conditions):
        monkeypatch.setattr(kept.queryset, "filter", fetch)
        kept.filter(pk__in=ids[4:])
        return fetch(**conditions)

    monkeypatch.setattr(kept.queryset, "filter", interrupted)
    assert {each.pk for each in kept.filter(pk__in=ids[:4])} == set(ids[:4])
