"""The bases of every record's pages in the administration."""

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.forms import Script
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline
from modeltranslation.fields import TranslationField

from resources.history import recorded
from resources.models import PublicRecord
from search.admin import FoldedSearchAdmin

from .checks import CheckedAdmin, CheckFilter
from .columns import columns_of, day_column, readable, year_column
from .files import FilesAdmin
from .history import HistoryAdmin
from .merging import MergingAdmin
from .optimistic_lock import OptimisticLockAdmin
from .preview import PreviewAdmin
from .reasons import reasons
from .remit import KeptToRemit
from .upkeep import FACTS, REVIEW_DUE, EnglishFilter, UpkeepAdmin

# The transitions that a change form offers for each status, as methods of the model.
OFFERED = {
    PublicRecord.Status.DRAFT: ["publish", "archive"],
    PublicRecord.Status.PUBLISHED: ["unpublish", "archive"],
    PublicRecord.Status.ARCHIVED: ["publish", "unpublish"],
}
BUTTONS = {
    "publish": _("Save and publish"),
    "unpublish": _("Save and take back to draft"),
    "archive": _("Save and archive"),
}
DONE = {
    "publish": ngettext_lazy("%d record published.", "%d records published."),
    "unpublish": ngettext_lazy("%d record taken back to draft.", "%d records taken back to draft."),
    "archive": ngettext_lazy("%d record archived.", "%d records archived."),
}

ADDRESS = (_("Address of the page"), {"fields": ["slug"]})
EDITOR_NOTE = (
    _("For editors only: never public"),
    {"fields": ["editor_note"], "classes": ["editors-only"]},
)
FIRST_PUBLISHED = day_column("first_published_at", _("first published"))
CREATED = day_column("created_at", _("created"))
UPDATED = day_column("updated_at", _("updated"))
HISTORY = (
    _("Publication"),
    {"fields": [("status", FIRST_PUBLISHED), (CREATED, UPDATED)]},
)
RECORD_FIELDSETS = [FACTS, ADDRESS, EDITOR_NOTE, HISTORY]


class EditorFields:
    """Mixin: translated fields say their language, to spell checkers and to the tabs.

    Linked records are not deleted from the form of another. A slug may be left to the record.
    """

    def get_fieldsets(self, request, obj=None):
        """Show years and days as people write them where the form is only read."""
        fieldsets = super().get_fieldsets(request, obj)
        if not self.is_only_read(request, obj):
            return fieldsets
        return [
            (title, {**options, "fields": readable(self.model, options["fields"])})
            for title, options in fieldsets
        ]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        columns = columns_of(self.model).values() if self.is_only_read(request, obj) else ()
        return [*fields, *columns]

    def is_only_read(self, request, obj):
        return obj is not None and not self.has_change_permission(request, obj)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, TranslationField):
            field.widget.attrs["lang"] = db_field.language
        elif isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
        elif db_field.name == "slug":
            field.required = False
            made = _("Left empty, it is made of the name.")
            field.help_text = f"{field.help_text} {made}".strip()
        return field


class TranslatedAdmin(
    EditorFields, CheckedAdmin, FoldedSearchAdmin, OptimisticLockAdmin, TranslationAdmin
):
    """A form with one switch of language; without JavaScript both languages stand there."""

    change_form_template = "admin/translated_change_form.html"
    save_on_top = True

    class Media:
        js = [Script("js/translation_tabs.js", defer=True)]

    def view_on_site(self, record):
        """Return the address of the page, or None where visitors would meet a 404."""
        if not hasattr(record, "get_absolute_url") or not getattr(record, "is_published", True):
            return None
        return record.get_absolute_url()


class TranslatedInline(EditorFields, TranslationStackedInline):
    """Rows of a translated model, under the form's own switch of language."""

    extra = 0


class SourceInline(EditorFields, admin.TabularInline):
    """The documents that a record was made from."""

    extra = 0
    autocomplete_fields = ["resource"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("resource")


class RecordAdmin(
    KeptToRemit,
    FilesAdmin,
    HistoryAdmin,
    MergingAdmin,
    PreviewAdmin,
    UpkeepAdmin,
    TranslatedAdmin,
):
    """What all public records share: states, search, marks of what is missing.

    `status` is read-only here. A change of state is a method of the model, which checks what it
    has to; a select box would let the form write the column past it.
    """

    actions = [
        "publish",
        "unpublish",
        "archive",
        *UpkeepAdmin.actions,
        *MergingAdmin.actions,
    ]
    list_display = [
        year_column("information_as_of", _("facts of")),
        day_column("verified_on", _("verified on")),
        "in_english",
        "updated",
    ]
    list_filter = [
        "status",
        CheckFilter,
        EnglishFilter,
        ("verified_on", admin.EmptyFieldListFilter),
    ]
    list_per_page = 50
    show_facets = admin.ShowFacets.ALLOW
    readonly_fields = ["status", FIRST_PUBLISHED, REVIEW_DUE, CREATED, UPDATED]

    def get_watched_columns(self):
        return ["status", "duplicate_of"]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "slug"] if obj and obj.first_published_at else fields

    @admin.display(description=_("name"), ordering="sort_key")
    def named(self, record):
        return record.title_text or record.slug

    @admin.display(description=_("status"), ordering="status")
    def state(self, record):
        return format_html(
            '<span class="state state-{}">{}</span>', record.status, record.get_status_display()
        )

    @admin.display(description=_("updated"), ordering="updated_at")
    def updated(self, record):
        return date_format(localtime(record.updated_at), "SHORT_DATE_FORMAT")

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request, queryset):
        self.make_transition(request, queryset, "publish")

    @admin.action(description=_("Take back to draft"), permissions=["change"])
    def unpublish(self, request, queryset):
        self.make_transition(request, queryset, "unpublish")

    @admin.action(description=_("Archive"), permissions=["change"])
    def archive(self, request, queryset):
        self.make_transition(request, queryset, "archive")

    def make_transition(self, request, records, transition):
        """Call the model's method on each record; report those that refuse, by name.

        Returns whether none refused.
        """
        done = refused = 0
        for record in records:
            try:
                with recorded():
                    getattr(record, transition)()
                    self.log_change(request, record, record.get_status_display())
            except ValidationError as error:
                refused += 1
                text = _("“%(name)s” keeps its status: %(reasons)s")
                values = {"name": self.named(record), "reasons": reasons(error, self.opts)}
                self.message_user(request, text % values, messages.ERROR)
            else:
                done += 1
        if done:
            self.message_user(request, DONE[transition] % done, messages.SUCCESS)
        return not refused

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Offer the transitions beside the buttons that save."""
        if self.has_change_permission(request, obj) and not context["is_popup"]:
            offered = OFFERED[obj.status] if obj else ["publish"]
            context["transitions"] = [(f"_{name}", BUTTONS[name]) for name in offered]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def response_add(self, request, obj, post_url_continue=None):
        self._make_chosen_transition(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        self._make_chosen_transition(request, obj)
        return super().response_change(request, obj)

    def _make_chosen_transition(self, request, record):
        """Make the transition whose button was pressed; stay with a record that refuses.

        It comes after the many-to-many links are saved, which the model looks at too.
        """
        chosen = next((name for name in BUTTONS if f"_{name}" in request.POST), None)
        if chosen is None or not self.has_change_permission(request, record):
            return
        if not self.make_transition(request, [record], chosen):
            request.POST = request.POST.copy()
            request.POST["_continue"] = "1"
