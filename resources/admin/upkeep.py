"""What keeps records true in the administration: facts confirmed, English kept up."""

from django.contrib import admin, messages
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from resources.dates import in_words
from resources.history import recorded
from resources.models import filled

from .columns import day_column

REVIEW_DUE = day_column("review_due_on", _("to be reviewed by"))
FACTS = (
    _("Currency of the facts"),
    {"fields": [("information_as_of", "verified_on"), ("review_months", REVIEW_DUE)]},
)
ENGLISH_BUTTON = ("_english", _("Save: the English is up to date"))
STATES = {
    "complete": _("up to date"),
    "missing": _("missing"),
    "behind": _("older than the French"),
}


class EnglishFilter(admin.SimpleListFilter):
    """Records by whether their name and summary exist in English, and follow the French."""

    title = _("English text")
    parameter_name = "english"

    def lookups(self, request, model_admin):
        return [
            ("complete", _("Up to date")),
            ("missing", _("Missing")),
            ("behind", _("Older than the French")),
            ("to-do", _("Missing or older than the French")),
        ]

    def queryset(self, request, queryset):
        model = queryset.model
        translated = filled(f"{model.NAME_FIELD}_en", f"{model.SUMMARY_FIELD}_en")
        missing = queryset.exclude(translated)
        behind = queryset.english_behind()
        if self.value() == "complete":
            return queryset.filter(translated).exclude(pk__in=behind.values("pk"))
        if self.value() == "missing":
            return missing
        if self.value() == "behind":
            return behind
        if self.value() == "to-do":
            return queryset.filter(pk__in=missing.values("pk")) | queryset.filter(
                pk__in=behind.values("pk")
            )
        return queryset


class UpkeepAdmin(admin.ModelAdmin):
    """Mixin: the age of the facts and of the English, and the actions that renew them."""

    actions = ["confirm_facts", "confirm_english"]

    @admin.display(description=_("English"))
    def in_english(self, record):
        fields = (record.NAME_FIELD, record.SUMMARY_FIELD)
        state = "complete"
        if not all(record.is_translated_into("en", field) for field in fields):
            state = "missing"
        elif record.english_is_behind:
            state = "behind"
        return format_html('<span class="english english-{}">{}</span>', state, STATES[state])

    @admin.action(description=_("Facts confirmed today"), permissions=["change"])
    def confirm_facts(self, request, queryset):
        records = list(queryset)
        for record in records:
            with recorded():
                record.confirm_facts()
                self.log_change(request, record, gettext("Facts confirmed."))
        text = ngettext(
            "The facts of %d record are confirmed as of today.",
            "The facts of %d records are confirmed as of today.",
            len(records),
        )
        self.message_user(request, text % len(records), messages.SUCCESS)

    @admin.action(description=_("English is up to date"), permissions=["change"])
    def confirm_english(self, request, queryset):
        records = list(queryset)
        for record in records:
            self.note_english(request, record)
        text = ngettext(
            "The English of %d record is marked as up to date.",
            "The English of %d records is marked as up to date.",
            len(records),
        )
        self.message_user(request, text % len(records), messages.SUCCESS)

    def note_english(self, request, record):
        with recorded():
            record.confirm_english()
            self.log_change(request, record, gettext("English confirmed."))

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Say in the form which English is older than the French, and offer to say it is right."""
        if obj and obj.english_is_behind:
            context["english_note"] = _(
                "The French was changed on %(french)s, the English on %(english)s: "
                "what stands there in English may be older."
            ) % {
                "french": in_words(localtime(obj.french_changed_at).date()),
                "english": in_words(localtime(obj.english_changed_at).date()),
            }
            if self.has_change_permission(request, obj) and not context["is_popup"]:
                context["transitions"] = [*context.get("transitions", []), ENGLISH_BUTTON]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def response_change(self, request, obj):
        if ENGLISH_BUTTON[0] in request.POST and self.has_change_permission(request, obj):
            self.note_english(request, obj)
        return super().response_change(request, obj)
