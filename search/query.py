"""What somebody typed, looked up in a catalogue."""

from dataclasses import dataclass, field
from functools import reduce
from itertools import chain

from pyroaring import BitMap

from search.language import EVERYWHERE, stems, words
from search.text import written_words


@dataclass
class TextMatch:
    """The records that answer a query: three sets without a record in common, best first."""

    in_names: BitMap
    in_texts: BitMap
    # Filed where an everyday word of the query leads, without holding the word.
    by_theme: BitMap
    # The words of the records that answer the query: what a page marks.
    words: set[str] = field(default_factory=set)

    @property
    def parts(self):
        return [self.in_names, self.in_texts, self.by_theme]

    @property
    def all(self):
        return self.in_names | self.in_texts | self.by_theme


def find_text(state, thesaurus, text):
    """Return the `TextMatch` of a query: every unit of it is in each record.

    A query without a word worth looking for finds nothing. Where nothing is found and all else has
    a meaning, what goes without saying here is left aside ("médecin de campagne").
    """
    units = thesaurus.units(text)
    match = find_units(state, units)
    if not match.all:
        rest = [unit for unit in units if not EVERYWHERE.issuperset(unit.words)]
        if len(rest) < len(units) and all(unit.meaning for unit in rest):
            return find_units(state, rest)
    return match


def find_units(state, units):
    """Return the `TextMatch` of the records in which every one of the units is."""
    names, texts, anywhere, answering = [], [], [], set()
    for unit in units:
        phrases = [unit.words, *unit.meaning.phrases]
        # Who says "pub" does not begin to say "public": what has a meaning is complete.
        begun = not unit.meaning
        found = [state.texts.holding(phrase, begun) for phrase in phrases]
        answering.update(*(state.texts.forms(word, begun) for word in chain(*phrases)))
        themes = [state.having(facet, [value]) for facet, value in leading_themes(unit, state)]
        names.append(union(named for named, _told in found))
        texts.append(union(told for _named, told in found))
        anywhere.append(texts[-1] | union(themes))
    if not anywhere:
        return TextMatch(BitMap(), BitMap(), BitMap())
    in_names, in_texts, by_theme = map(intersection, (names, texts, anywhere))
    by_theme &= state.everything
    return TextMatch(in_names, in_texts - in_names, by_theme - in_texts, answering)


def complete(state, text):
    """Return the `TextMatch` of what somebody is typing: the last word may be unfinished."""
    *finished, last = words(text) or [""]
    begun = state.texts.beginning_with(last) if last else []
    in_names = [union(state.texts.names[word] for word in begun if word in state.texts.names)]
    in_texts = [union(state.texts.texts[word] for word in begun)]
    for word in finished:
        named, told = state.texts.holding([word])
        in_names.append(named)
        in_texts.append(told)
    named, told = intersection(in_names), intersection(in_texts)
    return TextMatch(named, told - named, BitMap(), set(begun))


def leading_themes(unit, state):
    """Return the themes of a unit in the first facet that has any: sectors before challenges."""
    themes = [theme for theme in unit.meaning.themes if theme[0] in state.facets]
    return [theme for theme in themes if theme[0] == themes[0][0]]


def alone(state, thesaurus, text):
    """Return [(words, number)]: what each unit of a query finds alone, where there are several.

    Those with a meaning first: they say what it is about.
    """
    units, typed = thesaurus.units(text), dict(written_words(text))
    found = [
        (" ".join(typed.get(word, word) for word in unit.words), len(find_units(state, [unit]).all))
        for unit in sorted(units, key=lambda unit: not unit.meaning)
    ]
    return [(words, number) for words, number in found if number] if len(units) > 1 else []


def meant(state, thesaurus, text):
    """Return the folded words of `text`, each unknown one replaced by the known most like it.

    None at all where all are known, or one of them is like no other.
    """
    known, mistyped = [], False
    for unit in thesaurus.units(text):
        for word in unit.words:
            if unit.meaning or state.texts.forms(word):
                known.append(word)
                continue
            likely = state.texts.meant(word, thesaurus.words)
            if not likely:
                return []
            # "responsable", where only a longer phrase has "responsables", is no fault.
            is_form = not stems(word).isdisjoint(stems(likely))
            known.append(word if is_form else likely)
            mistyped = mistyped or not is_form
    return known if mistyped else []


def union(bitmaps):
    """Return the records that are in any of the bitmaps."""
    return BitMap.union(BitMap(), *bitmaps)


def intersection(bitmaps):
    """Return the records that are in all of the bitmaps; there is at least one."""
    return reduce(BitMap.__and__, bitmaps)
