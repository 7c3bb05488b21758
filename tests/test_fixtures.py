"""The content files, read as they are: both languages, sources, links and French typography."""

import re
from collections import defaultdict
from functools import cache

import pytest
import yaml
from django.conf import settings

from ess_rural.fixture_files import LOAD_ORDER
from initiatives import models as initiatives
from initiatives.models import CooperationForm, Initiative
from resources.models import GlossaryTerm, RecordSource

FIXTURES = settings.BASE_DIR / "fixtures"
every_model = pytest.mark.parametrize("model", LOAD_ORDER, ids=lambda model: model.__name__)
SOURCE_MODELS = [model for model in LOAD_ORDER if issubclass(model, RecordSource)]

# What French typography asks a no-break space for, before and after.
FAULTS = {
    "a straight apostrophe": re.compile(r"'"),
    "a plain space before a sign": re.compile(r" [;!?:%»]"),
    "a plain space after «": re.compile(r"« "),
    "a plain space before €": re.compile(r"\d €"),
}


@cache
def records(model):
    """Return the fields of each record of a fixture."""
    path = FIXTURES / f"{model._meta.app_label}__{model._meta.model_name}.yaml"
    entries = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return [entry["fields"] for entry in entries]


def name_of(fields):
    """Return what tells a record from the others of its file."""
    named = fields.get("slug") or fields.get("record") or fields.get("initiative")
    return f"{named} {fields.get('position') or fields.get('locator') or ''}".strip()


def filled(value):
    return bool((value or "").strip())


@every_model
def test_a_text_in_one_language_is_there_in_the_other(model):
    """Spellings of a term aside: one language may know more of them than the other."""
    alone = [
        f"{name_of(fields)}: {name}"
        for fields in records(model)
        for name, value in fields.items()
        if name.endswith(("_fr", "_en"))
        and (model, name[:-3]) != (GlossaryTerm, "aliases")
        and filled(value)
        and not filled(fields.get(name[:-2] + {"fr": "en", "en": "fr"}[name[-2:]]))
    ]
    assert alone == []


@every_model
def test_no_text_is_the_other_languages_copied(model):
    """Names may be the same in both languages, also of bodies; sentences are not."""
    copied = [
        f"{name_of(fields)}: {name}"
        for fields in records(model)
        for name, value in fields.items()
        if name.endswith("_fr")
        and not name.startswith(("name", "title", "acronym", "area_label", "value", "label"))
        and (model, name[:-3]) != (initiatives.Testimony, "organisation_name")
        and filled(value)
        and len(value.split()) > 4
        and value == fields.get(name[:-2] + "en")
    ]
    assert copied == []


@pytest.mark.parametrize("fault", FAULTS)
@every_model
def test_french_texts_follow_french_typography(model, fault):
    faulty = [
        f"{name_of(fields)}: {name}: …{value[max(0, found.start() - 25) : found.end() + 15]}…"
        for fields in records(model)
        for name, value in fields.items()
        if name.endswith("_fr") and (found := FAULTS[fault].search(value or ""))
    ]
    assert faulty == []


@every_model
def test_records_of_a_file_have_keys_of_their_own_in_every_row(model):
    keys = [
        tuple(str(fields.get(part.split(".")[0], "")) for part in model.NATURAL_KEY)
        for fields in records(model)
    ]
    assert len(keys) == len(set(keys)) > 0


@pytest.mark.parametrize("sources", SOURCE_MODELS, ids=lambda model: model.__name__)
def test_every_record_is_told_somewhere(sources):
    model = sources._meta.get_field("record").related_model
    told = {fields["record"][0] for fields in records(sources)}
    assert {fields["slug"] for fields in records(model)} - told == set()


def test_every_kind_of_record_has_a_file_of_sources():
    assert {model._meta.get_field("record").related_model for model in SOURCE_MODELS} == {
        model for model in LOAD_ORDER if hasattr(model, "sources")
    }


def test_every_initiative_has_a_sector():
    assert [fields["slug"] for fields in records(Initiative) if not fields.get("sectors")] == []


def test_summaries_of_initiatives_fit_on_a_card():
    long = [
        f"{fields['slug']}: {name} has {len(fields[name])} characters"
        for fields in records(Initiative)
        for name in ("summary_fr", "summary_en")
        if len(fields[name]) > 240
    ]
    assert long == []


def test_related_initiatives_say_so_on_both_sides():
    related = defaultdict(set)
    for fields in records(Initiative):
        related[fields["slug"]] |= {slug for [slug] in fields.get("related", [])}
    assert sum(map(len, related.values())) > 0
    one_sided = [
        f"{there} does not name {here}"
        for here, others in list(related.items())
        for there in others
        if here not in related[there]
    ]
    assert one_sided == []
    assert [slug for slug, others in related.items() if slug in others] == []


@every_model
def test_every_public_record_says_how_old_its_facts_are(model):
    undated = [
        fields["slug"]
        for fields in records(model)
        if fields.get("status") == "published" and not fields.get("information_as_of")
    ]
    assert undated == []


@pytest.mark.parametrize("link", ["levers", "key_figures", "resources"])
def test_every_form_of_cooperation_has_levers_figures_and_something_to_read(link):
    for fields in records(CooperationForm):
        assert fields.get(link), fields["slug"]
