"""Which initiatives reach a place, and how near they are to it."""

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
from territories.querysets import PointQuerySet


class Nearness(IntEnum):
    """How near an initiative is to the place that was asked for, nearest first."""

    COMMUNE = 0
    INTERCOMMUNALITY = 1
    DEPARTMENT = 2
    REGION = 3
    NATIONAL = 4


# Links of which the public part is shown.
PUBLIC_LINKS = ("levers", "cooperation_forms", "supporters", "resources", "testimonies")


# What a card of a list shows: a third of the columns, so that a page is fetched in half the time.
CARD = (
    "slug",
    "name_fr",
    "name_en",
    "summary_fr",
    "summary_en",
    "kind",
    "legal_form",
    "scope",
    "area_label_fr",
    "area_label_en",
    "year_founded",
    "carrier",
    "commune__name",
    "commune__department",
    "intercommunality__name",
    "department__name",
    "region__name_fr",
    "region__name_en",
)


class NearQuerySet(PublicRecordQuerySet):
    """Records that a `near` method annotates with their nearness."""

    def count_by_nearness(self):
        """Return {Nearness: number} of a queryset made by `near`."""
        rows = self.order_by().values_list("nearness").annotate(number=Count("pk"))
        return {Nearness(value): number for value, number in rows}


class InitiativeQuerySet(PointQuerySet, PublicRecordQuerySet):
    """Initiatives. What visitors find, and how near it is, the catalogue says."""

    def in_regions(self, codes):
        """Those that stand in one of the regions, or serve one or a part of it; drafts too."""
        intercommunality = self.model._meta.get_field("intercommunality").related_model
        crossing = intercommunality.departments.through.objects.filter(
            intercommunality=OuterRef("intercommunality"), department__region__in=codes
        )
        return self.filter(
            Q(commune__department__region__in=codes)
            | Q(department__region__in=codes)
            | Q(region__in=codes)
            | Q(Exists(crossing))
            | self._covers("departments", department__region__in=codes)
            | self._covers("regions", region__in=codes)
        )

    def _covers(self, links, **condition):
        """Return whether a row of the many-to-many `links` meets `condition`.

        A subquery rather than a join, which would give an initiative once for each department.
        """
        through = getattr(self.model, links).through
        return Q(Exists(through.objects.filter(initiative=OuterRef("pk"), **condition)))

    def for_list(self):
        """Initiatives with what a card of a list shows."""
        return (
            self.only(*CARD)
            .select_related("commune", "intercommunality", "department", "region")
            .prefetch_related("sectors", "actions")
        )

    def with_location(self):
        """Initiatives with the place where they stand, its department and its region."""
        return self.select_related(
            "commune__department__region", "intercommunality", "department__region", "region"
        )

    def for_detail(self):
        """Initiatives with all that the API tells; of what is linked, the public part."""
        return (
            self.with_location()
            .select_related(
                "commune__intercommunality",
                "carrier",
                "same_body",
                "merged_into",
            )
            .prefetch_related(
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
        )

    def for_export(self):
        """Initiatives with the columns of a file, but for the short lists: the catalogue has those.

        What else is linked stands in plain lists, `listed_actions` and `listed_sources`: the
        queryset of a link, made for each record, costs more time and memory than all the rest.
        """
        return (
            self.defer("search_text", "editor_note")
            .select_related("commune__intercommunality", "intercommunality")
            .prefetch_related(
                *(Prefetch(link, to_attr=f"listed_{link}") for link in ("actions", "sources")),
                "listed_sources__resource",
            )
        )

    def _published(self, link):
        """Return the prefetch of the published records behind a many-to-many link."""
        records = self.model._meta.get_field(link).related_model.objects
        return Prefetch(link, queryset=records.published())


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

    def in_regions(self, codes):
        """Those that serve one of the regions or a part of it; drafts too."""
        return self.filter(
            self._serves("regions", region__in=codes)
            | self._serves("departments", department__region__in=codes)
        )

    def _serves(self, links, **condition):
        through = getattr(self.model, links).through
        return Q(Exists(through.objects.filter(supportorganisation=OuterRef("pk"), **condition)))

    def for_list(self):
        """Organisations with what a line of a list shows."""
        return self.select_related("parent__parent").prefetch_related(
            "offers", "regions", "departments"
        )


class AuthorityActionQuerySet(NaturalKeyQuerySet):
    """What authorities did."""

    def public(self):
        """Actions whose initiative is published."""
        return self.filter(initiative__status="published")

    def in_regions(self, codes):
        """Those for an initiative of one of the regions."""
        initiatives = self.model._meta.get_field("initiative").related_model.objects
        return self.filter(initiative__in=initiatives.in_regions(codes))

    def telling(self):
        """Those with an amount first, the largest on top: what a front page shows."""
        return self.select_related("initiative", "level").order_by(
            F("amount_euros").desc(nulls_last=True),
            F("share_percent").desc(nulls_last=True),
            "initiative__sort_key",
            "position",
        )
