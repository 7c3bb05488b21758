"""What each role may and may not do, on every address of the administration."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.sql import emit_post_migrate_signal
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver, reverse

from contributions.models import Correction, Proposal, RecordContact
from ess_rural.roles import Role, keep_groups
from initiatives.models import Lever, Sector
from tests.factories import LeverFactory, UserFactory

from .staff_roles import BRETAGNE, REGISTERED, make, named, page_of, person_with

pytestmark = pytest.mark.django_db

CONTENT = "view add change"
ROW = "view add change delete"
# By role: the actions by app, and by model where they differ. An app that is not named is closed.
MAY = {
    Role.EDITOR: {
        "territories": "view",
        "resources": CONTENT,
        "initiatives": CONTENT,
        "initiatives.authorityaction": ROW,
    },
    Role.MODERATOR: {
        "territories": "view",
        "resources": CONTENT,
        "initiatives": CONTENT,
        "initiatives.authorityaction": ROW,
        "contributions": "view change",
        "contributions.recordcontact": "view delete",
    },
    Role.CORRESPONDENT: {
        "territories": "view",
        "resources": "view",
        "resources.linkcheck": "",
        "initiatives": "view",
        "initiatives.initiative": CONTENT,
        "initiatives.supportorganisation": CONTENT,
        "initiatives.authorityaction": ROW,
        "contributions": "view change",
        "contributions.recordcontact": "view delete",
    },
    Role.ADMINISTRATOR: {
        "territories": "view",
        "resources": ROW,
        "initiatives": ROW,
        "contributions": ROW,
        "auth": ROW,
        "admin": "view",
        "axes": "view",
        "axes.accessattempt": "view delete",
    },
}
EVERYWHERE = pytest.mark.parametrize("model", REGISTERED, ids=named)
EACH_ROLE = pytest.mark.parametrize("role", list(Role), ids=str)


def may(role, model):
    """Return the actions open to a role, less those that nobody has in this admin."""
    declared = MAY[role].get(model._meta.label_lower, MAY[role].get(model._meta.app_label, ""))
    request = RequestFactory().get("/")
    request.user = UserFactory.build(is_superuser=True)
    request.resolver_match = None
    model_admin = admin.site.get_model_admin(model)
    return {
        action
        for action in declared.split()
        if getattr(model_admin, f"has_{action}_permission")(request)
    }


@pytest.fixture
def signed_in(client):
    """Return a function that signs a person of this role in; correspondents look after Brittany."""

    def sign_in(*roles):
        user = person_with(*roles, regions=[BRETAGNE])
        client.force_login(user)
        return client

    return sign_in


@EACH_ROLE
@EVERYWHERE
def test_each_role_opens_the_pages_that_are_its_own(signed_in, role, model):
    record, actions, client = make(model), may(role, model), signed_in(role)

    def status(name, *args):
        return client.get(page_of(model, name, *args)).status_code

    assert status("changelist") == (200 if actions else 403)
    assert status("add") == (200 if "add" in actions else 403)
    assert status("change", record.pk) == (200 if actions else 403)
    assert status("delete", record.pk) == (200 if "delete" in actions else 403)
    history = status("history", record.pk)
    assert history == 200 if actions else history in (403, 404)


@EACH_ROLE
@EVERYWHERE
def test_each_role_sends_only_the_forms_that_are_its_own(signed_in, role, model):
    record, actions, client = make(model), may(role, model), signed_in(role)
    count = model._default_manager.count()
    if "add" not in actions:
        assert client.post(page_of(model, "add"), {"slug": "x"}).status_code == 403
    if "change" not in actions:
        assert client.post(page_of(model, "change", record.pk), {"slug": "x"}).status_code == 403
    if "delete" not in actions:
        answer = client.post(page_of(model, "delete", record.pk), {"post": "yes"})
        assert answer.status_code == 403
    assert model._default_manager.count() == count


@EACH_ROLE
@EVERYWHERE
def test_each_role_is_offered_only_its_own_actions(signed_in, role, model):
    make(model)
    actions, client = may(role, model), signed_in(role)
    response = client.get(page_of(model, "changelist"))
    if not actions:
        assert response.status_code == 403
        return
    form = response.context["action_form"]
    offered = {value for value, _label in form.fields["action"].choices if value} if form else set()
    assert ("delete_selected" in offered) == ("delete" in actions)
    if "change" not in actions:
        assert offered <= {"delete_selected"}


@EACH_ROLE
@EVERYWHERE
def test_an_action_that_is_not_offered_is_not_taken(signed_in, role, model):
    record, actions, client = make(model), may(role, model), signed_in(role)
    refused = [] if "delete" in actions else ["delete_selected"]
    if "change" not in actions:
        refused += admin.site.get_model_admin(model).actions
    status = getattr(record, "status", None)
    for action in refused:
        data = {"action": action, "_selected_action": [record.pk], "post": "yes"}
        client.post(page_of(model, "changelist"), data)
    record.refresh_from_db()
    assert getattr(record, "status", None) == status
    assert not LogEntry.objects.filter(user=client.session["_auth_user_id"]).exists()


@EACH_ROLE
def test_each_role_searches_only_what_it_may_see(signed_in, role):
    client = signed_in(role)
    asked = 0
    for model, model_admin in admin.site._registry.items():
        for field_name in model_admin.autocomplete_fields:
            found = model._meta.get_field(field_name).remote_field.model
            query = {
                "app_label": model._meta.app_label,
                "model_name": model._meta.model_name,
                "field_name": field_name,
            }
            answer = client.get(reverse("admin:autocomplete"), query)
            assert answer.status_code == (200 if may(role, found) else 403), query
            asked += 1
    assert asked > 20


@EACH_ROLE
@EVERYWHERE
def test_import_and_export_are_open_to_who_changes_all(signed_in, role, model):
    make(model)
    actions, client = may(role, model), signed_in(role)
    model_admin = admin.site.get_model_admin(model)
    names = {url.name for url in model_admin.urls if url.name}
    prefix = f"{model._meta.app_label}_{model._meta.model_name}"
    if f"{prefix}_export" in names:
        exported = client.get(page_of(model, "export", "csv"))
        assert exported.status_code == (200 if actions else 403)
    if f"{prefix}_import" in names:
        is_open = {"add", "change"} <= actions and role != Role.CORRESPONDENT
        assert client.get(page_of(model, "import")).status_code == (200 if is_open else 403)


@EACH_ROLE
def test_the_front_page_lists_what_a_role_may_open(signed_in, role):
    shown = {
        each["model"]
        for app in signed_in(role).get("/admin/").context["app_list"]
        for each in app["models"]
    }
    assert shown == {model for model in REGISTERED if may(role, model)}


# What whoever is staff may open: the way in and out, one's own password, words for scripts.
OPEN = {"index", "login", "logout", "password_change", "password_change_done", "jsi18n"}


def pages_of_staff():
    """Yield the address of each page of the administration, with a record that is there."""
    records = [make(model) for model in REGISTERED]
    for pattern, route in under(get_resolver(), ""):
        if not route.startswith("admin/") or pattern.name in OPEN or pattern.name is None:
            continue
        kind = "_".join(pattern.name.split("_")[:2])
        about = [record for record in records if kind == kind_of(record)] or records
        named = {*pattern.pattern.converters, *pattern.pattern.regex.groupindex}
        space = "" if str(pattern.pattern).startswith("admin/") else "admin:"
        for record in about if named else about[:1]:
            given = {
                "suffix": "csv",
                "app_label": record._meta.app_label,
                "content_type_id": ContentType.objects.get_for_model(record).pk,
            }
            arguments = {name: given.get(name, record.pk) for name in named}
            yield reverse(f"{space}{pattern.name}", kwargs=arguments)


def kind_of(record):
    return f"{record._meta.app_label}_{record._meta.model_name}"


def under(resolver, prefix):
    """Yield (pattern, route) of each address below a resolver."""
    for each in resolver.url_patterns:
        route = f"{prefix}{each.pattern}"
        if isinstance(each, URLResolver):
            yield from under(each, route)
        else:
            yield each, route


def test_without_a_role_nothing_is_open_and_nothing_is_offered(client):
    pages = list(pages_of_staff())
    client.force_login(UserFactory())
    opened = {address: client.get(address).status_code for address in pages}
    assert len(opened) > 150
    assert [address for address, status in opened.items() if status not in (403, 404)] == []
    assert set(re.findall(r'href="(/admin/[^"]*)"', client.get("/admin/").text)) <= {
        "/admin/",
        "/admin/password_change/",
    }


@EACH_ROLE
def test_no_role_is_led_to_a_secret_address(signed_in, role):
    client = signed_in(role)
    for model in (Correction, Proposal, RecordContact):
        record = make(model)
        for kind in {model, *model._meta.get_parent_list()}:
            number = ContentType.objects.get_for_model(kind).pk
            answer = client.get(f"/admin/r/{number}/{record.pk}/")
            assert answer.status_code in (403, 404)
        assert record.secret not in client.get(page_of(model, "change", record.pk)).text


def test_staff_are_led_to_the_page_of_what_they_may_see(signed_in):
    sector = make(Sector)
    address = f"/admin/r/{ContentType.objects.get_for_model(Sector).pk}/{sector.pk}/"
    assert signed_in(Role.EDITOR).get(address).url.endswith(sector.get_absolute_url())


def test_two_roles_add_up(signed_in):
    client = signed_in(Role.EDITOR, Role.ADMINISTRATOR)
    lever = LeverFactory()
    assert client.get(page_of(Lever, "delete", lever.pk)).status_code == 200


# The groups


def test_the_groups_are_the_roles():
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)


def test_migrating_again_restores_what_is_declared_and_changes_nothing_else():
    editor = Group.objects.get(name=Role.EDITOR)
    declared = set(editor.permissions.values_list("pk", flat=True))
    person = person_with(Role.EDITOR)
    editor.permissions.add(Permission.objects.get(codename="delete_user"))
    editor.permissions.remove(Permission.objects.get(codename="change_lever"))
    keep_groups(apps)  # what each `migrate` ends with
    assert set(editor.permissions.values_list("pk", flat=True)) == declared
    assert Group.objects.count() == len(Role)
    assert set(person.groups.all()) == {editor}


def test_a_flush_leaves_the_groups_there():
    Group.objects.all().delete()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")  # what `flush` ends with
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)


def test_no_role_but_the_administrator_may_touch_accounts():
    for role in set(Role) - {Role.ADMINISTRATOR}:
        held = Permission.objects.filter(group__name=role)
        assert not held.filter(content_type__app_label__in=["auth", "axes", "mfa", "account"])
        assert not held.filter(codename__endswith="_remit")
    assert not Permission.objects.filter(group__isnull=False, content_type__app_label="mfa")
