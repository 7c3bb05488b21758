"""Terms and acronyms."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from resources.admin.base import RECORD_FIELDSETS, RecordAdmin, SourceInline
from resources.models import GlossaryTerm, GlossaryTermSource


class GlossaryTermSourceInline(SourceInline):
    model = GlossaryTermSource


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(RecordAdmin):
    list_display = ["named", "expansion", "state", *RecordAdmin.list_display]
    search_fields = ["term_fr", "term_en", "expansion_fr", "expansion_en", "slug"]
    fieldsets = [
        (_("Texts"), {"fields": ["term", "expansion", "meaning", "aliases"]}),
        *RECORD_FIELDSETS,
    ]
    inlines = [GlossaryTermSourceInline]
