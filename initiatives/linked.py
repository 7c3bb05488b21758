"""What an initiative is linked to: the short lists in memory, and all that its page shows.

Of its fourteen links most are empty. One query tells which records are behind each; then what
stands on a short list comes from memory, and of the others only what is there is asked for.
"""

from collections import defaultdict
from operator import methodcaller

from django.db import connection
from django.db.models import Prefetch, prefetch_related_objects
from pyroaring import BitMap

from initiatives.catalogue import CARDS
from initiatives.models import Challenge, CooperationForm, Initiative, Lever, Sector
from search.catalogue import catalogue_of
from search.changes import Derived, kind_of
from search.found import Found
from territories.models import Department, Region

# Short lists, which all pages share.
SHORT = {
    "sectors": Sector.objects.all(),
    "challenges": Challenge.objects.all(),
    "levers": Lever.objects.published(),
    "cooperation_forms": CooperationForm.objects.published(),
    "departments": Department.objects.for_list(),
    "regions": Region.objects.all(),
}
# What is asked of the manager of each other link.
ASKED = {
    "milestones": methodcaller("all"),
    "facts": methodcaller("all"),
    "actions": methodcaller("select_related", "level", "lever", "resource"),
    "sources": methodcaller("select_related", "resource"),
    "supporters": methodcaller("published"),
    "resources": methodcaller("published"),
    "testimonies": lambda links: links.published().prefetch_related("sources__resource"),
}


def short_lists():
    """Return {link: records of the short list, in order}."""
    return {link: list(records.all()) for link, records in SHORT.items()}


SHORT_LISTS = Derived({kind_of(records.model) for records in SHORT.values()}, short_lists)


def behind(link):
    """Return the SELECT of (link, key of a record behind it as text) of one initiative."""
    first, *others = Initiative._meta.get_field(link).path_infos
    [(_key, own)] = first.join_field.get_joining_fields()
    key = others[0].join_field.column if others else first.to_opts.pk.column
    return (
        f"SELECT '{link}', CAST({key} AS text) "  # noqa: S608
        f"FROM {first.to_opts.db_table} WHERE {own.column} = %(initiative)s"
    )


BEHIND = " UNION ALL ".join(map(behind, [*SHORT, *ASKED, "related"]))


def keys_behind(initiative):
    """Return {link: keys of the records behind it, as text}."""
    keys = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(BEHIND, {"initiative": initiative.pk})
        for link, key in cursor:
            keys[link].add(key)
    return keys


def fetch_links(initiative):
    """Fetch the public part of what an initiative is linked to; of the related ones, the cards.

    Where Django's own prefetching leaves it: `initiative.sectors.all()` then asks nothing.
    """
    keys, state = keys_behind(initiative), catalogue_of(Initiative).state()
    found = {
        link: [record for record in records if str(record.pk) in keys[link]]
        for link, records in SHORT_LISTS().items()
    }
    for link, ask in ASKED.items():
        found[link] = list(ask(getattr(initiative, link))) if keys[link] else []
    related = BitMap(map(int, keys["related"])) & state.everything
    found["related"] = Found(CARDS, [related], state.orders["name"])[:]
    initiative._prefetched_objects_cache = found
    if initiative.intercommunality:
        departments = Prefetch("departments", Department.objects.for_list())
        prefetch_related_objects([initiative.intercommunality], departments)
