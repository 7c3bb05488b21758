"""The FilterSets of the directory: list, export and API read the query string through them."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from initiatives.models import (
    AuthorityLevel,
    Challenge,
    CooperationForm,
    Driver,
    Initiative,
    Lever,
    Offer,
    Sector,
    SupportOrganisation,
)
from initiatives.querysets import Nearness
from resources.filters import ResourceFilter
from resources.models import Resource
from search.filters import BySlug, ByValue, PageFilterSet, SortFilter, TextFilter
from territories.filters import PlaceFilterSet


class InitiativeFilter(PlaceFilterSet):
    """Controls: q, region, department, commune, sector, challenge, kind, legal_form,
    cooperation_form, lever, authority, scope, sort.

    Several values of one control mean any of them; several controls mean all of them. The view
    passes the initiatives that may be seen; this only narrows and orders them.
    """

    ORDERS = {
        "name": ["sort_key", "slug"],
        "recent": [F("first_published_at").desc(nulls_last=True), "sort_key", "slug"],
        "founded": [F("year_founded").desc(nulls_last=True), "sort_key", "slug"],
    }
    OPEN = ("region", "sector")

    q = TextFilter()
    sector = BySlug(label=_("Sector"), field_name="sectors", queryset=Sector.objects.all())
    challenge = BySlug(
        label=_("Challenge"), field_name="challenges", queryset=Challenge.objects.all()
    )
    authority = BySlug(
        label=_("An authority acted"),
        field_name="actions__level",
        queryset=AuthorityLevel.objects.all(),
    )
    lever = BySlug(label=_("Lever"), field_name="levers", queryset=Lever.objects.published())
    cooperation_form = BySlug(
        label=_("Form of cooperation"),
        field_name="cooperation_forms",
        queryset=CooperationForm.objects.published(),
    )
    kind = ByValue(label=_("Kind"), choices=Initiative.Kind)
    legal_form = ByValue(label=_("Legal form"), choices=Initiative.LegalForm)
    scope = ByValue(label=_("Scope"), choices=Initiative.Scope)
    sort = SortFilter(
        label=_("Sort by"),
        choices=[
            ("name", _("name")),
            ("founded", _("latest founded")),
            ("recent", _("latest added")),
        ],
        empty_label=None,
    )

    class Meta:
        model = Initiative
        fields = []

    def filter_queryset(self, queryset):
        """Narrow by every control, then by place, and order the whole."""
        queryset = super().filter_queryset(queryset)
        order = self.ORDERS[self.form.cleaned_data["sort"] or "name"]
        if not self.place:
            return queryset.order_by(*order)
        return queryset.near(**self.place.arguments).order_by("nearness", *order)

    def has_local(self):
        """Tell whether something is found near the place, or found at all where there is none."""
        if not self.place:
            return self.qs.exists()
        return self.qs.exclude(nearness=Nearness.NATIONAL).exists()


class OrganisationFilter(PlaceFilterSet):
    """Controls: q, region, department, commune, category, offer, cooperation_form, lever, sector.

    A place keeps the bodies that serve it and the national ones, nearest first.
    """

    OPEN = ("region", "offer")

    q = TextFilter()
    offer = BySlug(label=_("What they offer"), field_name="offers", queryset=Offer.objects.all())
    cooperation_form = BySlug(
        label=_("Form of cooperation"),
        field_name="cooperation_forms",
        queryset=CooperationForm.objects.published(),
    )
    category = ByValue(label=_("Category"), choices=SupportOrganisation.Category)
    lever = BySlug(label=_("Lever"), field_name="levers", queryset=Lever.objects.published())
    sector = BySlug(label=_("Sector"), field_name="sectors", queryset=Sector.objects.all())

    class Meta:
        model = SupportOrganisation
        fields = []

    def filter_queryset(self, queryset):
        """Narrow by every control, then by place, and order the whole."""
        queryset = super().filter_queryset(queryset)
        if not self.place:
            return queryset.order_by("sort_key", "slug")
        return queryset.near(**self.place.arguments).order_by("nearness", "sort_key", "slug")


class LeverFilter(PageFilterSet):
    """Controls: q, driver, authority (a level that can pull it)."""

    OPEN = ("driver", "authority")

    q = TextFilter()
    driver = BySlug(label=_("Driver"), field_name="drivers", queryset=Driver.objects.all())
    authority = BySlug(
        label=_("Who can pull it"),
        field_name="pulled_by",
        queryset=AuthorityLevel.objects.all(),
    )

    class Meta:
        model = Lever
        fields = []


class TopicResourceFilter(ResourceFilter):
    """Controls of `ResourceFilter`, and what a resource is about: sector, lever, form."""

    sector = BySlug(label=_("Sector"), field_name="sectors", queryset=Sector.objects.all())
    lever = BySlug(label=_("Lever"), field_name="levers", queryset=Lever.objects.published())
    cooperation_form = BySlug(
        label=_("Form of cooperation"),
        field_name="cooperation_forms",
        queryset=CooperationForm.objects.published(),
    )

    class Meta:
        model = Resource
        fields = []
