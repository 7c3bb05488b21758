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
        except ValidationError as error:
            self._update_errors(error)


class RegionFilter(admin.SimpleListFilter):
    """Records that stand in a region or serve it, whole or in part; not the national ones."""

    title = _("region")
    parameter_name = "region"

    def lookups(self, request, model_admin):
        return [(region.pk, region.name) for region in Region.objects.all()]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(pk__in=self.records_of(Region(pk=self.value())).values("pk"))

    def records_of(self, region):
        """Return the queryset of the records of a region; each model has its own way."""
        raise NotImplementedError
