"""The desk of corrections: field by field, and what the record says afterwards."""

import pytest
from django.contrib.admin.models import LogEntry

from contributions.models import Correction, RecordContact
from initiatives.models import Initiative
from tests.ess_rural.staff_roles import page_of
from tests.factories import InitiativeFactory, LeverFactory

from .desk import corrected, decide, desk_of, moderator

pytestmark = pytest.mark.django_db
LIST = page_of(Correction, "changelist")
WEBSITE = ("https://old.example/", "https://new.example/")


@pytest.fixture
def staff():
    return moderator()


@pytest.fixture
def client(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def record():
    return InitiativeFactory(website=WEBSITE[0], summary_fr="Une épicerie au bourg.")


def line_of(response, name):
    [line] = [line for line in response.context["lines"] if line.field.name == name]
    return line


def decisions(correction):
    return dict(correction.fields.values_list("name", "decision"))


# The list


def test_the_list_shows_what_is_to_be_reviewed(client, record):
    to_review = corrected(record)
    corrected(record).delete()
    Correction.objects.filter(pk=corrected(record).pk).update(state="to_confirm")
    assert list(client.get(LIST).context["cl"].queryset) == [to_review]
    found = client.get(LIST, {"region": "53"}).context["cl"].queryset
    assert list(found) == []


def test_the_list_costs_the_same_however_long_it_is(client, record, django_assert_num_queries):
    corrected(record)
    client.get(LIST)
    with django_assert_num_queries(10):
        client.get(LIST)
    for _number in range(5):
        corrected(InitiativeFactory())
    with django_assert_num_queries(10):
        client.get(LIST)


# The page of one


def test_each_field_stands_with_what_was_there_is_there_and_is_right(client, record):
    correction = corrected(
        record,
        website=WEBSITE,
        summary_fr=("Une épicerie au bourg.", "Une épicerie et un café au bourg."),
        legal_form=("association", "scic"),
        commune=("", "56006"),
    )
    page = client.get(desk_of(correction))
    line = line_of(page, "summary_fr")
    assert (line.label, line.language) == ("Résumé [fr]", "fr")
    assert not line.has_changed
    assert ("added", "et un café ") in line.changes
    assert (line_of(page, "legal_form").right, line_of(page, "commune").right) == (
        "SCIC (société coopérative d’intérêt collectif)",
        "Augan",
    )
    assert line_of(page, "legal_form").has_changed
    text = page.content.decode()
    assert "<ins>" in text
    assert "ajouté" in text
    assert page_of(Initiative, "change", record.pk) in text
    assert record.get_absolute_url() in text


def test_what_changed_since_is_said_at_the_field(client, record):
    correction = corrected(record, website=WEBSITE)
    record.website = "https://other.example/"
    record.save()
    line = line_of(client.get(desk_of(correction)), "website")
    assert (line.before, line.now, line.right) == (WEBSITE[0], "https://other.example/", WEBSITE[1])
    assert line.has_changed


def test_the_page_costs_the_same_however_many_fields(client, record, django_assert_num_queries):
    one = corrected(record, website=WEBSITE)
    client.get(desk_of(one))
    with django_assert_num_queries(11):
        client.get(desk_of(one))
    many = corrected(record, website=WEBSITE, summary_fr=("a", "b"), year_founded=("", "2001"))
    with django_assert_num_queries(11):
        client.get(desk_of(many))


# Decisions


def test_what_is_ticked_is_written_and_the_rest_refused(client, staff, record):
    correction = corrected(record, website=WEBSITE, year_founded=("", "2001"))
    assert decide(client, correction, "accept", accepted=["website"]).url == LIST
    record.refresh_from_db()
    assert (record.website, record.year_founded, record.status) == (WEBSITE[1], None, "published")
    assert decisions(correction) == {"website": "accepted", "year_founded": "refused"}
    correction.refresh_from_db()
    assert (correction.state, correction.turns.get().by) == ("accepted", staff)
    logged = LogEntry.objects.filter(user=staff).values_list("content_type__model", flat=True)
    assert set(logged) == {"correction", "initiative"}
    version = record.history.first()
    assert (version.website, version.history_user) == (WEBSITE[1], staff)
    assert version.history_change_reason == "correction accepted"


def test_accepting_nothing_is_no_acceptance(client, record):
    correction = corrected(record, website=WEBSITE)
    response = decide(client, correction, "accept")
    assert response.status_code == 400
    assert response.context["form"].errors["accepted"]
    assert decide(client, correction, "accept", accepted=["slug"]).status_code == 400
    assert decisions(correction) == {"website": "open"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("website", "no address"),
        ("year_founded", "a while ago"),
        ("year_founded", "3000"),
        ("summary_fr", ""),
        ("summary_fr", "x" * 241),
        ("legal_form", "no such form"),
        ("commune", "99999"),
        ("scope", ""),
        ("no_such_field", "x"),
        ("sectors", "1"),
    ],
)
def test_a_value_that_breaks_a_rule_is_told_at_the_field(client, record, name, value):
    correction = corrected(record, aliases=("", "Autre nom"), **{name: ("", value)})
    response = decide(client, correction, "accept", accepted=["aliases", name], reason="Merci !")
    assert response.status_code == 400
    line = line_of(response, name)
    assert line.errors
    assert line.is_accepted
    assert "Merci !" in response.content.decode()
    record.refresh_from_db()
    correction.refresh_from_db()
    assert record.aliases == ""
    assert (correction.state, correction.turns.count(), correction.mails.count()) == (
        "to_review",
        0,
        0,
    )
    assert set(decisions(correction).values()) == {"open"}


def test_a_rule_across_fields_is_told_above_them(client, record):
    correction = corrected(record, year_founded=("", "2015"))
    Initiative.objects.filter(pk=record.pk).update(activity="ended", year_ended=2010)
    response = decide(client, correction, "accept", accepted=["year_founded"])
    assert response.status_code == 400
    assert response.context["record_errors"]


def test_no_longer_active_ends_an_initiative(client, record):
    correction = corrected(record, no_longer_active=("unknown", ""), website=WEBSITE)
    line = line_of(client.get(desk_of(correction)), "no_longer_active")
    assert (line.now, line.right) == ("Non connue", "Terminée")
    decide(client, correction, "accept", accepted=["no_longer_active"])
    record.refresh_from_db()
    assert (record.activity, record.status, record.website) == ("ended", "published", WEBSITE[0])


def test_no_longer_active_archives_what_has_no_activity(client):
    lever = LeverFactory()
    correction = corrected(lever, no_longer_active=("published", ""))
    decide(client, correction, "accept", accepted=["no_longer_active"])
    lever.refresh_from_db()
    assert lever.status == "archived"


def test_refusing_needs_a_reason_and_refuses_each_field(client, record):
    correction = corrected(record, website=WEBSITE)
    assert decide(client, correction, "refuse", reason=" ").status_code == 400
    assert decide(client, correction, "refuse", reason="C’est le bon site.").url == LIST
    assert decisions(correction) == {"website": "refused"}
    record.refresh_from_db()
    assert record.website == WEBSITE[0]
    assert "C’est le bon site." in correction.mails.get().text


def test_changes_are_asked_for_with_a_reason(client, record):
    correction = corrected(record, website=WEBSITE)
    decide(client, correction, "ask_changes", reason="D’où le savez-vous ?")
    correction.refresh_from_db()
    assert correction.state == "changes_asked"
    assert decisions(correction) == {"website": "open"}


def test_a_correction_of_what_is_gone_can_only_be_refused(client, record):
    correction = corrected(record, website=WEBSITE)
    record.delete()
    page = client.get(desk_of(correction))
    assert page.status_code == 200
    response = decide(client, correction, "accept", accepted=["website"])
    assert response.status_code == 400
    assert response.context["record_errors"]
    assert decide(client, correction, "refuse", reason="Fiche supprimée.").status_code == 302


def test_who_corrects_may_become_the_contact_of_the_record(client, record):
    correction = corrected(record, website=WEBSITE)
    correction.may_ask_again = True
    correction.save()
    decide(client, correction, "accept", accepted=["website"])
    assert RecordContact.objects.get().record == record
