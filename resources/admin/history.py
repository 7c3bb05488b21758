"""The versions of a record in the administration: what changed, and the way back."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from resources.differences import differences, label_of, texts_of
from resources.history import NOT_RESTORED, recorded, states

from .optimistic_lock import LOOK_AGAIN, is_newer, state_of
from .reasons import reasons

PER_PAGE = 20
KINDS = {"+": _("Created"), "~": _("Changed"), "-": _("Deleted")}


class HistoryAdmin(admin.ModelAdmin):
    """Mixin: one version for each form that is sent, and a history that shows and restores them."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_version"
        view = self.admin_site.admin_view(self.version_view)
        address = "<path:object_id>/history/<int:version_id>/"
        return [path(address, view, name=name), *super().get_urls()]

    def changeform_view(self, request, *args, **kwargs):
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        with recorded():
            return super().changeform_view(request, *args, **kwargs)

    def history_view(self, request, object_id, extra_context=None):
        """List the versions of a record, each with what it changed."""
        record, versions = self.record_and_versions(request, object_id)
        page = Paginator(versions, PER_PAGE).get_page(request.GET.get("p"))
        # One more than is shown: that which the last one of the page changed.
        shown = list(versions[page.start_index() - 1 : page.end_index() + 1]) if page else []
        texts = texts_of(shown)
        entries = []
        for place, version in enumerate(shown[:PER_PAGE]):
            first = place + 1 == len(shown)
            changes = [] if first else differences(texts[place + 1], texts[place], self.model)
            entries.append(
                {
                    "version": version,
                    "kind": KINDS[version.history_type],
                    "reason": version.history_change_reason,
                    "changes": changes,
                    "address": self.address_of(version),
                }
            )
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "subtitle": str(record or versions[0]),
            "opts": self.opts,
            "record": record,
            "object_id": unquote(object_id),
            "page": page,
            "entries": entries,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/record_history.html", context)

    def version_view(self, request, object_id, version_id):
        """GET: a version, and what bringing it back would change. POST: bring it back."""
        if request.method != "POST":
            return self.show_version(request, object_id, version_id)
        record, versions = self.record_and_versions(request, object_id)
        version = get_object_or_404(versions, history_id=version_id)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        with transaction.atomic():
            if not is_newer(request, self.model, [version.id]):
                return self.restore(request, version)
        self.message_user(request, LOOK_AGAIN, messages.ERROR)
        return self.show_version(request, object_id, version_id, status=409)

    def show_version(self, request, object_id, version_id, status=200):
        record, versions = self.record_and_versions(request, object_id)
        version = get_object_or_404(versions, history_id=version_id)
        # Before all else: what changes from here on is newer than the page.
        state = state_of(states(self.model, [version.id]))
        now = versions[0]
        texts, of_now = texts_of([version, now])
        restored = {name: text for name, text in texts.items() if name not in NOT_RESTORED}
        changes = differences(of_now, restored, self.model)
        shown = [(label_of(self.opts.get_field(name)), text) for name, text in texts.items()]
        may_restore = self.has_change_permission(request, record)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Earlier version"),
            "subtitle": str(record or version.history_object),
            "opts": self.opts,
            "record": record,
            "object_id": unquote(object_id),
            "version": version,
            "reason": version.history_change_reason,
            "texts": [(label, text) for label, text in shown if text],
            "changes": changes,
            "may_restore": may_restore and (changes or record is None),
            "state": state,
        }
        return TemplateResponse(request, "admin/record_version.html", context, status=status)

    def record_and_versions(self, request, object_id):
        """Return a record, None where it was deleted, and the queryset of its versions.

        Raises `Http404` and `PermissionDenied`. What was deleted is for superusers: nobody can
        tell any more in whose region it stood.
        """
        record = self.get_object(request, unquote(object_id))
        if record is None:
            if not request.user.is_superuser or not unquote(object_id).isdecimal():
                raise Http404
        elif not self.has_view_permission(request, record):
            raise PermissionDenied
        key = record.pk if record else int(unquote(object_id)[:18])
        versions = self.model.history.filter(id=key).select_related("history_user")
        if record is None and (
            not versions.exists() or self.model._base_manager.filter(pk=key).exists()
        ):
            raise Http404
        return record, versions

    def restore(self, request, version):
        """Bring a version back where the rules of today allow it; lead to the form."""
        try:
            with transaction.atomic():
                record, left_out = version.restore()
                if not self.has_change_permission(request, record):
                    raise ValidationError(_("This version is not of your regions."))
        except ValidationError as error:
            text = _("This version cannot come back: %(reasons)s")
            values = {"reasons": reasons(error, self.opts)}
            self.message_user(request, text % values, messages.ERROR)
            return redirect(self.address_of(version))
        self.log_change(request, record, gettext("Brought back an earlier version."))
        self.message_user(request, _("The earlier version is back."), messages.SUCCESS)
        if left_out:
            text = ngettext(
                "%d link to a record that is no longer there was left out.",
                "%d links to records that are no longer there were left out.",
                left_out,
            )
            self.message_user(request, text % left_out, messages.WARNING)
        opts = self.opts
        return redirect(f"admin:{opts.app_label}_{opts.model_name}_change", record.pk)

    def address_of(self, version):
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_version"
        return reverse(name, args=[version.id, version.history_id])
