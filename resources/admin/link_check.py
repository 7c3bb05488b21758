"""The addresses that records name: looked at here, written by `check_links` alone."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from resources.links import users_of
from resources.models import LinkCheck
from search.admin import FoldedSearchAdmin
from territories.admin import ReadOnly


class StateFilter(admin.SimpleListFilter):
    """Addresses by what is to be done about them."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("dead", _("No longer answers")),
            ("failing", _("Failed last time")),
            ("moved", _("Moved for good")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "dead":
                return queryset.dead()
            case "failing":
                return queryset.filter(failures__gt=0)
            case "moved":
                return queryset.exclude(moved_to="")
        return queryset


class WithUsers(ChangeList):
    """A page of addresses, each with the records that name it."""

    def get_results(self, request):
        super().get_results(request)
        checks = list(self.result_list)
        users = users_of(check.url for check in checks)
        for check in checks:
            check.users = users[check.url]
        self.result_list = checks


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnly, FoldedSearchAdmin):
    list_display = ["url", "answer", "answers", "checked_at", "failures", "moved_to", "used_by"]
    list_filter = [StateFilter, "fault", "status"]
    list_per_page = 50
    search_fields = ["url", "moved_to"]
    fields = [
        "address",
        "answer",
        "answers",
        "checked_at",
        "first_failed_at",
        "failures",
        "moved_to",
        "used_by",
    ]
    readonly_fields = ["address", "answer", "answers", "used_by"]

    def get_changelist(self, request, **kwargs):
        return WithUsers

    @admin.display(description=_("address"))
    def address(self, check):
        return format_html('<a href="{}" rel="noreferrer">{}</a>', check.url, check.url)

    @admin.display(description=_("answer"), ordering="status")
    def answer(self, check):
        return check.get_fault_display() or check.status

    @admin.display(description=_("answers"), boolean=True)
    def answers(self, check):
        return None if check.checked_at is None else not check.is_dead

    @admin.display(description=_("named by"))
    def used_by(self, check):
        if not hasattr(check, "users"):
            check.users = users_of([check.url])[check.url]
        return format_html_join(
            ", ", '<a href="{}">{}</a>', ((form_of(user), user) for user in check.users)
        )


def form_of(record):
    """Return the address of a record's form."""
    opts = record._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])
