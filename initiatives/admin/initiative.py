"""What the directory is about."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative, InitiativeSource
from resources.admin.base import RECORD_FIELDSETS, RecordAdmin, SourceInline
from territories.admin import CommuneChoiceField, CommuneSelect, commune_label

from .coverage import COVERAGE_FIELDSET, CoveredRecordForm, RegionFilter
from .details import AuthorityActionInline, KeyFactInline, MilestoneInline


class InitiativeForm(CoveredRecordForm):
    class Meta:
        widgets = {
            "summary": AdminTextareaWidget(attrs={"rows": 3}),
            "aliases": AdminTextareaWidget(attrs={"rows": 3}),
            "sectors": CheckboxSelectMultiple,
            "challenges": CheckboxSelectMultiple,
            "cooperation_forms": CheckboxSelectMultiple,
        }


class InitiativeSourceInline(SourceInline):
    model = InitiativeSource


@admin.register(Initiative)
class InitiativeAdmin(RecordAdmin):
    form = InitiativeForm
    list_display = [
        "named",
        "kind",
        "state",
        "place",
        *RecordAdmin.list_display,
    ]
    list_select_related = ["commune", "intercommunality", "department", "region"]
    list_filter = [
        *RecordAdmin.list_filter,
        "kind",
        "scope",
        RegionFilter,
        "sectors",
        "challenges",
        "legal_form",
        "activity",
        "information_as_of",
    ]
    search_fields = [
        "name_fr",
        "name_en",
        "aliases",
        "slug",
        "commune__name",
        "commune__department__name",
        "intercommunality__name",
        "department__name",
        "region__name_fr",
    ]
    autocomplete_fields = [
        "intercommunality",
        "department",
        "region",
        "departments",
        "regions",
        "levers",
        "carrier",
        "same_body",
        "supporters",
        "merged_into",
        "related",
        "resources",
    ]
    fieldsets = [
        (_("Texts"), {"fields": ["name", "aliases", "summary", "description"]}),
        (
            _("What it is"),
            {
                "fields": [
                    ("kind", "legal_form"),
                    ("year_founded", "year_ended"),
                    ("activity", "merged_into"),
                    "website",
                ]
            },
        ),
        (
            _("Where it stands"),
            {
                "fields": [
                    "commune",
                    "intercommunality",
                    "department",
                    "region",
                    ("latitude", "longitude"),
                ],
                "description": _("The most precise place that is known, and only that one."),
            },
        ),
        COVERAGE_FIELDSET,
        (_("Picture"), {"fields": ["picture", "picture_alt", "picture_credit"]}),
        (
            _("Filed under"),
            {"fields": ["sectors", "challenges", "cooperation_forms", "levers"]},
        ),
        (_("Bodies"), {"fields": ["carrier", "same_body", "supporters"]}),
        (_("See also"), {"fields": ["related", "resources"]}),
        *RECORD_FIELDSETS,
    ]
    inlines = [AuthorityActionInline, KeyFactInline, MilestoneInline, InitiativeSourceInline]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Search communes as the site does, and show their department."""
        if db_field.name == "commune":
            kwargs["widget"] = CommuneSelect(db_field, self.admin_site)
            kwargs["form_class"] = CommuneChoiceField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("place"))
    def place(self, record):
        if record.commune:
            return commune_label(record.commune)
        return record.location or record.get_scope_display()
