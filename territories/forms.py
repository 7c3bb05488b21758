"""The commune that somebody types in a form."""

from django import forms
from django.utils.translation import gettext_lazy

from search.form_fields import LineFormField
from territories.filters import CommuneField
from territories.models import Commune
from territories.reasons import hint
from territories.typed import MAX_TYPED, find_place


class TypedCommuneForm(forms.Form):
    """A form that takes `commune`, an INSEE code, or what was typed for it in `place`.

    What surely names one commune is that commune. Of others, `choices` are offered at the field:
    chosen there, the code comes beside the text, which stays as it was typed.
    """

    commune = CommuneField(label="", max_length=5, required=False, widget=forms.HiddenInput)
    place = LineFormField(label=gettext_lazy("Commune"), max_length=MAX_TYPED, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.choices, self.has_more_choices = [], False

    def clean(self):
        chosen = super().clean() or self.cleaned_data
        typed = chosen.get("place")
        if not typed:
            # The page writes the name of the commune there, and the script takes the field away.
            if "place" in self.data:
                chosen["commune"] = None
            return chosen
        place, commune = find_place(typed), chosen.get("commune")
        if commune and commune.pk in place.found and not place.code:
            return chosen
        chosen["commune"] = place.commune
        if not place.commune:
            self.refuse(place)
        return chosen

    def refuse(self, place):
        """Say at the field why the `TypedPlace` is no commune, and offer what it may be."""
        self.choices = [(each, hint(each)) for each in place.choices]
        self.has_more_choices = place.has_more
        self.add_error("place", place.reason)

    def chosen_commune(self):
        """Return the commune that the form knows, as it came or as it was; None without one."""
        chosen = getattr(self, "cleaned_data", {}).get("commune")
        if chosen or self.is_bound:
            return chosen
        code = self.get_initial_for_field(self.fields["commune"], "commune")
        return Commune.objects.for_list().filter(pk=code).first() if code else None
