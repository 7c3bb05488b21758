"""The rows of an initiative: actions of authorities, key facts, milestones."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, ModelForm
from django.utils.translation import gettext_lazy as _

from initiatives.models import AuthorityAction, Initiative, KeyFact, Milestone
from resources.admin.base import TranslatedAdmin, TranslatedInline
from resources.admin.columns import year_column
from resources.admin.remit import KeptToRemit


class DetailFormSet(BaseInlineFormSet):
    """Rows that number themselves: one without a position comes after all others."""

    def clean(self):
        """Number the rows here: the database knows none of them yet, each would take one place."""
        super().clean()
        if any(self.errors):
            return
        rows = [
            form
            for form in self.forms
            if (form.instance.pk or form.has_changed()) and form not in self.deleted_forms
        ]
        unnumbered = [form for form in rows if not self._is_numbered(form)]
        last = max((form.instance.position for form in rows if form not in unnumbered), default=0)
        for position, form in enumerate(unnumbered, start=last + 1):
            form.instance.position = position

    @staticmethod
    def _is_numbered(form):
        if "position" in form.fields:
            return form.cleaned_data["position"] is not None
        return form.instance.pk is not None


class DetailInline(TranslatedInline):
    formset = DetailFormSet


class ActionForm(ModelForm):
    # The codes of the regions to which whoever fills it in is kept; the admin says it.
    kept_to = None

    class Meta:
        widgets = {"text": AdminTextareaWidget(attrs={"rows": 2})}

    def clean_initiative(self):
        initiative = self.cleaned_data["initiative"]
        if self.kept_to is not None:
            mine = Initiative.objects.in_regions(self.kept_to)
            if not mine.filter(pk=initiative.pk).exists():
                raise ValidationError(_("This initiative does not lie in your regions."))
        return initiative


ACTION_FIELDS = [
    "authority",
    "text",
    ("kind", "level", "lever"),
    ("amount_euros", "share_percent", "year"),
    ("resource", "locator"),
    "position",
]


class AuthorityActionInline(DetailInline):
    model = AuthorityAction
    form = ActionForm
    fields = ACTION_FIELDS
    autocomplete_fields = ["lever", "resource"]


class KeyFactInline(DetailInline):
    model = KeyFact
    fields = ["label", "value", ("year", "position")]


class MilestoneInline(DetailInline):
    """Sorted by date: no position to fill in."""

    model = Milestone
    fields = [("year", "month"), "text"]


@admin.register(AuthorityAction)
class AuthorityActionAdmin(KeptToRemit, TranslatedAdmin):
    """All actions in one list: what did which level of authority do?"""

    form = ActionForm
    list_display = [
        "authority",
        "text",
        "initiative",
        "kind",
        "level",
        "lever",
        "amount_euros",
        year_column("year", _("year")),
    ]
    list_select_related = ["initiative", "level", "lever"]
    list_filter = ["kind", "level", "year", "initiative__status"]
    list_per_page = 50
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = [
        "authority_fr",
        "authority_en",
        "text_fr",
        "text_en",
        "initiative__name_fr",
        "initiative__name_en",
        "initiative__slug",
    ]
    autocomplete_fields = ["initiative", "lever", "resource"]
    fieldsets = [(None, {"fields": ["initiative", *ACTION_FIELDS]})]
