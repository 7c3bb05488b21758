"""What one process changes, another knows at its next question: whatever the path, on both engines.

The processes share a database of their own (`conftest.py`) and build on one another's changes.
"""

import pytest
from django.db import connection

from initiatives.models import Sector
from search.changes import ALL_BEYOND, KEPT, Derived, Position, one_moment, position, since
from search.models import Change
from tests.factories import InitiativeFactory, LeverFactory, SectorFactory

CHANGES = [
    "save",
    "unpublish",
    "publish",
    "create",
    "delete",
    "many_to_many_add",
    "many_to_many_remove",
    "many_to_many_set",
    "many_to_many_clear",
    "many_to_many_from_the_other_side",
    "update_of_a_queryset",
    "update_of_a_text",
    "bulk_create",
    "child_row",
    "child_row_moved",
    "child_row_deleted",
    "everyday_words",
    "territories",
    "plain_insert",
    "plain_update",
    "plain_delete",
]


def both_know(writer, reader):
    """Return what the reader knows, after comparing it with what the database has."""
    read = writer.do("read")
    assert reader.do("known") == read
    assert writer.do("known") == read
    return read


@pytest.fixture
def writer(processes):
    return processes[0]


@pytest.fixture
def other_writer(processes):
    return processes[1]


@pytest.fixture
def reader(processes):
    """The reader, which knows all there is."""
    processes[2].do("known")
    return processes[2]


def test_another_process_sees_every_kind_of_change(writer, reader, subtests):
    """In one test: each change starts from what those before it left."""
    before = both_know(writer, reader)
    for change in CHANGES:
        with subtests.test(change):
            writer.do(change)
            after = both_know(writer, reader)
            assert after != before
            before = after


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_another_process_sees_that_a_table_was_emptied_at_once(writer, reader):
    writer.do("many_to_many_add")
    before = both_know(writer, reader)
    writer.do("truncate")
    assert both_know(writer, reader) != before


def test_nothing_is_seen_of_a_transaction_before_its_end(writer, reader):
    before = both_know(writer, reader)
    writer.do("begin")
    writer.do("save")
    assert reader.do("known") == before
    assert writer.do("known") != before
    writer.do("commit")
    assert both_know(writer, reader) != before


@pytest.mark.parametrize("looks", [False, True], ids=["unseen", "seen_by_its_writer"])
def test_what_was_rolled_back_is_forgotten_also_by_its_writer(writer, reader, looks):
    before = both_know(writer, reader)
    writer.do("begin")
    writer.do("save")
    if looks:
        assert writer.do("known") != before
    writer.do("rollback")
    assert both_know(writer, reader) == before
    # The next change may stand in the log where the one that never was did.
    writer.do("save_the_other")
    assert both_know(writer, reader) != before


def test_nothing_is_missed_of_two_writers_at_once(writer, other_writer, reader):
    before = both_know(writer, reader)
    writer.do("begin")
    writer.do("save")
    other_writer.tell("save_the_other")
    if connection.vendor == "postgresql":
        while not reader.do("waiting"):
            pass
    assert reader.do("known") == before
    writer.do("commit")
    other_writer.answer()
    assert both_know(writer, reader) == other_writer.do("known")


def test_nothing_is_missed_of_who_began_first_and_wrote_last(writer, other_writer, reader):
    before = both_know(writer, reader)
    if connection.vendor == "postgresql":  # SQLite has one writer at a time
        writer.do("begin")
        writer.do("read")
    other_writer.do("save_the_other")
    between = reader.do("known")
    assert between != before
    writer.do("save")
    if connection.vendor == "postgresql":
        assert reader.do("known") == between
        writer.do("commit")
    assert both_know(writer, reader) not in (before, between)


def test_who_is_further_behind_than_the_log_reads_all_again(writer, reader):
    before = both_know(writer, reader)
    writer.do("save")
    writer.do("log_much")
    assert KEPT <= writer.do("log_length") <= 2 * KEPT
    assert both_know(writer, reader) != before


def test_triggers_outlive_the_migration_of_a_table(writer, reader):
    before = both_know(writer, reader)
    writer.do("alter_table")
    writer.do("update_unseen")
    writer.do("migrate")
    after = both_know(writer, reader)
    assert after != before
    writer.do("plain_update")
    assert both_know(writer, reader) != after


# Within one process


@pytest.fixture
def a_change(db):
    SectorFactory()


def test_a_value_is_computed_again_only_after_a_change_of_its_kinds(a_change):
    times = []
    value = Derived(["lever"], lambda: times.append(1) or len(times))
    assert [value(), value()] == [1, 1]
    InitiativeFactory()
    assert value() == 1
    LeverFactory()
    assert [value(), value()] == [2, 2]


def test_where_nothing_changed_one_query_says_so(a_change, django_assert_num_queries):
    value = Derived(["lever"], object)
    first = value()
    with django_assert_num_queries(1):
        assert value() is first


def test_within_one_moment_nobody_asks_again(a_change, django_assert_num_queries):
    value = Derived(["lever"], object)
    first = value()
    with one_moment(), django_assert_num_queries(0):
        assert value() is first
        assert since(position()) == ([], position())


def test_within_one_moment_what_changed_is_asked_once(a_change, django_assert_num_queries):
    values = [Derived(["lever"], object) for _number in range(3)]
    first = [value() for value in values]
    InitiativeFactory()
    with one_moment(), django_assert_num_queries(1):
        assert [value() for value in values] == first


def test_a_position_that_the_log_does_not_know_tells_nothing(a_change):
    now = position()
    assert since(now) == ([], now)
    assert since(Position(now.id, "another row")) == (None, now)
    assert since(Position(now.id + 10, now.token)) == (None, now)
    assert since(Position(now.id - 10_000_000, now.token)) == (None, now)
    Change.objects.all().delete()
    assert since(now) == (None, Position())
    assert since(Position()) == (None, Position())


def test_the_log_names_each_record_that_changed(a_change):
    before = position()
    first, second = InitiativeFactory(), InitiativeFactory()
    logged, _after = since(before)
    assert {record for kind, record in logged if kind == "initiative"} == {first.pk, second.pk}


def test_a_statement_that_changes_very_many_is_a_change_of_all(a_change):
    """On PostgreSQL, where a long log costs; SQLite logs row by row."""
    before = position()
    number = ALL_BEYOND + 1
    Sector.objects.bulk_create(
        [Sector(slug=f"many-{n}", name_fr="Tant") for n in range(number)], batch_size=number
    )
    logged, _after = since(before)
    if connection.vendor == "postgresql":
        assert logged == [("sector", None)]
    else:
        assert len({record for _kind, record in logged}) == number
