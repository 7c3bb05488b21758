"""Which records hold which words, in memory: the same answer on every database."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property

from pyroaring import BitMap
from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.language import STOP_WORDS, common_start, stems
from search.text import AFTER_ALL

# A word of so many letters may have two faults, a shorter one has one: a letter that is missing,
# one too many, another one, or two in the wrong order.
LONG = 8
# A word this short is not completed: too many begin with it.
SHORTEST_PREFIX = 3
# Of two words run together, the shorter one has so many letters.
SHORTEST_HALF = 2


def gathered(pairs):
    """Return {value: BitMap} of pairs (record, value)."""
    lists = defaultdict(lambda: array("I"))
    for record, value in pairs:
        lists[value].append(record)
    return {value: BitMap(records) for value, records in lists.items()}


def replaced(bitmaps, changed, added):
    """Return {value: BitMap} where the records `changed` have the values of `added` alone.

    The bitmaps given are left as they are: others may be reading them.
    """
    touched = [value for value, records in bitmaps.items() if not records.isdisjoint(changed)]
    fresh = dict(bitmaps)
    for value in {*touched, *added}:
        fresh[value] = fresh.get(value, BitMap()) - changed | added.get(value, BitMap())
        if not fresh[value]:
            del fresh[value]
    return fresh


def gathered_words(rows):
    """Return {word: BitMap} of rows (record, words)."""
    lists = defaultdict(lambda: array("I"))
    for record, words in rows:
        for word in words.split():
            lists[word].append(record)
    return {word: BitMap(records) for word, records in lists.items() if word not in STOP_WORDS}


def names_of(rows):
    """Yield (record, its first line) of rows (record, "words of names\\nother words")."""
    for record, text in rows:
        yield record, text.partition("\n")[0]


class TextIndex:
    """The words of the records of one kind; never changed once made."""

    def __init__(self, names, texts):
        self.names = names
        self.texts = texts

    @classmethod
    def of(cls, rows):
        """Return the index of rows (record, "words of names\\nother words")."""
        rows = list(rows)
        return cls(gathered_words(names_of(rows)), gathered_words(rows))

    def with_changes(self, changed, rows):
        """Return the index where the records `changed` have the words of `rows` alone."""
        rows = list(rows)
        return TextIndex(
            replaced(self.names, changed, gathered_words(names_of(rows))),
            replaced(self.texts, changed, gathered_words(rows)),
        )

    @cached_property
    def vocabulary(self):
        """All words, in order."""
        return sorted(self.texts)

    def beginning_with(self, start):
        """Return the words that begin with `start`, in order."""
        low = bisect_left(self.vocabulary, start)
        return self.vocabulary[low : bisect_left(self.vocabulary, start + AFTER_ALL, low)]

    def forms(self, word, complete=True):
        """Return the words of the records that `word` stands for.

        Its other forms (plural, feminine, …) where there are any; else, to `complete` it, the
        words it begins; none where it is unknown. A number is complete: "1000" is not "10000".
        """
        wanted = stems(word)
        found = [
            other
            for other in self.beginning_with(common_start(word))
            if other == word or not wanted.isdisjoint(stems(other))
        ]
        if complete and not found and len(word) >= SHORTEST_PREFIX and not word.isdigit():
            found = self.beginning_with(word)
        return found

    def holding(self, words, complete=True):
        """Return (records with all words in their names, records with all words anywhere)."""
        in_names = in_texts = None
        for word in words:
            forms = self.forms(word, complete)
            named = BitMap.union(BitMap(), *(self.names[f] for f in forms if f in self.names))
            told = BitMap.union(BitMap(), *(self.texts[form] for form in forms))
            in_names = named if in_names is None else in_names & named
            in_texts = told if in_texts is None else in_texts & told
        return in_names or BitMap(), in_texts or BitMap()

    def meant(self, word, others=()):
        """Return the word of the records, or of `others`, most like `word`; None without one.

        Who mistypes a word begins it right. Among words as like, the one in most records. A number
        is like no other: "56" is not "5" mistyped.
        """
        if not word.isalpha():
            return None
        faults = 2 if len(word) >= LONG else 1
        likely = [
            other
            for other in {*self.beginning_with(word[0]), *others}
            if other[0] == word[0] and abs(len(other) - len(word)) <= faults
        ]
        alike = process.extract(word, likely, scorer=OSA.distance, score_cutoff=faults, limit=None)
        ranked = [
            (distance, -len(self.texts.get(other, ())), other) for other, distance, _place in alike
        ]
        return min(ranked)[-1] if ranked else None

    def halves(self, word):
        """Return [first, second], two words of some record that `word` runs together; else [].

        Of several cuts the one that most records hold.
        """
        found = []
        for cut in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1) if word.isalpha() else ():
            first, second = word[:cut], word[cut:]
            if first in self.texts and second in self.texts:
                number = self.texts[first].intersection_cardinality(self.texts[second])
                found.append((number, [first, second]))
        number, halves = max(found, default=(0, []))
        return halves if number else []
