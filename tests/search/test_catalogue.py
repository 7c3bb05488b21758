"""Orders, facets and counts, compared with plain Python."""

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from search.catalogue import SortOrder, State
from search.changes import Position
from search.text_index import gathered, replaced

ids = st.integers(min_value=1, max_value=40)
orders = st.dictionaries(ids, st.tuples(st.integers(0, 3), st.text("abc", max_size=2))).map(
    lambda keys: {record: (*key, record) for record, key in keys.items()}
)
facets = st.dictionaries(st.sampled_from("abcdef"), st.sets(ids, min_size=1))


def bitmaps(values):
    return {value: BitMap(records) for value, records in values.items()}


@given(orders, st.sets(ids), st.integers(0, 45), st.integers(0, 45))
def test_a_slice_is_that_of_the_sorted_list(keys, records, start, stop):
    records = BitMap(records & set(keys))
    expected = sorted(records, key=keys.__getitem__)[start:stop]
    assert SortOrder(keys).slice(records, start, stop) == expected


@given(orders, orders, st.sets(ids))
def test_an_order_with_changes_is_the_order_of_what_changed(before, after, changed):
    expected = {record: key for record, key in before.items() if record not in changed}
    fresh = {record: key for record, key in after.items() if record in changed}
    expected |= fresh
    order = SortOrder(before)
    told = list(order.ids)
    moved = order.with_changes(changed, fresh)
    assert (moved.ids, moved.keys) == (sorted(expected, key=expected.get), expected)
    assert order.ids == told


def test_an_order_where_nothing_moved_is_the_same():
    order = SortOrder({1: "b", 2: "a"})
    assert order.with_changes({1}, {1: "b"}) is order


@given(facets, st.sets(ids), st.sets(st.sampled_from("abcdefg")))
def test_counts_and_unions_are_those_of_plain_sets(facet, among, values):
    state = State(Position(), BitMap(), {"letter": bitmaps(facet)}, {}, list)
    assert state.count("letter", BitMap(among)) == {
        value: len(records & among) for value, records in facet.items()
    }
    expected = set().union(*(facet.get(value, ()) for value in values))
    assert set(state.having("letter", values)) == expected


@given(facets, st.sets(ids), facets)
def test_replaced_values_are_those_of_the_records_that_changed(before, changed, after):
    fresh = {value: records & changed for value, records in after.items()}
    kept = bitmaps(before)
    found = replaced(kept, BitMap(changed), {v: BitMap(r) for v, r in fresh.items() if r})
    expected = {
        value: before.get(value, set()) - changed | fresh.get(value, set())
        for value in {*before, *fresh}
    }
    assert {value: set(records) for value, records in found.items()} == {
        value: records for value, records in expected.items() if records
    }
    assert kept == bitmaps(before)


@given(st.lists(st.tuples(ids, st.sampled_from("abc"))))
def test_pairs_are_gathered_by_value(pairs):
    found = {value: set(records) for value, records in gathered(pairs).items()}
    assert found == {v: {record for record, other in pairs if other == v} for _r, v in pairs}
