"""What people say for what the records say: acronyms, their expansions, everyday words."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from search.changes import Derived
from search.language import INTENTS, STOP_WORDS, hyphenated, stems, words
from search.text import written_words


@dataclass
class Meaning:
    """What a phrase stands for besides its own words."""

    # Other phrases, as lists of words.
    phrases: list[list[str]] = field(default_factory=list)
    # Values of facets, as (facet, value): all that is filed there.
    themes: list[tuple[str, object]] = field(default_factory=list)
    # Phrases that are looked for too; what holds one comes after what holds the phrase itself.
    related: list[list[str]] = field(default_factory=list)

    def __bool__(self):
        return bool(self.phrases or self.themes or self.related)


@dataclass
class Unit:
    """Words of a query that belong together."""

    words: list[str]
    meaning: Meaning
    # Of a hyphenated word, which `words` has as one: its own words, as good as the one.
    apart: list["Unit"] = field(default_factory=list)

    @property
    def has_meaning(self):
        apart = [part.has_meaning for part in self.apart]
        return bool(self.meaning) or (bool(apart) and all(apart))


class Thesaurus:
    """Phrases and their meanings; built from `same`, `related` and `theme`, asked by `units`."""

    def __init__(self):
        self._meanings = defaultdict(list)
        self._texts = []
        self._readers = []

    def same(self, *texts):
        """Say that all these texts mean the same."""
        self._texts += texts
        phrases = [phrase for phrase in map(words, texts) if phrase]
        for phrase in phrases:
            self._add(phrase, Meaning([other for other in phrases if other != phrase]))

    def related(self, text, *others):
        """Say that who looks for `text` looks for `others` too, though less."""
        self._texts.append(text)
        phrase = words(text)
        phrases = [other for other in map(words, others) if other and other != phrase]
        self._add(phrase, Meaning(related=phrases))

    def theme(self, text, facet, value):
        """Say that `text` leads to all that has `value` in `facet`."""
        self._texts.append(text)
        self._add(words(text), Meaning(themes=[(facet, value)]))

    def _add(self, phrase, meaning):
        if phrase and meaning:
            self._meanings[len(phrase), phrase[0][:2]].append((phrase, meaning))

    def names(self, read):
        """Say that the texts which `read()` gives are names; they mean nothing more."""
        self._readers.append(read)

    @cached_property
    def named(self):
        """All folded words of the names; read when somebody first mistypes."""
        return frozenset(chain(*(words(text) for read in self._readers for text in read())))

    @cached_property
    def words(self):
        """All words of the phrases, as {folded: written}; made when somebody first mistypes."""
        forms = Counter(form for text in self._texts for form in written_words(text))
        # What is met most often comes last, and stays.
        known = dict(sorted(forms, key=lambda form: (forms[form], form)))
        return {word: known[word] for word in known.keys() - STOP_WORDS}

    def units(self, text):
        """Return the `Unit`s of a query, the longest known phrases first, no word twice.

        What one wants to do with a thing is left aside beside the thing.
        """
        rest, found = list(dict.fromkeys(words(text))), []
        joined = hyphenated(text)
        lengths = chain((length for length, _start in self._meanings), map(len, joined))
        longest = max(lengths, default=1)
        while rest:
            for length in range(min(longest, len(rest)), 0, -1):
                phrase, as_one = rest[:length], joined.get(tuple(rest[:length]))
                meaning = self._meaning(phrase)
                if as_one and not meaning:
                    apart = [Unit([word], self._meaning([word])) for word in phrase]
                    found.append(Unit([as_one], self._meaning([as_one]), apart))
                elif meaning or length == 1:
                    found.append(Unit(phrase, meaning))
                else:
                    continue
                rest = rest[length:]
                break
        things = [unit for unit in found if len(unit.words) > 1 or unit.words[0] not in INTENTS]
        return things or found

    def _meaning(self, phrase):
        """Return all that `phrase` means, forms of its words included."""
        meaning = Meaning()
        for other, one in self._meanings.get((len(phrase), phrase[0][:2]), ()):
            if all(
                mine == theirs or not stems(mine).isdisjoint(stems(theirs))
                for mine, theirs in zip(phrase, other, strict=True)
            ):
                meaning.phrases += one.phrases
                meaning.themes += one.themes
                meaning.related += one.related
        return meaning


_contributions = []


def contribute(kinds, function):
    """Have `function(thesaurus)` called for a new thesaurus when a record of `kinds` changed."""
    _contributions.append(function)
    current.kinds |= frozenset(kinds)


def _build():
    thesaurus = Thesaurus()
    for function in _contributions:
        function(thesaurus)
    return thesaurus


# The thesaurus as the database has it now.
current = Derived((), _build)
