"""Two editors of one record: the second is told, loses nothing, and decides."""

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from initiatives.models import Initiative, Lever, Sector
from resources.admin.optimistic_lock import STATE_FIELD
from resources.models import KeyFigure, Remit
from tests.contributions.test_at_once import at_once
from tests.ess_rural.staff_roles import BRETAGNE, REGISTERED, make, named, page_of
from tests.factories import (
    AuthorityActionFactory,
    InitiativeFactory,
    KeyFigureFactory,
    LeverFactory,
    RemitFactory,
    SectorFactory,
    UserFactory,
)

from .conftest import add_rows, filled_in, list_filled_in, list_sent_by, sent_by

# The story


@pytest.fixture
def second(client, db):
    """The browser of a second superuser, who opens forms before the first one saves."""
    client.force_login(UserFactory(is_superuser=True))
    return client


STORIES = {
    "fr": (
        "Rien n’a été enregistré\u202f: un changement a eu lieu depuis",
        "Tout ce que vous avez saisi se trouve encore dans le formulaire",
        "Résumé [fr]",
    ),
    "en": (
        "Nothing has been saved: something has changed since",
        "All that you typed is still in the form below",
        "Summary [fr]",
    ),
}


@pytest.mark.parametrize("language", STORIES)
def test_the_second_of_two_editors_is_told_who_saved_what_and_decides(
    admin_client, admin_user, second, language
):
    admin_user.first_name, admin_user.last_name = "Anne", "Le Goff"
    admin_user.save()
    headline, reassurance, label = STORIES[language]
    headers = {"accept-language": language}
    initiative = InitiativeFactory(summary_fr="Le résumé d’avant.")
    address = page_of(Initiative, "change", initiative.pk)
    mine = filled_in(second, address, summary_fr="Le résumé de la seconde.", website="")
    theirs = filled_in(admin_client, address, summary_fr="Le résumé d’Anne.")
    assert admin_client.post(address, theirs).status_code == 302

    refused = second.post(address, mine, headers=headers)
    assert refused.status_code == 409
    page = refused.text
    for text in (headline, reassurance, "Anne Le Goff", label, "Le résumé de la seconde."):
        assert text in page
    assert f'<a href="{address}" target="_blank"' in page
    assert refused.context["conflict"].labels == [label]
    assert "errornote" not in page
    initiative.refresh_from_db()
    assert initiative.summary_fr == "Le résumé d’Anne."

    assert second.post(address, sent_by(refused), headers=headers).status_code == 302
    initiative.refresh_from_db()
    assert initiative.summary_fr == "Le résumé de la seconde."


def test_a_third_save_in_between_is_told_as_well(admin_client, second):
    lever = LeverFactory()
    address = page_of(Lever, "change", lever.pk)
    mine = filled_in(second, address, title_fr="Le mien")
    for number in range(2):
        Lever.objects.update(title_fr=f"Le leur {number}")
        refused = second.post(address, mine)
        assert refused.status_code == 409
        mine = sent_by(refused)
    assert second.post(address, mine).status_code == 302


@pytest.mark.parametrize("state", [None, "", "x", "eyJhdCI6MX0:1tXXXX:x", "\x00", "9" * 9999])
def test_a_form_that_does_not_say_what_it_was_opened_with_is_refused_once(admin_client, state):
    """Opened before this rule, or tampered with."""
    sector = SectorFactory()
    address = page_of(Sector, "change", sector.pk)
    data = filled_in(admin_client, address, name_fr="Le mien")
    data = {**data, STATE_FIELD: state}
    if state is None:
        del data[STATE_FIELD]
    refused = admin_client.post(address, data, headers={"accept-language": "en"})
    assert refused.status_code == 409
    assert "does not say when it was opened" in refused.text
    assert admin_client.post(address, sent_by(refused)).status_code == 302
    assert Sector.objects.get().name_fr == "Le mien"


def test_mistakes_and_news_are_told_together(admin_client):
    lever = LeverFactory()
    address = page_of(Lever, "change", lever.pk)
    data = filled_in(admin_client, address, title_fr="x" * 500)
    Lever.objects.update(title_en="News")
    refused = admin_client.post(address, data)
    assert refused.status_code == 409
    assert refused.context["adminform"].form.errors.keys() == {"title_fr"}
    still_wrong = admin_client.post(address, sent_by(refused))
    assert still_wrong.status_code == 200
    data = sent_by(still_wrong) | {"title_fr": "Court"}
    Lever.objects.update(title_en="More news")
    assert admin_client.post(address, data).status_code == 409


def test_a_button_pressed_twice_saves_once_and_refuses_nothing(admin_client):
    lever = LeverFactory()
    address = page_of(Lever, "change", lever.pk)
    data = filled_in(admin_client, address, title_fr="Le mien")
    assert [admin_client.post(address, data).status_code for _click in range(2)] == [302, 302]
    assert Lever.objects.get().title_fr == "Le mien"


@pytest.mark.parametrize("button", ["_publish", "_archive"])
def test_a_transition_rests_on_the_status_that_was_shown(admin_client, button):
    lever = LeverFactory(status="draft")
    address = page_of(Lever, "change", lever.pk)
    data = filled_in(admin_client, address, **{button: "1"})
    lever.publish()
    refused = admin_client.post(address, data)
    assert refused.status_code == 409
    assert refused.context["conflict"].labels == ["État"]
    assert 'name="_unpublish"' in refused.text
    lever.refresh_from_db()
    assert lever.status == "published"


def test_what_a_form_does_not_write_is_no_conflict(admin_client, admin_user):
    """Who signs in, or chooses a password, changes nothing that the form of the account holds."""
    person = UserFactory()
    address = page_of(get_user_model(), "change", person.pk)
    data = filled_in(admin_client, address, first_name="Anne")
    person.set_password("another one")
    person.last_login = person.date_joined
    person.save()
    assert admin_client.post(address, data).status_code == 302
    person.refresh_from_db()
    assert (person.first_name, person.check_password("another one")) == ("Anne", True)


# Rows


ACTIONS = "actions"


@pytest.fixture
def initiative():
    initiative = InitiativeFactory()
    for text in ("Un", "Deux", "Trois"):
        AuthorityActionFactory(initiative=initiative, text_fr=text, text_en=None)
    return initiative


def rows_of(initiative):
    return list(initiative.actions.order_by("position").values_list("text_fr", flat=True))


def test_a_row_that_was_deleted_meanwhile_comes_back_as_it_was_typed(admin_client, initiative):
    address = page_of(Initiative, "change", initiative.pk)
    data = filled_in(admin_client, address)
    data |= {"actions-0-text_fr": "Un, retouché", "actions-1-DELETE": "on"}
    initiative.actions.filter(text_fr__in=["Un", "Deux"]).delete()
    refused = admin_client.post(address, data)
    assert refused.status_code == 409
    assert "Un, retouché" in refused.text
    assert rows_of(initiative) == ["Trois"]
    assert admin_client.post(address, sent_by(refused)).status_code == 302
    assert rows_of(initiative) == ["Un, retouché", "Trois"]


@pytest.mark.parametrize(("position", "status"), [("", 302), (4, 200), (5, 302)])
def test_rows_that_both_have_added_are_both_there(admin_client, initiative, position, status):
    address = page_of(Initiative, "change", initiative.pk)
    data = filled_in(admin_client, address)
    template = initiative.actions.first()
    row = {"authority_fr": "Commune", "text_fr": "Le mien", "kind": "premises"}
    row |= {"resource": template.resource_id, "position": position}
    add_rows(data, ACTIONS, row)
    AuthorityActionFactory(initiative=initiative, text_fr="Le leur")
    refused = admin_client.post(address, data)
    assert refused.status_code == 409
    assert "Le leur" in refused.text
    stored = admin_client.post(address, sent_by(refused))
    assert stored.status_code == status  # the place of the other one is refused at the row
    mine = ["Le mien"] if status == 302 else []
    assert rows_of(initiative) == ["Un", "Deux", "Trois", "Le leur", *mine]


def test_a_row_that_can_be_there_but_once_is_one_that_both_have_written(admin_client):
    person = UserFactory()
    address = page_of(get_user_model(), "change", person.pk)
    data = filled_in(admin_client, address) | {"remit-0-weekly_digest": "on"}
    RemitFactory(user=person).regions.set([BRETAGNE])
    refused = admin_client.post(address, data)
    assert refused.status_code == 409
    assert admin_client.post(address, sent_by(refused)).status_code == 302
    remit = Remit.objects.get(user=person)
    assert (remit.weekly_digest, remit.regions.count()) == (True, 0)


# Lists that are edited


LISTS = [model for model in REGISTERED if admin.site.get_model_admin(model).list_editable]


@pytest.mark.parametrize("model", LISTS, ids=named)
def test_no_list_overwrites_what_is_newer(admin_client, model):
    first, second = make(model), make(model)
    address = page_of(model, "changelist")
    data = list_filled_in(admin_client, address) | {"form-0-position": 41, "form-1-position": 42}
    model.objects.filter(pk=first.pk).update(position=77)
    refused = admin_client.post(address, data)
    assert refused.status_code == 409
    assert refused.context["conflict"].labels == [str(first)]
    assert {'value="41"', 'value="42"'} <= set(refused.text.split())
    shown = refused.context["cl"]  # a row beside the field of another would be worse than nothing
    assert [each.pk for each in shown.result_list] == [each.instance.pk for each in shown.formset]
    assert not model.objects.filter(position__in=[41, 42]).exists()
    assert admin_client.post(address, list_sent_by(refused)).status_code == 302
    assert set(model.objects.values_list("position", flat=True)) == {41, 42}
    # What has been deleted meanwhile does not keep the others from being saved.
    data = list_filled_in(admin_client, address) | {"form-0-position": 43, "form-1-position": 44}
    second.delete()
    assert admin_client.post(address, data).status_code == 302
    assert set(model.objects.values_list("position", flat=True)) <= {43, 44}


# At once


@pytest.fixture
def stored_for_all(django_db_setup, django_db_blocker):
    """What is stored is stored, for other connections to see; all of it is deleted afterwards."""
    with django_db_blocker.unblock():
        yield
        for stored in (Initiative, Initiative.history.model, KeyFigure, KeyFigure.history.model):
            stored.objects.all().delete()
        admin.models.LogEntry.objects.all().delete()
        get_user_model().objects.all().delete()
        connection.close()


def browser():
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="one writer at a time by nature")
@pytest.mark.usefixtures("stored_for_all")
def test_of_two_who_save_at_once_one_is_told():
    initiative = InitiativeFactory()
    KeyFigureFactory()
    form, figures = page_of(Initiative, "change", initiative.pk), page_of(KeyFigure, "changelist")
    browsers = [browser(), browser()]
    for round_number in range(5):
        sent = [filled_in(each, form, name_fr=f"{round_number} {each}") for each in browsers]
        lists = [
            list_filled_in(each, figures) | {"form-0-position": 100 * round_number + number}
            for number, each in enumerate(browsers, start=1)
        ]
        for address, two in ((form, sent), (figures, lists)):
            answers = at_once(
                *(
                    lambda client=client, data=data, address=address: client.post(address, data)
                    for client, data in zip(browsers, two, strict=True)
                )
            )
            assert sorted(answer.status_code for answer in answers) == [302, 409]


@pytest.mark.parametrize(("model", "most"), [(Sector, 13), (Lever, 29)], ids=["Sector", "Lever"])
def test_the_lock_costs_a_save_two_queries(
    admin_client, django_assert_max_num_queries, model, most
):
    """That the record is there, and its lock; what is compared is read for the form anyway."""
    record = make(model)
    address = page_of(model, "change", record.pk)
    data = filled_in(admin_client, address)
    admin_client.get(address)
    with django_assert_max_num_queries(most):
        assert admin_client.post(address, data).status_code == 302
