"""The desk of corrections: what stands there, what is right, field by field."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from contributions.models import CorrectedField, Correction
from contributions.models.correction import column_of, in_words, label_of, text_in
from initiatives.admin.coverage import RegionFilter
from resources.differences import parts
from resources.history import recorded

from .desk import DeskAdmin, admin_address
from .forms import TakeOverForm


@dataclass
class Line:
    """One field of a correction, in words: what stood there, what stands now, what is right."""

    field: CorrectedField
    label: str
    language: str
    before: str
    now: str
    right: str
    is_accepted: bool
    errors: list[str]

    @property
    def has_changed(self):
        """Whether the record says something else than when the correction was sent."""
        return self.before != self.now

    @property
    def changes(self):
        """What the correction changes, as pairs (kind, text)."""
        return parts(self.now, self.right)


@admin.register(Correction)
class CorrectionAdmin(DeskAdmin):
    list_display = ["__str__", "kind_of_record", "state", "language", "sent_on", "waiting_since"]
    list_select_related = ["content_type"]
    list_filter = [*DeskAdmin.list_filter, RegionFilter]
    search_fields = ["contact_name", "contact_email", "fields__old", "fields__new"]
    change_form_template = "admin/contributions/correction.html"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("record")

    @admin.display(description=_("kind"))
    def kind_of_record(self, correction):
        return correction.content_type.name

    # The decision

    def decide(self, request, contribution, decision):
        if decision == "accept":
            return self.accept(request, contribution)
        return super().decide(request, contribution, decision)

    def accept(self, request, correction):
        """Write the ticked fields into the record; lead to the list."""
        names = [field.name for field in correction.fields.all()]
        form = TakeOverForm(request.POST, names=names)
        if not form.is_valid():
            return self.show(request, correction, form=form, status=400)
        record = correction.record
        if record and not self.admin_of(correction).has_change_permission(request, record):
            raise PermissionDenied
        chosen = form.cleaned_data

        def make():
            with recorded(gettext_noop("correction accepted")):
                written = correction.decide(by=request.user, **chosen)
                self.log_change(request, correction, correction.get_state_display())
                text = _("Correction accepted: %(fields)s.")
                labels = [str(label_of(type(written), name)) for name in chosen["accepted"]]
                values = {"fields": ", ".join(labels)}
                self.admin_of(correction).log_change(request, written, text % values)

        try:
            refusal = self.refusal_of(make)
        except ValidationError as error:
            stored = self.stored(correction)
            return self.show(request, stored, form=form, errors=by_field(error), status=400)
        if refusal:
            reason, accepted = chosen["reason"], chosen["accepted"]
            return self.too_late(
                request, correction, refusal, reason, accepted=accepted, word=reason
            )
        text = _("Accepted. “%(name)s” says now what is right.") % {"name": correction}
        self.message_user(request, text, messages.SUCCESS)
        return redirect("admin:contributions_correction_changelist")

    def admin_of(self, correction):
        """Return the administration of the kind of record that is corrected."""
        return self.admin_site.get_model_admin(correction.content_type.model_class())

    # The page

    def context_of(self, request, correction, form=None, errors=None, accepted=(), word=""):
        # Before the record is read: what changes from here on is newer than the page.
        state = correction.state_of_record()
        initial = {"version": correction.version, "state": state, "reason": word}
        record = correction.record
        form = form or TakeOverForm(initial=initial, names=[])
        accepted = form.data.getlist("accepted") if form.is_bound else accepted
        lines = lines_of(correction, accepted, errors or {})
        shown = {line.field.name for line in lines}
        others = {name: texts for name, texts in (errors or {}).items() if name not in shown}
        is_seen = record and self.admin_of(correction).has_view_permission(request, record)
        return {
            "correction": correction,
            "record": record,
            "record_address": admin_address(record) if is_seen else "",
            "is_public": record and record.is_published and hasattr(record, "get_absolute_url"),
            "lines": lines,
            "form": form,
            "record_errors": sum(others.values(), []),
        }


def by_field(error):
    """Return {name of a field: messages} of a `ValidationError`."""
    if hasattr(error, "error_dict"):
        return error.message_dict
    return {NON_FIELD_ERRORS: error.messages}


def lines_of(correction, accepted, errors):
    """Return the `Line`s of a correction; `accepted` are the names of those that were ticked."""
    model, record = correction.content_type.model_class(), correction.record
    lines = []
    for field in correction.fields.all():
        column = column_of(model, field.name)
        now = text_in(record, field.name) if record else ""
        texts = (field.old, now, field.value)
        lines.append(
            Line(
                field,
                label_of(model, field.name),
                getattr(column, "language", ""),
                *(in_words(model, field.name, text) for text in texts),
                field.name in accepted,
                errors.get(field.name, []),
            )
        )
    return lines
