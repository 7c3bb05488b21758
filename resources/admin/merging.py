"""Merging two records of which one is a duplicate, from their list."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from resources.differences import label_of, texts_of
from resources.history import recorded, states
from resources.merging import locked, merge

from .optimistic_lock import LOOK_AGAIN, is_newer, state_of
from .reasons import reasons


class Newer(Exception):
    """A record has changed since both were shown."""


class MergingAdmin(admin.ModelAdmin):
    """Mixin: two records side by side, and the choice of the one that stays."""

    actions = ["merge"]

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        view = self.admin_site.admin_view(self.merge_view)
        return [path("merge/<int:one>/<int:other>/", view, name=name), *super().get_urls()]

    @admin.action(description=_("Merge two…"), permissions=["change"])
    def merge(self, request, queryset):
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(keys) != 2:
            text = _("Choose two records: the duplicate and the one that stays.")
            self.message_user(request, text, messages.ERROR)
            return None
        return redirect(self.merging_address(*keys))

    def merging_address(self, one, other):
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_merge"
        return reverse(name, args=[one, other])

    def merge_view(self, request, one, other):
        """GET: both, side by side. POST: merge, `kept` being the key of the one that stays."""
        pair = self.pair_of(request, one, other)
        error, status = "", 200
        if request.method == "POST":
            kept = next((each for each in pair if str(each.pk) == request.POST.get("kept")), None)
            if kept is None:
                error, status = _("Say which one stays."), 400
            else:
                [duplicate] = [each for each in pair if each != kept]
                try:
                    return self.make_merge(request, duplicate, kept)
                except ValidationError as refusal:
                    error, status = reasons(refusal, self.opts), 400
                except Newer:
                    pair = self.pair_of(request, one, other)
                    error, status = LOOK_AGAIN, 409
        return self.render_pair(request, pair, error, status)

    def pair_of(self, request, one, other):
        records = self.get_queryset(request).in_bulk([one, other])
        if len(records) != 2:
            raise Http404
        if not all(self.has_change_permission(request, record) for record in records.values()):
            raise PermissionDenied
        return [records[one], records[other]]

    def make_merge(self, request, duplicate, kept):
        with recorded():
            # The one that stays in the end may stand where the person changes nothing.
            pair = [duplicate.pk, kept.pk]
            duplicate, kept = locked(duplicate, kept)
            if not self.has_change_permission(request, kept):
                raise PermissionDenied
            if is_newer(request, self.model, pair):
                raise Newer
            kept, left_behind = merge(duplicate, kept)
            self.log_change(request, kept, gettext("Merged with “%s”.") % duplicate)
            self.log_change(request, duplicate, gettext("Merged into “%s”.") % kept)
        values = {"duplicate": duplicate, "kept": kept}
        text = _("“%(duplicate)s” is archived as a duplicate of “%(kept)s”, which has its links.")
        self.message_user(request, text % values, messages.SUCCESS)
        if left_behind:
            text = _("Left with the duplicate, since they break a rule of the other: %(names)s.")
            names = ", ".join(left_behind)
            self.message_user(request, text % {"names": names}, messages.WARNING)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", kept.pk)

    def render_pair(self, request, pair, error, status):
        versions = states(self.model, [each.pk for each in pair])
        by_key = {version.id: version for version in versions}
        left, right = texts_of([by_key[each.pk] for each in pair])
        lines = [
            (label_of(self.opts.get_field(name)), left[name], right[name])
            for name in left
            if left[name] or right[name]
        ]
        published = [each.pk for each in pair if each.is_published]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge two records"),
            "opts": self.opts,
            "pair": pair,
            "lines": lines,
            "error": error,
            "chosen": published[0] if len(published) == 1 else None,
            "state": state_of(versions),
        }
        return TemplateResponse(request, "admin/merge.html", context, status=status)
