"""What people type, over the real content: `queries.yaml` says what they must find.

The same on every database, in the same order: `found.yaml` holds it for some of the queries.
"""

from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.db import transaction

from initiatives.models import CooperationForm, Initiative, Lever, SupportOrganisation
from resources.models import GlossaryTerm, Resource
from search.catalogue import catalogue_of

pytestmark = pytest.mark.django_db

HERE = Path(__file__).parent
QUERIES = yaml.safe_load((HERE / "queries.yaml").read_text(encoding="utf-8"))
ORDERED = yaml.safe_load((HERE / "found.yaml").read_text(encoding="utf-8"))
OTHERS = {
    "organisations": SupportOrganisation,
    "levers": Lever,
    "resources": Resource,
    "forms": CooperationForm,
    "terms": GlossaryTerm,
}
by_query = pytest.mark.parametrize("query", [pytest.param(each, id=each["q"]) for each in QUERIES])


class Answers:
    """What the whole content answers; asked and kept while it stands in the database."""

    def __init__(self):
        self.slugs = {
            model: dict(model.objects.values_list("pk", "slug"))
            for model in (Initiative, *OTHERS.values())
        }
        texts = [*(query["q"] for query in QUERIES), *ORDERED]
        self.found = {
            (model, text): self.parts(model, text) for model in self.slugs for text in texts
        }
        self.meant = {text: catalogue_of(Initiative).meant(text) for text in texts}

    def parts(self, model, text):
        """Return [names, texts, themes], each a list of slugs in order."""
        catalogue, slugs = catalogue_of(model), self.slugs[model]
        order = catalogue.state().orders["name"]
        return [
            [slugs[each] for each in order.slice(part, 0, len(part))]
            for part in catalogue.find(text).parts
        ]

    def all(self, model, text):
        return [slug for part in self.found[model, text] for slug in part]


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_content", verbosity=0)
        answers = Answers()
        transaction.set_rollback(True)
    return answers


@by_query
def test_a_query_finds_what_it_must(answers, query):
    found = answers.all(Initiative, query["q"])
    assert len(found) == len(set(found))
    assert set(query.get("finds", ())) <= set(found)
    if "only" in query:
        assert set(found) == set(query["only"])
    if "first" in query:
        assert found[0] == query["first"]
    for name, model in OTHERS.items():
        assert set(query.get(name, ())) <= set(answers.all(model, query["q"]))


@by_query
def test_a_query_leaves_what_it_must(answers, query):
    names, texts, _themes = answers.found[Initiative, query["q"]]
    assert set(query.get("leaves", ())).isdisjoint({*names, *texts})
    assert set(query.get("misses", ())).isdisjoint(answers.all(Initiative, query["q"]))


@pytest.mark.parametrize(
    "query", [each for each in QUERIES if "meant" in each], ids=lambda q: q["q"]
)
def test_a_mistyped_query_is_understood(answers, query):
    assert answers.all(Initiative, query["q"]) == []
    assert answers.meant[query["q"]] == query["meant"]


@pytest.mark.parametrize("text", ORDERED)
def test_the_order_is_the_same_on_every_database(answers, text):
    assert answers.found[Initiative, text] == ORDERED[text]


def test_every_slug_of_the_table_is_one(answers):
    known = set(answers.slugs[Initiative].values())
    for query in QUERIES:
        for key in ("finds", "leaves", "only", "misses"):
            assert set(query.get(key, ())) <= known, query["q"]
    assert len(QUERIES) >= 60
