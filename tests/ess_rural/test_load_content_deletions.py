"""`load_content` after staff deleted a record: what pointed at it, and what belonged to it."""

import pytest

from ess_rural.content import load_content
from ess_rural.models import LoadedRecord
from initiatives.models import AuthorityAction, Initiative, InitiativeSource, KeyFact, Lever, Sector
from resources.models import Resource

from .content_files import (
    ACTION,
    BICYCLES,
    DONE,
    GUIDE,
    MEMBERS,
    SOURCE,
    add,
    everything,
    fill,
    load,
    rewrite,
)

NEW = {**BICYCLES, "slug": "neuve", "related": []}
LEFT_OUT = "belongs to what was deleted here, left out: "


@pytest.fixture
def folder(tmp_path, db):
    """A small directory that has been loaded."""
    folder = fill(tmp_path / "fixtures")
    load(folder)
    return folder


@pytest.fixture
def without_grocery(folder):
    Initiative.objects.get(slug="epicerie").delete()
    return folder


def test_links_of_a_new_record_to_deleted_ones_are_dropped_and_the_others_kept(folder):
    add(folder, Sector, {"slug": "sante", "position": 2, "name_fr": "Santé", "name_en": "Health"})
    load(folder)
    Sector.objects.get(slug="commerces").delete()
    add(folder, Initiative, NEW | {"sectors": [["sante"], ["commerces"]], "levers": [["local"]]})
    report = load_content(folder)
    assert report.created == ["initiatives.initiative neuve"]
    assert report.removed_by_staff == ["initiatives.sector commerces"]
    assert report.left_out == []
    record = Initiative.objects.get(slug="neuve")
    assert [sector.slug for sector in record.sectors.all()] == ["sante"]
    assert [lever.slug for lever in record.levers.all()] == ["local"]
    assert load_content(folder).differing == [
        "initiatives.initiative epicerie: sectors",
        "initiatives.initiative neuve: sectors",
    ]


def test_a_link_to_a_deleted_record_of_the_same_model_is_dropped(without_grocery):
    add(without_grocery, Initiative, NEW | {"related": [["epicerie"], ["velos"]]})
    load(without_grocery)
    related = Initiative.objects.get(slug="neuve").related
    assert [other.slug for other in related.all()] == ["velos"]


def test_an_update_drops_links_to_deleted_records_too(without_grocery):
    rewrite(without_grocery, Initiative, BICYCLES | {"website": "https://example.org"})
    # The grocery is no longer in the fixtures either: nothing says that it was deleted here.
    add(without_grocery, Initiative, {**NEW, "slug": "epicerie"})
    report = load_content(without_grocery, ["velos"])
    assert report.updated == ["initiatives.initiative velos"]
    record = Initiative.objects.get(slug="velos")
    assert record.website == "https://example.org"
    assert not record.related.exists()
    assert not Initiative.objects.filter(slug="epicerie").exists()


def test_a_row_that_can_do_without_a_deleted_record_arrives_without_it(folder):
    AuthorityAction.objects.update(lever=None)
    Lever.objects.get(slug="local").delete()
    add(folder, AuthorityAction, ACTION | {"position": 2})
    report = load_content(folder)
    assert report.created == ['initiatives.authorityaction ["epicerie", 2]']
    assert report.removed_by_staff == ["initiatives.lever local"]
    assert report.left_out == []
    assert AuthorityAction.objects.get(position=2).lever is None


def test_a_new_row_of_a_deleted_record_is_left_out(without_grocery):
    add(without_grocery, KeyFact, MEMBERS | {"position": 2})
    add(without_grocery, AuthorityAction, ACTION | {"position": 2})
    add(without_grocery, InitiativeSource, SOURCE | {"locator": "Page 9"})
    before = everything()
    report = load_content(without_grocery)
    assert report.created == []
    assert report.left_out == [
        'initiatives.initiativesource ["epicerie", "guide", "Page 9"]',
        'initiatives.authorityaction ["epicerie", 2]',
        'initiatives.keyfact ["epicerie", 2]',
    ]
    lines = load(without_grocery)
    assert [line for line in lines if line.startswith(LEFT_OUT)] == [
        LEFT_OUT + name for name in report.left_out
    ]
    assert lines[-1] == DONE
    assert everything() == before


def test_what_was_left_out_arrives_when_its_record_is_brought_back(without_grocery):
    add(without_grocery, KeyFact, MEMBERS | {"position": 2})
    load(without_grocery)
    assert not LoadedRecord.objects.filter(key='["epicerie", 2]').exists()
    report = load_content(without_grocery, ["epicerie"])
    assert report.left_out == report.removed_by_staff == []
    assert Initiative.objects.get(slug="epicerie").facts.count() == 2
    assert load(without_grocery) == [DONE]


def test_a_new_citation_of_a_deleted_document_is_left_out(folder):
    add(folder, Resource, {**GUIDE, "slug": "brochure"})
    load(folder)
    Resource.objects.get(slug="brochure").delete()
    add(folder, InitiativeSource, SOURCE | {"resource": ["brochure"]})
    add(folder, InitiativeSource, SOURCE | {"locator": "Page 9"})
    report = load_content(folder)
    assert report.created == ['initiatives.initiativesource ["epicerie", "guide", "Page 9"]']
    assert report.left_out == ['initiatives.initiativesource ["epicerie", "brochure", "Page 3"]']
    assert Initiative.objects.get(slug="epicerie").sources.count() == 2
