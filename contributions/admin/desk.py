"""What the desks of proposals and of corrections share."""

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models.constants import LOOKUP_SEP
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contributions.models import State, TransitionRefused
from contributions.querysets import UNCONFIRMED
from contributions.sheet import forget
from resources.admin.remit import KeptToRemit
from resources.history import recorded
from search.admin import FoldedSearchAdmin

from .forms import ReasonForm

EVERY = "all"


class StateFilter(admin.SimpleListFilter):
    """By state: what is to be reviewed, unless another one is asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        shown = [(state.value, state.label) for state in State if state not in UNCONFIRMED]
        return [*shown, (EVERY, _("All"))]

    def queryset(self, request, queryset):
        if self.value() == EVERY:
            return queryset
        state = self.value() or State.TO_REVIEW
        if state not in State.values:
            raise IncorrectLookupParameters
        return queryset.filter(state=state)

    def choices(self, changelist):
        chosen = self.value() or State.TO_REVIEW
        for value, label in self.lookup_choices:
            yield {
                "selected": value == chosen,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }


class WaitingFilter(admin.SimpleListFilter):
    """By the time since something happened to it."""

    title = _("time waiting")
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        return [
            (days, ngettext("more than %d day", "more than %d days", days) % days)
            for days in (7, 30, 90)
        ]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        if self.value() not in {str(days) for days, _label in self.lookup_choices}:
            raise IncorrectLookupParameters
        return queryset.unchanged_for(int(self.value()))


class ListAdmin(KeptToRemit, FoldedSearchAdmin):
    """What came in, or goes out: nobody adds to it here."""

    list_per_page = 50
    view_on_site = False  # their pages have secret addresses

    def has_add_permission(self, request):
        return False

    def lookup_allowed(self, lookup, value, request):
        """Narrow lists by their filters alone: secrets could be guessed letter by letter."""
        filters = {getattr(each, "parameter_name", each) for each in self.list_filter}
        return lookup.split(LOOKUP_SEP)[0] in filters

    def changelist_view(self, request, extra_context=None):
        """Say what is listed: nothing here is chosen to be changed."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **(extra_context or {})})


class DeskAdmin(ListAdmin):
    """Contributions as staff see them: nothing is edited, everything is decided.

    The decisions are methods of the model. One that comes too late is told so, and the page shows
    the contribution as it is now, with the reason that was typed.
    """

    list_filter = [StateFilter, "language", WaitingFilter]
    ordering = ["sent_at", "pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to_staff()

    def delete_model(self, request, obj):
        forget(getattr(obj, "picture", ""))
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for contribution in queryset:
            self.delete_model(request, contribution)

    @admin.display(description=_("sent"), ordering="sent_at")
    def sent_on(self, contribution):
        return short(contribution.sent_at, "SHORT_DATE_FORMAT")

    @admin.display(description=_("waiting since"), ordering="updated_at")
    def waiting_since(self, contribution):
        return short(contribution.updated_at, "SHORT_DATE_FORMAT")

    # One contribution

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """GET: the contribution. POST: a decision about it."""
        if object_id is None:
            raise PermissionDenied
        contribution = self.get_object(request, unquote(object_id))
        if contribution is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, contribution):
            raise PermissionDenied
        if request.method != "POST":
            return self.show(request, contribution)
        if not self.has_change_permission(request, contribution):
            raise PermissionDenied
        return self.decide(request, contribution, request.POST.get("decision"))

    def decide(self, request, contribution, decision):
        """Make the decision whose button was pressed."""
        if decision in ("ask_changes", "refuse"):
            return self.answer_with_reason(request, contribution, decision)
        return redirect(admin_address(contribution))

    def answer_with_reason(self, request, contribution, decision):
        """Ask for changes, or refuse: a reason is needed, which the contributor reads."""
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.show(request, contribution, reason_form=form, status=400)
        reason, version = form.cleaned_data["reason"], form.cleaned_data["version"]
        done = {
            "ask_changes": _("Changes were asked for: “%(name)s”."),
            "refuse": _("“%(name)s” was refused."),
        }

        def make():
            getattr(contribution, decision)(by=request.user, reason=reason, version=version)
            self.log_change(request, contribution, contribution.get_state_display())

        if refusal := self.refusal_of(make):
            return self.too_late(request, contribution, refusal, reason)
        self.message_user(request, done[decision] % {"name": contribution}, messages.SUCCESS)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    @staticmethod
    def refusal_of(make):
        """Make a decision as one change; return why it came too late, "" where it did not."""
        try:
            with recorded():
                make()
        except TransitionRefused as refused:
            return str(refused)
        return ""

    def too_late(self, request, contribution, refusal, reason="", **shown):
        """Show the contribution as it is now, and why the decision was not made."""
        self.message_user(request, refusal, messages.ERROR)
        return self.show(request, self.stored(contribution), reason=reason, status=409, **shown)

    def stored(self, contribution):
        """Return a contribution as it stands in the database, whatever was tried on this one."""
        return self.model.objects.get(pk=contribution.pk)

    def show(self, request, contribution, *, reason="", reason_form=None, status=200, **shown):
        """Render the page of a contribution; `shown` is for `context_of`."""
        may_decide = contribution.state in (State.TO_REVIEW, State.CHANGES_ASKED)
        initial = {"version": contribution.version, "reason": reason}
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(self.opts.verbose_name),
            "subtitle": str(contribution),
            "opts": self.opts,
            "contribution": contribution,
            "turns": contribution.turns.select_related("by"),
            "may_decide": may_decide and self.has_change_permission(request, contribution),
            "is_to_review": contribution.state == State.TO_REVIEW,
            "has_delete_permission": self.has_delete_permission(request, contribution),
            "reason_form": reason_form or ReasonForm(initial=initial),
            "unsent_reason": reason,
            **self.context_of(request, contribution, **shown),
        }
        return TemplateResponse(request, self.change_form_template, context, status=status)

    def context_of(self, request, contribution, **shown):
        """Return what else the page shows: a form that was refused, for instance."""
        raise NotImplementedError


def admin_address(record):
    """Return the address of a record's form in the administration."""
    opts = record._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])


def short(moment, style="SHORT_DATETIME_FORMAT"):
    """Return a moment as a list has room for it; None stays None."""
    return moment and date_format(localtime(moment), style)
