"""What a decision-maker can do."""

from django.contrib import admin
from django.forms import CheckboxSelectMultiple, ModelForm
from django.utils.translation import gettext_lazy as _

from initiatives.models import Lever, LeverSource
from resources.admin.base import RECORD_FIELDSETS, RecordAdmin, SourceInline


class LeverForm(ModelForm):
    class Meta:
        widgets = {"drivers": CheckboxSelectMultiple, "pulled_by": CheckboxSelectMultiple}


class LeverSourceInline(SourceInline):
    model = LeverSource


@admin.register(Lever)
class LeverAdmin(RecordAdmin):
    form = LeverForm
    list_display = [
        "named",
        "state",
        *RecordAdmin.list_display,
    ]
    list_filter = [*RecordAdmin.list_filter, "drivers", "pulled_by"]
    search_fields = ["title_fr", "title_en", "slug"]
    autocomplete_fields = ["resources"]
    fieldsets = [
        (_("Texts"), {"fields": ["title", "summary", "instruments"]}),
        (_("Filed under"), {"fields": ["drivers", "pulled_by"]}),
        (_("To read"), {"fields": ["resources"]}),
        *RECORD_FIELDSETS,
    ]
    inlines = [LeverSourceInline]
