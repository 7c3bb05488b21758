"""The small forms in which staff decide. Each carries the version that they have read."""

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.translation import gettext_lazy as _

from contributions.models import Proposal
from initiatives.models import Initiative
from search.form_fields import LineFormField, TextFormField

NEW, OTHER = "new", "other"


class DecisionForm(forms.Form):
    """What every decision says: of which version it is."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class ReasonForm(DecisionForm):
    """A request for changes, or a refusal."""

    reason = TextFormField(
        label=_("Reason"),
        help_text=_("The contributor reads it, in the e-mail and on the page of the contribution."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        error_messages={"required": _("Give the reason: the contributor reads it.")},
    )


class AcceptForm(DecisionForm):
    """Which initiative a proposal becomes: a new one, a likely duplicate, or any other.

    `likely` are the initiatives that it may tell of, `offered` all that the person may change.
    """

    into = forms.ChoiceField(
        label=_("What it becomes"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is a new initiative.")},
    )
    other = forms.ModelChoiceField(Initiative.objects.none(), label=_("Which one"), required=False)

    def __init__(self, *args, likely, offered, admin_site, **kwargs):
        super().__init__(*args, auto_id="accept-%s", **kwargs)
        self.fields["into"].choices = [
            *((str(each.pk), _("Add it to “%(name)s”") % {"name": each}) for each in likely),
            (NEW, _("A new initiative")),
            (OTHER, _("Add it to another initiative:")),
        ]
        self.fields["other"].queryset = offered
        widget = AutocompleteSelect(Proposal._meta.get_field("initiative"), admin_site)
        widget.choices = self.fields["other"].choices
        self.fields["other"].widget = widget

    def clean(self):
        chosen = super().clean()
        into = chosen.get("into")
        if into == OTHER and not chosen.get("other") and "other" not in self.errors:
            self.add_error("other", _("Say which initiative."))
        elif into and into not in (NEW, OTHER):
            # One of the likely ones: of those that the person may change.
            found = self.fields["other"].queryset.filter(pk=into).first()
            if found is None:
                self.add_error("into", _("This initiative is not yours to change."))
            chosen["other"] = found
        elif into == NEW:
            chosen["other"] = None
        return chosen


class TakeOverForm(DecisionForm):
    """Which fields of a correction are right, and what the record said when that was decided."""

    state = LineFormField(required=False, widget=forms.HiddenInput)
    accepted = forms.MultipleChoiceField(
        label=_("What is right"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick what is right, or refuse the whole."),
            "invalid_choice": _("The fields have changed. Look at them again."),
        },
    )
    reason = TextFormField(
        label=_("A word to the contributor"),
        help_text=_("Not needed. The contributor reads it."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
    )

    def __init__(self, *args, names, **kwargs):
        super().__init__(*args, auto_id="accept-%s", **kwargs)
        self.fields["accepted"].choices = [(name, name) for name in names]
