"""What the forms refuse, and what they save."""

import pytest

from initiatives.models import AuthorityAction, CooperationForm, Initiative, Lever, Sector
from resources.models import KeyFigure, Resource
from tests.factories import (
    AuthorityActionFactory,
    AuthorityLevelFactory,
    CooperationFormFactory,
    InitiativeFactory,
    KeyFigureFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
    SectorFactory,
)

from .conftest import add_rows, errors_of, list_filled_in

INITIATIVES = "/admin/initiatives/initiative/"


def form_of(record):
    opts = record._meta
    return f"/admin/{opts.app_label}/{opts.model_name}/{record.pk}/change/"


def in_english(client, address, data):
    return client.post(address, data, headers={"accept-language": "en"})


def test_a_national_initiative_with_a_department_is_refused_at_the_field(admin_client, fill):
    initiative = InitiativeFactory(status="draft")
    address = form_of(initiative)
    response = in_english(admin_client, address, fill(address, departments=["56"]))
    assert errors_of(response) == {"departments": ["A national record names no department."]}
    assert not initiative.departments.exists()


def test_a_region_that_a_department_implies_is_refused_at_the_field(admin_client, fill):
    organisation = OrganisationFactory()
    address = form_of(organisation)
    changes = {"scope": "interregional", "departments": ["56"], "regions": ["53"]}
    response = in_english(admin_client, address, fill(address, **changes))
    assert set(errors_of(response)) == {"regions"}


def test_coverage_is_judged_by_what_the_form_says_not_by_what_is_stored(admin_client, fill):
    initiative = InitiativeFactory(scope="departmental", departments=["56"])
    address = form_of(initiative)
    data = fill(address, scope="national")
    del data["departments"]
    assert admin_client.post(address, data).status_code == 302
    initiative.refresh_from_db()
    assert initiative.scope == "national"
    assert not initiative.departments.exists()


def test_the_place_typed_in_the_form_counts_as_a_location(admin_client, fill):
    initiative = InitiativeFactory()
    address = form_of(initiative)
    refused = in_english(admin_client, address, fill(address, scope="local"))
    assert set(errors_of(refused)) == {"scope"}
    accepted = admin_client.post(address, fill(address, scope="local", commune="56006"))
    assert accepted.status_code == 302


def test_an_unknown_department_is_refused_without_a_word_on_coverage(admin_client, fill):
    initiative = InitiativeFactory(scope="departmental", departments=["56"])
    address = form_of(initiative)
    response = in_english(admin_client, address, fill(address, departments=["999"]))
    assert set(errors_of(response)) == {"departments"}


def test_a_published_initiative_keeps_its_french_texts(admin_client, fill):
    initiative = InitiativeFactory()
    address = form_of(initiative)
    response = in_english(admin_client, address, fill(address, summary_fr=""))
    assert errors_of(response) == {"summary_fr": ["A published record needs this text in French."]}


def test_the_slug_of_a_published_record_is_not_changed(admin_client, fill):
    initiative = InitiativeFactory(slug="premier-nom")
    address = form_of(initiative)
    assert 'name="slug"' not in admin_client.get(address).text
    admin_client.post(address, fill(address, slug="autre-nom"))
    initiative.refresh_from_db()
    assert initiative.slug == "premier-nom"


def test_the_slug_stays_after_a_record_was_taken_back_to_draft(admin_client, fill):
    lever = LeverFactory(slug="premier-nom")
    lever.unpublish()
    admin_client.post(form_of(lever), fill(form_of(lever), slug="autre-nom"))
    lever.refresh_from_db()
    assert lever.slug == "premier-nom"


def test_the_slug_of_a_draft_may_change_and_is_made_anew_where_it_is_emptied(admin_client, fill):
    lever = LeverFactory(slug="premier-nom", status="draft", title_fr="Prêter un local")
    address = form_of(lever)
    for typed, stored in (("autre-nom", "autre-nom"), ("", "preter-un-local")):
        assert admin_client.post(address, fill(address, slug=typed)).status_code == 302
        lever.refresh_from_db()
        assert lever.slug == stored


def test_the_slug_of_a_term_is_chosen_once(admin_client, fill):
    sector = SectorFactory(slug="sante")
    admin_client.post(form_of(sector), fill(form_of(sector), slug="autre", name_fr="Santé"))
    assert Sector.objects.get(pk=sector.pk).slug == "sante"
    assert Sector.objects.get(pk=sector.pk).name_fr == "Santé"


def test_a_new_initiative_is_saved_in_both_languages_with_its_links(admin_client, fill):
    sector, lever = SectorFactory(), LeverFactory()
    address = f"{INITIATIVES}add/"
    data = fill(
        address,
        name_fr="Épicerie",
        name_en="Grocery",
        slug="epicerie",
        kind="enterprise",
        activity="active",
        scope="departmental",
        departments=["56", "22"],
        sectors=[sector.pk],
        levers=[lever.pk],
        website="exemple.fr",
    )
    assert admin_client.post(address, data).status_code == 302
    saved = Initiative.objects.get(slug="epicerie")
    assert (saved.name_fr, saved.name_en, saved.status) == ("Épicerie", "Grocery", "draft")
    assert {each.pk for each in saved.departments.all()} == {"22", "56"}
    assert list(saved.sectors.all()) == [sector]
    assert list(saved.levers.all()) == [lever]
    assert saved.website == "https://exemple.fr"


def test_the_editor_note_is_marked_as_never_public(admin_client):
    page = admin_client.get(f"{INITIATIVES}add/", headers={"accept-language": "en"}).text
    assert "editors-only" in page
    assert "never public" in page


@pytest.mark.parametrize(
    "make",
    [
        CooperationFormFactory,
        InitiativeFactory,
        KeyFigureFactory,
        LeverFactory,
        OrganisationFactory,
        ResourceFactory,
    ],
)
def test_sources_are_saved_with_any_record(admin_client, fill, make):
    record, first, second = make(), ResourceFactory(), ResourceFactory()
    data = fill(form_of(record))
    add_rows(
        data,
        "sources",
        {"resource": first.pk, "locator": "page 3"},
        {"resource": second.pk, "locator": ""},
    )
    assert admin_client.post(form_of(record), data).status_code == 302
    saved = [(source.resource, source.locator) for source in record.sources.all()]
    assert saved == [(first, "page 3"), (second, "")]


def test_the_same_source_twice_is_refused(admin_client, fill):
    lever, resource = LeverFactory(), ResourceFactory()
    data = fill(form_of(lever))
    row = {"resource": resource.pk, "locator": "page 3"}
    add_rows(data, "sources", row, row)
    response = admin_client.post(form_of(lever), data)
    assert response.status_code == 200
    assert not lever.sources.exists()


def action(text, **values):
    return {
        "authority_fr": "Commune",
        "text_fr": text,
        "kind": "premises",
        "level": AuthorityLevelFactory(slug="commune").pk,
        "resource": ResourceFactory().pk,
        **values,
    }


def rows_of(initiative):
    return list(initiative.actions.values_list("position", "text_fr"))


def test_several_new_rows_number_themselves_in_their_order(admin_client, fill):
    initiative = InitiativeFactory()
    AuthorityActionFactory(initiative=initiative, text_fr="Première", text_en="")
    data = fill(form_of(initiative))
    add_rows(data, "actions", action("Deuxième"), action("Troisième"))
    add_rows(data, "facts", {"label_fr": "Membres", "value_fr": "40"})
    add_rows(data, "facts", {"label_fr": "Salariés", "value_fr": "3", "value_en": "three"})
    add_rows(data, "milestones", {"year": 2015, "text_fr": "Création"})
    add_rows(data, "milestones", {"year": 2014, "month": 3, "text_fr": "Idée"})
    assert admin_client.post(form_of(initiative), data).status_code == 302
    assert rows_of(initiative) == [(1, "Première"), (2, "Deuxième"), (3, "Troisième")]
    assert list(initiative.facts.values_list("position", "value_fr")) == [(1, "40"), (2, "3")]
    assert {each.text_fr for each in initiative.milestones.all()} == {"Idée", "Création"}


def test_rows_come_with_a_new_initiative(admin_client, fill):
    address = f"{INITIATIVES}add/"
    data = fill(address, name_fr="Épicerie", slug="epicerie", kind="enterprise", scope="national")
    add_rows(data, "actions", action("Un"), action("Deux"))
    add_rows(data, "milestones", {"year": 2015, "text_fr": "Création"})
    add_rows(data, "sources", {"resource": ResourceFactory().pk, "locator": ""})
    assert admin_client.post(address, data).status_code == 302
    saved = Initiative.objects.get(slug="epicerie")
    assert rows_of(saved) == [(1, "Un"), (2, "Deux")]
    assert saved.milestones.count() == saved.sources.count() == 1


def test_a_row_without_a_position_comes_after_one_that_has_it(admin_client, fill):
    initiative = InitiativeFactory()
    data = fill(form_of(initiative))
    add_rows(data, "actions", action("Sans"), action("Avec", position=1))
    assert admin_client.post(form_of(initiative), data).status_code == 302
    assert rows_of(initiative) == [(1, "Avec"), (2, "Sans")]


def test_emptied_positions_send_rows_to_the_end(admin_client, fill):
    initiative = InitiativeFactory()
    for text in ("Un", "Deux", "Trois"):
        AuthorityActionFactory(initiative=initiative, text_fr=text)
    data = fill(form_of(initiative))
    data["actions-0-position"] = data["actions-1-position"] = ""
    assert admin_client.post(form_of(initiative), data).status_code == 302
    assert rows_of(initiative) == [(3, "Trois"), (4, "Un"), (5, "Deux")]


def test_a_position_given_twice_is_refused(admin_client, fill):
    initiative = InitiativeFactory()
    data = fill(form_of(initiative))
    add_rows(data, "actions", action("Un", position=1), action("Deux", position=1))
    assert admin_client.post(form_of(initiative), data).status_code == 200
    assert rows_of(initiative) == []


def test_a_deleted_row_leaves_its_place_to_a_new_one(admin_client, fill):
    initiative = InitiativeFactory()
    AuthorityActionFactory(initiative=initiative)
    data = fill(form_of(initiative)) | {"actions-0-DELETE": "on"}
    add_rows(data, "actions", action("Nouvelle"))
    assert admin_client.post(form_of(initiative), data).status_code == 302
    assert rows_of(initiative) == [(1, "Nouvelle")]


def test_a_row_without_french_is_refused_with_its_error(admin_client, fill):
    initiative = InitiativeFactory()
    data = fill(form_of(initiative))
    add_rows(data, "actions", action("", text_en="Only in English"), action("Bonne"))
    response = admin_client.post(form_of(initiative), data)
    assert response.status_code == 200
    [formset] = [
        each.formset
        for each in response.context["inline_admin_formsets"]
        if each.formset.model is AuthorityAction
    ]
    assert formset.errors[0].keys() == {"text_fr"}
    assert rows_of(initiative) == []


def test_positions_are_edited_in_the_list_of_figures(admin_client):
    figure = KeyFigureFactory()
    address = "/admin/resources/keyfigure/"
    data = list_filled_in(admin_client, address) | {"form-0-position": 7}
    assert admin_client.post(address, data).status_code == 302
    assert KeyFigure.objects.get(pk=figure.pk).position == 7


def test_a_record_that_others_cite_is_not_deleted(admin_client):
    cited = ResourceFactory()
    LeverFactory().sources.create(resource=cited)
    admin_client.post(f"/admin/resources/resource/{cited.pk}/delete/", {"post": "yes"})
    assert Resource.objects.filter(pk=cited.pk).exists()


def test_law_without_its_date_is_refused(admin_client, fill):
    form = CooperationFormFactory(status="draft")
    response = admin_client.post(form_of(form), fill(form_of(form), legal_basis_fr="La loi."))
    assert response.status_code == 200
    assert not CooperationForm.objects.get(pk=form.pk).legal_basis_fr


def test_short_lists_are_ticks(admin_client):
    SectorFactory(slug="sante")
    page = admin_client.get(f"{INITIATIVES}add/").text
    assert '<input type="checkbox" name="sectors"' in page
    assert Lever.objects.count() == 0
