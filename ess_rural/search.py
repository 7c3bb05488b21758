"""One search over all kinds of record."""

from dataclasses import dataclass

from django.http import JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from initiatives.models import CooperationForm, Initiative, Lever, SupportOrganisation
from resources.models import GlossaryTerm, Resource
from search import thesaurus
from search.catalogue import catalogue_of
from search.filters import MAX_QUERY, Proposal
from search.normal_form import normalize_line
from search.query import TextMatch, alone, complete
from territories.models import Commune
from territories.named import territories_begun, territories_named
from territories.place import Place

SHOWN = 5  # of each kind
SUGGESTED = 8
SUGGESTED_TERRITORIES = 3  # of these
SHORTEST_BEGINNING = 2  # characters

# What is searched, in the order of the page: (model, list, label).
KINDS = (
    (Initiative, "initiatives", gettext_lazy("Initiatives")),
    (Lever, "levers", gettext_lazy("Levers")),
    (CooperationForm, "cooperation-forms", gettext_lazy("Forms of cooperation")),
    (SupportOrganisation, "organisations", gettext_lazy("Who helps")),
    (Resource, "resources", gettext_lazy("To read")),
    (GlossaryTerm, "glossary", gettext_lazy("Glossary")),
)
# Its list is too short to have a search of its own.
WITHOUT_FILTER = (CooperationForm,)


@dataclass
class Answers:
    """What was found of one kind."""

    label: str
    count: int
    records: list
    # The list of all of them; "" where these are all.
    address: str
    name_field: str
    summary_field: str
    match: TextMatch


def address_of(territory):
    """Return where a `NamedTerritory` leads: its page, or the list around its commune."""
    place = territory.place
    if isinstance(place, Commune):
        return f"{reverse('initiatives')}?{Place(commune=place).query}"
    return reverse(place._meta.model_name, args=[place.slug])


class SearchView(TemplateView):
    """What is found in all kinds of record, initiatives first; 400 where the words are too long.

    Before them the territories of which the text is the name.
    """

    template_name = "search.html"
    query_parameters = ("q",)

    def get(self, request, *args, **kwargs):
        text = normalize_line(request.GET.get("q", ""))
        too_long = len(text) > MAX_QUERY
        context = self.get_context_data(text=text, too_long=too_long)
        if text and not too_long:
            context |= self.found(text)
        return self.render_to_response(context, status=400 if too_long else 200)

    @staticmethod
    def found(text):
        """Return the context of an answered search."""
        answers = []
        for model, url, label in KINDS:
            catalogue = catalogue_of(model)
            match = catalogue.find(text)
            count = len(match.all)
            more = count > SHOWN and model not in WITHOUT_FILTER
            if count:
                answers.append(
                    Answers(
                        label,
                        count,
                        catalogue.best(match, SHOWN if more else count),
                        f"{reverse(url)}?{urlencode({'q': text})}" if more else "",
                        model.NAME_FIELD,
                        model.SUMMARY_FIELD,
                        match,
                    )
                )
        territories = [(each, address_of(each)) for each in territories_named(text)]
        context = {"answers": answers, "territories": territories}
        if not answers and not territories:
            catalogue = catalogue_of(Initiative)
            context["did_you_mean"] = catalogue.meant(text)
            context["fewer_words"] = [
                Proposal(words, f"?{urlencode({'q': words})}", count)
                for words, count in alone(catalogue.state(), thesaurus.current(), text)
            ]
        return context


class SuggestionsView(View):
    """Names that go on as somebody types: {"suggestions": [{name, hint, address}, …]}.

    Initiatives first, territories last; the hint says what kind of record it is.
    """

    query_parameters = ("q",)
    error_format = "json"

    def get(self, request):
        text = normalize_line(request.GET.get("q", ""))[:MAX_QUERY]
        suggestions = []
        territories = territories_begun(text, SUGGESTED_TERRITORIES)
        most = SUGGESTED - len(territories)
        if len(text) >= SHORTEST_BEGINNING:
            for model, _url, label in KINDS:
                catalogue = catalogue_of(model)
                match = complete(catalogue.state(), text)
                if len(suggestions) < most and match.in_names:
                    match.in_texts.clear()
                    for record in catalogue.best(match, most - len(suggestions)):
                        suggestions.append(
                            {
                                "name": record.title_text,
                                "hint": label,
                                "address": record.get_absolute_url(),
                            }
                        )
        suggestions += [
            {
                "name": territory.name,
                "hint": f"{_('Territories')}, {territory.hint}",
                "address": address_of(territory),
            }
            for territory in territories
        ]
        return JsonResponse({"suggestions": suggestions})
