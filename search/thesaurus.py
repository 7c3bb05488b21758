"""What people say for what the records say: acronyms, their expansions, everyday words."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from search.changes import Derived
from search.language import INTENTS, STOP_WORDS, stems, words
from search.text import written_words


@dataclass
class Meaning:
    """What a phrase stands for besides its own words."""

    # Other phrases, as lists of words.
    phrases: list[list[str]] = field(default_factory=list)
    # Values of facets, as (facet, value): all that is filed there.
    themes: list[tuple[str, object]] = field(default_factory=list)

    def __bool__(self):
        return bool(self.phrases or self.themes)


@dataclass
class Unit:
    """Words of a query that belong together."""

    words: list[str]
    meaning: Meaning


class Thesaurus:
    """Phrases and their meanings; built once from `say` and `theme`, then asked by `units`."""

    def __init__(self):
        self._meanings = defaultdict(list)
        self._texts = []

    def same(self, *texts):
        """Say that all these texts mean the same."""
        self._texts += texts
        phrases = [phrase for phrase in map(words, texts) if phrase]
        for phrase in phrases:
            others = [other for other in phrases if other != phrase]
            if others:
                self._meanings[len(phrase), phrase[0][:2]].append((phrase, Meaning(others)))

    def theme(self, text, facet, value):
        """Say that `text` leads to all that has `value` in `facet`."""
        self._texts.append(text)
        phrase = words(text)
        if phrase:
            meaning = Meaning(themes=[(facet, value)])
            self._meanings[len(phrase), phrase[0][:2]].append((phrase, meaning))

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
        longest = max((length for length, _start in self._meanings), default=1)
        while rest:
            for length in range(min(longest, len(rest)), 0, -1):
                meaning = self._meaning(rest[:length])
                if meaning or length == 1:
                    found.append(Unit(rest[:length], meaning))
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
