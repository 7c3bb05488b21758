"""Which territories a text names, whole or begun: for a search that is not about communes alone."""

import re
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from search.changes import Derived
from search.language import words
from territories.gazetteer import gazetteer
from territories.models import Commune, Department, Intercommunality, Region
from territories.names import search_form
from territories.reasons import hint
from territories.region_names import region_names
from territories.typed import TypedPlace, find_place

MAX_NAMED = 10  # communes, and intercommunalities
SHORTEST_BEGINNING = 3  # letters

# What may stand before the name of a place, folded: "dans le département de la Lozère".
LEADING_WORDS = re.compile(
    r"^(?:(?:a|around|at|au|autour|aux|commune|d|dans|de|departement|department|des|du|en|in|la|le"
    r"|near|of|pres|region|the|ville) )+(?=.)"
)
# What the names of intercommunalities say of their kind, folded.
KIND_WORDS = frozenset(
    """
    agglo agglomeration ca cc communaute communes cu eurometropole metropole urbaine
    """.split()  # noqa: SIM905 a list of words reads better as text
)


@dataclass(frozen=True)
class NamedTerritory:
    """A territory that a text names, what tells it from others, and where to look.

    `place` is a region or a department, or the commune around which to look: of an
    intercommunality, which has no page of its own, the most populous.
    """

    name: str
    hint: str
    place: Region | Department | Commune


@dataclass(frozen=True)
class Areas:
    """Regions, departments and intercommunalities by their names; shared, not to be written to."""

    # {name as `search_form` has it: records}, regions first; departments by their code too.
    named: dict
    # {words of the name, without those of the kind, as a tuple: codes of intercommunalities}
    intercommunalities: dict


def read_areas():
    named, intercommunalities = defaultdict(list), defaultdict(list)
    regions = Region.objects.in_bulk()
    names = [(name, each) for each in regions.values() for name in (each.name_fr, each.name_en)]
    # The tables are empty until territories are loaded.
    others = [other for other in region_names() if other.region in regions]
    names += [(other.name, regions[other.region]) for other in others]
    for each in Department.objects.for_list():
        names += [(each.name, each), (each.code, each)]
    for name, area in names:
        if area not in named[search_form(name)]:
            named[search_form(name)].append(area)
    for code, name in Intercommunality.objects.values_list("pk", "name"):
        intercommunalities[own_words(name)].append(code)
    return Areas(dict(sorted(named.items())), dict(intercommunalities))


AREAS = Derived([Region.CHANGES_ARE], read_areas)


def own_words(name):
    """Return the words of an intercommunality's name, in order, without those of its kind."""
    found = tuple(words(name))
    return tuple(word for word in found if word not in KIND_WORDS) or found


def territories_named(text):
    """Return the `NamedTerritory`s of which `text` is the whole name; of communes `MAX_NAMED`.

    Regions, departments, communes by population, intercommunalities. Case, accents, hyphens, "st",
    articles and what leads to a place ("en", "dans le") do not matter. A former name of a region or
    a commune names the one that holds it, a postal code its communes.
    """
    name = search_form(text)
    if not name:
        return []
    found = named_so(text, name)
    if not found and (rest := LEADING_WORDS.sub("", name)) != name:
        found = named_so(rest, search_form(rest))
    return found + intercommunalities_named(name)


def named_so(text, name):
    """Return the regions, departments and communes of a text, and of its `search_form`."""
    areas = [NamedTerritory(area.name, kind_of(area), area) for area in AREAS().named.get(name, ())]
    places = gazetteer()
    whole = find_place(text)
    communes = (
        whole.first(1)
        if whole.code
        else first_of(places.named(name) or places.with_postal_code(name), MAX_NAMED)
    )
    return areas + [NamedTerritory(each.name, hint(each), each) for each in communes]


def first_of(found, number):
    """Return the first communes of what the gazetteer found."""
    return TypedPlace("", found=found).first(number)


def intercommunalities_named(name):
    """Return those that are called so, each with its most populous commune."""
    codes = AREAS().intercommunalities.get(own_words(name), ())[:MAX_NAMED]
    if not codes:
        return []
    communes = Commune.objects.filter(intercommunality__in=codes).select_related("intercommunality")
    largest = {}
    for commune in communes.order_by(F("population").desc(nulls_last=True), "search_name", "code"):
        largest.setdefault(commune.intercommunality, commune)
    return [
        NamedTerritory(each.name, _("around %(name)s") % {"name": commune.name}, commune)
        for each, commune in sorted(largest.items(), key=lambda pair: codes.index(pair[0].pk))
    ]


def territories_begun(text, number):
    """Return at most `number` `NamedTerritory`s of which `text` is the beginning of a name."""
    name = search_form(text)
    if len(name) < SHORTEST_BEGINNING:
        return []
    areas = dict.fromkeys(
        area for known, named in AREAS().named.items() if known.startswith(name) for area in named
    )
    found = [NamedTerritory(area.name, kind_of(area), area) for area in areas][:number]
    places = gazetteer()
    begun = places.with_code_beginning(name) if name.isdecimal() else places.beginning(name)
    communes = first_of(begun, number - len(found))
    return found + [NamedTerritory(each.name, hint(each), each) for each in communes]


def kind_of(area):
    """Return "region", or "department" with its code and its region, in words."""
    if isinstance(area, Region):
        return _("region")
    return _("department") + f" ({area.code}), {area.region.name}"
