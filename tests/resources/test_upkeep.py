"""How a record is kept true: by when it is to be reviewed, and which language is behind."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from resources.models import Resource
from resources.models.upkeep import months_after
from tests.factories import ResourceFactory


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        pytest.param(date(2024, 1, 31), 1, date(2024, 2, 29), id="the_last_of_a_short_month"),
        pytest.param(date(2023, 1, 31), 1, date(2023, 2, 28), id="not_in_a_leap_year"),
        pytest.param(date(2020, 12, 31), 24, date(2022, 12, 31), id="two_years"),
        pytest.param(date(2020, 11, 30), 1, date(2020, 12, 30), id="into_december"),
        pytest.param(date(2020, 12, 15), 1, date(2021, 1, 15), id="over_new_year"),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, expected):
    assert months_after(day, months) == expected


pytestmark = pytest.mark.django_db


def test_a_record_is_due_after_the_year_that_its_facts_speak_of():
    record = ResourceFactory(information_as_of=2020, review_months=24)
    assert record.review_due_on == date(2022, 12, 31)
    assert record.is_overdue
    assert list(Resource.objects.overdue()) == [record]


def test_a_record_that_was_verified_is_due_after_that_day():
    record = ResourceFactory(information_as_of=2020, verified_on=date(2026, 5, 4))
    assert record.review_due_on == date(2028, 5, 4)


def test_nothing_is_due_where_no_date_is_known():
    record = ResourceFactory(information_as_of=None)
    assert record.review_due_on is None
    assert not record.is_overdue
    assert not Resource.objects.overdue().exists()


def test_a_record_is_not_overdue_on_the_very_day():
    today = timezone.localdate()
    record = ResourceFactory(verified_on=today, review_months=1)
    Resource.objects.update(review_due_on=today)
    record.refresh_from_db()
    assert not record.is_overdue
    Resource.objects.update(review_due_on=today - timedelta(days=1))
    record.refresh_from_db()
    assert record.is_overdue


def test_whoever_confirms_the_facts_puts_the_next_review_off():
    record = ResourceFactory(information_as_of=2020)
    record.confirm_facts()
    record.refresh_from_db()
    assert record.verified_on == timezone.localdate()
    assert not record.is_overdue


def test_english_is_behind_once_the_french_alone_has_changed():
    record = ResourceFactory()
    assert not record.english_is_behind
    record.summary_fr = "Un autre guide."
    record.save()
    assert record.english_is_behind
    assert list(Resource.objects.english_behind()) == [record]
    record.summary_en = "Another guide."
    record.save()
    assert not record.english_is_behind
    assert not Resource.objects.english_behind().exists()


def test_english_is_not_behind_when_only_other_columns_change():
    record = ResourceFactory()
    record.year = 2019
    record.save()
    record.refresh_from_db()
    assert not record.english_is_behind


def test_texts_that_change_together_are_of_the_same_moment():
    record = ResourceFactory()
    record.summary_fr, record.summary_en = "Un autre guide.", "Another guide."
    record.save(update_fields=["summary_fr", "summary_en"])
    record.refresh_from_db()
    assert record.french_changed_at == record.english_changed_at
