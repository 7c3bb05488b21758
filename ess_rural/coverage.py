"""Of which regions the directory tells, and what: numbers, and white spots."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from pyroaring import BitMap

from initiatives.catalogue import HAS_POINT, InitiativeCatalogue, national
from initiatives.models import CooperationForm, Initiative, Lever, Sector, SupportOrganisation
from resources.models import kept_to
from search.catalogue import catalogue_of, read_paths
from search.query import union
from territories.models import Region


@dataclass(frozen=True)
class Axis:
    """What the regions are crossed with.

    `slug` is the facet of the catalogue and the parameter of the lists, `field` the link of both
    initiatives and organisations.
    """

    slug: str
    field: str
    url_name: str
    label: str
    model: type
    name_field: str = "name"

    def records(self):
        return self.model.objects.all() if self.model is Sector else self.model.objects.published()


SECTORS = Axis("sector", "sectors", "coverage", _("Sectors"), Sector)
LEVERS = Axis("lever", "levers", "coverage-levers", _("Levers"), Lever, "title")
FORMS = Axis(
    "cooperation_form",
    "cooperation_forms",
    "coverage-forms",
    _("Forms of cooperation"),
    CooperationForm,
)
AXES = (SECTORS, LEVERS, FORMS)


class DraftCatalogue(InitiativeCatalogue):
    """Initiatives that wait to be published, by the same rules."""

    def queryset(self):
        drafts = Initiative.objects.filter(status=Initiative.Status.DRAFT)
        return drafts.annotate(own_point=HAS_POINT)


DRAFTS = DraftCatalogue()


@dataclass
class Filed:
    """Sets of records: {region: records}, those that cover all of France, {value: records}."""

    regions: dict
    national: BitMap
    values: dict

    def number(self, region, value):
        """Return how many reach a region, or all of France (None), with a value, or any (None)."""
        reached = self.national if region is None else self.regions.get(region.pk, BitMap())
        if value is None:
            return len(reached)
        return reached.intersection_cardinality(self.values.get(value.pk, BitMap()))


def filed_initiatives(state, axis):
    """Return `Filed` initiatives, as the list finds them: what stands in a region or serves it."""
    return Filed(state.facets["region"], national(state), state.facets[axis.slug])


def filed_organisations(axis):
    """Return `Filed` published organisations: those that serve a region or a part of it."""
    scope, whole, parts = "scope", "regions", "departments__region"
    published = SupportOrganisation.objects.published()
    found = read_paths(published, {scope, whole, parts, axis.field})
    regions = {
        region: union(found[path].get(region, BitMap()) for path in (whole, parts))
        for region in {*found[whole], *found[parts]}
    }
    covering_all = found[scope].get(SupportOrganisation.Scope.NATIONAL, BitMap())
    return Filed(regions, covering_all, found[axis.field])


@dataclass
class Cell:
    """What one region has under one heading: (number, address of the list or "") of each kind."""

    initiatives: tuple[int, str]
    organisations: tuple[int, str]
    drafts: tuple[int, str] = (0, "")

    @property
    def is_white_spot(self):
        return not self.initiatives[0]


@dataclass
class Row:
    """A region, or None for what covers all of France, and its cells: the first is for all."""

    region: Region | None
    cells: list[Cell]


class CoverageView(TemplateView):
    """Regions crossed with an axis: what the documents tell of, and what nobody has told yet."""

    axis = SECTORS
    template_name = "coverage.html"

    def get_context_data(self, **kwargs):
        headings = list(self.axis.records())
        regions = [*Region.objects.all(), None]
        self.initiatives = filed_initiatives(catalogue_of(Initiative).state(), self.axis)
        self.organisations = filed_organisations(self.axis)
        rows = [
            Row(region, [self.cell(region, heading) for heading in [None, *headings]])
            for region in regions
        ]
        return super().get_context_data(
            axis=self.axis,
            axes=[(axis, self.address_of(axis)) for axis in AXES],
            headings=headings,
            rows=rows,
            white_spots=sum(cell.is_white_spot for row in rows[:-1] for cell in row.cells[1:]),
            pairs=(len(rows) - 1) * len(headings),
            **kwargs,
        )

    def address_of(self, axis):
        return reverse(axis.url_name)

    def cell(self, region, heading):
        where = {"region": region.slug} if region else {"scope": "national"}
        query = urlencode(where | ({self.axis.slug: heading.slug} if heading else {}))
        return Cell(
            (self.initiatives.number(region, heading), f"{reverse('initiatives')}?{query}"),
            (
                self.organisations.number(region, heading),
                # Their list has no way to ask for the national ones alone.
                f"{reverse('organisations')}?{query}" if region else "",
            ),
        )


@method_decorator(admin.site.admin_view, name="dispatch")
class AdminCoverageView(CoverageView):
    """The same for staff: drafts are counted beside, and cells lead to the lists they edit."""

    template_name = "admin/coverage.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("initiatives.view_initiative"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        self.drafts = filed_initiatives(DRAFTS.state(), self.axis)
        return super().get_context_data(
            **admin.site.each_context(self.request), title=_("Coverage"), **kwargs
        )

    def address_of(self, axis):
        return reverse(f"admin-{axis.url_name}")

    def cell(self, region, heading):
        codes = kept_to(self.request.user)
        if codes is not None and (region is None or region.pk not in codes):
            return super().cell(region, heading)  # the lists of staff hold their own regions
        where = {"region": region.pk} if region else {"scope__exact": "national"}
        filed = {f"{self.axis.field}__id__exact": heading.pk} if heading else {}

        def addressed(filed_records, model, status):
            query = urlencode(where | filed | {"status__exact": status})
            address = reverse(f"admin:initiatives_{model._meta.model_name}_changelist")
            return filed_records.number(region, heading), f"{address}?{query}"

        return Cell(
            addressed(self.initiatives, Initiative, Initiative.Status.PUBLISHED),
            addressed(self.organisations, SupportOrganisation, Initiative.Status.PUBLISHED),
            addressed(self.drafts, Initiative, Initiative.Status.DRAFT),
        )
