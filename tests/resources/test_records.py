"""What every public record does: its states, its slug, its derived columns, its two languages."""

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from initiatives.models import Initiative, SupportOrganisation
from resources.models import Resource
from tests.factories import (
    CooperationFormFactory,
    InitiativeFactory,
    KeyFigureFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
    ResourceSourceFactory,
)

pytestmark = pytest.mark.django_db

FACTORIES = [
    ResourceFactory,
    KeyFigureFactory,
    LeverFactory,
    CooperationFormFactory,
    OrganisationFactory,
    InitiativeFactory,
]
every_kind = pytest.mark.parametrize(
    "factory", FACTORIES, ids=[factory._meta.model.__name__ for factory in FACTORIES]
)


def stored(record):
    """Return the record as the database has it."""
    return type(record).objects.get(pk=record.pk)


@every_kind
def test_a_draft_with_its_french_texts_is_published(factory):
    record = factory(status="draft")
    assert stored(record).first_published_at is None
    record.publish()
    assert stored(record).is_published
    assert stored(record).first_published_at <= timezone.now()
    assert record in type(record).objects.published()


@pytest.mark.parametrize("empty", [None, "", "  ", "\n"], ids=repr)
@every_kind
def test_publication_is_refused_without_french_and_names_the_field(factory, empty):
    model = factory._meta.model
    for name in (f"{model.NAME_FIELD}_fr", f"{model.SUMMARY_FIELD}_fr"):
        record = factory(status="draft", **{name: empty})
        with pytest.raises(ValidationError) as caught:
            record.publish()
        assert name in caught.value.message_dict
        assert stored(record).status == "draft"
        assert stored(record).first_published_at is None


@every_kind
def test_a_record_that_was_refused_is_still_a_draft_for_whoever_holds_it(factory):
    record = factory(status="draft", **{f"{factory._meta.model.SUMMARY_FIELD}_fr": ""})
    with pytest.raises(ValidationError):
        record.publish()
    assert record.status == "draft"


def test_publication_is_refused_where_the_links_belie_the_record():
    record = InitiativeFactory(status="draft", departments=["56"])
    with pytest.raises(ValidationError) as caught:
        record.publish()
    assert list(caught.value.message_dict) == ["departments"]
    assert stored(record).status == "draft"


@every_kind
def test_english_is_not_needed_to_publish(factory):
    model = factory._meta.model
    record = factory(
        status="draft", **{f"{model.NAME_FIELD}_en": None, f"{model.SUMMARY_FIELD}_en": None}
    )
    record.publish()
    assert stored(record).is_published


@every_kind
def test_a_record_is_taken_back_to_draft_and_archived_and_published_again(factory):
    record = factory()
    first = stored(record).first_published_at
    record.unpublish()
    assert stored(record).status == "draft"
    record.archive()
    assert stored(record).status == "archived"
    assert record not in type(record).objects.published()
    record.publish()
    assert stored(record).status == "published"
    assert stored(record).first_published_at == first


@every_kind
def test_the_slug_is_free_until_the_first_publication_and_frozen_after_it(factory):
    record = factory(status="draft")
    record.slug = "another"
    record.full_clean()
    record.publish()
    for take_away in (record.unpublish, record.archive, record.publish):
        take_away()
        record.slug = "yet-another"
        with pytest.raises(ValidationError) as caught:
            record.full_clean()
        assert list(caught.value.message_dict) == ["slug"]
        assert "another" in caught.value.message_dict["slug"][0]
        record.slug = "another"
        record.full_clean()


@pytest.mark.parametrize("slug", ["map", "carte", "embed", "integrer"])
def test_a_slug_at_whose_address_a_page_stands_is_refused(slug):
    record = InitiativeFactory.build(slug=slug, status="draft")
    with pytest.raises(ValidationError) as refused:
        record.full_clean()
    assert set(refused.value.message_dict) == {"slug"}
    # Beside the records of another kind there is no such page.
    LeverFactory.build(slug=slug).full_clean()


@every_kind
def test_the_sort_key_is_the_folded_french_name(factory):
    name = f"{factory._meta.model.NAME_FIELD}_fr"
    record = factory(**{name: "L’Épicerie d’à côté – n° 3"})
    assert stored(record).sort_key == "l epicerie d a cote n 3"


@pytest.mark.parametrize("factory", [each for each in FACTORIES if each is not KeyFigureFactory])
def test_records_are_listed_by_their_folded_names(factory):
    """Key figures have an order of their own."""
    model = factory._meta.model
    for name in ("Zèbre", "École", "ecole b", "Œuvre", "Abeille"):
        factory(**{f"{model.NAME_FIELD}_fr": name})
    assert [getattr(record, f"{model.NAME_FIELD}_fr") for record in model.objects.all()] == [
        "Abeille",
        "École",
        "ecole b",
        "Œuvre",
        "Zèbre",
    ]


def test_a_long_name_gives_a_sort_key_that_fits():
    resource = ResourceFactory(title_fr="ﷺ" * 250)  # one sign that folds to none
    assert stored(resource).sort_key == ""
    resource = ResourceFactory(title_fr="½" * 250)  # one sign that folds to several
    assert len(stored(resource).sort_key) == 200


@every_kind
def test_saving_some_columns_keeps_the_derived_ones_right(factory):
    name = f"{factory._meta.model.NAME_FIELD}_fr"
    record = factory(status="draft")
    setattr(record, name, "Économie")
    record.save(update_fields=[name])
    assert stored(record).sort_key == "economie"
    record.status = "published"
    record.save(update_fields=["status"])
    assert stored(record).first_published_at is not None


@every_kind
def test_saving_some_columns_leaves_the_others_alone(factory):
    summary = f"{factory._meta.model.SUMMARY_FIELD}_fr"
    record = factory(editor_note="Avant")
    record.editor_note = "Après"
    setattr(record, summary, "Un autre résumé.")
    record.save(update_fields=[summary])
    assert stored(record).editor_note == "Avant"
    assert getattr(stored(record), summary) == "Un autre résumé."


@every_kind
def test_saving_some_columns_moves_the_moment_of_the_last_change(factory):
    record = factory()
    long_ago = timezone.make_aware(datetime(2020, 1, 1))
    type(record).objects.filter(pk=record.pk).update(updated_at=long_ago)
    record.editor_note = "Vu."
    record.save(update_fields=["editor_note"])
    assert stored(record).updated_at > long_ago


@every_kind
def test_the_name_falls_back_to_french_and_an_english_text_says_whether_it_exists(factory):
    model = factory._meta.model
    name, summary = model.NAME_FIELD, model.SUMMARY_FIELD
    record = factory(
        **{f"{name}_fr": "Nom", f"{name}_en": "Name", f"{summary}_fr": "Ici", f"{summary}_en": " "}
    )
    with translation.override("fr"):
        assert str(record) == record.title_text == "Nom"
    with translation.override("en"):
        assert str(record) == record.title_text == "Name"
    assert record.is_translated_into("en", name)
    assert record.is_translated_into("fr", summary)
    assert not record.is_translated_into("en", summary)
    for empty in (None, ""):
        setattr(record, f"{name}_en", empty)
        with translation.override("en"):
            assert str(record) == "Nom"
        assert not record.is_translated_into("en", name)


@every_kind
def test_a_record_without_a_name_is_still_something_to_print(factory):
    model = factory._meta.model
    record = factory(
        status="draft", **{f"{model.NAME_FIELD}_fr": None, f"{model.NAME_FIELD}_en": None}
    )
    assert str(stored(record)) == ""


@every_kind
def test_a_year_that_is_none_is_refused_by_the_form(factory):
    for year in (1799, 2101):
        record = factory()
        record.information_as_of = year
        with pytest.raises(ValidationError) as caught:
            record.full_clean()
        assert list(caught.value.message_dict) == ["information_as_of"]


@every_kind
def test_only_published_records_are_shown(factory):
    shown = factory()
    factory(status="draft")
    factory(status="archived")
    assert list(type(shown).objects.published()) == [shown]


@every_kind
def test_natural_keys_lead_back_to_records(factory):
    record = factory()
    assert record.natural_key() == (record.slug,)
    assert type(record).objects.get_by_natural_key(record.slug) == record
    with pytest.raises(type(record).DoesNotExist):
        type(record).objects.get_by_natural_key("nobody")


def test_natural_keys_lead_back_to_sources():
    source = ResourceSourceFactory(locator="Page 4")
    ResourceSourceFactory(record=source.record, resource=source.resource, locator="Page 5")
    key = source.natural_key()
    assert key == (source.record.slug, source.resource.slug, "Page 4")
    assert type(source).objects.get_by_natural_key(*key) == source
    with pytest.raises(ValueError, match="zip"):
        type(source).objects.get_by_natural_key(source.record.slug)


def test_a_source_says_document_and_section():
    source = ResourceSourceFactory(resource__title_fr="Livret", locator="Page 4")
    assert str(source) == "Livret, Page 4"
    source.locator = ""
    assert str(source) == "Livret"


@pytest.mark.parametrize("field", ["edition_of", "translation_of"])
def test_a_resource_does_not_stem_from_itself(field):
    resource = ResourceFactory()
    setattr(resource, field, ResourceFactory())
    resource.full_clean()
    setattr(resource, field, resource)
    with pytest.raises(ValidationError) as caught:
        resource.full_clean()
    assert list(caught.value.message_dict) == [field]


def test_a_body_is_not_its_own_network_near_or_far():
    top = OrganisationFactory()
    middle = OrganisationFactory(parent=top)
    bottom = OrganisationFactory(parent=middle)
    bottom.full_clean()
    for parent in (top, middle, bottom):
        top.parent = parent
        with pytest.raises(ValidationError) as caught:
            top.full_clean()
        assert list(caught.value.message_dict) == ["parent"]


def test_a_ring_of_networks_that_somebody_forced_does_not_hang_the_check():
    first = OrganisationFactory()
    second = OrganisationFactory(parent=first)
    SupportOrganisation.objects.filter(pk=first.pk).update(parent=second)
    below = OrganisationFactory(parent=second)
    stored(below).full_clean()
    with pytest.raises(ValidationError):
        stored(first).full_clean()


def test_an_initiative_does_not_merge_into_itself():
    record = InitiativeFactory()
    record.activity, record.merged_into = "merged", InitiativeFactory()
    record.full_clean()
    record.merged_into = record
    with pytest.raises(ValidationError) as caught:
        record.full_clean()
    assert list(caught.value.message_dict) == ["merged_into"]


def test_the_summary_of_an_initiative_fits_on_a_card():
    record = InitiativeFactory()
    record.summary_fr = "é" * 240
    record.full_clean()
    record.summary_fr = "é" * 241
    with pytest.raises(ValidationError) as caught:
        record.full_clean()
    assert "summary_fr" in caught.value.message_dict


def test_a_new_record_is_a_draft_about_which_nothing_is_known():
    resource = Resource(slug="neuf", title_fr="Neuf", type="guide")
    resource.save()
    resource = stored(resource)
    assert (resource.status, resource.first_published_at) == ("draft", None)
    assert (resource.year, resource.verified_on, resource.language) == (None, None, "fr")
    assert Initiative().activity == "unknown"
