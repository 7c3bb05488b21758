"""Documents."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from resources.admin.base import RECORD_FIELDSETS, RecordAdmin, SourceInline
from resources.admin.columns import year_column
from resources.models import Resource, ResourceSource


class ResourceForm(ModelForm):
    class Meta:
        widgets = {"title": AdminTextareaWidget(attrs={"rows": 2})}


class ResourceSourceInline(SourceInline):
    model = ResourceSource
    fk_name = "record"  # its other link to a resource is the document that names this one


@admin.register(Resource)
class ResourceAdmin(RecordAdmin):
    list_display = [
        "named",
        "type",
        "state",
        year_column("year", _("year")),
        "authors",
        "part",
        "language",
        *RecordAdmin.list_display,
    ]
    list_filter = [*RecordAdmin.list_filter, "type", "part", "language", "year"]
    search_fields = ["title_fr", "title_en", "slug", "authors", "url"]
    autocomplete_fields = ["edition_of", "translation_of"]
    fieldsets = [
        (_("Texts"), {"fields": ["title", "summary"]}),
        (
            _("Document"),
            {"fields": [("type", "part"), ("year", "language"), "authors", "url"]},
        ),
        (_("Links to other documents"), {"fields": ["edition_of", "translation_of"]}),
        *RECORD_FIELDSETS,
    ]
    inlines = [ResourceSourceInline]
