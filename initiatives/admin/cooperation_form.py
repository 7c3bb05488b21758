"""The forms that cooperation takes in rural areas."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.models import CooperationForm, CooperationFormSource
from resources.admin.base import RECORD_FIELDSETS, RecordAdmin, SourceInline
from resources.admin.columns import year_column


class CooperationFormSourceInline(SourceInline):
    model = CooperationFormSource


@admin.register(CooperationForm)
class CooperationFormAdmin(RecordAdmin):
    list_display = [
        "named",
        "acronym",
        "state",
        year_column("legal_basis_as_of", _("legal basis as of")),
        *RecordAdmin.list_display,
    ]
    search_fields = ["name_fr", "name_en", "acronym_fr", "acronym_en", "slug"]
    autocomplete_fields = ["levers", "key_figures", "resources"]
    fieldsets = [
        (
            _("Texts"),
            {
                "fields": [
                    "name",
                    "acronym",
                    "definition",
                    "how_it_works",
                    "types",
                    "advantages",
                    "conditions",
                ]
            },
        ),
        (_("Law"), {"fields": ["legal_basis", "legal_basis_as_of"]}),
        (_("Links"), {"fields": ["levers", "key_figures", "resources"]}),
        *RECORD_FIELDSETS,
    ]
    inlines = [CooperationFormSourceInline]
