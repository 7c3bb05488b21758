"""What a search found: counted at once, fetched from the database a slice at a time."""

from collections.abc import Sequence

from search.changes import Derived

CHUNK = 500
MOST_KEPT = 2000  # records


class Kept:
    """Records of a queryset, fetched once and shared by all pages until one of `kinds` changes.

    Stands for the queryset in a `Found`. The records are shared: whoever changes one copies it.
    """

    def __init__(self, queryset, kinds):
        self.queryset = queryset
        self.model = queryset.model
        self._kept = Derived(kinds, dict)

    def all(self):
        return self

    def none(self):
        return self.queryset.none()

    def filter(self, *, pk__in):
        """Return the records with these ids, in no order."""
        kept = self._kept()
        # Taken at once: while the others are fetched, another thread may make room.
        found = [record for each in pk__in if (record := kept.get(each))]
        known = {record.pk for record in found}
        missing = [each for each in pk__in if each not in known]
        if not missing:  # a query for nothing takes a millisecond to make
            return found
        fetched = {record.pk: record for record in self.queryset.filter(pk__in=missing)}
        if len(kept) + len(fetched) > MOST_KEPT:
            kept.clear()
        kept.update(fetched)
        return [*found, *fetched.values()]


class Found(Sequence):
    """Records of `queryset`, by their ids: sets one after the other, each in the same order.

    A record that was deleted since is left out of its slice.
    """

    def __init__(self, queryset, parts, order):
        self.queryset = queryset
        self.parts = [part for part in parts if part]
        self.order = order
        self.model = queryset.model

    def __len__(self):
        return sum(map(len, self.parts))

    def ids(self, start, stop):
        """Return the ids from `start` to `stop`, in order."""
        found = []
        for part in self.parts:
            if stop <= 0:
                break
            found += self.order.slice(part, max(start, 0), stop)
            start, stop = start - len(part), stop - len(part)
        return found

    def __getitem__(self, index):
        if isinstance(index, slice):
            start, stop, _step = index.indices(len(self))
            return self.fetch(self.ids(start, stop))
        index = range(len(self))[index]
        records = self[index : index + 1]
        if not records:
            raise IndexError(index)
        return records[0]

    def fetch(self, ids):
        """Return the records with these ids, in their order."""
        records = {record.pk: record for record in self.queryset.filter(pk__in=ids)}
        return [records[each] for each in ids if each in records]

    def __iter__(self):
        """Yield all, fetched a chunk at a time."""
        ids = self.ids(0, len(self))
        for start in range(0, len(ids), CHUNK):
            yield from self.fetch(ids[start : start + CHUNK])

    def all(self):
        """Return itself, as a queryset would: generic views of lists ask for that."""
        return self
