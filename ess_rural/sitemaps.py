"""What search engines are told of: every public page, in both languages."""

from django.contrib.sitemaps import Sitemap
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


class RecordSitemap(BilingualSitemap):
    """The published records of `model`."""

    model = None

    def items(self):
        return self.model.objects.published()

    def lastmod(self, item):
        return item.updated_at


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
