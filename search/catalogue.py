"""Every public record of one kind in memory, so that finding and counting need no query.

A facet has a bitmap of record ids for each of its values: a count is the size of an intersection.
The bitmaps of a process are as fresh as the database at each request: see `search.changes`.
"""

from array import array
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, islice
from threading import Lock

from django.db.models import QuerySet
from pyroaring import BitMap

from search import changes, thesaurus
from search.found import Found
from search.query import find_text, meant
from search.text import written_words
from search.text_index import TextIndex, gathered, replaced

# Beyond this share of all records, reading them all is quicker than reading those that changed.
REBUILT_BEYOND = 0.05
# Records read at once where their texts are needed.
CHUNK = 500
# In how many records to look up how a word is written.
LOOKED_UP = 20


class SortOrder:
    """All records in one order, with the key of each; never changed once made."""

    def __init__(self, keys, ids=None):
        self.keys = keys
        self.ids = sorted(keys, key=keys.__getitem__) if ids is None else ids

    def with_changes(self, changed, keys):
        """Return the order where the records `changed` have `keys`; the others stay as they are."""
        unmoved = {record for record in changed if self.keys.get(record) == keys.get(record)}
        moved = [record for record in changed if record not in unmoved]
        if not moved:
            return self
        fresh, ids = dict(self.keys), list(self.ids)
        for record in moved:
            if record in fresh:
                del ids[bisect_left(ids, fresh[record], key=fresh.__getitem__)]
                del fresh[record]
        for record in moved:
            if record in keys:
                fresh[record] = keys[record]
                insort(ids, record, key=fresh.__getitem__)
        return SortOrder(fresh, ids)

    @cached_property
    def ranks(self):
        """The place of each record in the order, by id."""
        ranks = array("L", bytes(array("L").itemsize * (max(self.ids, default=0) + 1)))
        for rank, record in enumerate(self.ids):
            ranks[record] = rank
        return ranks

    def slice(self, records, start, stop):
        """Return the ids of `records` from `start` to `stop` in this order, as a list."""
        count = len(records)
        stop = min(stop, count)
        if start >= stop:
            return []
        # Either walk through all until enough are found, or sort those that were found.
        if stop * len(self.ids) < 2 * count * count:
            return list(islice((each for each in self.ids if each in records), start, stop))
        return sorted(records, key=self.ranks.__getitem__)[start:stop]


@dataclass
class State:
    """All records at one moment; never changed once made."""

    position: changes.Position
    everything: BitMap
    facets: dict
    orders: dict
    # Gives (record, its words) of all records, or of those whose ids it is given.
    read_words: object
    # The words as they were last read, if ever, and the records that changed since.
    known_texts: TextIndex | None = None
    unread: BitMap = field(default_factory=BitMap)

    @cached_property
    def texts(self):
        """The words of all records, read when somebody first looks for a word."""
        if self.known_texts is None:
            return TextIndex.of(self.read_words())
        return self.known_texts.with_changes(self.unread, self.read_words(self.unread))

    def having(self, facet, values):
        """Return the records that have any of `values` in `facet`."""
        known = self.facets[facet]
        return BitMap.union(BitMap(), *(known[value] for value in values if value in known))

    def count(self, facet, among):
        """Return {value: number} of the records in `among` for each value that has any record."""
        return {
            value: among.intersection_cardinality(records)
            for value, records in self.facets[facet].items()
        }


class Catalogue:
    """The records of one model; a subclass says which, and what to find them by.

    - `kind`: the name under which the changes of these records are logged;
    - `facets`: {name: paths of the ORM from a record to the values};
    - `orders`: {name: function of the `order_columns` that returns a key to sort by}, "name" first.
    """

    kind = ""
    facets: dict[str, tuple[str, ...]] = {}
    orders: dict = {}
    order_columns: tuple[str, ...] = ()
    # Linked records whose names are among the words of a record.
    text_paths: tuple[str, ...] = ()
    # Kinds on which everything here depends, so that their change means reading all again.
    depends_on: tuple[str, ...] = ()

    def __init__(self):
        self._lock = Lock()
        self._state = None

    def queryset(self):
        """Return the records that visitors may find."""
        raise NotImplementedError

    def state(self):
        """Return the catalogue as the database has it now; one query where nothing changed."""
        state = self._state
        if state is not None:
            logged, position = changes.since(state.position)
            if logged == []:
                return state
        with self._lock:
            if self._state is None:
                self._state = self._read_all()
                return self._state
            logged, position = changes.since(self._state.position)
            self._state = self._refreshed(self._state, logged, position)
            return self._state

    def find(self, text):
        """Return the `TextMatch` of what somebody typed."""
        return find_text(self.state(), thesaurus.current(), text)

    def meant(self, text):
        """Return `text` as it was likely meant, written as the records write it.

        "" where all its words are known, or one of them is like no other.
        """
        typed = dict(written_words(text))
        likely = meant(self.state(), thesaurus.current(), text)
        return " ".join(typed.get(word) or self.written(word) for word in likely)

    def written(self, word):
        """Return a folded word as it is written most often, with accents, small letters preferred.

        Looked up in a few records that hold it: nothing is kept for the words nobody mistypes.
        """
        records = list(islice(self.state().texts.texts.get(word, ()), LOOKED_UP))
        forms = Counter(
            form
            for record in self._with_texts(records)
            for text in record.written_texts()
            for folded, form in written_words(text)
            if folded == word
        )
        if not forms:
            return thesaurus.current().words.get(word, word)
        return max(forms, key=lambda form: (form.islower(), forms[form], form))

    def best(self, match, number):
        """Return the first records that answer, names before texts before themes."""
        found = Found(self.queryset(), match.parts, self.state().orders["name"])
        return found[:number]

    def _refreshed(self, state, logged, position):
        if logged == []:
            return state
        if logged is None or any(
            kind in self.depends_on or (kind == self.kind and record is None)
            for kind, record in logged
        ):
            return self._read_all()
        changed = BitMap(record for kind, record in logged if kind == self.kind)
        if len(changed) > max(100, REBUILT_BEYOND * len(state.everything)):
            return self._read_all()
        if not changed:
            return self._moved(state, position)
        rows = self.queryset().filter(pk__in=list(changed))
        keys = self._keys(rows)
        fresh = State(
            position,
            (state.everything - changed) | BitMap(keys["name"]),
            {
                name: replaced(state.facets[name], changed, added)
                for name, added in self._facets(rows).items()
            },
            {name: order.with_changes(changed, keys[name]) for name, order in state.orders.items()},
            self._words,
        )
        if "texts" in state.__dict__:
            fresh.known_texts, fresh.unread = state.texts, changed
        else:
            fresh.known_texts, fresh.unread = state.known_texts, state.unread | changed
        return fresh

    @staticmethod
    def _moved(state, position):
        """Return the same state, the words it has read included, at a later position of the log."""
        moved = copy(state)
        moved.position = position
        return moved

    def _read_all(self):
        # The position first, the data after: what changes in between is read twice, never missed.
        position = changes.position()
        rows = self.queryset()
        keys = self._keys(rows)
        return State(
            position,
            BitMap(keys["name"]),
            self._facets(rows),
            {name: SortOrder(keys[name]) for name in self.orders},
            self._words,
        )

    def _facets(self, rows):
        """Return {facet: {value: records}}."""
        found = read_paths(rows, set(chain(*self.facets.values())))
        facets = {}
        for name, paths in self.facets.items():
            parts = defaultdict(list)
            for value, records in chain(*(found[path].items() for path in paths)):
                parts[value].append(records)
            facets[name] = {value: BitMap.union(*each) for value, each in parts.items()}
        return facets

    def _keys(self, rows):
        """Return {order: {record: key}}."""
        keys = {name: {} for name in self.orders}
        for record, *row in columns(rows, *self.order_columns):
            for name, key in self.orders.items():
                keys[name][record] = key(*row)
        return keys

    def _words(self, records=None):
        """Yield (record, its words) as `PublicRecord.search_text` has them, of all or of some."""
        rows = self.queryset()
        if records is not None:
            rows = rows.filter(pk__in=list(records))
        unread = []
        for record, text in columns(rows, "search_text"):
            if text:
                yield record, text
            else:
                unread.append(record)
        # Written by a path that does not compute it.
        for start in range(0, len(unread), CHUNK):
            for instance in self._with_texts(unread[start : start + CHUNK]):
                yield instance.pk, instance.folded_text()

    def _with_texts(self, records):
        rows = self.queryset().model.objects.filter(pk__in=records)
        return rows.prefetch_related(*self.text_paths)

    def store_words(self):
        """Store the words of all records anew, public or not, where they are no longer the same."""
        model = self.queryset().model
        records = list(model.objects.values_list("pk", flat=True))
        for start in range(0, len(records), CHUNK):
            stale = []
            for instance in self._with_texts(records[start : start + CHUNK]):
                known, instance.search_text = instance.search_text, instance.folded_text()
                if instance.search_text != known:
                    stale.append(instance)
            model.objects.bulk_update(stale, ["search_text"])


def columns(rows, *names):
    """Return the rows of these columns, the key first; in no order.

    As Django has them: looking for translations takes longer than the database.
    """
    return QuerySet(query=rows.query).order_by().values_list("pk", *names)


def read_paths(rows, paths):
    """Return {path: {value: records}}, in one query for all paths that lead to one value each."""
    found = {
        path: gathered(columns(rows.filter(**{f"{path}__isnull": False}), path))
        for path in paths
        if leads_to_many(rows.model, path)
    }
    single = [path for path in paths if path not in found]
    lists = [defaultdict(list) for _path in single]
    for record, *values in columns(rows, *single):
        for value, records in zip(values, lists, strict=True):
            if value is not None and value != "":
                records[value].append(record)
    for path, values in zip(single, lists, strict=True):
        found[path] = {value: BitMap(records) for value, records in values.items()}
    return found


def leads_to_many(model, path):
    """Tell whether a path may lead from one record to several values."""
    for step in path.split("__"):
        if step not in (field.name for field in model._meta.get_fields()):
            return False  # annotated
        field = model._meta.get_field(step)
        if field.many_to_many or field.one_to_many:
            return True
        model = field.related_model
    return False


_catalogues = {}


def register(model, catalogue):
    """Make `catalogue` the one in which the records of `model` are found."""
    _catalogues[model] = catalogue


def catalogue_of(model):
    """Return the catalogue of a model."""
    return _catalogues[model]


def store_words():
    """Store the words of all records anew: names of territories changed, or what is one word."""
    for catalogue in _catalogues.values():
        catalogue.store_words()
