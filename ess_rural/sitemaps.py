"""What search engines are told of: every public page, in both languages, in parts."""

from collections.abc import Sequence

from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse

from initiatives.models import CooperationForm, Initiative, Lever, Sector, SupportOrganisation
from resources.models import Resource
from territories.models import Department, Region


class BilingualSitemap(Sitemap):
    """Pages that exist in French and in English, each naming the other."""

    i18n = True
    alternates = True


class PageSitemap(BilingualSitemap):
    """Pages that are not records."""

    def items(self):
        return [
            "home",
            "initiatives",
            "initiatives-map",
            "territories",
            "sectors",
            "levers",
            "cooperation-forms",
            "organisations",
            "resources",
            "figures",
            "glossary",
            "coverage",
            "coverage-levers",
            "coverage-forms",
            "about",
        ]

    def location(self, item):
        return reverse(item)


class Pairs(Sequence):
    """Each of `records`, a queryset, with each language; a slice fetches no more than its own."""

    def __init__(self, records, languages):
        self.records = records
        self.languages = languages

    def __len__(self):
        return self.records.count() * len(self.languages)

    def __getitem__(self, part):
        """Return the pairs of a slice, which begins and ends between two records."""
        start, stop = (index // len(self.languages) for index in (part.start, part.stop))
        return [(each, code) for each in self.records[start:stop] for code in self.languages]


class RecordSitemap(BilingualSitemap):
    """The published records of `model`."""

    model = None
    limit = 5_000  # addresses in a part, a whole number of records: half a second's work

    def items(self):
        return self.model.objects.published().only("slug", "updated_at").order_by("pk")

    def _items(self):
        # Django's own would read all records for each part.
        return Pairs(self.items(), self._languages())

    def lastmod(self, item):
        return item.updated_at

    def get_latest_lastmod(self):
        return self.items().aggregate(latest=Max("updated_at"))["latest"]


class InitiativeSitemap(RecordSitemap):
    model = Initiative


class LeverSitemap(RecordSitemap):
    model = Lever


class CooperationFormSitemap(RecordSitemap):
    model = CooperationForm


class OrganisationSitemap(RecordSitemap):
    model = SupportOrganisation


class ResourceSitemap(RecordSitemap):
    model = Resource


class SectorSitemap(BilingualSitemap):
    def items(self):
        return Sector.objects.all()


class RegionSitemap(BilingualSitemap):
    def items(self):
        return Region.objects.all()

    def location(self, item):
        return reverse("region", args=[item.slug])


class DepartmentSitemap(BilingualSitemap):
    def items(self):
        return Department.objects.for_list()

    def location(self, item):
        return reverse("department", args=[item.slug])


SITEMAPS = {
    "pages": PageSitemap,
    "initiatives": InitiativeSitemap,
    "levers": LeverSitemap,
    "forms": CooperationFormSitemap,
    "organisations": OrganisationSitemap,
    "resources": ResourceSitemap,
    "sectors": SectorSitemap,
    "regions": RegionSitemap,
    "departments": DepartmentSitemap,
}
