"""What people said."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.models import Testimony, TestimonySource
from resources.admin.base import RECORD_FIELDSETS, RecordAdmin, SourceInline


class TestimonySourceInline(SourceInline):
    model = TestimonySource


@admin.register(Testimony)
class TestimonyAdmin(RecordAdmin):
    list_display = ["named", "person", "organisation_name", "state", *RecordAdmin.list_display]
    list_filter = [*RecordAdmin.list_filter, "cooperation_forms", "said_in"]
    search_fields = ["topic_fr", "topic_en", "person", "slug"]
    autocomplete_fields = ["organisation", "initiatives", "cooperation_forms", "levers", "sectors"]
    fieldsets = [
        (
            _("Who spoke"),
            {"fields": ["person", "role", "organisation_name", "organisation", "said_in"]},
        ),
        (_("Texts"), {"fields": ["topic", "points"]}),
        (
            _("Links"),
            {"fields": ["initiatives", "cooperation_forms", "levers", "sectors"]},
        ),
        *RECORD_FIELDSETS,
    ]
    inlines = [TestimonySourceInline]
