"""The form in which a visitor says what is wrong in a record, and what is right."""

from copy import copy
from dataclasses import dataclass

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions.correctable import columns_of, label_of
from contributions.forms import website_input
from contributions.models import Correction
from contributions.models.correction import NO_LONGER_ACTIVE, column_of, in_words, text_in
from contributions.sheet import Fault
from contributions.sheet import label_of as label_of_field
from search.form_fields import TextFormField
from territories.forms import TypedCommuneForm
from territories.models import Commune

LONGEST_TEXT = 10_000  # characters, where the record sets no limit


class BeginningInput(forms.HiddenInput):
    """What a field began with: nobody sees it, so it says nothing to assistive technology."""

    def build_attrs(self, *args, **kwargs):
        attrs = super().build_attrs(*args, **kwargs)
        return {name: value for name, value in attrs.items() if not name.startswith("aria-")}


@dataclass
class Row:
    """One field of the record in the page: `now` is what stands there, in words."""

    field: forms.BoundField
    label: str
    now: str
    is_open: bool
    is_commune: bool


class CorrectionForm(TypedCommuneForm, forms.ModelForm):
    """All that may be corrected in a record, as it stands, and who says so.

    What the visitor changes is a correction, the rest is left alone: also where staff have changed
    it since the form was handed out, for each field carries along what it began with.
    """

    no_longer_active = forms.BooleanField(
        label=gettext_lazy("This no longer exists, or is no longer active."), required=False
    )
    evidence = TextFormField(
        label=gettext_lazy("How you know"),
        help_text=gettext_lazy("A page, a document, or: I work there."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = Correction
        fields = ["evidence", "contact_name", "contact_email", "may_ask_again"]
        labels = {
            "contact_name": gettext_lazy("Your name"),
            "contact_email": gettext_lazy("Your e-mail address"),
        }
        help_texts = {
            "contact_email": gettext_lazy("We write to it to have the sending confirmed."),
        }
        widgets = {
            "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "contact_email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def __init__(self, *args, record, language, contact=None, **kwargs):
        """`language`: that of the texts to be corrected; `contact`: whose secret was shown."""
        super().__init__(*args, **kwargs)
        self.record, self.language = record, language
        self.told = {}
        if self.instance.pk:
            self.told = dict(self.instance.fields.values_list("name", "new"))
        self.columns = columns_of(record, language)
        for name in self.columns:
            if name != "commune":
                self.fields[name] = self.field_of(name)
        if "commune" in self.columns:
            self.initial["commune"] = self.told.get("commune", record.commune_id)
            commune = Commune.objects.filter(pk=self.initial["commune"]).first()
            self.initial["place"] = commune.name if commune else ""
        else:
            del self.fields["commune"], self.fields["place"]
        if getattr(record, "activity", "") in ("ended", "merged"):
            del self.fields["no_longer_active"]
        else:
            self.initial["no_longer_active"] = NO_LONGER_ACTIVE in self.told
        email = self.fields["contact_email"]
        email.required = True
        email.error_messages["required"] = _("Give your e-mail address: we write to it.")
        if contact:
            email.help_text = ""
            self.initial |= {"contact_name": contact.name, "contact_email": contact.email}
            del self.fields["may_ask_again"]
        # Whoever else has the link would have all later e-mails.
        email.disabled = bool(contact) or self.instance.state not in ("draft", "to_confirm")

    def field_of(self, name):
        """Return the field of a column as the record's own form has it, with what stands there."""
        column = column_of(type(self.record), name)
        options = {"label": label_of(type(self.record), name)}
        if isinstance(column, models.URLField):
            options["widget"] = website_input()
        elif isinstance(column, models.DecimalField):
            options |= {"localize": True, "widget": forms.TextInput(attrs={"inputmode": "decimal"})}
        elif isinstance(column, models.IntegerField):
            widget = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4})
            options["widget"] = widget
        elif not column.choices and not isinstance(column, models.EmailField):
            options["max_length"] = column.max_length or LONGEST_TEXT
            if options["max_length"] > 160:
                rows = 2 if column.max_length else 6
                options["widget"] = forms.Textarea(attrs={"rows": rows})
        field = column.formfield(**options)
        if column.choices and column.blank:
            field.choices = [("", _("Not known, or none")), *column.choices]
        field.initial = value_of(field, self.told.get(name, text_in(self.record, name)))
        # What it began with comes back with the form.
        field.show_hidden_initial, field.hidden_widget = True, BeginningInput
        return field

    def rows(self):
        """Return the fields of the record, in order, as a list of `Row`s."""
        model, touched = type(self.record), self.touched()
        return [
            Row(
                field=self[field_name(name)],
                label=label_of(model, name),
                now=in_words(model, name, text_in(self.record, name)),
                is_open=name in touched,
                is_commune=name == "commune",
            )
            for name in self.columns
        ]

    def touched(self):
        """Return the names of the columns that the visitor has changed, now or before."""
        changed = {name for name in self.changed_data if name in self.data}
        if "place" in changed:
            changed.add("commune")
        return {name for name in self.columns if name in changed or name in self.told}

    def clean(self):
        chosen = super().clean()
        self.corrected, self.right = {}, copy(self.record)
        touched, has_faults = self.touched(), False
        for name in self.columns:
            faulty = {name, field_name(name)} & set(self.errors)
            if name in touched and faulty:
                has_faults = True
            elif name in touched:
                self.take(name, chosen.get(name))
            # What stands in the record is not the fault of the visitor.
            for field in faulty if name not in touched else ():
                del self.errors[field]
        if self.corrected:
            self.check_record()
        if chosen.get("no_longer_active"):
            self.corrected[NO_LONGER_ACTIVE] = over(self.record)
        if not (self.corrected or has_faults):
            raise ValidationError(
                _("Nothing has been changed: mend at least one field, or tick the box below them.")
            )
        return chosen

    def take(self, name, value):
        """Note what is right in a column, unless it stands there already."""
        if name == "commune":
            # Emptied, it says nothing of where the record stands.
            value = value.pk if value else self.record.commune_id
        if value == value_of(self.fields[name], text_in(self.record, name)):
            return
        setattr(self.right, column_of(type(self.record), name).attname, value)
        self.corrected[name] = text_in(self.right, name)

    def check_record(self):
        """Say at the field what the record would refuse, as the editors would be told."""
        errors = {}
        others = {
            field.name for field in self.record._meta.fields if field.name not in self.corrected
        }
        for check in (
            lambda: self.right.clean_fields(exclude=others),
            self.right.clean,
            self.right.validate_constraints,
        ):
            try:
                check()
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        for name, messages in errors.items():
            field = field_name(name) if field_name(name) in self.fields else None
            for message in messages:
                self.add_error(field, message)

    def save(self):
        """Store the correction and its fields, in the transaction of its sending."""
        correction = super().save()
        correction.fields.exclude(name__in=self.corrected).delete()
        for name, text in self.corrected.items():
            correction.fields.update_or_create(
                name=name, defaults={"old": text_in(self.record, name), "new": text}
            )
        return correction

    @property
    def faults(self):
        """What is wrong, in the order of the page, as a list of `Fault`s."""
        general = self.errors.get(NON_FIELD_ERRORS, [])
        found = [Fault("fields", _("What is to be corrected"), message) for message in general]
        order = [row.field for row in self.rows()]
        order += [field for field in self if field.name not in self.columns and field not in order]
        for field in order:
            found += [
                Fault(field.auto_id, capfirst(label_of_field(field)), message)
                for message in field.errors
            ]
        return found


def field_name(column):
    """Return the name of the field in which a column is typed."""
    return "place" if column == "commune" else column


def value_of(field, text):
    """Return a stored text as the field would give it; the text itself where it is no such."""
    try:
        return field.to_python(text)
    except ValidationError:
        return text


def over(record):
    """Return what stands in a record that is no longer active, as `text_in` tells it."""
    return record.Activity.ENDED if hasattr(record, "activity") else record.Status.ARCHIVED
