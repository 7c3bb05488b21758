"""Administrators look after accounts, and everything done in the administration is noted."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.models import Group, User
from django.urls import reverse

from ess_rural.roles import Role
from initiatives.models import Initiative, Lever
from resources.models import Remit, kept_to
from tests.admin.conftest import filled_in as form_filled_in
from tests.factories import InitiativeFactory, LeverFactory, UserFactory

from .signing_in import enrol
from .staff_roles import BRETAGNE, page_of, person_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return person_with(Role.ADMINISTRATOR)


@pytest.fixture
def client(client, administrator):
    client.force_login(administrator)
    return client


def filled_in(client, user, **changes):
    data = form_filled_in(client, page_of(User, "change", user.pk), **changes)
    data.pop("password", None)
    return data


def last_entry():
    return LogEntry.objects.latest("pk")


# People


def test_an_account_is_made_for_staff_and_the_person_chooses_the_password(client):
    data = {"username": "paul", "email": "Paul@Example.org", "usable_password": "false"}
    data |= {"remit-TOTAL_FORMS": 0, "remit-INITIAL_FORMS": 0}
    assert client.post(page_of(User, "add"), data).status_code == 302
    paul = User.objects.get(username="paul")
    assert paul.is_staff
    assert not paul.is_superuser
    assert not paul.has_usable_password()
    assert paul.email == "paul@example.org"


def test_a_role_and_its_regions_are_given_on_the_page_of_a_person(client):
    person = UserFactory()
    group = Group.objects.get(name=Role.CORRESPONDENT)
    regions = {"remit-TOTAL_FORMS": 1, "remit-0-regions": [BRETAGNE], "remit-0-user": person.pk}
    answer = client.post(
        page_of(User, "change", person.pk), filled_in(client, person, groups=[group.pk], **regions)
    )
    assert answer.status_code == 302
    assert kept_to(User.objects.get(pk=person.pk)) == [BRETAGNE]
    assert list(Remit.objects.get(user=person).regions.values_list("pk", flat=True)) == [BRETAGNE]


@pytest.mark.parametrize(
    ("language", "role"), [("fr", "Correspondance régionale"), ("en", "Regional correspondent")]
)
def test_roles_bear_names_in_both_languages(client, language, role):
    person = person_with(Role.CORRESPONDENT)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    for address in (page_of(User, "changelist"), page_of(User, "change", person.pk)):
        assert role in client.get(address).text


def test_people_are_listed_by_role(client, administrator):
    editor = person_with(Role.EDITOR)
    answer = client.get(page_of(User, "changelist"), {"role": Role.EDITOR.value})
    assert list(answer.context["cl"].queryset) == [editor]


def test_the_list_of_people_takes_as_many_queries_for_ten_as_for_two(
    client, django_assert_max_num_queries
):
    for _number in range(10):
        person_with(Role.EDITOR)
    client.get(page_of(User, "changelist"))
    with django_assert_max_num_queries(14):
        client.get(page_of(User, "changelist"))


def test_a_form_makes_nobody_a_superuser(client, administrator):
    data = filled_in(client, administrator, is_superuser="on", user_permissions=["1"])
    client.post(page_of(User, "change", administrator.pk), data)
    administrator.refresh_from_db()
    assert not administrator.is_superuser
    assert not administrator.user_permissions.exists()


def test_superusers_are_out_of_reach(client):
    boss = UserFactory(is_superuser=True)
    boss.set_password("before")
    boss.save()
    enrol(boss)
    assert client.post(page_of(User, "change", boss.pk), {"username": "x"}).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[boss.pk])
    assert client.post(password, {"password1": "x", "password2": "x"}).status_code == 403
    assert client.post(page_of(User, "delete", boss.pk), {"post": "yes"}).status_code == 403
    for action in ("delete_selected", "remove_second_factor"):
        data = {"action": action, "_selected_action": [boss.pk], "post": "yes"}
        client.post(page_of(User, "changelist"), data)
    boss.refresh_from_db()
    assert boss.check_password("before")
    assert Authenticator.objects.filter(user=boss).count() == 2


def test_a_lost_telephone_is_forgotten_by_an_administrator(client):
    person = UserFactory()
    enrol(person)
    data = {"action": "remove_second_factor", "_selected_action": [person.pk]}
    answer = client.post(page_of(User, "changelist"), data, follow=True)
    assert "1 second facteur retiré." in answer.text
    assert not Authenticator.objects.filter(user=person).exists()
    assert last_entry().object_id == str(person.pk)
    assert last_entry().change_message == "Second facteur retiré."


@pytest.mark.parametrize("name", ["group", "permission"])
def test_roles_are_not_changed_by_hand(client, name):
    assert client.get(f"/admin/auth/{name}/").status_code == 404


def test_secrets_have_no_page():
    apps = {model._meta.app_label for model in admin.site._registry}
    assert not apps & {"mfa", "account", "sessions"}


# The log


def test_each_way_to_change_a_record_is_in_the_log(client, administrator):
    lever = LeverFactory(status="draft")
    changes = [
        (page_of(Lever, "changelist"), {"action": "publish", "_selected_action": [lever.pk]}),
        (page_of(Lever, "changelist"), {"action": "archive", "_selected_action": [lever.pk]}),
        (page_of(Lever, "changelist"), {"action": "unpublish", "_selected_action": [lever.pk]}),
    ]
    for number, (address, data) in enumerate(changes, start=1):
        client.post(address, data)
        assert LogEntry.objects.filter(user=administrator, action_flag=CHANGE).count() == number


def test_what_is_made_and_what_is_deleted_is_in_the_log(client, administrator):
    first, second = LeverFactory(), LeverFactory()
    client.post(page_of(Lever, "delete", first.pk), {"post": "yes"})
    assert (last_entry().action_flag, last_entry().object_repr) == (DELETION, str(first))
    data = {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"}
    client.post(page_of(Lever, "changelist"), data)
    assert (last_entry().action_flag, last_entry().object_repr) == (DELETION, str(second))
    client.post(
        page_of(User, "add"),
        {
            "username": "paul",
            "usable_password": "false",
            "remit-TOTAL_FORMS": 0,
            "remit-INITIAL_FORMS": 0,
        },
    )
    assert (last_entry().action_flag, last_entry().object_repr) == (ADDITION, "paul")
    assert set(LogEntry.objects.values_list("user", flat=True)) == {administrator.pk}


def test_every_action_of_the_content_leaves_a_line_in_the_log(client, administrator):
    """So that an action that comes later is not forgotten; merging only leads to its page."""
    for model, make in ((Initiative, InitiativeFactory), (Lever, LeverFactory)):
        for action in admin.site.get_model_admin(model).actions:
            if action == "merge":
                continue
            record = make(status="draft" if action == "publish" else "published")
            before = LogEntry.objects.count()
            data = {"action": action, "_selected_action": [record.pk]}
            client.post(page_of(model, "changelist"), data)
            assert LogEntry.objects.count() == before + 1, action


def test_the_log_is_read_and_never_written(client, administrator):
    lever = LeverFactory()
    data = {"action": "archive", "_selected_action": [lever.pk]}
    client.post(page_of(Lever, "changelist"), data)
    entry = last_entry()
    listed = client.get(page_of(LogEntry, "changelist"))
    assert str(lever) in listed.text
    assert administrator.username in listed.text
    assert client.get(page_of(LogEntry, "change", entry.pk)).status_code == 200
    assert client.post(page_of(LogEntry, "change", entry.pk), {}).status_code == 403
    assert client.post(page_of(LogEntry, "delete", entry.pk), {"post": "yes"}).status_code == 403


def test_who_is_in_the_log_is_closed_and_not_deleted(client):
    person = person_with(Role.EDITOR)
    LogEntry.objects.log_actions(person.pk, [LeverFactory()], CHANGE)
    client.post(page_of(User, "delete", person.pk), {"post": "yes"})
    assert User.objects.filter(pk=person.pk).exists()
    data = filled_in(client, person)
    del data["is_active"]
    client.post(page_of(User, "change", person.pk), data)
    person.refresh_from_db()
    assert not person.is_active


def test_the_log_names_what_no_longer_exists(client):
    lever = LeverFactory()
    client.post(page_of(Lever, "delete", lever.pk), {"post": "yes"})
    answer = client.get(page_of(LogEntry, "changelist"))
    assert str(lever) in answer.text
    assert page_of(Lever, "change", lever.pk) not in answer.text
