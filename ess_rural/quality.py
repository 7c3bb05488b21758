"""The board of quality in the administration: what is wrong, missing or getting old."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from resources.admin.checks import PARAMETER
from resources.checks import MOST_EXAMINED, Severity, all_checks
from resources.counters import Counter, register

COUNTED = "count"


@dataclass
class Line:
    """A check on the board: how many records of each model it finds, with the list of them.

    `found` holds (name of the model, number, address); None for a check that was not asked for.
    """

    check: object
    found: list[tuple] | None

    @property
    def total(self):
        return sum(number for _name, number, _address in self.found)


@admin.site.admin_view
@require_safe
def board(request):
    """Show every check with its numbers; costly ones only where the address asks for them."""
    if not may_see_quality(request):
        raise PermissionDenied
    asked = set(request.GET.getlist(COUNTED))
    sections = [
        (
            severity.label,
            [
                Line(check, found(request, check))
                if not check.is_costly or check.slug in asked
                else Line(check, None)
                for check in all_checks(severity)
            ],
        )
        for severity in Severity
    ]
    context = {
        **admin.site.each_context(request),
        "title": _("Quality of the content"),
        "sections": sections,
        "most_examined": MOST_EXAMINED,
        "counted": COUNTED,
    }
    return render(request, "admin/quality.html", context)


def may_see_quality(request):
    """Tell whether a person may see any of the records that are checked."""
    models = {
        model for severity in Severity for check in all_checks(severity) for model in check.models
    }
    return any(admin.site.get_model_admin(model).has_view_permission(request) for model in models)


def found(request, check):
    """Return (name of the model, number, address of the list) where a check finds records.

    Of the records that the person may see, as the list shows them to that person.
    """
    lines = []
    for model in check.models:
        model_admin = admin.site.get_model_admin(model)
        if not model_admin.has_view_permission(request):
            continue
        if number := check.found_in(model_admin.get_queryset(request)).order_by().count():
            opts = model._meta
            address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
            name = opts.verbose_name if number == 1 else opts.verbose_name_plural
            lines.append((name, number, f"{address}?{urlencode({PARAMETER: check.slug})}"))
    return lines


@register
def content_counters(request):
    """Count what the home page of the administration shows of the board."""
    address = reverse("quality")
    errors = [check for check in all_checks(Severity.ERROR) if not check.is_costly]
    counted = [
        Counter(_("Errors in the content"), sum(count(request, each) for each in errors), address)
    ]
    for check in all_checks(Severity.UPKEEP):
        number = count(request, check)
        counted.append(Counter(capfirst(check.label), number, f"{address}#{check.slug}"))
    return [counter for counter in counted if counter.number]


def count(request, check):
    return sum(number for _name, number, _address in found(request, check))
