"""`load_content`: what it creates, what it leaves alone, what it refuses."""

import shutil
import tempfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import TestCase

from ess_rural.content import Report, load_content
from ess_rural.fixture_files import LOAD_ORDER
from ess_rural.models import LoadedRecord
from initiatives.models import (
    Challenge,
    Initiative,
    InitiativeSource,
    KeyFact,
    Sector,
)
from resources.models import KeyFigure, PublicRecord, Resource

from .content_files import (
    BICYCLES,
    DONE,
    GROCERY,
    GUIDE,
    MEMBERS,
    NEW_SECTOR,
    SHOPS,
    SOURCE,
    add,
    everything,
    fill,
    load,
    path_of,
    rewrite,
)

FIXTURES = settings.BASE_DIR / "fixtures"


class WholeDirectoryTest(TestCase):
    """The fixtures of the repository, loaded once for all the tests here."""

    @classmethod
    def setUpTestData(cls):
        call_command("load_content", verbosity=0)

    def test_every_record_of_the_fixtures_is_there(self):
        for model in LOAD_ORDER:
            path = path_of(FIXTURES, model)
            entries = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            assert model.objects.count() == len(entries) > 0, path.name
            assert LoadedRecord.objects.filter(model=model._meta.label_lower).count() == len(
                entries
            )

    def test_no_fixture_is_forgotten(self):
        known = {path_of(FIXTURES, model).name for model in LOAD_ORDER}
        assert {path.name for path in FIXTURES.iterdir()} == known

    def test_what_is_published_has_been_so_since_the_load(self):
        published = 0
        for model in LOAD_ORDER:
            if issubclass(model, PublicRecord):
                assert not model.objects.published().filter(first_published_at=None).exists()
                published += model.objects.published().count()
        assert published > 100

    def test_a_second_load_changes_nothing_and_has_nothing_to_say(self):
        before = everything()
        assert load_content(FIXTURES) == Report()
        assert load(FIXTURES) == [DONE]
        assert everything() == before

    def test_a_new_record_of_the_fixtures_arrives(self):
        with tempfile.TemporaryDirectory() as scratch:
            folder = shutil.copytree(FIXTURES, Path(scratch) / "fixtures")
            add(folder, Sector, {**SHOPS, "slug": "nouveau-secteur"})
            add(folder, Initiative, {**BICYCLES, "sectors": [["nouveau-secteur"]], "related": []})
            before = Counter({model: model.objects.count() for model in LOAD_ORDER})
            report = load_content(folder)
        assert report == Report(
            created=["initiatives.sector nouveau-secteur", "initiatives.initiative velos"]
        )
        after = Counter({model: model.objects.count() for model in LOAD_ORDER})
        assert after - before == Counter({Sector: 1, Initiative: 1})


@pytest.fixture
def folder(tmp_path, db):
    """A small directory that has been loaded."""
    folder = fill(tmp_path / "fixtures")
    load(folder)
    return folder


def test_a_load_says_how_many_records_it_created(tmp_path, db):
    assert load(fill(tmp_path / "fixtures")) == [
        "resources.resource: 1 created",
        "initiatives.sector: 1 created",
        "initiatives.lever: 1 created",
        "initiatives.initiative: 2 created",
        "initiatives.initiativesource: 1 created",
        "initiatives.authorityaction: 1 created",
        "initiatives.keyfact: 1 created",
        DONE,
    ]


def test_records_arrive_whole(folder):
    grocery = Initiative.objects.get_by_natural_key("epicerie")
    assert (grocery.name_fr, grocery.name_en) == ("L’Épicerie", "The Grocery")
    assert grocery.alias_list == ["L’Épi", "Le Comptoir"]
    assert grocery.place_name == "Augan (56)"
    assert grocery.point == (47.9, -2.3)
    assert [sector.slug for sector in grocery.sectors.all()] == ["commerces"]
    assert [lever.slug for lever in grocery.levers.all()] == ["local"]
    assert [other.slug for other in grocery.related.all()] == ["velos"]
    assert [str(source.resource) for source in grocery.sources.all()] == ["Guide"]
    assert grocery.actions.get().share_percent == Decimal(20)
    assert grocery.sort_key == "l epicerie"
    assert "last shop" in grocery.search_text
    bicycles = Initiative.objects.get_by_natural_key("velos")
    assert [department.pk for department in bicycles.departments.all()] == ["35", "56"]


def test_a_second_load_writes_nothing(folder):
    before = everything()
    assert load(folder) == [DONE]
    assert everything() == before


def test_an_edit_stays_and_is_listed(folder):
    grocery = Initiative.objects.get(slug="epicerie")
    grocery.summary_fr = "Rouverte en 2021."
    grocery.save()
    grocery.sectors.clear()
    KeyFact.objects.update(value_fr="200")
    before = everything()
    assert load(folder) == [
        "differs from the fixture, left as it is: initiatives.initiative epicerie:"
        " summary_fr, sectors",
        'differs from the fixture, left as it is: initiatives.keyfact ["epicerie", 1]: value_fr',
        DONE,
    ]
    assert everything() == before


def test_an_edit_of_a_field_that_the_fixture_does_not_give_is_not_listed(folder):
    Initiative.objects.filter(slug="epicerie").update(website="https://example.org")
    assert load(folder) == [DONE]


def test_a_change_of_the_fixture_is_listed_and_not_made(folder):
    rewrite(folder, Initiative, {**GROCERY, "year_founded": 2017, "commune": ["35128"]}, BICYCLES)
    before = everything()
    assert load(folder) == [
        "differs from the fixture, left as it is: initiatives.initiative epicerie:"
        " commune, year_founded",
        DONE,
    ]
    assert everything() == before


def test_a_record_that_staff_deleted_stays_away_with_its_rows(folder):
    Initiative.objects.get(slug="epicerie").delete()
    before = everything()
    lines = load(folder)
    assert everything() == before
    assert lines == [
        "differs from the fixture, left as it is: initiatives.initiative velos: related",
        "was deleted here, left out: initiatives.initiative epicerie",
        'was deleted here, left out: initiatives.initiativesource ["epicerie", "guide", "Page 3"]',
        'was deleted here, left out: initiatives.authorityaction ["epicerie", 1]',
        'was deleted here, left out: initiatives.keyfact ["epicerie", 1]',
        DONE,
    ]


def test_a_row_that_staff_deleted_stays_away(folder):
    KeyFact.objects.all().delete()
    assert load(folder) == [
        'was deleted here, left out: initiatives.keyfact ["epicerie", 1]',
        DONE,
    ]
    assert not KeyFact.objects.exists()


def test_a_record_that_staff_made_under_the_same_slug_is_theirs(folder):
    Sector.objects.create(slug="sante", name_fr="La santé", name_en="Health", position=2)
    add(folder, Sector, NEW_SECTOR)
    assert load(folder) == [
        "differs from the fixture, left as it is: initiatives.sector sante: name_fr",
        DONE,
    ]
    assert Sector.objects.get(slug="sante").name_fr == "La santé"


def test_a_new_record_and_a_new_row_arrive(folder):
    add(folder, Sector, NEW_SECTOR)
    add(folder, KeyFact, {**MEMBERS, "position": 2})
    add(folder, InitiativeSource, {**SOURCE, "locator": ""})
    assert load(folder) == [
        "initiatives.sector: 1 created",
        "initiatives.initiativesource: 1 created",
        "initiatives.keyfact: 1 created",
        DONE,
    ]
    assert load(folder) == [DONE]


def test_a_quiet_load_says_nothing(folder, capsys):
    add(folder, Sector, NEW_SECTOR)
    call_command("load_content", folder=folder, verbosity=0)
    assert capsys.readouterr() == ("", "")
    assert Sector.objects.filter(slug="sante").exists()


def test_an_update_overwrites_what_it_names_and_nothing_else(folder):
    for record in Initiative.objects.all():
        record.summary_fr, record.website = "Autre.", "https://example.org"
        record.save()
        record.sectors.clear()
    KeyFact.objects.update(value_fr="200")
    created = Initiative.objects.get(slug="epicerie").created_at
    lines = load(folder, "epicerie")
    grocery = Initiative.objects.get(slug="epicerie")
    assert grocery.summary_fr == GROCERY["summary_fr"]
    assert grocery.website == "https://example.org"
    assert grocery.created_at == created
    assert [sector.slug for sector in grocery.sectors.all()] == ["commerces"]
    assert KeyFact.objects.get().value_fr == "180"
    assert Initiative.objects.get(slug="velos").summary_fr == "Autre."
    assert lines == [
        "initiatives.initiative: 1 updated",
        "initiatives.initiativesource: 1 updated",
        "initiatives.authorityaction: 1 updated",
        "initiatives.keyfact: 1 updated",
        "differs from the fixture, left as it is: initiatives.initiative velos: summary_fr",
        DONE,
    ]


def test_an_update_clears_the_links_that_the_fixture_does_not_give(folder):
    """Columns that it does not give are left; links are those of the fixture and no others."""
    grocery = Initiative.objects.get(slug="epicerie")
    grocery.challenges.add(Challenge.objects.create(slug="defi", name_fr="Défi"))
    grocery.departments.add("35")
    grocery.website = "https://example.org"
    grocery.save()
    given = {name: value for name, value in GROCERY.items() if name != "levers"}
    rewrite(folder, Initiative, given, BICYCLES)
    load(folder, "epicerie")
    grocery.refresh_from_db()
    for link in ("challenges", "departments", "levers"):
        assert list(getattr(grocery, link).all()) == [], link
    assert [sector.slug for sector in grocery.sectors.all()] == ["commerces"]
    assert grocery.website == "https://example.org"
    assert load(folder) == [DONE]


def test_an_update_clears_the_relatives_that_the_fixture_does_not_give(folder):
    given = [
        {name: value for name, value in record.items() if name != "related"}
        for record in (GROCERY, BICYCLES)
    ]
    rewrite(folder, Initiative, *given)
    load(folder, "epicerie", "velos")
    assert not Initiative.objects.exclude(related=None).exists()


def test_an_update_brings_back_what_staff_deleted(folder):
    Initiative.objects.get(slug="epicerie").delete()
    Sector.objects.all().delete()
    lines = load(folder, "epicerie", "commerces")
    grocery = Initiative.objects.get(slug="epicerie")
    assert grocery.facts.count() == grocery.actions.count() == grocery.sources.count() == 1
    assert [other.slug for other in grocery.related.all()] == ["velos"]
    assert [sector.slug for sector in grocery.sectors.all()] == ["commerces"]
    assert lines[-1] == DONE
    assert load(folder) == [DONE]


def test_an_update_of_an_unknown_slug_is_an_error(folder):
    Initiative.objects.update(website="https://example.org")
    before = everything()
    with pytest.raises(
        CommandError, match=r"No record was loaded.*no such record: nobody, nowhere"
    ):
        load(folder, "epicerie", "nowhere", "nobody")
    assert everything() == before


def test_an_initiative_that_merged_into_a_later_one_loads(folder):
    merged = {**BICYCLES, "slug": "absorbee", "activity": "merged", "merged_into": ["zenith"]}
    merged |= {"related": []}
    add(folder, Initiative, merged, {**BICYCLES, "slug": "zenith", "related": []})
    load(folder)
    assert Initiative.objects.get(slug="absorbee").merged_into.slug == "zenith"


def test_a_citation_as_long_as_its_columns_allow_loads_and_is_remembered(folder):
    record, resource = "r" * 80, "d" * 80
    add(folder, Resource, {**GUIDE, "slug": resource})
    add(folder, Initiative, {**BICYCLES, "slug": record, "related": []})
    cited = {"record": [record], "resource": [resource], "locator": "é" * 200}
    add(folder, InitiativeSource, cited)
    load(folder)
    assert load(folder) == [DONE]
    InitiativeSource.objects.filter(record__slug=record).delete()
    assert "was deleted here" in load(folder)[0]


def test_a_figure_and_its_decimals_do_not_differ_from_their_fixture(folder):
    figure = {
        "slug": "part",
        "label_fr": "Part",
        "statement_fr": "Une part.",
        "low": "17.7",
        "high": 18,
        "unit": "percent",
        "status": "published",
    }
    add(folder, KeyFigure, figure)
    load(folder)
    assert load(folder) == [DONE]
    figure = KeyFigure.objects.get()
    assert (figure.low, figure.high) == (Decimal("17.70"), Decimal(18))
