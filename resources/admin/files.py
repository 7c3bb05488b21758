"""Records as files in the administration: taken away, sent back, looked at before they change."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from resources.history import recorded
from resources.imports import changes_in, resource_of
from resources.models import ImportFile
from resources.spreadsheets import LARGEST_FILE, csv_lines, too_large, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_XLSX_ROWS = 10_000
# Unchanged rows are counted, and changed ones shown, up to so many.
MOST_SHOWN = 200


class ImportForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("CSV in UTF-8 or XLSX, with the columns of the export; not all are needed."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise too_large(file.size)
        return file


class _NotAsShown(Exception):
    """An import that would not do what was shown."""

    def __init__(self, reports):
        self.reports = reports


class FilesAdmin(admin.ModelAdmin):
    """Mixin: export of the list as it is filtered; import in two steps, look and confirm."""

    change_list_template = "admin/record_change_list.html"

    def get_urls(self):
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("export.<str:suffix>", wrap(self.export_view), name=f"{prefix}_export"),
            path("import/", wrap(self.import_view), name=f"{prefix}_import"),
            *super().get_urls(),
        ]

    def has_import_permission(self, request):
        return self.has_add_permission(request) and self.has_change_permission(request)

    def changelist_view(self, request, extra_context=None):
        context = {"may_import": self.has_import_permission(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def export_view(self, request, suffix):
        """GET: the records of the list, with its filters and its search, as a file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if suffix not in ("csv", "xlsx"):
            raise Http404
        changelist = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        try:
            records = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect(changelist)
        table = resource_of(self.model)().table(records)
        name = f"{self.opts.model_name}-{timezone.localdate():%Y-%m-%d}.{suffix}"
        if suffix == "csv":
            response = StreamingHttpResponse(csv_lines(table, get_language()))
            response["Content-Type"] = "text/csv; charset=utf-8"
        else:
            if records.count() > MOST_XLSX_ROWS:
                text = _("A workbook holds at most %(number)d records: filter, or take the CSV.")
                self.message_user(request, text % {"number": MOST_XLSX_ROWS}, messages.ERROR)
                return redirect(changelist)
            response = HttpResponse(content_type=XLSX)
            write_xlsx(response, self.opts.model_name, table)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def import_view(self, request):
        """GET: the form. POST with a file: what it would do. POST with `confirmed`: do it."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self.render_import(request, form=ImportForm())
        if "confirmed" in request.POST:
            return self.make_import(request)
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            waiting = ImportFile(
                user=request.user,
                model=self.opts.label_lower,
                name=file.name[-200:],
                content=file.read(),
            )
            try:
                reports = self.run_import(waiting, dry_run=True)
            except ValidationError as error:
                form.add_error("file", error)
            else:
                return self.show_changes(request, waiting, reports)
        return self.render_import(request, status=400, form=form)

    def run_import(self, waiting, dry_run):
        resource = resource_of(self.model)()
        return resource.run(resource.read(bytes(waiting.content)), dry_run=dry_run)

    def show_changes(self, request, waiting, reports, surprise=""):
        """Answer with what a file would change, and keep the file for the confirmation."""
        counts = dict.fromkeys(("new", "changed", "same", "refused"), 0)
        for report in reports:
            counts[report.kind] += 1
        fit = not counts["refused"] and counts["new"] + counts["changed"]
        if fit:
            waiting.changes = changes_in(reports)
            waiting.save()
        told = [each for each in reports if each.kind != "same"]
        told.sort(key=lambda each: each.kind != "refused")
        return self.render_import(
            request,
            status=400 if counts["refused"] else 409 if surprise else 200,
            waiting=waiting if fit else None,
            counts=counts,
            reports=told[:MOST_SHOWN],
            not_shown=max(0, len(told) - MOST_SHOWN),
            file_name=waiting.name,
            surprise=surprise,
        )

    def make_import(self, request):
        """Import a file of which the changes were shown, if they are still the same."""
        key = request.POST["confirmed"]
        waiting = ImportFile.objects.filter(
            pk=int(key) if key.isdecimal() and len(key) < 18 else None,
            user=request.user,
            model=self.opts.label_lower,
        ).first()
        changelist = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        if waiting is None:
            text = _("This file has been imported, or was kept for more than a day: send it again.")
            self.message_user(request, text, messages.WARNING)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")
        reason = gettext("import of %(file)s") % {"file": waiting.name}
        try:
            with recorded(reason):
                reports = self.run_import(waiting, dry_run=False)
                if changes_in(reports) != waiting.changes:
                    raise _NotAsShown(reports)
                for report in reports:
                    self.log_import(request, report, reason)
                waiting.delete()
        except _NotAsShown as found:
            text = _("Records have changed since: look at the changes again. Nothing was imported.")
            return self.show_changes(request, waiting, found.reports, text)
        done = sum(report.kind in ("new", "changed") for report in reports)
        text = ngettext("%d record imported.", "%d records imported.", done)
        self.message_user(request, text % done, messages.SUCCESS)
        return redirect(changelist)

    def log_import(self, request, report, reason):
        if report.kind == "new":
            self.log_addition(request, report.record, reason)
        elif report.kind == "changed":
            self.log_change(request, report.record, reason)

    def render_import(self, request, status=200, **told):
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import"),
            "opts": self.opts,
            "columns": resource_of(self.model)().titles(),
            "form": ImportForm(),
            **told,
        }
        return TemplateResponse(request, "admin/import.html", context, status=status)
