"""What somebody typed for a place, and the commune that it means: the same at every door."""

from dataclasses import dataclass, field
from functools import cached_property

from search.normal_form import normalize_line
from territories import reasons
from territories.gazetteer import gazetteer, without
from territories.models import Commune
from territories.not_covered import (
    not_covered_by_beginning,
    not_covered_by_code,
    not_covered_by_name,
)
from territories.readings import Reading, departments_of_code, limits_of, parts_of, readings_of
from territories.spelling import spellings_of

MAX_TYPED = 60  # characters
MAX_CHOICES = 40


@dataclass
class TypedPlace:
    """What a text means: the commune that is surely meant, or those to choose from, and why.

    `found` is {INSEE code: former name by which it was found, or ""}, the likeliest first; `code`
    is the first of them where it was taken, or "". `reason` says, in words, why none was.
    `not_covered` is the code of the collectivity that was named, such as "988", or "": our tables
    hold nothing of it.
    """

    text: str
    code: str = ""
    found: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    not_covered: str = ""

    @cached_property
    def commune(self):
        """The commune that was taken, None without one."""
        return next(iter(self.first(1)), None) if self.code else None

    @cached_property
    def choices(self):
        """The communes to choose from: at most `MAX_CHOICES`."""
        return self.first(MAX_CHOICES)

    @property
    def has_more(self):
        return len(self.found) > MAX_CHOICES

    @property
    def is_too_long(self):
        return len(self.text) > MAX_TYPED

    def first(self, number):
        """Return the first communes found, as `for_list` has them, each with `former_name`."""
        codes = list(self.found)[:number]
        communes = Commune.objects.for_list().in_bulk(codes)
        for code, commune in communes.items():
            commune.former_name = self.found[code]
        return [communes[code] for code in codes if code in communes]


def find_place(text):
    """Return the `TypedPlace` of a text: a name, codes, a department, in any order and spelling.

    A commune is taken where its whole name or whole code was typed, all that was typed agrees, and
    nothing else could be meant. Whatever is unfinished, contradicts itself or names several is
    offered, never taken, were there one choice alone:

    - without its article a name is whole only where no longer one begins so;
    - a larger commune whose name goes on after this one may be meant: Évry, or Évry-Courcouronnes;
    - a department or a region of that name may be meant, unless the commune lies in it;
    - a former commune of the same name counts as another one that may be meant;
    - five digits are a postal code. Where they are the INSEE code of another commune too, both are
      offered. An INSEE code that is no postal code is offered as well: 35042 is that of Brielles,
      and a CEDEX code of Rennes. Those of arrondissements, and of Corsica (2A004), are taken;
    - beside the word CEDEX a code says only in which department the town lies;
    - four digits may have lost a zero, as spreadsheets drop it, or be unfinished.

    What else an address holds, such as a region, changes nothing.
    """
    text = normalize_line(text)
    if len(text) > MAX_TYPED:
        return TypedPlace(text, reason=reasons.too_long())
    places, spellings = gazetteer(), spellings_of(text)
    first = spellings[0]
    if first.name:
        place = by_name(text, places, spellings)
    elif len(first.codes) == 1 and not first.numbers:
        place = by_code(text, places, first)
    else:
        place = by_numbers(text, places, first)
    numbers = (*first.codes, *(number for number in first.numbers if len(number) > 2))
    collectivity = next(filter(None, map(not_covered_by_code, numbers)), "")
    if collectivity and not place.code:
        # 97133 is the postal code of Saint-Barthélemy, and the INSEE code of Vieux-Fort.
        found = {} if first.name else place.found
        return beyond(text, collectivity, found)
    return place


def by_name(text, places, spellings):
    """Return what a name means, with or without codes beside it."""
    readings = [reading for each in spellings for reading in readings_of(places, each)]
    whole = readings[0]
    exact, sure, refused = {}, set(), {}
    for reading in readings:
        known = places.named(reading.name)
        fitting = reading.allowed(known)
        exact |= without(fitting, exact)
        sure.update(filter(reading.is_sure_of, fitting))
        refused |= without(known, refused)
    begun = {}
    for reading in [whole] if exact else readings:
        # Where the rest of what was typed fits a whole name, no longer one is meant.
        if not (exact and whole.limits):
            begun |= without(reading.allowed(places.beginning(reading.name)), begun)
    found = together(exact, begun)
    collectivity = "" if whole.limits else not_covered_by_name(whole.name)
    # A CEDEX is one of a town.
    area = places.has_area(whole.name) and not whole.limits and not spellings[0].is_cedex
    if len(exact) == 1 and sure and not collectivity:
        [(code, former_name)] = exact.items()
        if area and not places.is_area(code, whole.name):
            return TypedPlace(text, found=found, reason=reasons.also_an_area(text))
        if not whole.limits and places.is_outdone(code, whole.name, spellings[0].article):
            return TypedPlace(text, found=found, reason=reasons.unfinished(found))
        # "saint" is the whole name of Le Saint, but may begin many others.
        if len(found) == 1 or spellings[0].article == places.article(code, former_name):
            return TypedPlace(text, code, found)
    if refused and not exact:
        found = together(begun, refused, *codes_of(whole))
        return TypedPlace(text, found=found, reason=reasons.contradiction(text))
    if area and not exact and not begun:
        return TypedPlace(text, reason=reasons.an_area(text))
    if not found:
        return by_part(text, places, whole, collectivity)
    if collectivity:
        return beyond(text, collectivity, found)
    reason = reasons.several_named(text) if len(exact) > 1 else reasons.unfinished(found)
    return TypedPlace(text, found=found, reason=reason)


def by_part(text, places, whole, collectivity):
    """Return what a text may mean of which only a part is known."""
    parts = parts_of(whole.name)
    collectivity = collectivity or next(
        filter(None, [*map(not_covered_by_name, parts), not_covered_by_beginning(whole.name)]), ""
    )
    if collectivity:
        return beyond(text, collectivity, {})
    named = next(filter(None, map(places.named, parts)), {})
    found = together(named, *codes_of(whole))
    reason = reasons.perhaps(text) if found else reasons.unknown(text)
    return TypedPlace(text, found=found, reason=reason)


def by_code(text, places, spelling):
    """Return what one whole code means."""
    [code] = spelling.codes
    postal, city = places.with_postal_code(code), places.of_arrondissement(code)
    if spelling.is_cedex:
        found = postal or places.in_departments(departments_of_code(code))
        reason = reasons.cedex(code) if found else reasons.unknown_code(code)
        return TypedPlace(text, found=found, reason=reason)
    insee = city or places.with_insee_code(code)
    found = together(postal, insee)
    if not found:
        return TypedPlace(text, reason=reasons.unknown_code(code))
    if len(found) == 1 and (postal or city or not code.isdecimal()):
        return TypedPlace(text, next(iter(found)), found)
    if not postal:
        reason = reasons.insee_or_cedex(code)
    elif without(insee, postal):
        reason = reasons.postal_and_insee(code)
    else:
        reason = reasons.several_served(code)
    return TypedPlace(text, found=found, reason=reason)


def by_numbers(text, places, spelling):
    """Return what several codes and numbers mean together, or one that is not whole."""
    if not spelling.codes:
        number = "".join(spelling.numbers)
        restored = places.with_any_code(f"0{number}") if len(number) == 4 else {}
        found = together(restored, places.with_code_beginning(number) if number else {})
        if restored:
            reason = reasons.lost_zero(number)
        else:
            reason = reasons.unfinished(found) if found else reasons.unknown(text)
        return TypedPlace(text, found=found, reason=reason)
    whole = Reading("", limits_of(places, spelling))
    known = together(*codes_of(whole))
    fitting = whole.allowed(known)
    if len(fitting) == 1 and all(map(whole.is_sure_of, fitting)):
        return TypedPlace(text, next(iter(fitting)), fitting)
    if fitting:
        return TypedPlace(text, found=fitting, reason=reasons.several_served(text))
    reason = reasons.contradiction(text) if known else reasons.unknown_code(text)
    return TypedPlace(text, found=known, reason=reason)


def beyond(text, collectivity, found):
    """Return what names a collectivity that is not covered, and perhaps communes besides."""
    reason = reasons.not_covered(collectivity, has_namesakes=bool(found))
    return TypedPlace(text, found=found, reason=reason, not_covered=collectivity)


def codes_of(reading):
    """Return what the codes beside a name lead to, one {INSEE code: former name} for each."""
    return [limit.communes for limit in reading.limits if limit.communes]


def together(*found):
    """Join several {INSEE code: former name}: what was found first stays first."""
    joined = {}
    for each in found:
        joined |= without(each, joined)
    return joined
