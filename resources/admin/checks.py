"""The checks as a filter of the lists."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.utils.translation import gettext_lazy as _

from resources.checks import checks_of

PARAMETER = "check"


class CheckFilter(admin.SimpleListFilter):
    """The records that a check finds: the same as the board of quality counts."""

    title = _("what is wrong or missing")
    parameter_name = PARAMETER

    def lookups(self, request, model_admin):
        return [(slug, check.label) for slug, check in checks_of(model_admin.model).items()]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        check = checks_of(queryset.model).get(self.value())
        if check is None:
            raise IncorrectLookupParameters
        return check.found_in(queryset)

    def choices(self, changelist):
        """Offer them without numbers: twenty counts for each list are the work of the board."""
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": _("All"),
        }
        for slug, label in self.lookup_choices:
            yield {
                "selected": self.value() == slug,
                "query_string": changelist.get_query_string({self.parameter_name: slug}),
                "display": label,
            }


class CheckedAdmin(admin.ModelAdmin):
    """A list that a check narrows says of each record what is wrong with it."""

    list_filter = [CheckFilter]

    def get_list_display(self, request):
        columns = super().get_list_display(request)
        check = checks_of(self.model).get(request.GET.get(PARAMETER))
        if check is None or check.reason is None:
            return columns
        return [*columns, reason_column(check)]


def reason_column(check):
    @admin.display(description=_("what is wrong"))
    def reason(record):
        return check.reason(record)

    return reason
