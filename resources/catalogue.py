"""The catalogues of resources, figures and terms, and what the glossary tells the search."""

import re
from functools import lru_cache

from resources.models import (
    GlossaryTerm,
    GlossaryTermSource,
    KeyFigure,
    KeyFigureSource,
    Resource,
    ResourceSource,
)
from search import thesaurus
from search.catalogue import Catalogue, register
from search.changes import kind_of, watch_record
from search.text import fold

# "multi-stakeholder cooperative (French: …)": what stands in brackets is no other name.
BRACKETS = re.compile(r"\([^)]*\)")


class RecordCatalogue(Catalogue):
    """The published records of one model, in the order of their names."""

    def __init__(self, model):
        super().__init__()
        self.model = model
        self.kind = kind_of(model)
        self.order_columns = (f"{model.NAME_FIELD}_fr", "slug")
        self.orders = {"name": by_name}

    def queryset(self):
        return self.model.objects.published()


# The orders of a record ask for it one after the other.
@lru_cache(maxsize=1)
def name_key(name, slug):
    """Return what sorts by name: folded, the same on every database; then by slug."""
    return f"{fold(name or '')}\0{slug}"


def by_name(name, slug, *_others):
    return name_key(name, slug)


def tell_of_acronyms(words):
    """Say that a term, its other spellings and what it stands for mean the same."""
    for term in GlossaryTerm.objects.published():
        texts = [term.term_fr, term.term_en, term.expansion_fr, term.expansion_en]
        for aliases in (term.aliases_fr, term.aliases_en):
            texts += (aliases or "").splitlines()
        words.same(*(BRACKETS.sub(" ", text) for text in texts if text))


for model, source in (
    (Resource, ResourceSource),
    (KeyFigure, KeyFigureSource),
    (GlossaryTerm, GlossaryTermSource),
):
    register(model, RecordCatalogue(model))
    watch_record(model, [(source, "record")])

thesaurus.contribute(["glossaryterm"], tell_of_acronyms)
