"""Facts that are confirmed, and English that follows the French."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from initiatives.models import Lever
from tests.factories import LeverFactory

from .conftest import texts_of_messages

pytestmark = pytest.mark.django_db

LEVERS = "/admin/initiatives/lever/"
ENGLISH = {"accept-language": "en"}


def behind(**fields):
    """Return a lever of which the French changed a day after the English."""
    lever = LeverFactory(**fields)
    day = timedelta(days=1)
    Lever.objects.filter(pk=lever.pk).update(english_changed_at=lever.french_changed_at - day)
    return Lever.objects.get(pk=lever.pk)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("complete", {"complete"}),
        ("missing", {"missing"}),
        ("behind", {"behind"}),
        ("to-do", {"missing", "behind"}),
    ],
)
def test_the_list_is_filtered_by_the_state_of_the_english(admin_client, value, expected):
    LeverFactory(slug="complete")
    LeverFactory(slug="missing", summary_en="")
    behind(slug="behind")
    response = admin_client.get(f"{LEVERS}?english={value}")
    assert {each.slug for each in response.context["cl"].result_list} == expected


def test_the_list_says_the_state_of_the_english(admin_client):
    LeverFactory()
    LeverFactory(summary_en="")
    behind()
    page = admin_client.get(LEVERS, headers=ENGLISH).text
    for state in ("complete", "missing", "behind"):
        assert page.count(f'class="english english-{state}"') == 1


def test_the_form_says_since_when_the_english_is_behind_and_the_button_settles_it(
    admin_client, fill
):
    lever = behind()
    address = f"{LEVERS}{lever.pk}/change/"
    page = admin_client.get(address, headers=ENGLISH)
    assert "The French was changed on" in page.text
    admin_client.post(address, fill(address, _english="1"))
    lever.refresh_from_db()
    assert not lever.english_is_behind
    assert "The French was changed on" not in admin_client.get(address, headers=ENGLISH).text
    assert LogEntry.objects.filter(object_id=str(lever.pk)).count() == 2


def test_the_list_settles_the_english_of_many(admin_client):
    levers = [behind(), behind()]
    data = {"action": "confirm_english", "_selected_action": [each.pk for each in levers]}
    response = admin_client.post(LEVERS, data, follow=True, headers=ENGLISH)
    assert texts_of_messages(response) == ["The English of 2 records is marked as up to date."]
    assert not Lever.objects.english_behind().exists()


def test_the_list_confirms_the_facts_of_many(admin_client, admin_user):
    levers = LeverFactory.create_batch(2)
    data = {"action": "confirm_facts", "_selected_action": [each.pk for each in levers]}
    admin_client.post(LEVERS, data)
    today = timezone.localdate()
    assert set(Lever.objects.values_list("verified_on", flat=True)) == {today}
    assert LogEntry.objects.filter(user=admin_user).count() == 2
    assert levers[0].history.latest().verified_on == today


def test_the_form_asks_after_how_long_facts_are_to_be_reviewed(admin_client, fill):
    lever = LeverFactory(information_as_of=2020)
    address = f"{LEVERS}{lever.pk}/change/"
    assert admin_client.post(address, fill(address, review_months=12)).status_code == 302
    lever.refresh_from_db()
    assert lever.review_due_on.isoformat() == "2021-12-31"
    assert "2021" in admin_client.get(address).text
