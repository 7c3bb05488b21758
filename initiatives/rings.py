"""A result around a place, cut into rings of equal nearness."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from initiatives.querysets import Nearness


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
