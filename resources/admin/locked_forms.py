"""Forms and formsets that know what they were opened with, and do not overwrite what is newer."""

from django.forms import BaseModelFormSet
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT, ManagementForm
from django.forms.models import model_to_dict
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from resources.fingerprint import fingerprint


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
        counts = ManagementForm(self.data, prefix=self.prefix)
        if self.is_bound and counts.is_valid():
            total = min(counts.cleaned_data[TOTAL_FORM_COUNT], self.absolute_max)
            initial = min(counts.cleaned_data[INITIAL_FORM_COUNT], total)
            key = self.model._meta.pk.name
            sent = [self.data.get(f"{self.add_prefix(number)}-{key}") for number in range(initial)]
            stored = {str(row.pk): row for row in self.get_queryset()}
            if set(sent) != stored.keys():
                rows = [self.sent_row(number) for number in range(total)]
                self.data = self.sent_as(*self.rows_of_now(rows, sent, stored))

    def sent_row(self, number):
        """Return {name: values} of what was sent for a row."""
        start = f"{self.add_prefix(number)}-"
        return {
            name.removeprefix(start): values
            for name, values in self.data.lists()
            if name.startswith(start)
        }

    def rows_of_now(self, rows, sent, stored):
        """Return what was sent for rows that are there, and for new ones.

        `rows` is what was sent, under the primary keys `sent` as far as the form knew them;
        `stored` is {primary key: row}. Rows that somebody has deleted since are left out.
        """
        there = [row for row, pk in zip(rows, sent, strict=False) if pk in stored]
        return there, rows[len(sent) :]

    def sent_as(self, there, new):
        """Return the data of a form that has these rows instead of its own."""
        own = tuple(f"{self.prefix}-{digit}" for digit in "0123456789")
        data = self.data.copy()
        for name in [name for name in data if name.startswith(own)]:
            del data[name]
        for number, row in enumerate([*there, *new]):
            for name, values in row.items():
                data.setlist(f"{self.add_prefix(number)}-{name}", values)
        data[f"{self.prefix}-{TOTAL_FORM_COUNT}"] = len(there) + len(new)
        data[f"{self.prefix}-{INITIAL_FORM_COUNT}"] = len(there)
        return data


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
            rows[row.pk] = sorted((name, plain(value)) for name, value in values.items())
        self.state = {self.prefix: fingerprint(sorted(rows.items()))}

    def rows_of_now(self, rows, sent, stored):
        """Keep all that was typed, and show the rows that others have added.

        What they have deleted comes back as a new row: under its key, which is gone, what was
        typed could not be saved.
        """
        there, new = super().rows_of_now(rows, sent, stored)
        lost = [row for row, pk in zip(rows, sent, strict=False) if pk not in stored]
        key = self.model._meta.pk.name
        new = [{**row, key: [""]} for row in lost if "DELETE" not in row] + new
        for pk in [pk for pk in stored if pk not in sent]:
            # Of a row that can be there but once, both have written the same one.
            row = new.pop(0) if new and self.fk.unique else self.values_of(stored[pk])
            there.append({**row, key: [pk]})
        return there, new

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
