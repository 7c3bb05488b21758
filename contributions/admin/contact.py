"""Who agreed to be asked about a record: to look at, and to forget."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from contributions.models import OutgoingMail, RecordContact

from .desk import ListAdmin, admin_address


class AnswerFilter(admin.SimpleListFilter):
    """By what they were asked, and what they answered."""

    title = _("asked and answered")
    parameter_name = "asked"

    def lookups(self, request, model_admin):
        return [
            ("never", _("Not asked yet")),
            ("unanswered", _("Asked, no answer yet")),
            ("answered", _("Answered")),
        ]

    def queryset(self, request, queryset):
        if self.value() == "never":
            return queryset.filter(asked_at__isnull=True)
        if self.value() == "unanswered":
            return queryset.unanswered()
        if self.value() == "answered":
            return queryset.filter(answered_at__isnull=False)
        return queryset


@admin.register(RecordContact)
class RecordContactAdmin(ListAdmin):
    """To delete a contact is to forget the person: nobody asks them again."""

    list_display = ["__str__", "email", "language", "agreed_at", "asked_at", "answered_at"]
    list_filter = [AnswerFilter, "language"]
    search_fields = ["name", "email"]
    fields = ["linked_record", "name", "email", "language", "agreed_at", "asked_at", "answered_at"]
    readonly_fields = ["linked_record"]
    ordering = ["-agreed_at", "-pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("record")

    def has_change_permission(self, request, obj=None):
        return False

    def get_deleted_objects(self, objs, request):
        """Let the e-mails to a person go with the person, whoever may delete those."""
        deleted, counts, missing, protected = super().get_deleted_objects(objs, request)
        missing.discard(OutgoingMail._meta.verbose_name)
        return deleted, counts, missing, protected

    @admin.display(description=_("record"))
    def linked_record(self, contact):
        if contact.record is None:
            return None
        return format_html('<a href="{}">{}</a>', admin_address(contact.record), contact.record)
