"""Statistics."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from resources.admin.base import RECORD_FIELDSETS, RecordAdmin, SourceInline
from resources.models import KeyFigure, KeyFigureSource


class KeyFigureSourceInline(SourceInline):
    model = KeyFigureSource


@admin.register(KeyFigure)
class KeyFigureAdmin(RecordAdmin):
    list_display = [
        "named",
        "figure",
        "state",
        *RecordAdmin.list_display,
        "position",
    ]
    list_editable = ["position"]
    list_filter = [*RecordAdmin.list_filter, "topic", "chart", "unit", "qualifier"]
    search_fields = ["label_fr", "label_en", "statement_fr", "statement_en", "slug"]
    fieldsets = [
        (_("Texts"), {"fields": ["label", "statement", "territory", "comparison", "chart_label"]}),
        (_("Value"), {"fields": [("qualifier", "unit"), ("low", "high"), "period"]}),
        (_("Where it is shown"), {"fields": [("topic", "chart", "position"), "compared_with"]}),
        *RECORD_FIELDSETS,
    ]
    autocomplete_fields = ["compared_with"]
    inlines = [KeyFigureSourceInline]

    @admin.display(description=_("value"), ordering="low")
    def figure(self, record):
        return record.value
