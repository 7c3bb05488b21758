"""Two editors of one record: a form does not overwrite what is newer than itself.

A form carries the fingerprints of what it was opened with: one for each field, one for all rows of
each inline. Saving locks the record and its rows, and is refused with status 409 where they have
changed. The form that comes back holds all that was typed, and the fingerprints of now: a second
press on the button stores it. See docs/decisions/0022-two-editors.md.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.admin.utils import unquote
from django.core import signing
from django.db import transaction
from django.forms import ModelForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from resources.fingerprint import fingerprint
from resources.history import states

from .locked_forms import LockedForm, LockedInlineFormSet, LockedListForm, LockingListFormSet

# The hidden field with the signed {"at": seconds since 1970, "state": {name: fingerprint}}.
STATE_FIELD = "_state"
SALT = "resources.admin.optimistic_lock"
LOOK_AGAIN = _(
    "Nothing was done: something has changed since you opened this page. Look at it again."
)


def opened_with(request):
    """Return what a form that was sent had been opened with, {} where it does not say."""
    try:
        return signing.loads(request.POST.get(STATE_FIELD, ""), salt=SALT)
    except signing.BadSignature:
        return {}


def signed_state(forms):
    state = {name: value for form in forms for name, value in form.state.items()}
    return signing.dumps({"at": timezone.now().timestamp(), "state": state}, salt=SALT)


def state_of(versions):
    """Return the fingerprint of whole records, as `states` returns them."""
    return fingerprint([version.content for version in versions])


def is_newer(request, model, keys):
    """Tell whether records have changed since the page was opened that a form was sent from.

    In a transaction, until the end of which they change no more.
    """
    rows = model._base_manager.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    list(rows.values_list("pk"))
    return request.POST.get(STATE_FIELD) != state_of(states(model, keys))


@dataclass(frozen=True)
class Conflict:
    """Why a form was refused, for the page that gives it back.

    `labels` name what has changed; `entry` is the last `LogEntry` since the form was opened, or
    None; `is_known` is False where the form did not say what it was opened with.
    """

    labels: list
    entry: LogEntry | None
    is_known: bool
    has_files: bool


class OptimisticLockAdmin(admin.ModelAdmin):
    """Mixin: neither the form nor the editable list overwrites what is newer."""

    class Media:
        css = {"all": ["css/admin.css"]}

    def get_watched_columns(self):
        """Return the columns that nobody edits, but on which a save rests: a status."""
        return []

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Have others who save the same record wait until this one is saved."""
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            record = self.get_object(request, unquote(object_id))
            if record is not None:
                rows = self.model._base_manager.select_for_update(no_key=True)
                rows.filter(pk=record.pk).values_list("pk").first()
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None and change:
            watched = self.get_watched_columns()
            kwargs["form"] = self.locked(request, LockedForm, self.form, watched_columns=watched)
        return super().get_form(request, obj, change=change, **kwargs)

    def get_formsets_with_inlines(self, request, obj=None):
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            if obj is not None:
                formset = self.locked(request, LockedInlineFormSet, formset)
            yield formset, inline

    @staticmethod
    def locked(request, mixin, base, **attributes):
        """Return a form or formset class that knows what it was opened with."""
        attributes["opened"] = opened_with(request).get("state", {})
        return type(base)(base.__name__, (mixin, base), attributes)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        conflict = None
        if obj is not None and self.has_change_permission(request, obj):
            inlines = [inline.formset for inline in context["inline_admin_formsets"]]
            forms = [context["adminform"].form, *inlines]
            conflict = self.conflict_of(request, forms, [obj.pk])
            context |= {"state": signed_state(forms), "conflict": conflict}
        response = super().render_change_form(request, context, *args, obj=obj, **kwargs)
        if conflict:
            response.status_code = 409
        return response

    def conflict_of(self, request, forms, keys):
        """Return the `Conflict` that forms of the records with these keys met, or None."""
        labels = [label for form in forms for label in form.newer_labels]
        if not labels:
            return None
        opened = opened_with(request)
        entry = None
        if opened:
            entries = LogEntry.objects.select_related("user").filter(
                content_type=get_content_type_for_model(self.model),
                object_id__in=map(str, keys),
                action_time__gt=datetime.fromtimestamp(opened["at"], UTC),
            )
            entry = entries.order_by("-action_time").first()
        return Conflict(labels, entry, bool(opened), bool(request.FILES))

    # Lists that are edited

    def get_changelist_form(self, request, **kwargs):
        kwargs["form"] = self.locked(request, LockedListForm, ModelForm)
        return super().get_changelist_form(request, **kwargs)

    def get_changelist_formset(self, request, **kwargs):
        return super().get_changelist_formset(request, formset=LockingListFormSet, **kwargs)

    def changelist_view(self, request, extra_context=None):
        if request.method != "POST" or "_save" not in request.POST:
            response = super().changelist_view(request, extra_context)
        else:
            with transaction.atomic():
                response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        formset = getattr(context.get("cl"), "formset", None)
        if formset is not None and formset.is_bound:
            # In the order of the rows that were sent, whatever the order is now.
            context["cl"].result_list = [form.instance for form in formset.forms]
        if formset is not None:
            keys = [form.instance.pk for form in formset.forms if form.newer]
            conflict = self.conflict_of(request, formset.forms, keys)
            context |= {"state": signed_state(formset.forms), "conflict": conflict}
            if conflict:
                response.status_code = 409
        return response
