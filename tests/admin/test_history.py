"""The history of a record: who changed what, and the button that brings a version back."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission

from initiatives.models import Initiative, Lever
from resources.admin.optimistic_lock import STATE_FIELD
from resources.differences import parts
from tests.factories import (
    AuthorityActionFactory,
    InitiativeFactory,
    KeyFigureFactory,
    LeverFactory,
    SectorFactory,
    UserFactory,
)

from .conftest import add_rows, texts_of_messages

pytestmark = pytest.mark.django_db

LEVERS = "/admin/initiatives/lever/"
ENGLISH = {"accept-language": "en"}


def address_of(record):
    opts = record._meta
    return f"/admin/{opts.app_label}/{opts.model_name}/{record.pk}/"


def history_of(client, record, language="en"):
    return client.get(f"{address_of(record)}history/", headers={"accept-language": language})


def version_address(record, version):
    return f"{address_of(record)}history/{version.history_id}/"


def changes_of(response, entry=0):
    return {each.label: each.parts for each in response.context["entries"][entry]["changes"]}


def test_a_form_makes_one_version_with_its_links_and_rows(admin_client, admin_user, fill):
    initiative, sector = InitiativeFactory(), SectorFactory()
    address = f"{address_of(initiative)}change/"
    data = fill(address, name_fr="Nouveau nom", sectors=[sector.pk])
    add_rows(data, "facts", {"label_fr": "Membres", "value_fr": "12"})
    assert admin_client.post(address, data).status_code == 302
    assert initiative.history.count() == 2
    last = initiative.history.latest()
    assert last.history_user == admin_user
    assert last.links["sectors"] == [sector.pk]
    assert [row["value_fr"] for row in last.rows["facts"]] == ["12"]


def test_a_form_sent_untouched_makes_no_version(admin_client, fill):
    action = AuthorityActionFactory()
    address = f"{address_of(action.initiative)}change/"
    before = action.initiative.history.count()
    admin_client.post(address, fill(address))
    assert action.initiative.history.count() == before


def test_publishing_with_the_form_is_one_version(admin_client, fill):
    lever = LeverFactory(status="draft")
    address = f"{address_of(lever)}change/"
    admin_client.post(address, fill(address, title_fr="Nouveau", _publish="1"))
    last = lever.history.latest()
    assert lever.history.count() == 2
    assert (last.title_fr, last.status) == ("Nouveau", "published")


def test_the_history_tells_each_change_field_by_field(admin_client, admin_user, fill):
    lever = LeverFactory(title_fr="Louer un local vide")
    address = f"{address_of(lever)}change/"
    admin_client.post(address, fill(address, title_fr="Louer un local communal"))
    response = history_of(admin_client, lever)
    assert response.status_code == 200
    assert changes_of(response) == {
        "Title [fr]": [
            ("same", "Louer un local "),
            ("removed", "vide"),
            ("added", "communal"),
        ]
    }
    assert admin_user.username in response.text
    assert "<del>" in response.text
    assert "Created" in response.text


def test_the_history_speaks_the_readers_language(admin_client):
    figure = KeyFigureFactory()
    figure.unit, figure.topic = "jobs", "emploi"
    figure.save()
    changes = changes_of(history_of(admin_client, figure, "fr"))
    assert changes["Unité"] == [("removed", "%"), ("added", "emplois")]
    assert changes["Sujet"] == [("added", "Emplois")]


def test_links_and_rows_are_told_by_name(admin_client):
    initiative = InitiativeFactory()
    initiative.sectors.add(SectorFactory(name_en="Health"))
    AuthorityActionFactory(initiative=initiative)
    response = history_of(admin_client, initiative)
    [(kind, text)] = changes_of(response)["Actions of authorities"]
    assert kind == "added"
    assert "Commune de Guipel" in text
    assert changes_of(response, 1)["Sectors"] == [("added", "Health")]


def test_a_long_text_is_shown_around_its_change_only():
    words = [f"mot{number}" for number in range(200)]
    changed = [*words[:100], "nouveau", *words[101:]]
    told = parts(" ".join(words), " ".join(changed))
    assert ("removed", "mot100") in told
    assert ("added", "nouveau") in told
    assert sum(len(text) for _kind, text in told) < 300


def test_two_texts_without_end_are_not_compared_word_by_word():
    old, new = "a " * 5000, "b " * 5000
    assert parts(old, new) == [("removed", old), ("added", new)]


def bring_back(client, address):
    """Open the page of a version, and press its button."""
    data = {STATE_FIELD: client.get(address).context["state"]}
    return client.post(address, data, follow=True, headers=ENGLISH)


def test_a_version_is_opened_and_brought_back(admin_client, admin_user):
    lever = LeverFactory(title_fr="Avant")
    first = lever.history.latest()
    lever.title_fr = "Après"
    lever.save()
    page = admin_client.get(version_address(lever, first), headers=ENGLISH)
    assert page.status_code == 200
    assert "Bring this version back" in page.text
    response = bring_back(admin_client, version_address(lever, first))
    assert response.redirect_chain[-1][0] == f"{address_of(lever)}change/"
    assert texts_of_messages(response) == ["The earlier version is back."]
    lever.refresh_from_db()
    assert lever.title_fr == "Avant"
    last = lever.history.latest()
    assert last.history_user == admin_user
    assert last.history_change_reason.startswith("version of")
    assert LogEntry.objects.filter(object_id=str(lever.pk)).exists()


def test_the_version_of_today_is_not_offered(admin_client):
    lever = LeverFactory()
    page = admin_client.get(version_address(lever, lever.history.latest()), headers=ENGLISH)
    assert "Bring this version back" not in page.text


def test_a_version_that_breaks_a_rule_is_refused_with_the_reason(admin_client):
    lever = LeverFactory(status="draft", summary_fr="")
    first = lever.history.latest()
    lever.summary_fr = "Un résumé."
    lever.publish()
    response = bring_back(admin_client, version_address(lever, first))
    [text] = texts_of_messages(response)
    assert "Summary [fr]" in text
    assert "French" in text
    lever.refresh_from_db()
    assert lever.summary_fr == "Un résumé."


def test_a_version_does_not_overwrite_what_has_changed_since_it_was_shown(admin_client):
    lever = LeverFactory(title_fr="Avant")
    address = version_address(lever, lever.history.latest())
    lever.title_fr = "Après"
    lever.save()
    shown = admin_client.get(address).context["state"]
    lever.title_fr = "Plus tard encore"
    lever.save()
    for state in (shown, ""):
        response = admin_client.post(address, {STATE_FIELD: state}, headers=ENGLISH)
        assert response.status_code == 409
        assert "Look at it again" in texts_of_messages(response)[-1]
        assert "Plus tard encore" in response.text
    lever.refresh_from_db()
    assert lever.title_fr == "Plus tard encore"
    bring_back(admin_client, address)
    lever.refresh_from_db()
    assert lever.title_fr == "Avant"


def test_links_left_out_are_counted(admin_client):
    sector = SectorFactory()
    initiative = InitiativeFactory(sectors=[sector.slug])
    version = initiative.history.latest()
    sector.delete()
    initiative.sectors.clear()
    response = bring_back(admin_client, version_address(initiative, version))
    assert any(text.startswith("1 link to a record") for text in texts_of_messages(response))


def test_who_may_only_look_sees_the_history_and_brings_nothing_back(client):
    reader = UserFactory()
    reader.user_permissions.add(Permission.objects.get(codename="view_lever"))
    client.force_login(reader)
    lever = LeverFactory(title_fr="Avant")
    first = lever.history.latest()
    lever.title_fr = "Après"
    lever.save()
    assert history_of(client, lever).status_code == 200
    page = client.get(version_address(lever, first), headers=ENGLISH)
    assert "Bring this version back" not in page.text
    assert client.post(version_address(lever, first)).status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_not_look_sees_no_history(client, method):
    client.force_login(UserFactory())
    lever = LeverFactory()
    address = version_address(lever, lever.history.latest())
    assert getattr(client, method)(address).status_code == 403
    assert history_of(client, lever).status_code == 403


def test_a_version_of_another_record_is_not_found(admin_client):
    lever, other = LeverFactory(), LeverFactory()
    address = version_address(lever, other.history.latest())
    assert admin_client.get(address).status_code == 404
    assert admin_client.get(f"{LEVERS}{lever.pk}/history/999999/").status_code == 404
    assert admin_client.get(f"{LEVERS}999999/history/").status_code == 404
    assert admin_client.get(f"{LEVERS}nonsense/history/").status_code == 404


def test_an_administrator_brings_a_deleted_record_back(admin_client):
    lever = LeverFactory(title_fr="Perdu")
    address = address_of(lever)
    lever.delete()
    last = Lever.history.latest()
    assert "deleted" in admin_client.get(f"{address}history/", headers=ENGLISH).text
    bring_back(admin_client, f"{address}history/{last.history_id}/")
    back = Lever.objects.get()
    assert (back.title_fr, back.status) == ("Perdu", "draft")


def test_a_history_takes_as_many_queries_for_twenty_versions_as_for_three(
    admin_client, django_assert_max_num_queries
):
    initiative = InitiativeFactory(sectors=["sante"])
    for number in range(22):
        initiative.name_fr = f"Nom {number}"
        initiative.save()
    with django_assert_max_num_queries(20):
        response = history_of(admin_client, initiative)
    assert len(response.context["entries"]) == 20
    assert len(changes_of(response, 19)) == 1
    assert len(Initiative.history.all()) == 24
