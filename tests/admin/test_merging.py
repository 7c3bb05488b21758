"""Merging from the list: two side by side, and the choice of the one that stays."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission

from resources.admin.optimistic_lock import STATE_FIELD
from tests.factories import (
    AuthorityActionFactory,
    InitiativeFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
    UserFactory,
)

from .conftest import texts_of_messages

pytestmark = pytest.mark.django_db

LEVERS = "/admin/initiatives/lever/"
ENGLISH = {"accept-language": "en"}


def choose(client, *records):
    data = {"action": "merge", "_selected_action": [record.pk for record in records]}
    return client.post(LEVERS, data, headers=ENGLISH)


def page_of(one, other):
    opts = one._meta
    return f"/admin/{opts.app_label}/{opts.model_name}/merge/{one.pk}/{other.pk}/"


def merge(client, one, other, kept, **options):
    """Open the page of two records, and press its button."""
    address = page_of(one, other)
    data = {"kept": kept.pk, STATE_FIELD: client.get(address).context["state"]}
    return client.post(address, data, headers=ENGLISH, **options)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_for_two(admin_client, number):
    response = choose(admin_client, *LeverFactory.create_batch(number))
    assert response.url == LEVERS
    [text] = texts_of_messages(admin_client.get(response.url, headers=ENGLISH))
    assert text.startswith("Choose two records")


def test_the_list_leads_to_both_side_by_side(admin_client):
    one, other = LeverFactory(title_fr="Louer"), LeverFactory(title_fr="Prêter", status="draft")
    response = choose(admin_client, one, other)
    assert response.url == page_of(one, other)
    page = admin_client.get(response.url, headers={"accept-language": "fr"})
    assert page.status_code == 200
    assert "Louer" in page.text
    assert "Prêter" in page.text
    assert page.context["chosen"] == one.pk  # the one that visitors know


def test_the_one_that_was_chosen_stays(admin_client):
    one, other = LeverFactory(), LeverFactory()
    initiative = InitiativeFactory()
    initiative.levers.add(one)
    response = merge(admin_client, one, other, other, follow=True)
    assert response.redirect_chain[-1][0] == f"{LEVERS}{other.pk}/change/"
    one.refresh_from_db()
    assert (one.status, one.duplicate_of) == ("archived", other)
    assert list(initiative.levers.all()) == [other]
    assert LogEntry.objects.count() == 2


def test_nothing_is_merged_without_a_choice(admin_client):
    one, other = LeverFactory(), LeverFactory()
    for data in ({}, {"kept": "nonsense"}, {"kept": "999999"}):
        response = admin_client.post(page_of(one, other), data, headers=ENGLISH)
        assert response.status_code == 400
        assert "Say which one stays." in response.text
    one.refresh_from_db()
    assert one.status == "published"


def test_what_stands_in_the_way_is_said_on_the_page(admin_client):
    one, other = OrganisationFactory(), OrganisationFactory()
    InitiativeFactory(same_body=one, name_en="First")
    InitiativeFactory(same_body=other)
    response = merge(admin_client, one, other, other)
    assert response.status_code == 400
    assert "“First” stands in the way" in response.text


def test_the_second_of_two_who_merge_is_told(admin_client):
    one, other, third = LeverFactory(), LeverFactory(), LeverFactory()
    merge(admin_client, one, other, other)
    response = merge(admin_client, one, third, third)
    assert response.status_code == 400
    assert "is already a duplicate of" in response.text


def test_what_has_changed_since_both_were_shown_is_looked_at_first(admin_client):
    one, other = LeverFactory(), LeverFactory()
    shown = admin_client.get(page_of(one, other)).context["state"]
    one.resources.add(ResourceFactory(title_en="A new guide"))
    for state in (shown, ""):
        data = {"kept": other.pk, STATE_FIELD: state}
        response = admin_client.post(page_of(one, other), data, headers=ENGLISH)
        assert response.status_code == 409
        assert "Look at it again" in response.text
        assert "A new guide" in response.text
    one.refresh_from_db()
    assert one.status == "published"
    data = {"kept": other.pk, STATE_FIELD: response.context["state"]}
    assert admin_client.post(page_of(one, other), data).status_code == 302


def test_only_who_may_change_merges(client):
    reader = UserFactory()
    reader.user_permissions.add(Permission.objects.get(codename="view_lever"))
    client.force_login(reader)
    one, other = LeverFactory(), LeverFactory()
    assert client.get(page_of(one, other)).status_code == 403
    assert client.post(page_of(one, other), {"kept": one.pk}).status_code == 403
    assert client.get(f"{LEVERS}merge/{one.pk}/999999/").status_code == 404


def test_a_version_from_before_the_merging_brings_its_rows_back(admin_client):
    deed = AuthorityActionFactory()
    duplicate, kept = deed.initiative, InitiativeFactory()
    before = duplicate.history.first()
    merge(admin_client, duplicate, kept, kept)
    address = f"/admin/initiatives/initiative/{duplicate.pk}/history/{before.history_id}/"
    admin_client.post(address, {STATE_FIELD: admin_client.get(address).context["state"]})
    assert duplicate.actions.get().text_fr == deed.text_fr
    assert kept.actions.get() == deed


def test_a_merged_record_is_not_published_again_but_taken_back(admin_client):
    one, other = LeverFactory(), LeverFactory()
    merge(admin_client, one, other, other)
    data = {"action": "publish", "_selected_action": [one.pk]}
    response = admin_client.post(LEVERS, data, follow=True, headers=ENGLISH)
    assert any("duplicate" in text for text in texts_of_messages(response))
    admin_client.post(LEVERS, data | {"action": "unpublish"})
    one.refresh_from_db()
    assert (one.status, one.duplicate_of) == ("draft", None)
