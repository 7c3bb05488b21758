"""What somebody typed, looked up in a catalogue."""

from dataclasses import dataclass, field
from functools import reduce
from itertools import chain

from pyroaring import BitMap

from search.language import EVERYWHERE, stems, words
from search.text import folded_words, written_words


@dataclass
class TextMatch:
    """The records that answer a query: three sets without a record in common, best first."""

    in_names: BitMap
    in_texts: BitMap
    # Filed where a word of the query leads, or holding a related one, without holding the word.
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
        if len(rest) < len(units) and all(unit.has_meaning for unit in rest):
            return find_units(state, rest)
    return match


def find_units(state, units):
    """Return the `TextMatch` of the records in which every one of the units is."""
    if not units:
        return TextMatch(BitMap(), BitMap(), BitMap())
    answering = set()
    in_names, in_texts, anywhere = intersections(
        records_with(state, unit, answering) for unit in units
    )
    by_theme = anywhere & state.everything
    return TextMatch(in_names, in_texts - in_names, by_theme - in_texts, answering)


def records_with(state, unit, answering):
    """Return the records with a unit (in their names, in their texts, in those or by theme).

    The words that they hold of it are added to the set `answering`.
    """
    phrases = [unit.words, *unit.meaning.phrases]
    # Who says "pub" does not begin to say "public": what has a meaning is complete.
    begun = not unit.meaning
    found = [state.texts.holding(phrase, begun) for phrase in phrases]
    answering.update(*(state.texts.forms(word, begun) for word in chain(*phrases)))
    names, texts = union(named for named, _told in found), union(told for _named, told in found)
    themes = [state.having(facet, [value]) for facet, value in leading_themes(unit, state)]
    related = [state.texts.holding(phrase, False)[1] for phrase in unit.meaning.related]
    records = names, texts, union([texts, *themes, *related])
    if unit.apart:
        apart = intersections(records_with(state, part, answering) for part in unit.apart)
        return tuple(map(BitMap.__or__, records, apart))
    return records


def complete(state, text):
    """Return the `TextMatch` of what somebody is typing: the last word may be unfinished.

    A stop word may begin another one ("ce", "centrale") where there is nothing else.
    """
    *finished, last = words(text) or folded_words(text)[-1:] or [""]
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
    typed = dict(written_words(text))
    units = [part for unit in thesaurus.units(text) for part in (unit, *unit.apart)]
    found = [
        (written(unit, typed), len(find_units(state, [unit]).all))
        for unit in sorted(units, key=lambda unit: not unit.has_meaning)
    ]
    return [(words, number) for words, number in found if number] if len(units) > 1 else []


def written(unit, typed):
    """Return a unit in words as somebody `typed` them."""
    if unit.apart:
        return "-".join(written(part, typed) for part in unit.apart)
    return " ".join(typed.get(word, word) for word in unit.words)


def meant(state, thesaurus, text):
    """Return the folded words of `text` as they were likely meant; [] where no others are likely.

    Two words may be one ("co voiturage"); an unknown one may be the known most like it, or two that
    were run together. Where one of them is like no other, there is nothing to propose.
    """
    likely, mistyped = [], False
    units = [part for unit in thesaurus.units(text) for part in unit.apart or [unit]]
    meaningful = {word for unit in units if unit.meaning for word in unit.words}
    rest = [word for unit in units for word in unit.words]
    while rest:
        word = rest.pop(0)
        as_one = word + rest[0] if rest and word not in meaningful else ""
        if as_one and is_known(state, thesaurus, as_one):
            del rest[0]
            likely.append(as_one)
            mistyped = True
            continue
        if word in meaningful or state.texts.forms(word) or word in thesaurus.named:
            likely.append(word)
            continue
        other = state.texts.meant(word, thesaurus.words)
        others = [other] if other else state.texts.halves(word)
        if not others:
            return []
        # "responsable", where only a longer phrase has "responsables", is no fault.
        is_form = other and not stems(word).isdisjoint(stems(other))
        likely += [word] if is_form else others
        mistyped = mistyped or not is_form
    return likely if mistyped else []


def is_known(state, thesaurus, word):
    """Tell whether the records or the thesaurus have `word` in some form, complete."""
    return word in thesaurus.words or bool(state.texts.forms(word, complete=False))


def intersections(rows):
    """Return the intersection of each column of rows of bitmaps; there is at least one row."""
    return tuple(map(intersection, zip(*rows, strict=True)))


def union(bitmaps):
    """Return the records that are in any of the bitmaps."""
    return BitMap.union(BitMap(), *bitmaps)


def intersection(bitmaps):
    """Return the records that are in all of the bitmaps; there is at least one."""
    return reduce(BitMap.__and__, bitmaps)
