"""Versions of records: when one is kept, what it holds, and how it comes back."""

import pytest
from django.core.exceptions import ValidationError

from initiatives.models import AuthorityAction, Initiative, Lever
from resources.history import recorded
from resources.models import PublicRecord
from tests.factories import (
    AuthorityActionFactory,
    CooperationFormFactory,
    GlossaryTermFactory,
    InitiativeFactory,
    InitiativeSourceFactory,
    KeyFactFactory,
    KeyFigureFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
    SectorFactory,
    TestimonyFactory,
)

pytestmark = pytest.mark.django_db

FACTORIES = [
    CooperationFormFactory,
    GlossaryTermFactory,
    InitiativeFactory,
    KeyFigureFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
    TestimonyFactory,
]


def kinds(record):
    """Return the kinds of the versions of a record, the first one first."""
    return "".join(each.history_type for each in record.history.order_by("history_id"))


def test_there_is_a_factory_for_every_public_record():
    assert {each._meta.model for each in FACTORIES} == set(PublicRecord.__subclasses__()) - {
        Initiative.__base__
    } | {Initiative, OrganisationFactory._meta.model}


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_every_public_record_comes_back_as_it_was(factory):
    record = factory()
    name = f"{record.NAME_FIELD}_fr"
    before = getattr(record, name)
    setattr(record, name, "Un autre nom")
    record.save()
    assert kinds(record) == "+~"
    record.history.earliest().restore()
    record.refresh_from_db()
    assert getattr(record, name) == before
    assert kinds(record) == "+~~"


def test_what_changes_nothing_makes_no_version():
    lever = LeverFactory()
    lever.save()
    assert kinds(lever) == "+"


def test_a_block_makes_one_version_of_all_its_changes():
    initiative = InitiativeFactory()
    with recorded("why"):
        initiative.name_fr = "Nouveau nom"
        initiative.save()
        initiative.sectors.add(SectorFactory(), SectorFactory())
        AuthorityActionFactory(initiative=initiative)
    assert kinds(initiative) == "+~"
    last = initiative.history.latest()
    assert last.history_change_reason == "why"
    assert len(last.links["sectors"]) == 2
    assert [row["text_fr"] for row in last.rows["actions"]] == ["Met un local à disposition."]


def test_a_block_that_fails_leaves_nothing():
    lever = LeverFactory()

    def fail():
        with recorded("why"):
            lever.title_fr = "Autre"
            lever.save()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    lever.refresh_from_db()
    assert kinds(lever) == "+"
    assert lever.title_fr != "Autre"


def test_links_and_rows_are_changes_of_the_record():
    initiative, sector = InitiativeFactory(), SectorFactory()
    initiative.sectors.add(sector)
    sector.initiatives.remove(initiative)
    KeyFactFactory(initiative=initiative)
    initiative.facts.all().delete()
    assert kinds(initiative) == "+~~~~"


def test_a_link_between_two_records_of_a_kind_is_a_change_of_both():
    one, other = InitiativeFactory(), InitiativeFactory()
    one.related.add(other)
    assert kinds(one) == kinds(other) == "+~"


def test_a_record_that_came_without_a_version_gets_one_before_it_changes():
    Lever.objects.bulk_create([Lever(slug="ancien", title_fr="Ancien", sort_key="ancien")])
    lever = Lever.objects.get(slug="ancien")
    lever.title_fr = "Nouveau"
    lever.save()
    titles = lever.history.order_by("history_id").values_list("title_fr", flat=True)
    assert list(titles) == ["Ancien", "Nouveau"]


def test_links_and_rows_come_back_with_a_version():
    sector, other = SectorFactory(), SectorFactory()
    with recorded():
        initiative = InitiativeFactory(sectors=[sector.slug])
        first = AuthorityActionFactory(initiative=initiative, amount_euros=70_000, position=1)
        AuthorityActionFactory(initiative=initiative, text_fr="Prête une salle.", position=2)
        InitiativeSourceFactory(record=initiative)
    before = initiative.history.latest()
    with recorded():
        initiative.sectors.set([other])
        first.delete()
        second = initiative.actions.get()
        second.text_fr, second.position = "Ne prête plus rien.", 1
        second.save()
        initiative.sources.all().delete()
    _record, left_out = before.restore()
    assert left_out == 0
    assert list(initiative.sectors.all()) == [sector]
    assert list(initiative.actions.values_list("position", "text_fr", "amount_euros")) == [
        (1, "Met un local à disposition.", 70_000),
        (2, "Prête une salle.", None),
    ]
    assert initiative.sources.count() == 1
    assert initiative.history.latest().content == before.content


def test_a_link_to_what_is_gone_is_left_out_and_counted():
    sector, gone = SectorFactory(), SectorFactory()
    initiative = InitiativeFactory(sectors=[sector.slug, gone.slug])
    version = initiative.history.latest()
    gone.delete()
    initiative.sectors.clear()
    assert version.restore()[1] == 1
    assert list(initiative.sectors.all()) == [sector]


def test_the_address_and_the_state_stay_when_a_version_comes_back():
    lever = LeverFactory(slug="premier-nom", status="draft", title_fr="Premier")
    first = lever.history.latest()
    lever.slug, lever.title_fr = "second-nom", "Second"
    lever.publish()
    first.restore()
    lever.refresh_from_db()
    assert (lever.slug, lever.status, lever.title_fr) == ("second-nom", "published", "Premier")


def test_a_version_that_breaks_a_rule_of_today_is_refused():
    lever = LeverFactory(status="draft", summary_fr="")
    first = lever.history.latest()
    lever.summary_fr = "Un résumé."
    lever.publish()
    with pytest.raises(ValidationError) as refusal:
        first.restore()
    assert set(refusal.value.message_dict) == {"summary_fr"}
    lever.refresh_from_db()
    assert lever.summary_fr == "Un résumé."


def test_a_version_whose_links_break_a_rule_of_today_is_refused_as_a_whole():
    initiative = InitiativeFactory(scope="departmental", departments=["56"])
    version = initiative.history.latest()
    initiative.departments.clear()
    initiative.scope = "national"
    initiative.save()
    # As if the rule was younger than the version.
    version.scope = "national"
    with pytest.raises(ValidationError) as refusal:
        version.restore()
    assert set(refusal.value.message_dict) == {"departments"}
    assert not initiative.departments.exists()


def test_a_row_that_cites_what_is_gone_is_refused_with_its_reason():
    action = AuthorityActionFactory()
    version = action.initiative.history.latest()
    cited = action.resource
    action.delete()
    cited.delete()
    with pytest.raises(ValidationError, match="ressource"):
        version.restore()
    assert not AuthorityAction.objects.exists()


def test_a_deleted_record_comes_back_as_a_draft():
    initiative = InitiativeFactory(slug="partie", sectors=["sante"])
    KeyFactFactory(initiative=initiative)
    key = initiative.pk
    initiative.delete()
    last = Initiative.history.filter(id=key).latest()
    assert last.was_deleted
    record, _left_out = last.restore()
    assert (record.pk, record.slug, record.status) == (key, "partie", "draft")
    assert [sector.slug for sector in record.sectors.all()] == ["sante"]
    assert record.facts.count() == 1


def test_loaded_content_says_where_its_first_version_comes_from(content):
    for factory in FACTORIES:
        model = factory._meta.model
        versions = model.history.all()
        assert versions.count() == model.objects.count()
        assert {each.history_change_reason for each in versions} == {"fichiers de contenu"}
