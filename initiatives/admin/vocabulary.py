"""The short lists that records are filed under."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.models import AuthorityLevel, Challenge, Driver, Offer, Sector
from resources.admin.base import TranslatedAdmin


class VocabularyAdmin(TranslatedAdmin):
    """Terms in their order, which the list itself changes."""

    list_display = ["__str__", "name_en", "slug", "position"]
    list_editable = ["position"]
    search_fields = ["name_fr", "name_en", "slug"]
    fieldsets = [
        (_("Texts"), {"fields": ["name"]}),
        (_("Address and order"), {"fields": ["slug", "position"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        """Keep the slug of a term: it stands in the addresses of filtered lists."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "slug"] if obj else fields


@admin.register(Sector)
class SectorAdmin(VocabularyAdmin):
    search_fields = [*VocabularyAdmin.search_fields, "keywords_fr", "keywords_en"]
    autocomplete_fields = ["resources"]
    fieldsets = [
        (_("Texts"), {"fields": ["name", "summary", "keywords"]}),
        (_("Address and order"), {"fields": ["slug", "position"]}),
        (_("To read"), {"fields": ["resources"]}),
    ]


@admin.register(Challenge)
class ChallengeAdmin(VocabularyAdmin):
    search_fields = [*VocabularyAdmin.search_fields, "keywords_fr", "keywords_en"]
    fieldsets = [
        (_("Texts"), {"fields": ["name", "summary", "keywords"]}),
        (_("Address and order"), {"fields": ["slug", "position"]}),
    ]


@admin.register(Driver)
class DriverAdmin(VocabularyAdmin):
    fieldsets = [
        (_("Texts"), {"fields": ["name", "summary"]}),
        (_("Address and order"), {"fields": ["slug", "position"]}),
    ]


@admin.register(Offer)
class OfferAdmin(VocabularyAdmin):
    pass


@admin.register(AuthorityLevel)
class AuthorityLevelAdmin(VocabularyAdmin):
    pass
