"""The catalogues of initiatives and of what they are linked to; which of them reach a place."""

from collections import defaultdict

from django.db.models import BooleanField, ExpressionWrapper, Q
from pyroaring import BitMap

from initiatives.models import (
    AuthorityAction,
    AuthorityLevel,
    Challenge,
    CooperationForm,
    CooperationFormSource,
    Driver,
    Initiative,
    InitiativeSource,
    KeyFact,
    Lever,
    LeverSource,
    Milestone,
    Offer,
    Sector,
    SupportOrganisation,
    SupportOrganisationSource,
    Testimony,
    TestimonySource,
)
from initiatives.querysets import Nearness
from resources.catalogue import RecordCatalogue, by_name, name_key
from search import thesaurus
from search.catalogue import catalogue_of, register
from search.changes import kind_of, watch_record
from search.found import Kept
from search.query import intersection, union
from territories.models import Commune, Region

# The ways from an initiative to the region, and to the department, in which it stands.
LOCATED_REGION = (
    "commune__department__region",
    "intercommunality__departments__region",
    "department__region",
    "region",
)
LOCATED_DEPARTMENT = ("commune__department", "intercommunality__departments", "department")
HAS_POINT = ExpressionWrapper(Q(latitude__isnull=False), output_field=BooleanField())


class InitiativeCatalogue(RecordCatalogue):
    """Initiatives by all that the list filters them by.

    Values are the keys of the linked records, or the values of an enumeration.
    """

    depends_on = (Region.CHANGES_ARE,)
    text_paths = (*LOCATED_REGION, "commune__postal_codes")
    facets = {
        "sector": ("sectors",),
        "challenge": ("challenges",),
        "lever": ("levers",),
        "cooperation_form": ("cooperation_forms",),
        "authority": ("actions__level",),
        "kind": ("kind",),
        "legal_form": ("legal_form",),
        "scope": ("scope",),
        # What stands in a territory or covers a part of it.
        "region": (*LOCATED_REGION, "departments__region", "regions"),
        "department": (*LOCATED_DEPARTMENT, "departments"),
        # What covers a whole region, or is somewhere in it without a known department.
        "whole_region": ("region", "regions"),
        "intercommunality": ("intercommunality", "commune__intercommunality"),
        # What stands there.
        "located_region": LOCATED_REGION,
        "located_department": LOCATED_DEPARTMENT,
        "commune": ("commune",),
        "own_point": ("own_point",),
    }

    def __init__(self):
        super().__init__(Initiative)
        self.order_columns += ("year_founded", "first_published_at")
        self.orders = {"name": by_name, "founded": founded_key, "recent": recent_key}

    def queryset(self):
        return super().queryset().annotate(own_point=HAS_POINT)


class OrganisationCatalogue(RecordCatalogue):
    """Support organisations; by region those that serve it or a part of it."""

    depends_on = (Region.CHANGES_ARE,)
    facets = {"region": ("departments__region", "regions")}


def founded_key(name, slug, year, _published):
    """Return what sorts the latest founded first, those of unknown year last."""
    return (-(year or 0), name_key(name, slug))


def recent_key(name, slug, _year, published):
    """Return what sorts the latest published first."""
    return (-published.timestamp() if published else 0, name_key(name, slug))


def national(state):
    """Return the initiatives that cover all of France, by their scope, wherever they stand.

    The one definition behind every number "covering all of France": a page counts these among all
    that its words and filters keep. One that stands near is listed with what is near.
    """
    return state.having("scope", [Initiative.Scope.NATIONAL])


def with_initiative_counts(records, facet, among=None):
    """Return the records as a list, each with its `initiative_count` in the facet.

    Counted are all published initiatives, or those whose ids are in `among`.
    """
    state = catalogue_of(Initiative).state()
    counts = state.count(facet, state.everything if among is None else among)
    records = list(records)
    for record in records:
        record.initiative_count = counts.get(record.pk, 0)
    return records


def rings_around(state, place):
    """Return [(Nearness, records)] around a `Place`: nearest first, no record twice.

    A territory gets what stands in it, what covers it or a part of it, and what is national. A
    department also gets what covers its whole region, and what is somewhere in its region without
    a known department. Where the place names territories of several kinds, a record reaches them
    all, and its nearness is that to the most precise.
    """
    everywhere = national(state)
    within, rings = [], []
    if place.regions:
        codes = [region.pk for region in place.regions]
        rings = [(Nearness.REGION, state.having("region", codes))]
        within.append(union([everywhere, *(records for _nearness, records in rings)]))
    if place.departments:
        rings = department_rings(state, place.departments)
        within.append(union([everywhere, *(records for _nearness, records in rings)]))
    if place.commune:
        commune = place.commune
        rings = [
            (Nearness.COMMUNE, state.having("commune", [commune.pk])),
            (
                Nearness.INTERCOMMUNALITY,
                state.having("intercommunality", [commune.intercommunality_id]),
            ),
            *department_rings(state, [commune.department]),
        ]
        within.append(union([everywhere, *(records for _nearness, records in rings)]))
    return disjoint([*rings, (Nearness.NATIONAL, everywhere)], intersection(within))


def local(rings):
    """Return the records of all rings but the national one."""
    return union(records for nearness, records in rings if nearness is not Nearness.NATIONAL)


def department_rings(state, departments):
    codes = [department.pk for department in departments]
    regions = {department.region_id for department in departments}
    return [
        (Nearness.DEPARTMENT, state.having("department", codes)),
        (Nearness.REGION, state.having("whole_region", regions)),
    ]


def located_in(state, place):
    """Return [(Nearness, records)] of what stands in a `Place`; anywhere known where it is none.

    In all that the place names: in its commune, which is in its departments and regions.
    """
    known = state.facets["located_region"]
    codes = [region.pk for region in place.regions] if place.regions else known
    found = [(Nearness.REGION, state.having("located_region", codes))]
    if place.departments:
        codes = [department.pk for department in place.departments]
        found.append((Nearness.DEPARTMENT, state.having("located_department", codes)))
    if place.commune:
        found.append((Nearness.COMMUNE, state.having("commune", [place.commune.pk])))
    nearness, _records = found[-1]
    return [(nearness, intersection(records for _nearness, records in found))]


def within_radius(state, commune, km):
    """Return [(km, records)] of what stands within `km` kilometres of a commune, nearest first.

    What stands in the commune is within any distance of it, at 0 km, wherever its own point lies:
    a commune may be wider than the distance. All else is as far as its own point is from the town
    hall of the commune, or its town hall where it has no point.
    """
    here, has_point = state.having("commune", [commune.pk]), state.having("own_point", [True])
    rings = defaultdict(BitMap)
    rings[0.0] |= here
    own = Initiative.objects.published().within(commune, km)
    for record, distance in own.values_list("pk", "distance_km"):
        rings[distance].add(record)
    near = Commune.objects.within(commune, km).values_list("pk", "distance_km")
    for code, distance in near:
        rings[distance] |= state.having("commune", [code]) - has_point
    return disjoint(sorted(rings.items()), state.everything)


def disjoint(rings, within):
    """Return the rings cut down to `within`, each without what a nearer one holds; none empty."""
    seen, found = BitMap(), []
    for nearness, records in rings:
        records = (records & within) - seen
        seen |= records
        if records:
            found.append((nearness, records))
    return found


def similar_to(state, initiative, sectors, regions):
    """Return sets of others in its sectors, in order.

    Those of its regions first; in each half those with the most sectors in common.
    """
    at_least = []
    for sector in sectors:
        members = state.having("sector", [sector]) - BitMap([initiative])
        # One more in common for each sector that a record is in.
        more = [members, *(common & members for common in at_least)]
        at_least = [
            union([*(at_least[i : i + 1]), *(more[i : i + 1])]) for i in range(len(at_least) + 1)
        ]
    exactly = [
        common - (at_least[i + 1] if i + 1 < len(at_least) else BitMap())
        for i, common in enumerate(at_least)
    ]
    here = state.having("region", regions)
    by_number = exactly[::-1]
    return [*(common & here for common in by_number), *(common - here for common in by_number)]


def tell_of_themes(words):
    """Say that the names of sectors and challenges, and their everyday words, lead to them."""
    for facet, model in (("sector", Sector), ("challenge", Challenge)):
        for theme in model.objects.all():
            for text in (theme.name_fr, theme.name_en, theme.keywords_fr, theme.keywords_en):
                for line in (text or "").splitlines():
                    words.theme(line, facet, theme.pk)


register(Initiative, InitiativeCatalogue())
# What the cards of lists show.
CARDS = Kept(
    Initiative.objects.published().for_list(),
    [kind_of(Initiative), kind_of(Sector), Region.CHANGES_ARE],
)
watch_record(
    Initiative,
    [
        (InitiativeSource, "record"),
        (AuthorityAction, "initiative"),
        (KeyFact, "initiative"),
        (Milestone, "initiative"),
    ],
)
for model, source in (
    (Lever, LeverSource),
    (CooperationForm, CooperationFormSource),
    (SupportOrganisation, SupportOrganisationSource),
    (Testimony, TestimonySource),
):
    catalogue = OrganisationCatalogue if model is SupportOrganisation else RecordCatalogue
    register(model, catalogue(model))
    watch_record(model, [(source, "record")])
for model in (Sector, Challenge, Driver, Offer, AuthorityLevel):
    watch_record(model)

thesaurus.contribute(["sector", "challenge"], tell_of_themes)
