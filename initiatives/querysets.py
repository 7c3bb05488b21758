"""Which initiatives reach a place, and how near they are to it."""

from collections import Counter
from enum import IntEnum

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Value,
    When,
)

from resources.querysets import NaturalKeyQuerySet, PublicRecordQuerySet


class Nearness(IntEnum):
    """How near an initiative is to the place that was asked for, nearest first."""

    COMMUNE = 0
    INTERCOMMUNALITY = 1
    DEPARTMENT = 2
    REGION = 3
    NATIONAL = 4


# The ways from an initiative to the places it stands in or serves.
REGION_PATHS = (
    "commune__department__region",
    "intercommunality__departments__region",
    "department__region",
    "region",
    "departments__region",
    "regions",
)
# What a page of an initiative shows the public part of.
PUBLIC_LINKS = ("levers", "cooperation_forms", "supporters", "resources", "testimonies")
DEPARTMENT_PATHS = (
    "commune__department",
    "intercommunality__departments",
    "department",
    "departments",
)


class NearQuerySet(PublicRecordQuerySet):
    """Records that a `near` method annotates with their nearness."""

    def count_by_nearness(self):
        """Return {Nearness: number} of a queryset made by `near`."""
        rows = self.order_by().values_list("nearness").annotate(number=Count("pk"))
        return {Nearness(value): number for value, number in rows}


class InitiativeQuerySet(NearQuerySet):
    """Initiatives by text and by territory.

    A territory filter keeps what is located in the territory, what covers it or a part of it,
    and what is national. A department also gets what covers its whole region, and what is
    somewhere in its region without a known department.
    """

    def near(self, *, commune=None, departments=(), regions=()):
        """Initiatives that reach every kind of place given, each annotated with its `nearness`.

        Several departments, or several regions, mean any of them. Nearness is counted from the
        most precise place: the commune, else the departments, else the regions.
        """
        rings = {}
        if regions:
            ids = [region.pk for region in regions]
            rings = {Nearness.REGION: self._in_regions(ids)}
            self = self._within(rings)
        if departments:
            rings = self._department_rings(departments)
            self = self._within(rings)
        if commune:
            rings = {
                Nearness.COMMUNE: Q(commune=commune),
                Nearness.INTERCOMMUNALITY: self._in_intercommunality(commune.intercommunality_id),
                **self._department_rings([commune.department]),
            }
            self = self._within(rings)
        if not rings:
            return self
        whens = [When(condition, then=Value(nearness)) for nearness, condition in rings.items()]
        return self.annotate(
            nearness=Case(*whens, default=Value(Nearness.NATIONAL), output_field=IntegerField())
        )

    def _within(self, rings):
        reached = Q(scope=self.model.Scope.NATIONAL)
        for condition in rings.values():
            reached |= condition
        return self.filter(reached)

    def _department_rings(self, departments):
        codes = [department.pk for department in departments]
        regions = {department.region_id for department in departments}
        return {
            Nearness.DEPARTMENT: (
                Q(commune__department__in=codes)
                | Q(department__in=codes)
                | self._located_in_shared_intercommunality(department__in=codes)
                | self._covers("departments", department__in=codes)
            ),
            Nearness.REGION: Q(region__in=regions) | self._covers("regions", region__in=regions),
        }

    def _in_regions(self, codes):
        return (
            Q(commune__department__region__in=codes)
            | Q(department__region__in=codes)
            | Q(region__in=codes)
            | self._located_in_shared_intercommunality(department__region__in=codes)
            | self._covers("departments", department__region__in=codes)
            | self._covers("regions", region__in=codes)
        )

    @staticmethod
    def _in_intercommunality(code):
        if code is None:
            return Q(pk__in=[])
        return Q(intercommunality=code) | Q(commune__intercommunality=code)

    def _covers(self, links, **condition):
        """Return whether a row of the many-to-many `links` meets `condition`.

        A subquery rather than a join, which would give an initiative once for each department.
        """
        through = getattr(self.model, links).through
        return Q(Exists(through.objects.filter(initiative=OuterRef("pk"), **condition)))

    def _located_in_shared_intercommunality(self, **condition):
        """Return whether the initiative is located in an EPCI whose departments meet `condition`.

        EPCI do not nest in departments: 89 cross a border.
        """
        intercommunality = self.model._meta.get_field("intercommunality").related_model
        through = intercommunality.departments.through
        rows = through.objects.filter(intercommunality=OuterRef("intercommunality"), **condition)
        return Q(Exists(rows))

    def most_told(self):
        """Those of which the documents tell most: deeds of authorities, then key facts."""
        return self.annotate(
            deeds=Count("actions", distinct=True), figures=Count("facts", distinct=True)
        ).order_by("-deeds", "-figures", "sort_key", "slug")

    def similar_to(self, initiative):
        """Others in its sectors, those of its regions first, then by sectors in common."""
        regions = {region.pk for region in initiative.all_regions}
        return (
            self.exclude(pk=initiative.pk)
            .exclude(pk__in=initiative.related.values("pk"))
            .filter(sectors__in=initiative.sectors.all())
            .annotate(
                in_its_regions=Case(
                    When(self._in_regions(regions), then=Value(1)), default=Value(0)
                ),
                shared=Count("sectors"),
            )
            .order_by("-in_its_regions", "-shared", "sort_key", "slug")
        )

    def count_by_region(self):
        """Return {region code: number} of what is located in a region or covers a part of it."""
        return self._count_places(REGION_PATHS)

    def count_by_department(self):
        """Return {department code: number} of what is located in a department or names it."""
        return self._count_places(DEPARTMENT_PATHS)

    def _count_places(self, paths):
        rows = set()
        for path in paths:
            rows.update(self.order_by().values_list("pk", path).distinct())
        return Counter(code for _pk, code in rows if code is not None)

    def for_list(self):
        """Initiatives with what a card of a list shows."""
        return self.select_related(
            "commune__department", "intercommunality", "department", "region"
        ).prefetch_related("sectors", "actions__level")

    def for_detail(self):
        """Initiatives with what their own page shows; of what is linked, the public part."""
        return self.select_related(
            "commune__department__region",
            "commune__intercommunality",
            "intercommunality",
            "department__region",
            "region",
            "carrier",
            "same_body",
            "merged_into",
        ).prefetch_related(
            "sectors",
            "challenges",
            "departments__region",
            "intercommunality__departments__region",
            "regions",
            "milestones",
            "facts",
            "actions__level",
            "actions__lever",
            "actions__resource",
            "sources__resource",
            *map(self._published, PUBLIC_LINKS),
            "testimonies__sources__resource",
        )

    def _published(self, link):
        """Return the prefetch of the published records behind a many-to-many link."""
        records = self.model._meta.get_field(link).related_model.objects
        return Prefetch(link, queryset=records.published())


class SectorQuerySet(NaturalKeyQuerySet):
    """Sectors with what is filed under them."""

    def with_counts(self):
        """Each with `initiative_count`, the number of its published initiatives."""
        published = Q(initiatives__status="published")
        return self.annotate(initiative_count=Count("initiatives", filter=published))

    def with_counts_among(self, initiatives):
        """Each with `initiative_count`, the number of its initiatives in the given queryset."""
        among = Q(initiatives__in=initiatives.order_by().values("pk"))
        return self.annotate(initiative_count=Count("initiatives", filter=among))


class OrganisationQuerySet(NearQuerySet):
    """Support organisations by the territory they serve."""

    def near(self, *, commune=None, departments=(), regions=()):
        """Those that serve the place, and the national ones, each with its `nearness`.

        A body that serves any part of a chosen region serves it; one that serves a whole region
        serves its departments. A body of which no territory is known is left out.
        """
        departments = [commune.department] if commune else list(departments)
        codes = [department.pk for department in departments]
        if departments:
            region_codes = {department.region_id for department in departments}
            in_region = self._serves("regions", region__in=region_codes)
        else:
            region_codes = [region.pk for region in regions]
            in_region = self._serves("regions", region__in=region_codes) | self._serves(
                "departments", department__region__in=region_codes
            )
        rings = {
            Nearness.DEPARTMENT: self._serves("departments", department__in=codes),
            Nearness.REGION: in_region,
            Nearness.NATIONAL: Q(scope=self.model.Scope.NATIONAL),
        }
        whens = [When(condition, then=Value(nearness)) for nearness, condition in rings.items()]
        return self.annotate(
            nearness=Case(*whens, default=None, output_field=IntegerField())
        ).filter(nearness__isnull=False)

    def _serves(self, links, **condition):
        through = getattr(self.model, links).through
        return Q(Exists(through.objects.filter(supportorganisation=OuterRef("pk"), **condition)))

    def for_list(self):
        """Organisations with what a line of a list shows."""
        return self.select_related("parent__parent").prefetch_related(
            "offers", "regions", "departments"
        )


class ExampledQuerySet(PublicRecordQuerySet):
    """Levers, and forms of cooperation, with the initiatives that show them at work."""

    def with_counts(self):
        """Each with `initiative_count`, the number of published initiatives that show it."""
        published = Q(initiatives__status="published")
        return self.annotate(initiative_count=Count("initiatives", filter=published, distinct=True))


class AuthorityActionQuerySet(NaturalKeyQuerySet):
    """What authorities did."""

    def public(self):
        """Actions whose initiative is published."""
        return self.filter(initiative__status="published")

    def telling(self):
        """Those with an amount first, the largest on top: what a front page shows."""
        return self.select_related("initiative", "level").order_by(
            F("amount_euros").desc(nulls_last=True),
            F("share_percent").desc(nulls_last=True),
            "initiative__sort_key",
            "position",
        )
