"""What the administration of every record that serves an area shares."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from territories.models import Region

COVERAGE_FIELDSET = (
    _("Whom it serves"),
    {"fields": ["scope", "departments", "regions", "area_label"]},
)
COVERAGE_FIELDS = {"scope", "departments", "regions"}


class CoveredRecordForm(ModelForm):
    """A form that refuses a scope that its departments and regions belie."""

    # The codes of the regions to which whoever fills it in is kept; the admin says it.
    kept_to = None

    def _post_clean(self):
        """Have the record check its coverage, with the departments and regions chosen.

        Not in `clean`: the record takes the scope and the place that were typed only now.
        """
        super()._post_clean()
        if COVERAGE_FIELDS - self.cleaned_data.keys():
            return  # one of them is wrong in itself, and says so
        departments, regions = self.cleaned_data["departments"], self.cleaned_data["regions"]
        try:
            self.instance.validate_coverage(departments, regions)
            if self.kept_to is not None:
                self._validate_remit(departments, regions)
                self._validate_offered()
        except ValidationError as error:
            self._update_errors(error)

    def _validate_remit(self, departments, regions):
        """Keep the record in the regions of a correspondent, and its others as they are."""
        mine = set(self.kept_to)
        chosen = {region.pk for region in [*self.instance.located_regions, *regions]}
        chosen |= {department.region_id for department in departments}
        before = set()
        if self.instance.pk:
            stored = type(self.instance).objects.get(pk=self.instance.pk)
            before = {region.pk for region in stored.all_regions}
        names = {"regions": ", ".join(map(str, Region.objects.filter(pk__in=mine)))}
        if not chosen & mine:
            text = _("You look after %(regions)s: this record would not be there.")
            raise ValidationError(text, params=names)
        if chosen - mine != before - mine:
            text = _("You look after %(regions)s: what lies elsewhere stays as it is.")
            raise ValidationError(text, params=names)

    def _validate_offered(self):
        """Refuse links to what the search boxes do not offer a correspondent.

        What is linked already may stay.
        """
        errors = {}
        for name in self.changed_data:
            field = self.fields[name]
            if not hasattr(getattr(field, "queryset", None), "in_regions"):
                continue
            linked = keys_of(field, self.initial.get(name))
            added = keys_of(field, self.cleaned_data.get(name)) - linked
            records = field.queryset.model.objects
            offered = records.in_regions(self.kept_to) | records.published()
            if added - set(offered.filter(pk__in=added).values_list("pk", flat=True)):
                errors[name] = _("This record is neither published nor in your regions.")
        if errors:
            raise ValidationError(errors)


def keys_of(field, value):
    """Return the primary keys of the records that the value of a choice field stands for."""
    keys = field.prepare_value(value)
    return set(keys if isinstance(keys, list) else [keys]) - {None}


class RegionFilter(admin.SimpleListFilter):
    """Records that stand in a region or serve it, whole or in part; not the national ones."""

    title = _("region")
    parameter_name = "region"

    def lookups(self, request, model_admin):
        return [(region.pk, region.name) for region in Region.objects.all()]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        found = queryset.model.objects.in_regions([self.value()])
        return queryset.filter(pk__in=found.values("pk"))
