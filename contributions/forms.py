"""The form in which a partner proposes a project, or amends what was sent."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions.models import Proposal, ProposedAction
from initiatives.models import (
    AuthorityAction,
    CooperationForm,
    Lever,
    Sector,
    SupportOrganisation,
)
from search.changes import Derived, kind_of
from search.filters import RecordsField
from territories.forms import TypedCommuneForm
from territories.models import Department

MAX_DESCRIPTION = 6000  # characters


def offered(queryset):
    """Return a function that gives {slug: record} of a queryset, kept until one changes."""
    return Derived(
        [kind_of(queryset.model)], lambda: {record.slug: record for record in queryset.all()}
    )


SECTORS = offered(Sector.objects.all())
LEVERS = offered(Lever.objects.published())
COOPERATION_FORMS = offered(CooperationForm.objects.published())
SUPPORTERS = offered(
    SupportOrganisation.objects.published()
    .exclude(category=SupportOrganisation.Category.CARRIER)
    .order_by("category", "sort_key", "slug")
)


def boxes(records, label, help_text=""):
    """Return a field of boxes to tick, one for each record, named by its slug."""
    return RecordsField(
        records=records,
        to_field_name="slug",
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def website_input():
    """Return where a website is typed; not of the type "url": people leave out "https://"."""
    attrs = {"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}
    return forms.TextInput(attrs=attrs)


PROJECT = (
    "name",
    "website",
    "summary",
    "description",
    "sectors",
    "legal_form",
    "year_founded",
    "scope",
    "commune",
    "place",
    "department",
    "area_label",
    "levers",
    "cooperation_forms",
    "supporters",
    "other_supporters",
)
PICTURE = ("picture", "picture_alt", "picture_credit", "picture_consent")
SENDER = (
    "contact_name",
    "contact_email",
    "contact_phone",
    "contact_role",
    "may_ask_again",
    "licence_granted",
)


class ProposalForm(TypedCommuneForm, forms.ModelForm):
    """A project in the words of its people; what is asked of them for it to be published."""

    sectors = boxes(SECTORS, gettext_lazy("Sectors"), gettext_lazy("Tick all that fit."))
    levers = boxes(LEVERS, gettext_lazy("Levers that were used"))
    cooperation_forms = boxes(COOPERATION_FORMS, gettext_lazy("Forms of cooperation"))
    supporters = boxes(SUPPORTERS, gettext_lazy("Bodies that support the project"))
    department = forms.ModelChoiceField(
        Department.objects.all(),
        label=gettext_lazy("Department"),
        help_text=gettext_lazy("Only where the project stands in no one commune."),
        empty_label=gettext_lazy("None: it stands in the commune above"),
        required=False,
    )
    none_of_these = forms.BooleanField(
        label=gettext_lazy("None of these is my project."), required=False
    )

    # As on the page; the others follow as they are named below.
    field_order = [
        "name",
        "website",
        "none_of_these",
        "summary",
        "description",
        "sectors",
        "legal_form",
        "year_founded",
        "place",
        "commune",
        "department",
        "scope",
    ]

    class Meta:
        model = Proposal
        fields = [*PROJECT, *PICTURE, *SENDER]
        labels = {
            "name": gettext_lazy("Name of the project"),
            "website": gettext_lazy("Website"),
            "summary": gettext_lazy("The project in one sentence"),
            "description": gettext_lazy("What it does, and how it came about"),
            "legal_form": gettext_lazy("Legal form"),
            "year_founded": gettext_lazy("Year it began"),
            "scope": gettext_lazy("Whom it serves"),
            "area_label": gettext_lazy("Name of the area"),
            "other_supporters": gettext_lazy("Other bodies that support it"),
            "picture": gettext_lazy("Picture"),
            "picture_alt": gettext_lazy("What the picture shows"),
            "picture_credit": gettext_lazy("Who took the picture"),
            "contact_name": gettext_lazy("Your name"),
            "contact_email": gettext_lazy("Your e-mail address"),
            "contact_phone": gettext_lazy("Your telephone number"),
            "contact_role": gettext_lazy("Your role in the project"),
        }
        help_texts = {
            "website": gettext_lazy("Its address, such as https://www.example.org"),
            "summary": gettext_lazy("Who does what for whom? 240 characters at most."),
            "description": gettext_lazy(
                "The need, the people, the first steps, what it offers today. A few paragraphs do."
            ),
            "year_founded": gettext_lazy("Four digits, such as 2019."),
            "area_label": gettext_lazy("For example: Pays de Ploërmel. Leave it if unsure."),
            "other_supporters": gettext_lazy("Those that the list does not have."),
            "picture": gettext_lazy("A JPEG, PNG or WebP of at most 8 MB. We make it smaller."),
            "picture_alt": gettext_lazy("One sentence, for those who do not see it."),
            "picture_credit": gettext_lazy("The name that stands under it."),
            "contact_email": gettext_lazy("We write to it to have the sending confirmed."),
        }
        widgets = {
            "website": website_input(),
            "summary": forms.Textarea(attrs={"rows": 2}),
            "description": forms.Textarea(attrs={"rows": 8, "maxlength": MAX_DESCRIPTION}),
            "year_founded": forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
            "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "contact_email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "contact_phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        }

    # What must be there, and what is said where it is not.
    REQUIRED = {
        "name": gettext_lazy("Give the name of the project."),
        "summary": gettext_lazy("Say in a sentence what the project is."),
        "scope": gettext_lazy("Choose whom the project serves."),
        "contact_name": gettext_lazy("Give your name."),
        "contact_email": gettext_lazy("Give your e-mail address: we write to it."),
        "licence_granted": gettext_lazy("Tick this box: without the licence we cannot publish."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, message in self.REQUIRED.items():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = message
        for name, nothing in (
            ("legal_form", _("Not known, or none")),
            ("scope", _("Choose")),
        ):
            field = self.fields[name]
            field.choices = [("", nothing), *(pair for pair in field.choices if pair[0])]
        self.has_confirmed_address = self.instance.state not in ("draft", "to_confirm")
        if self.has_confirmed_address:
            # Whoever else has the link would have all later e-mails.
            self.fields["contact_email"].disabled = True

    def clean_description(self):
        text = self.cleaned_data["description"]
        if len(text) > MAX_DESCRIPTION:
            raise forms.ValidationError(
                _("This is too long: %(most)s characters at most, and it has %(length)s.")
                % {"most": MAX_DESCRIPTION, "length": len(text)}
            )
        return text

    def refuse(self, place):
        """Take a place that the directory does not cover in words: staff read them."""
        if place.found or not place.not_covered:
            super().refuse(place)

    def clean(self):
        chosen = super().clean()
        if chosen.get("commune"):
            chosen["place"] = ""
        if chosen.get("department") and (chosen.get("commune") or chosen.get("place")):
            self.add_error("department", _("Give the commune, or the department, not both."))
        if chosen.get("picture") and "picture" not in self.errors:
            needed = {
                "picture_alt": _("Say in a sentence what the picture shows."),
                "picture_credit": _("Say who took the picture."),
                "picture_consent": _("Without this consent we cannot publish the picture."),
            }
            for name, message in needed.items():
                if not chosen.get(name) and name not in self.errors:
                    self.add_error(name, message)
        return chosen

    def _post_clean(self):
        super()._post_clean()
        # Told at the field already, where the name typed is not clear.
        if "place" in self._errors:
            self._errors.pop("commune", None)


class ActionForm(forms.ModelForm):
    """What one authority did; a row left empty says nothing."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it gave"),
        choices=[("", gettext_lazy("Choose")), *AuthorityAction.Kind.choices],
        required=False,
    )

    class Meta:
        model = ProposedAction
        fields = ["authority", "level", "kind", "text", "year"]
        labels = {
            "authority": gettext_lazy("Which authority"),
            "level": gettext_lazy("Level"),
            "text": gettext_lazy("What it did"),
            "year": gettext_lazy("Year"),
        }
        help_texts = {
            "authority": gettext_lazy("For example: Commune d’Augan"),
            "text": gettext_lazy("With the amount, if you know it."),
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 2}),
            "year": forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].empty_label = _("Choose")

    def clean_kind(self):
        return self.cleaned_data["kind"] or AuthorityAction.Kind.OTHER


SHOWN_ACTIONS = 3
MAX_ACTIONS = 20


class ActionFormSet(forms.BaseFormSet):
    """The rows of actions: three or more, of which the empty ones are left out."""

    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "empty_permitted": True}

    def filled(self):
        """Return the actions that were told, not saved yet."""
        return [form.instance for form in self.forms if form.has_changed()]


ActionRows = forms.formset_factory(
    ActionForm,
    formset=ActionFormSet,
    extra=0,
    max_num=MAX_ACTIONS,
    absolute_max=MAX_ACTIONS,
    validate_max=True,
)
