"""Merging a duplicate: every link is found by itself, none is lost and none doubled."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey

from contributions.models import RecordContact
from initiatives.models import InitiativeSource, SupportOrganisation
from resources.history import Version
from resources.merging import merge
from resources.models import PublicRecord
from tests import factories
from tests.factories import (
    GlossaryTermFactory,
    InitiativeFactory,
    InitiativeSourceFactory,
    LeverFactory,
    MilestoneFactory,
    OrganisationFactory,
    ResourceFactory,
)

pytestmark = pytest.mark.django_db

APPS = {"resources", "initiatives"}
FACTORIES = {
    each._meta.model: each
    for each in vars(factories).values()
    if isinstance(each, type) and hasattr(each, "_meta") and each._meta.model is not None
}
RECORDS = [model for model in FACTORIES if issubclass(model, PublicRecord)]


def directory_models():
    return [
        model
        for model in apps.get_models(include_auto_created=False)
        if model._meta.app_label in APPS and not issubclass(model, Version)
    ]


def pointers():
    """Yield every foreign key of the directory that leads to a public record."""
    for model in directory_models():
        for field in model._meta.concrete_fields:
            if field.related_model in RECORDS and field.name != "duplicate_of":
                yield field


def links():
    """Yield every many-to-many field of the directory that leads to a public record."""
    for model in directory_models():
        for field in model._meta.many_to_many:
            if field.related_model in RECORDS:
                yield field


def named(field):
    return f"{field.model.__name__}.{field.name}"


def row_with(field, target):
    """Return a saved row whose foreign key leads to `target`."""
    extra = {"activity": "merged"} if field.name == "merged_into" else {}
    return FACTORIES[field.model](**{field.name: target}, **extra)


def test_the_relations_of_the_directory_are_looked_at():
    assert {named(field) for field in pointers()} >= {
        "Initiative.carrier",
        "Initiative.same_body",
        "AuthorityAction.lever",
        "AuthorityAction.resource",
        "InitiativeSource.record",
        "KeyFigure.compared_with",
    }
    assert {named(field) for field in links()} >= {"Initiative.related", "Sector.resources"}


@pytest.mark.parametrize("field", list(pointers()), ids=named)
def test_what_points_at_the_duplicate_points_at_the_other(field):
    make = FACTORIES[field.related_model]
    duplicate, kept = make(), make()
    row = row_with(field, duplicate)
    merge(duplicate, kept)
    row.refresh_from_db()
    assert getattr(row, field.attname) == kept.pk
    assert not field.model.objects.filter(**{field.name: duplicate}).exists()


@pytest.mark.parametrize("field", list(links()), ids=named)
def test_what_is_linked_to_the_duplicate_is_linked_to_the_other_once(field):
    make = FACTORIES[field.related_model]
    duplicate, kept = make(), make()
    only, both = FACTORIES[field.model](), FACTORIES[field.model]()
    getattr(only, field.name).add(duplicate)
    getattr(both, field.name).add(duplicate, kept)
    merge(duplicate, kept)
    assert list(getattr(only, field.name).all()) == [kept]
    assert list(getattr(both, field.name).all()) == [kept]


@pytest.mark.parametrize(
    "field",
    [field for model in RECORDS for field in model._meta.many_to_many],
    ids=named,
)
def test_what_the_duplicate_is_linked_to_is_linked_to_the_other(field):
    if field.name in ("departments", "regions"):
        make = FACTORIES[field.model]
        key = {"departments": "56", "regions": "53"}[field.name]
        scope = {"departments": "departmental", "regions": "regional"}[field.name]
        duplicate, kept = make(scope=scope), make(scope="local", status="draft")
        getattr(duplicate, field.name).add(key)
        expected = {key}
    else:
        target = FACTORIES[field.related_model]
        duplicate, kept = FACTORIES[field.model](), FACTORIES[field.model]()
        one, both = target(), target()
        getattr(duplicate, field.name).add(one, both)
        getattr(kept, field.name).add(both)
        expected = {one.pk, both.pk}
    merge(duplicate, kept)
    assert {each.pk for each in getattr(kept, field.name).all()} == expected
    assert not getattr(duplicate, field.name).exists()


@pytest.mark.parametrize(
    "field",
    [
        field
        for field in pointers()
        if field.model in RECORDS and isinstance(field, ForeignKey) and field.name != "merged_into"
    ],
    ids=named,
)
def test_what_only_the_duplicate_points_at_the_other_points_at(field):
    target = FACTORIES[field.related_model]()
    make = FACTORIES[field.model]
    duplicate, kept = make(**{field.name: target}), make()
    merge(duplicate, kept)
    kept.refresh_from_db()
    assert getattr(kept, field.attname) == target.pk


def test_the_duplicate_is_archived_and_says_of_what():
    duplicate, kept = LeverFactory(), LeverFactory()
    merge(duplicate, kept)
    duplicate.refresh_from_db()
    assert (duplicate.status, duplicate.duplicate_of) == ("archived", kept)


def test_a_source_that_both_cite_is_cited_once():
    cited = ResourceFactory()
    duplicate, kept = InitiativeFactory(), InitiativeFactory()
    for record in (duplicate, kept):
        InitiativeSourceFactory(record=record, resource=cited, locator="Page 3")
    InitiativeSourceFactory(record=duplicate, resource=cited, locator="Page 4")
    merge(duplicate, kept)
    assert sorted(kept.sources.values_list("locator", flat=True)) == ["Page 3", "Page 4"]
    assert InitiativeSource.objects.count() == 2


def test_a_citation_of_two_documents_that_are_one_is_there_once():
    duplicate, kept = ResourceFactory(), ResourceFactory()
    initiative = InitiativeFactory()
    for cited in (duplicate, kept):
        InitiativeSourceFactory(record=initiative, resource=cited, locator="Page 3")
    merge(duplicate, kept)
    assert [source.resource for source in initiative.sources.all()] == [kept]


def test_rows_come_after_those_that_are_there_and_equal_ones_once():
    duplicate, kept = InitiativeFactory(), InitiativeFactory()
    MilestoneFactory(initiative=kept, year=2018, text_fr="Ouverture.")
    MilestoneFactory(initiative=duplicate, year=2018, text_fr="Ouverture.")
    MilestoneFactory(initiative=duplicate, year=2020, text_fr="Second local.")
    merge(duplicate, kept)
    told = list(kept.milestones.values_list("position", "year", "text_fr"))
    assert told == [(1, 2018, "Ouverture."), (2, 2020, "Second local.")]
    assert not duplicate.milestones.exists()


def test_the_name_of_the_duplicate_is_kept_as_another_name():
    duplicate = InitiativeFactory(name_fr="L’Échoppe", name_en="The Stall", aliases="La Boutique")
    kept = InitiativeFactory(name_fr="Épicerie", aliases="La boutique")
    merge(duplicate, kept)
    kept.refresh_from_db()
    assert kept.alias_list == ["La boutique", "L’Échoppe", "The Stall"]


def test_the_names_of_a_term_are_kept_in_their_languages():
    duplicate = GlossaryTermFactory(term_fr="ESS", term_en="SSE")
    kept = GlossaryTermFactory(term_fr="Économie sociale", term_en="Social economy")
    merge(duplicate, kept)
    kept.refresh_from_db()
    assert (kept.aliases_fr, kept.aliases_en) == ("ESS", "SSE")


def test_who_answers_for_both_answers_for_the_one_that_stays_once():
    duplicate, kept = LeverFactory(), LeverFactory()
    for record, email in ((duplicate, "a@x.fr"), (kept, "a@x.fr"), (duplicate, "b@x.fr")):
        RecordContact.objects.create(record=record, email=email, language="fr")
    merge(duplicate, kept)
    contacts = RecordContact.objects.order_by("email")
    assert [(each.email, each.record) for each in contacts] == [("a@x.fr", kept), ("b@x.fr", kept)]


def test_the_same_body_is_handed_over():
    body = OrganisationFactory()
    duplicate, kept = InitiativeFactory(same_body=body), InitiativeFactory()
    merge(duplicate, kept)
    assert SupportOrganisation.objects.get(pk=body.pk).as_initiative == kept


def test_two_initiatives_that_are_two_bodies_stand_in_the_way_of_merging_these():
    duplicate, kept = OrganisationFactory(), OrganisationFactory()
    InitiativeFactory(same_body=duplicate, name_fr="Première")
    InitiativeFactory(same_body=kept)
    with pytest.raises(ValidationError, match="Première"):
        merge(duplicate, kept)
    duplicate.refresh_from_db()
    assert duplicate.status == "published"


def test_a_network_does_not_become_its_own_member():
    duplicate = OrganisationFactory()
    kept = OrganisationFactory(parent=duplicate)
    merge(duplicate, kept)
    kept.refresh_from_db()
    assert kept.parent is None


def test_records_that_are_related_are_not_related_to_themselves():
    duplicate, kept, third = InitiativeFactory(), InitiativeFactory(), InitiativeFactory()
    duplicate.related.add(kept, third)
    merge(duplicate, kept)
    assert list(kept.related.all()) == [third]


def test_what_would_break_a_rule_stays_with_the_duplicate_and_is_named():
    duplicate = InitiativeFactory(scope="regional", regions=["bretagne"])
    kept = InitiativeFactory(scope="national")
    _kept, left_behind = merge(duplicate, kept)
    assert len(left_behind) == 1
    assert not kept.regions.exists()
    assert duplicate.regions.get().slug == "bretagne"


def test_a_place_is_taken_over_only_where_none_is_known():
    duplicate = InitiativeFactory(in_commune="56006")
    somewhere, nowhere = InitiativeFactory(in_department="56"), InitiativeFactory(scope="local")
    _kept, left_behind = merge(duplicate, somewhere)
    somewhere.refresh_from_db()
    assert (somewhere.commune, len(left_behind)) == (None, 1)
    merge(InitiativeFactory(in_commune="56006"), nowhere)
    nowhere.refresh_from_db()
    assert nowhere.commune_id == "56006"


def test_a_chain_leads_to_its_end():
    first, second, third = LeverFactory(), LeverFactory(), LeverFactory()
    merge(second, third)
    kept, _left = merge(first, second)
    first.refresh_from_db()
    assert kept == third
    assert first.duplicate_of == third


def test_duplicates_of_a_duplicate_follow_it():
    first, second, third = LeverFactory(), LeverFactory(), LeverFactory()
    merge(first, second)
    merge(second, third)
    first.refresh_from_db()
    assert first.duplicate_of == third


@pytest.mark.parametrize("case", ["itself", "another kind", "its own duplicate", "twice"])
def test_what_cannot_be_merged_is_refused(case):
    one, other = LeverFactory(), LeverFactory()
    if case == "itself":
        pair = (one, one)
    elif case == "another kind":
        pair = (one, InitiativeFactory())
    else:
        merge(one, other)
        pair = (other, one) if case == "its own duplicate" else (one, LeverFactory())
    with pytest.raises(ValidationError):
        merge(*pair)


def test_the_versions_say_why():
    duplicate, kept = LeverFactory(title_fr="Louer"), LeverFactory()
    initiative = InitiativeFactory()
    initiative.levers.add(duplicate)
    merge(duplicate, kept)
    for record in (duplicate, initiative):
        assert "Louer" in record.history.latest().history_change_reason
    assert initiative.history.latest().links["levers"] == [kept.pk]


def test_a_merged_record_taken_back_to_draft_is_one_of_its_own():
    duplicate, kept = LeverFactory(), LeverFactory()
    merge(duplicate, kept)
    duplicate.refresh_from_db()
    duplicate.unpublish()
    duplicate.refresh_from_db()
    assert (duplicate.status, duplicate.duplicate_of) == ("draft", None)


PAGES = [InitiativeFactory, OrganisationFactory, LeverFactory, ResourceFactory]
PAGES += [factories.CooperationFormFactory]


@pytest.mark.parametrize("make", PAGES, ids=lambda make: make.__name__)
def test_the_address_of_the_duplicate_leads_to_the_record_that_stays(client, make):
    duplicate, kept = make(), make()
    merge(duplicate, kept)
    response = client.get(f"{duplicate.get_absolute_url()}?region=bretagne")
    assert response.status_code == 301
    assert response.url == f"{kept.get_absolute_url()}?region=bretagne"
    kept.unpublish()
    assert client.get(duplicate.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("make", "route"),
    [
        (InitiativeFactory, "initiatives"),
        (OrganisationFactory, "organisations"),
        (LeverFactory, "levers"),
        (factories.CooperationFormFactory, "cooperation-forms"),
        (ResourceFactory, "resources"),
        (factories.KeyFigureFactory, "key-figures"),
        (GlossaryTermFactory, "glossary"),
    ],
)
def test_machines_are_led_there_too(client, make, route):
    duplicate, kept = make(), make()
    merge(duplicate, kept)
    response = client.get(f"/api/v1/{route}/{duplicate.slug}/")
    assert response.status_code == 301
    assert client.get(response.url).json()["slug"] == kept.slug
    assert client.get(f"/api/v1/{route}/unknown/").status_code == 404
