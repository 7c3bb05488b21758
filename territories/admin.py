"""Territories, to look at and to choose from: `load_territories` alone writes them."""

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect
from django.forms import ModelChoiceField
from django.urls import path
from django.utils.translation import gettext_lazy as _

from search.admin import FoldedSearchAdmin
from territories.models import (
    Commune,
    DataRelease,
    Department,
    FormerCommune,
    Intercommunality,
    PostalCode,
    Region,
)
from territories.names import search_form
from territories.typed import find_place


class ReadOnly:
    """Mixin: nobody adds, changes or deletes, whatever their permissions."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Region)
class RegionAdmin(ReadOnly, FoldedSearchAdmin):
    list_display = ["name", "code", "slug"]
    search_fields = ["name_fr", "name_en", "slug", "code"]
    fields = ["code", "slug", "name_fr", "name_en", "locative"]


@admin.register(Department)
class DepartmentAdmin(ReadOnly, FoldedSearchAdmin):
    list_display = ["name", "code", "region"]
    list_select_related = ["region"]
    list_filter = ["region"]
    search_fields = ["name", "slug", "code", "region__name_fr", "region__slug"]
    fields = ["code", "slug", "name", "locative", "region"]


@admin.register(Intercommunality)
class IntercommunalityAdmin(ReadOnly, FoldedSearchAdmin):
    list_display = ["name", "kind", "code"]
    list_filter = ["kind"]
    search_fields = ["name", "slug", "code"]
    fields = ["code", "name", "kind", "slug", "departments"]

    def get_search_results(self, request, queryset, search_term):
        """Read "st" as "saint", as on the site."""
        return super().get_search_results(request, queryset, search_form(search_term))


class FormerCommuneInline(ReadOnly, admin.TabularInline):
    model = FormerCommune
    fields = ["name", "code", "kind"]


class PostalCodeInline(ReadOnly, admin.TabularInline):
    model = PostalCode
    fields = ["code"]


def commune_label(commune):
    """Return what tells a commune from its namesakes: "Augan (56)", "Évellys (56), Naizin"."""
    label = f"{commune.name} ({commune.department_id})"
    former_name = getattr(commune, "former_name", "")
    return f"{label}, {former_name}" if former_name else label


class CommuneChoices(AutocompleteJsonView):
    """What the search box of a commune field lists: what a visitor would be offered."""

    def get_queryset(self):
        return find_place(self.term).choices if self.term.strip() else super().get_queryset()

    def serialize_result(self, obj, to_field_name):
        return {"id": getattr(obj, to_field_name), "text": commune_label(obj)}


class CommuneSelect(AutocompleteSelect):
    """A search box for communes: by name, former name or postal code."""

    url_name = "%s:territories_commune_choices"


class CommuneChoiceField(ModelChoiceField):
    """A commune, with its department."""

    def label_from_instance(self, obj):
        return commune_label(obj)


@admin.register(Commune)
class CommuneAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "code", "department", "intercommunality", "population"]
    list_select_related = ["department", "intercommunality"]
    list_filter = ["department"]
    search_fields = ["search_name"]
    search_help_text = _("Name, name of a former commune, or postal code.")
    fields = [
        "code",
        "name",
        "department",
        "intercommunality",
        "population",
        ("latitude", "longitude"),
    ]
    inlines = [FormerCommuneInline, PostalCodeInline]

    def get_search_results(self, request, queryset, search_term):
        """Search as the site does; an empty search box lists all."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(pk__in=find_place(search_term).found), False

    def get_urls(self):
        choices = CommuneChoices.as_view(admin_site=self.admin_site)
        return [
            path(
                "choices/",
                self.admin_site.admin_view(choices),
                name="territories_commune_choices",
            ),
            *super().get_urls(),
        ]


@admin.register(DataRelease)
class DataReleaseAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["fingerprint", "loaded_at"]
