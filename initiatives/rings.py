"""A result around a place, cut into rings of equal nearness."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from initiatives.catalogue import CARDS, rings_around
from initiatives.models import Initiative
from initiatives.querysets import Nearness
from search.catalogue import catalogue_of
from search.found import Found


@dataclass
class Ring:
    """The records of a page that are equally near, and how many there are in all."""

    nearness: Nearness
    label: str
    count: int
    records: list


def ring_label(nearness, place):
    """Return the heading of a ring of nearness around `place`, in words."""
    match nearness:
        case Nearness.NATIONAL:
            return _("across France")
        case Nearness.INTERCOMMUNALITY:
            return _("elsewhere in the intercommunality")
        case Nearness.DEPARTMENT if place.commune:
            return place.commune.department.in_place()
        case Nearness.REGION if place.all_departments:
            names = ", ".join(str(region) for region in place.all_regions)
            return _("at the scale of the region: %(name)s") % {"name": names}
        case _other:
            return place.in_words()


def rings_of(records, counts, place):
    """Return the `Ring`s of records that are ordered by nearness, with the counts of the whole."""
    return [
        Ring(Nearness(nearness), ring_label(nearness, place), counts[nearness], list(members))
        for nearness, members in groupby(records, key=lambda record: record.nearness)
    ]


def rings_among(records, rings, place):
    """Return the `Ring`s of a page of records; `rings` are pairs (Nearness, ids of the whole)."""
    found = []
    for nearness, members in rings:
        here = [record for record in records if record.pk in members]
        if here:
            found.append(Ring(nearness, ring_label(nearness, place), len(members), here))
    return found


def nearest(queryset, place, limit):
    """Return the `Ring`s around `place`, at most `limit` records in each.

    `queryset` is made by `near`; one query for each ring and one for the counts.
    """
    counts = queryset.count_by_nearness()
    return [
        Ring(
            nearness,
            ring_label(nearness, place),
            counts[nearness],
            list(queryset.filter(nearness=nearness).order_by("sort_key", "slug")[:limit]),
        )
        for nearness in sorted(counts)
    ]


def nearest_among(records, place, limit):
    """Return the `Ring`s around `place` of the initiatives whose ids are in `records`, a BitMap.

    At most `limit` in each, with what a card shows.
    """
    state = catalogue_of(Initiative).state()
    return [
        Ring(
            nearness,
            ring_label(nearness, place),
            len(members),
            Found(CARDS, [members], state.orders["name"])[:limit],
        )
        for nearness, ring in rings_around(state, place)
        if (members := ring & records)
    ]
