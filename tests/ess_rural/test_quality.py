"""The board of quality and the lists that it leads to: the same checks, the same numbers."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ess_rural.models import LoadedRecord
from initiatives.models import Initiative
from resources import checks
from resources.checks import Severity, all_checks
from resources.models import LinkCheck
from tests.factories import (
    CooperationFormFactory,
    InitiativeFactory,
    KeyFigureFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
    SectorFactory,
    UserFactory,
)
from tests.pages import words

pytestmark = pytest.mark.django_db

BOARD = "/admin/quality/"
ALL = [check for severity in Severity for check in all_checks(severity)]


@pytest.fixture(autouse=True)
def in_english(client, admin_client):
    for each in (client, admin_client):
        each.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


def brought_in():
    LoadedRecord.objects.create(model="initiatives.sector", key="energy")
    SectorFactory(slug="energy", name_en="")


def broken():
    InitiativeFactory().departments.set(["56"])
    OrganisationFactory(status="draft").departments.set(["56"])


def linked():
    InitiativeFactory().levers.add(LeverFactory(status="draft"))


def behind():
    record = InitiativeFactory()
    Initiative.objects.update(english_changed_at=timezone.now() - timedelta(days=1))
    record.refresh_from_db()
    record.summary_fr = "Autre chose."
    record.save()


def dead():
    LinkCheck.objects.create(url="https://x.example/", failures=3)
    InitiativeFactory(website="https://x.example/")
    ResourceFactory(url="https://x.example/")
    OrganisationFactory(website="https://y.example/")


# What each check finds something in.
MAKES = {
    "without-source": lambda: (InitiativeFactory(), LeverFactory(), LeverFactory()),
    "linked-to-unpublished": linked,
    "breaks-a-rule": broken,
    "attached-to-nothing": ResourceFactory,
    "without-period": lambda: KeyFigureFactory(period=""),
    "overdue": lambda: (ResourceFactory(), LeverFactory(verified_on=date(2022, 3, 5))),
    "english-missing": lambda: (InitiativeFactory(summary_en=" "), LeverFactory(title_en="")),
    "english-behind": behind,
    "dead-link": dead,
    "without-sector": InitiativeFactory,
    "without-lever": InitiativeFactory,
    "without-form": InitiativeFactory,
    "without-support": InitiativeFactory,
    "lever-without-initiative": LeverFactory,
    "form-without-initiative": CooperationFormFactory,
    "without-territory": lambda: OrganisationFactory(scope=""),
    "without-contact": OrganisationFactory,
    "brought-in-without-english": brought_in,
}


def line_of(response, slug):
    """Return the line of a check on the board."""
    [line] = [
        line
        for _label, lines in response.context["sections"]
        for line in lines
        if line.check.slug == slug
    ]
    return line


def test_every_check_is_tried_below():
    assert {check.slug for check in ALL} == set(MAKES)


@pytest.mark.parametrize("slug", MAKES)
def test_the_list_shows_exactly_what_the_board_counts(admin_client, slug):
    """Beside records in which nothing is found: what is archived, and a healthy one."""
    InitiativeFactory(status="archived", sectors=["farming"])
    assert line_of(admin_client.get(BOARD, {"count": slug}), slug).total == 0
    MAKES[slug]()
    line = line_of(admin_client.get(BOARD, {"count": slug}), slug)
    assert line.total > 0
    for _name, number, address in line.found:
        response = admin_client.get(address)
        assert response.status_code == 200
        assert response.context["cl"].result_count == number
        record = response.context["cl"].result_list[0]
        assert line.check.narrow(type(record).objects.all()).filter(pk=record.pk).exists()


def test_a_number_is_a_link_with_the_name_of_what_it_counts(admin_client):
    LeverFactory()
    LeverFactory()
    assert (
        '<a href="/admin/initiatives/lever/?check=lever-without-initiative">2 levers</a>'
        in admin_client.get(BOARD).text
    )


def test_the_board_speaks_french_too(admin_client):
    LeverFactory()
    text = words(admin_client.get(BOARD, headers={"accept-language": "fr"}))
    assert "Qualité du contenu" in text
    assert "Leviers sans initiative 1 1 levier" in text


def test_a_list_says_what_is_wrong_with_each_record(admin_client):
    lever = LeverFactory(status="draft")
    InitiativeFactory(slug="one").levers.add(lever)
    response = admin_client.get("/admin/initiatives/initiative/?check=linked-to-unpublished")
    assert '<td class="field-reason">levers</td>' in response.text
    assert "field-reason" not in admin_client.get("/admin/initiatives/initiative/").text


@pytest.mark.parametrize("slug", ["nothing", "without-period", "\0"])
def test_a_check_that_the_model_does_not_have_is_refused(admin_client, slug):
    response = admin_client.get("/admin/initiatives/lever/", {"check": slug})
    assert response.status_code in (302, 400)
    assert response.status_code == 400 or response.url.endswith("?e=1")


def test_a_filter_of_checks_counts_nothing_by_itself(admin_client):
    LeverFactory()
    with CaptureQueriesContext(connection) as queries:
        text = admin_client.get("/admin/initiatives/lever/").text
    assert "?check=lever-without-initiative" in text
    assert not [each for each in queries if "resources_linkcheck" in each["sql"]]


def test_a_costly_check_waits_until_it_is_asked_for(admin_client):
    broken()
    line = line_of(admin_client.get(BOARD), "breaks-a-rule")
    assert line.found is None
    assert "?count=breaks-a-rule#breaks-a-rule" in admin_client.get(BOARD).text


def test_a_costly_check_looks_at_what_changed_last(admin_client, monkeypatch):
    broken()
    InitiativeFactory()
    monkeypatch.setattr(checks, "MOST_EXAMINED", 1)
    line = line_of(admin_client.get(BOARD, {"count": "breaks-a-rule"}), "breaks-a-rule")
    assert [number for _name, number, _address in line.found] == [1]  # the organisation
    response = admin_client.get("/admin/initiatives/initiative/?check=breaks-a-rule")
    assert response.context["cl"].result_count == 0


def test_the_board_takes_as_many_queries_for_many_records_as_for_few(
    admin_client, django_assert_num_queries
):
    MAKES["without-source"]()
    admin_client.get(BOARD)
    with CaptureQueriesContext(connection) as few:
        admin_client.get(BOARD)
    for number in range(5):
        InitiativeFactory(summary_en="").levers.add(LeverFactory(status="draft"))
        ResourceFactory(slug=f"r-{number}")
    with django_assert_num_queries(len(few)):
        admin_client.get(BOARD)
    assert len(few) <= 85


# Who sees what


def test_visitors_are_sent_to_the_login(client):
    for address in (BOARD, "/admin/coverage/"):
        assert client.get(address).status_code == 302


def test_staff_see_the_kinds_of_record_that_they_may_see(client):
    LeverFactory()
    InitiativeFactory()
    reader = UserFactory()
    reader.user_permissions.add(Permission.objects.get(codename="view_lever"))
    client.force_login(reader)
    [(name, number, _address)] = line_of(client.get(BOARD), "without-source").found
    assert (name, number) == ("lever", 1)


def test_nothing_is_changed_on_the_board(admin_client):
    assert admin_client.post(BOARD).status_code == 405


# The home page


def test_the_home_page_counts_what_waits(admin_client):
    dead()
    text = words(admin_client.get("/admin/"))
    assert "3 Facts to be confirmed again" in text
    assert "2 Address that no longer answers" in text
    assert "Errors in the content" in text
    assert "Quality of the content" in text


def test_the_home_page_of_an_empty_directory_has_nothing_that_waits(admin_client):
    assert "What waits Nothing." in words(admin_client.get("/admin/"))


# Checked addresses


LINKS = "/admin/resources/linkcheck/"


def test_an_address_is_shown_with_the_records_that_name_it(admin_client, django_assert_num_queries):
    dead()
    LinkCheck.objects.create(url="https://y.example/", status=200, checked_at=timezone.now())
    record = Initiative.objects.get()
    response = admin_client.get(LINKS)
    link = f'<a href="/admin/initiatives/initiative/{record.pk}/change/">{record}</a>'
    assert link in response.text
    with CaptureQueriesContext(connection) as few:
        admin_client.get(LINKS)
    LinkCheck.objects.create(url="https://z.example/", fault="timeout")
    OrganisationFactory(website="https://z.example/")
    with django_assert_num_queries(len(few)):
        admin_client.get(LINKS)
    check = LinkCheck.objects.get(url="https://x.example/")
    assert link in admin_client.get(f"{LINKS}{check.pk}/change/").text


@pytest.mark.parametrize(("state", "number"), [("dead", 1), ("failing", 2), ("moved", 1)])
def test_addresses_are_filtered_by_what_is_to_be_done(admin_client, state, number):
    LinkCheck.objects.create(url="https://a.example/", failures=3, status=500)
    LinkCheck.objects.create(url="https://b.example/", failures=1, status=404)
    LinkCheck.objects.create(url="https://c.example/", moved_to="https://d.example/", status=200)
    response = admin_client.get(LINKS, {"state": state})
    assert response.context["cl"].result_count == number


def test_nobody_edits_what_was_found(admin_client):
    check = LinkCheck.objects.create(url="https://a.example/")
    assert admin_client.get(f"{LINKS}add/").status_code == 403
    assert admin_client.post(f"{LINKS}{check.pk}/change/").status_code == 403
    assert admin_client.post(f"{LINKS}{check.pk}/delete/").status_code == 403
