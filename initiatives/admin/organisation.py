"""Who helps."""

from django.contrib import admin
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _

from initiatives.models import SupportOrganisation, SupportOrganisationSource
from resources.admin.base import RECORD_FIELDSETS, RecordAdmin, SourceInline

from .coverage import COVERAGE_FIELDSET, CoveredRecordForm, RegionFilter


class OrganisationForm(CoveredRecordForm):
    class Meta:
        widgets = {
            "offers": CheckboxSelectMultiple,
            "cooperation_forms": CheckboxSelectMultiple,
            "sectors": CheckboxSelectMultiple,
        }


class OrganisationSourceInline(SourceInline):
    model = SupportOrganisationSource


@admin.register(SupportOrganisation)
class SupportOrganisationAdmin(RecordAdmin):
    form = OrganisationForm
    list_display = [
        "named",
        "acronym",
        "category",
        "state",
        "scope",
        *RecordAdmin.list_display,
    ]
    list_filter = [
        *RecordAdmin.list_filter,
        "category",
        "scope",
        RegionFilter,
        "offers",
        "sectors",
    ]
    search_fields = ["name_fr", "name_en", "acronym_fr", "acronym_en", "slug", "website"]
    autocomplete_fields = ["parent", "departments", "regions", "levers", "publications"]
    fieldsets = [
        (_("Texts"), {"fields": ["name", "acronym", "description"]}),
        (_("What it is"), {"fields": ["category", "parent", "offers"]}),
        (_("How to reach it"), {"fields": ["website", ("phone", "email")]}),
        COVERAGE_FIELDSET,
        (_("Filed under"), {"fields": ["cooperation_forms", "levers", "sectors"]}),
        (_("To read"), {"fields": ["publications"]}),
        *RECORD_FIELDSETS,
    ]
    inlines = [OrganisationSourceInline]
