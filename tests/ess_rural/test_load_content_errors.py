"""`load_content` names file, record and reason of what breaks a rule, and loads nothing."""

import re

import pytest
from django.core.management import CommandError
from django.db import connection

from initiatives.models import AuthorityAction, Initiative, InitiativeSource, Lever, Sector
from resources.models import Resource

from .content_files import (
    ACTION,
    BICYCLES,
    DONE,
    GROCERY,
    GUIDE,
    NEW_SECTOR,
    SOURCE,
    add,
    everything,
    fill,
    load,
    path_of,
    rewrite,
)


@pytest.fixture
def folder(tmp_path, db):
    """A small directory that has been loaded."""
    folder = fill(tmp_path / "fixtures")
    load(folder)
    return folder


NEW = {**BICYCLES, "slug": "neuve", "related": []}
BAD_RECORDS = {
    "published_without_a_french_summary": (Initiative, NEW | {"summary_fr": ""}, "summary_fr"),
    "published_without_a_french_name": (Initiative, NEW | {"name_fr": " "}, "name_fr"),
    "national_with_a_department": (Initiative, NEW | {"scope": "national"}, "departments"),
    "nowhere": (Initiative, NEW | {"departments": []}, "scope"),
    "unknown_field": (Initiative, NEW | {"colour": "red"}, "unknown fields: colour"),
    "unknown_fields": (
        Initiative,
        NEW | {"taste": "sweet", "colour": "red"},
        "unknown fields: colour, taste",
    ),
    "unknown_sector": (Initiative, NEW | {"sectors": [["nulle-part"]]}, "nulle-part"),
    "unknown_relative": (Initiative, NEW | {"related": [["nulle-part"]]}, "does not exist"),
    "related_to_itself": (Initiative, NEW | {"related": [["neuve"]]}, "related: "),
    "one_link_where_a_list_is_due": (Initiative, NEW | {"sectors": "commerces"}, "sectors: a list"),
    "no_links_where_a_list_is_due": (Initiative, NEW | {"sectors": None}, "sectors: a list"),
    "a_nul_in_a_text": (Initiative, NEW | {"summary_fr": "a\0b"}, "summary_fr: holds a NUL"),
    "a_nul_in_a_slug": (Initiative, NEW | {"slug": "neu\0ve"}, "slug: holds a NUL"),
    "a_nul_in_a_choice": (Initiative, NEW | {"kind": "\0"}, "kind: holds a NUL"),
    "a_nul_in_a_link": (Initiative, NEW | {"sectors": [["a\0b"]]}, ""),
    "a_nul_in_a_place": (Initiative, NEW | {"commune": ["\0"], "departments": []}, ""),
    "a_number_for_a_relative": (Initiative, NEW | {"related": [5]}, ""),
    "unknown_commune": (Initiative, NEW | {"commune": ["99999"]}, "99999"),
    "unknown_department": (Initiative, NEW | {"departments": [["999"]]}, "999"),
    "half_a_point": (Initiative, NEW | {"latitude": 48.0}, "initiative_point_is_in_france"),
    "a_point_in_berlin": (
        Initiative,
        NEW | {"latitude": 52.52, "longitude": 13.4},
        "initiative_point_is_in_france",
    ),
    "two_places": (
        Initiative,
        NEW | {"commune": ["56006"], "region": ["bretagne"]},
        "initiative_has_one_location",
    ),
    "unknown_kind": (Initiative, NEW | {"kind": "club"}, "kind"),
    "too_long": (Initiative, NEW | {"summary_fr": "é" * 241}, "summary_fr"),
    "no_scope": (Initiative, {k: v for k, v in NEW.items() if k != "scope"}, "scope"),
    "a_year_in_words": (Initiative, NEW | {"year_founded": "bientôt"}, "bientôt"),
    "a_year_out_of_time": (Initiative, NEW | {"year_founded": 1066}, "year_founded"),
    "a_slug_with_spaces": (Initiative, NEW | {"slug": "deux mots"}, "slug"),
    "a_source_of_nobody": (InitiativeSource, SOURCE | {"record": ["personne"]}, "personne"),
    "a_source_from_nowhere": (InitiativeSource, SOURCE | {"resource": ["rien"]}, "rien"),
    "an_action_in_no_words": (AuthorityAction, ACTION | {"position": 2, "text_fr": ""}, "text"),
    "a_share_above_the_whole": (
        AuthorityAction,
        ACTION | {"position": 2, "share_percent": "120"},
        "share_percent",
    ),
    "a_lever_without_a_title": (Lever, {"slug": "vide", "status": "published"}, "title_fr"),
}


@pytest.mark.parametrize(("model", "record", "reason"), BAD_RECORDS.values(), ids=list(BAD_RECORDS))
def test_a_record_that_breaks_a_rule_is_named_and_nothing_is_loaded(folder, model, record, reason):
    add(folder, Sector, NEW_SECTOR)  # sound, and loaded before the others
    add(folder, model, record)
    before = everything()
    with pytest.raises(CommandError) as caught:
        load(folder)
    assert_names(caught.value, path_of(folder, model), record, reason)
    assert everything() == before
    assert not connection.needs_rollback


def assert_names(error, path, record, reason):
    message = str(error)
    model, _yaml = path.name.replace("__", ".").rsplit(".", 1)
    assert message.startswith(f"No record was loaded. {path.name}: {model} ")
    key = record["slug"] if "slug" in record else next(iter(record.values()))[0]
    assert key in message
    assert reason in message.split(key, 1)[-1] or reason == key


UNKNOWN_COLOUR = (
    r"^No record was loaded\. initiatives__initiative\.yaml: initiatives\.initiative epicerie: "
    r"unknown fields: colour$"
)


def test_an_unknown_field_of_a_record_that_is_there_is_named_too(folder):
    rewrite(folder, Initiative, GROCERY | {"colour": "red"}, BICYCLES)
    before = everything()
    with pytest.raises(CommandError, match=UNKNOWN_COLOUR):
        load(folder)
    assert everything() == before


def test_a_sound_update_is_not_made_beside_an_unsound_record(folder):
    Initiative.objects.filter(slug="epicerie").update(website="https://example.org")
    rewrite(folder, Initiative, GROCERY | {"website": ""}, BICYCLES, NEW | {"kind": "club"})
    before = everything()
    with pytest.raises(CommandError, match="neuve"):
        load(folder, "epicerie")
    assert everything() == before


WRONG_MODEL = "record 1: “model” should be initiatives.sector"
NO_KEY = "record 1: slug: the natural key is not complete"
NO_FORM = "“model” and “fields” are expected"
ENTRY = "- model: initiatives.sector\n  fields: {slug: sante, name_fr: Santé}\n"
BAD_FILES = {
    "a_broken_file": ("- model: [initiatives.sector\n", "expected"),
    "another_model": (
        ENTRY.replace("sector", "driver"),
        "record 1: “model” should be initiatives.sector",
    ),
    "a_key_twice": (ENTRY + ENTRY, "sante stands there twice"),
    "no_key": (
        "- model: initiatives.sector\n  fields: {position: 1}\n",
        NO_KEY,
    ),
    "no_fields": (ENTRY + "- model: initiatives.sector\n", f"record 2: {NO_FORM}"),
    "no_model": ("- fields: {slug: sante}\n", WRONG_MODEL),
    "a_list_for_a_key": (
        ENTRY.replace("slug: sante", "slug: [sante]"),
        NO_KEY,
    ),
    "a_row_of_words": ("- rien\n", f"record 1: {NO_FORM}"),
    "words": ("rien\n", ": a list of records is expected"),
    "a_number": ("42\n", ": a list of records is expected"),
    "one_record_alone": ("model: initiatives.sector\n", ": a list of records is expected"),
    "a_nul": (ENTRY.replace("Santé", '"San\\0té"'), "sante: name_fr: holds a NUL character"),
    "another_encoding": (ENTRY.encode("latin-1"), ""),
}


@pytest.mark.parametrize(("text", "reason"), BAD_FILES.values(), ids=list(BAD_FILES))
def test_a_file_that_cannot_be_read_is_named_and_nothing_is_loaded(folder, text, reason):
    path = path_of(folder, Sector)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    add(folder, Resource, {**GUIDE, "slug": "neuf"})  # sound, and loaded before
    before = everything()
    with pytest.raises(CommandError) as caught:
        load(folder)
    assert str(caught.value).startswith(f"No record was loaded. {path.name}")
    assert reason in str(caught.value)
    assert everything() == before


@pytest.mark.parametrize("name", ["initiatives__initiatve.yaml", "initiatives__sector.yml"])
def test_a_file_name_that_no_model_has_is_named_and_nothing_is_loaded(folder, name):
    add(folder, Sector, NEW_SECTOR)  # sound
    (folder / name).write_text("")
    before = everything()
    message = rf"^No record was loaded\. No model has a fixture of this name: {re.escape(name)}$"
    with pytest.raises(CommandError, match=message):
        load(folder)
    assert everything() == before


def test_a_missing_folder_is_named(folder):
    before = everything()
    missing = folder / "nowhere"
    message = rf"^No record was loaded\. There is no folder {re.escape(str(missing))}$"
    with pytest.raises(CommandError, match=message):
        load(missing)
    with pytest.raises(CommandError, match="There is no folder"):
        load(path_of(folder, Sector))
    assert everything() == before


@pytest.mark.parametrize(
    "circle",
    [{"ronde-a": "ronde-b", "ronde-b": "ronde-a"}, {"ronde-a": "ronde-a"}],
    ids=["two", "itself"],
)
def test_initiatives_that_merge_in_a_circle_are_named_and_nothing_is_loaded(folder, circle):
    add(folder, Sector, NEW_SECTOR)  # sound
    for slug, other in circle.items():
        add(folder, Initiative, NEW | {"slug": slug, "activity": "merged", "merged_into": [other]})
    before = everything()
    message = rf"^No record was loaded\. .*in a circle: {', '.join(circle)}$"
    with pytest.raises(CommandError, match=message):
        load(folder)
    assert everything() == before


def test_an_empty_file_is_no_error(folder):
    path_of(folder, Sector).write_text("")
    assert load(folder) == [DONE]
