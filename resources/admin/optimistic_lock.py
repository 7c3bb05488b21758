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
from django.forms import BaseModelFormSet, ModelForm
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT, ManagementForm
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from resources.fingerprint import fingerprint
from resources.history import states

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


def plain(value):
    """Return the value of a field with keys in the place of records, and links in one order."""
    if isinstance(value, list):
        return sorted(str(each.pk) for each in value)
    return value


class LockedForm:
    """Form mixin: invalid where it would overwrite a field that is not as it was opened.

    `opened` is {name: fingerprint}, empty where that is not known. `watched_columns` are columns
    that are not edited, but on which a save should rest too.
    """

    opened = {}
    watched_columns = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Now: validation writes into the instance.
        values = {
            name: plain(self.initial.get(name))
            for name, field in self.fields.items()
            if not field.disabled
        }
        for name in self.watched_columns:
            values[name] = self.instance._meta.get_field(name).value_from_object(self.instance)
        self._names = {f"{self.instance.pk}.{name}": name for name in values}
        self.state = {key: fingerprint(values[name]) for key, name in self._names.items()}

    @cached_property
    def newer(self):
        """The names of the fields that have changed since, and that this form would change back."""
        if not self.is_bound:
            return []
        changed = [
            name for key, name in self._names.items() if self.opened.get(key) != self.state[key]
        ]
        if not self.opened:
            return changed
        return [name for name in changed if name in self.changed_data or name not in self.fields]

    @property
    def newer_labels(self):
        return [
            self.fields[name].label
            if name in self.fields
            else capfirst(self.instance._meta.get_field(name).verbose_name)
            for name in self.newer
        ]

    def is_valid(self):
        return super().is_valid() and not self.newer


class LockedListForm(LockedForm):
    """A row of a list that is edited there: it says itself that it has changed."""

    def clean(self):
        values = super().clean()
        for name in self.newer:
            self.add_error(name, _("Changed since you opened the list."))
        return values

    @property
    def newer_labels(self):
        return [str(self.instance)] if self.newer else []


class LockingFormSet:
    """Formset mixin: the rows that are about to be saved are locked until they are."""

    def __init__(self, data=None, *args, queryset=None, **kwargs):
        if data is not None and queryset is not None:
            queryset = queryset.select_for_update(of=("self",), no_key=True)
        super().__init__(data, *args, queryset=queryset, **kwargs)


class LockingListFormSet(LockingFormSet, BaseModelFormSet):
    """The rows of a list that is edited there."""


class LockedInlineFormSet(LockingFormSet):
    """Formset mixin: invalid where any row was changed, added or deleted since."""

    opened = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = self.form.base_fields.keys() - {"DELETE", self.fk.name, self.model._meta.pk.name}
        rows = {}
        for row in self.get_queryset():
            values = model_to_dict(row, fields=names)
            rows[str(row.pk)] = sorted((name, plain(value)) for name, value in values.items())
        self.state = {self.prefix: fingerprint(sorted(rows.items()))}
        if self.is_bound:
            self.data = self.with_rows_of_now()

    def with_rows_of_now(self):
        """Return what was sent, with the rows that others have added or deleted since.

        What they added stands among the rows as it is stored. What they deleted comes back as a
        new row: under its key, which is gone, what was typed could not be saved.
        """
        counts = ManagementForm(self.data, prefix=self.prefix)
        if not counts.is_valid():
            return self.data
        total = min(counts.cleaned_data[TOTAL_FORM_COUNT], self.absolute_max)
        initial = min(counts.cleaned_data[INITIAL_FORM_COUNT], total)
        key = self.model._meta.pk.name
        stored = {str(row.pk): row for row in self.get_queryset()}
        sent = [self.data.get(f"{self.add_prefix(number)}-{key}") for number in range(initial)]
        if set(sent) == stored.keys():
            return self.data
        rows = [self.sent_row(number) for number in range(total)]
        there = [row for row, pk in zip(rows, sent, strict=False) if pk in stored]
        lost = [row for row, pk in zip(rows, sent, strict=False) if pk not in stored]
        new = [{**row, key: [""]} for row in lost if "DELETE" not in row] + rows[initial:]
        for pk in [pk for pk in stored if pk not in sent]:
            # Of a row that can be there but once, both have written the same one.
            row = new.pop(0) if new and self.fk.unique else self.values_of(stored[pk])
            there.append({**row, key: [pk]})
        data = self.data.copy()
        for number in range(total):
            for name in rows[number]:
                del data[f"{self.add_prefix(number)}-{name}"]
        for number, row in enumerate(there + new):
            for name, values in row.items():
                data.setlist(f"{self.add_prefix(number)}-{name}", values)
        data[counts.add_prefix(TOTAL_FORM_COUNT)] = len(there + new)
        data[counts.add_prefix(INITIAL_FORM_COUNT)] = len(there)
        return data

    def sent_row(self, number):
        """Return {name: values} of what was sent for a row."""
        start = f"{self.add_prefix(number)}-"
        return {
            name.removeprefix(start): values
            for name, values in self.data.lists()
            if name.startswith(start)
        }

    def values_of(self, row):
        """Return {name: values} as an untouched row is sent."""
        sent = {}
        for bound in self.form(instance=row):
            value = bound.value()
            values = value if isinstance(value, list) else [value]
            sent[bound.name] = [
                str(each) for each in values if each is not None and each is not False
            ]
        return sent

    @property
    def newer(self):
        """Whether the rows have changed since."""
        return self.is_bound and self.opened.get(self.prefix) != self.state[self.prefix]

    @property
    def newer_labels(self):
        return [capfirst(self.model._meta.verbose_name_plural)] if self.newer else []

    def is_valid(self):
        return super().is_valid() and not self.newer


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
        if formset is not None:
            keys = [form.instance.pk for form in formset.forms if form.newer]
            conflict = self.conflict_of(request, formset.forms, keys)
            context |= {"state": signed_state(formset.forms), "conflict": conflict}
            if conflict:
                response.status_code = 409
        return response
