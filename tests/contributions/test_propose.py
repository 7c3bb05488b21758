"""The public form: what it takes, what it says, and that nothing typed is lost."""

import pytest
from django.db.models.signals import post_save, pre_save

from contributions.models import Contribution, OutgoingMail, Proposal, ProposedAction, Turn
from tests.factories import (
    AuthorityLevelFactory,
    CooperationFormFactory,
    InitiativeFactory,
    LeverFactory,
    OrganisationFactory,
    ProposalFactory,
    SectorFactory,
)
from tests.pages import words

from .sending import ADDRESS, ENGLISH, filled_form, shown, stamp

pytestmark = pytest.mark.django_db


# The page


@pytest.mark.parametrize(
    ("address", "heading"), [(ADDRESS, "Proposer un projet"), (ENGLISH, "Propose a project")]
)
def test_the_form_is_there_in_both_languages(client, address, heading):
    response = client.get(address)
    assert response.status_code == 200
    assert heading in words(response)
    assert response.context["form"].errors == {}
    assert len(response.context["actions"].forms) == 3


def test_the_page_sets_no_cookie_and_is_kept_by_nobody(client):
    response = client.get(ADDRESS)
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


def test_only_what_must_be_there_is_said_to_be_required(client):
    assert client.get(ENGLISH).content.decode().count("(required)") == 6


def test_the_licence_and_the_consents_are_not_ticked_beforehand(client):
    form = client.get(ADDRESS).context["form"]
    for name in ("licence_granted", "may_ask_again", "picture_consent"):
        assert not form[name].value()


def test_the_form_says_what_becomes_of_contact_details(client):
    assert "supprimés 12 mois après la décision" in words(client.get(ADDRESS))


def test_only_what_is_public_is_offered(client):
    LeverFactory(title_fr="Prêter un local")
    LeverFactory(title_fr="Levier en brouillon", status="draft")
    OrganisationFactory(name_fr="Réseau public")
    OrganisationFactory(name_fr="Réseau caché", status="draft")
    OrganisationFactory(name_fr="Porteur", category="company-or-association")
    text = words(client.get(ADDRESS))
    assert "Prêter un local" in text
    assert "Réseau public" in text
    for hidden in ("Levier en brouillon", "Réseau caché", "Porteur"):
        assert hidden not in text


def test_a_few_queries_make_the_page(client, django_assert_max_num_queries):
    for _number in range(3):
        SectorFactory(), LeverFactory(), OrganisationFactory(), AuthorityLevelFactory()
    client.get(ADDRESS)
    # Where the log ends, the departments, and the levels once for each of three rows.
    with django_assert_max_num_queries(12):
        client.get(ADDRESS)


# Sent as it should be


def test_a_proposal_is_stored_with_all_that_was_told_and_waits_for_its_confirmation(client):
    SectorFactory(slug="culture")
    lever, form = LeverFactory(), CooperationFormFactory()
    body, level = OrganisationFactory(), AuthorityLevelFactory()
    data = filled_form(
        **{
            "sectors": ["culture"],
            "levers": [lever.slug],
            "cooperation_forms": [form.slug],
            "supporters": [body.slug],
            "legal_form": "association",
            "year_founded": "2019",
            "may_ask_again": "on",
            "actions-0-authority": "Commune d’Augan",
            "actions-0-level": level.pk,
            "actions-0-kind": "premises",
            "actions-0-text": "A prêté la grange.",
            "actions-0-year": "2020",
            "actions-2-authority": "Département",
            "actions-2-text": "A donné 3 000 €.",
        }
    )
    response = client.post(ADDRESS, data)
    [proposal] = Proposal.objects.all()
    assert response.status_code == 302
    assert response["Location"] == f"/fr/suivi/{proposal.secret}/"
    assert (proposal.state, proposal.language) == ("to_confirm", "fr")
    assert proposal.name == "La Grange commune"
    assert proposal.commune_id == "56006"
    assert proposal.year_founded == 2019
    assert proposal.may_ask_again
    assert [record.slug for record in proposal.sectors.all()] == ["culture"]
    assert list(proposal.levers.all()) == [lever]
    assert list(proposal.cooperation_forms.all()) == [form]
    assert list(proposal.supporters.all()) == [body]
    told = proposal.actions.values_list("authority", "kind", "level", "year")
    assert list(told) == [
        ("Commune d’Augan", "premises", level.pk, 2020),
        ("Département", "other", None, None),
    ]
    assert [turn.after for turn in proposal.turns.all()] == ["to_confirm"]
    [mail] = OutgoingMail.objects.all()
    assert (mail.recipient, mail.language) == ("camille@example.org", "fr")


def test_the_same_form_sent_twice_makes_one_submission(client):
    data = filled_form()
    first, second = client.post(ADDRESS, data), client.post(ADDRESS, data)
    assert first["Location"] == second["Location"]
    assert Contribution.objects.count() == OutgoingMail.objects.count() == 1


def test_two_forms_make_two_submissions(client):
    client.post(ADDRESS, filled_form())
    client.post(ADDRESS, filled_form(name="Le Four banal"))
    assert Proposal.objects.count() == 2


def test_an_english_form_is_kept_in_english(client):
    client.post(ENGLISH, filled_form())
    assert Proposal.objects.get().language == "en"
    assert "Confirm what you sent" in OutgoingMail.objects.get().subject


def test_a_national_project_needs_no_place(client):
    response = client.post(ADDRESS, filled_form(scope="national", place=None))
    assert response.status_code == 302


# Mistakes


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        pytest.param({"name": ""}, "name", "Indiquez le nom du projet.", id="no name"),
        pytest.param({"name": "x" * 161}, "name", "160", id="long name"),
        pytest.param({"summary": " "}, "summary", "en une phrase", id="no summary"),
        pytest.param({"summary": "x" * 241}, "summary", "240", id="long summary"),
        pytest.param({"description": "x" * 6001}, "description", "6000", id="long description"),
        pytest.param({"website": "pas une adresse"}, "website", "d’un site", id="website"),
        pytest.param({"website": "javascript:alert(1)"}, "website", "https://", id="script"),
        pytest.param({"scope": ""}, "scope", "à qui", id="no scope"),
        pytest.param({"scope": "galactic"}, "scope", "galactic", id="unknown scope"),
        pytest.param({"place": ""}, "commune", "Indiquez le lieu", id="nowhere"),
        pytest.param({"place": "zzzz"}, "place", "Aucun nom de commune", id="unknown commune"),
        pytest.param({"department": "56"}, "department", "pas les deux", id="two places"),
        pytest.param({"sectors": ["astrologie"]}, "sectors", "astrologie", id="unknown sector"),
        pytest.param({"year_founded": "1066"}, "year_founded", "1800", id="early year"),
        pytest.param({"year_founded": "hier"}, "year_founded", "entier", id="no year"),
        pytest.param({"contact_email": ""}, "contact_email", "adresse", id="no e-mail"),
        pytest.param({"contact_email": "a@b"}, "contact_email", "valide", id="bad e-mail"),
        pytest.param({"contact_name": ""}, "contact_name", "nom", id="no person"),
        pytest.param({"licence_granted": None}, "licence_granted", "licence", id="no licence"),
        pytest.param({"name": "a\0b"}, "name", "nul", id="NUL"),
    ],
)
def test_a_mistake_is_told_at_the_field_and_above_and_nothing_is_stored(
    client, changes, field, message
):
    response = client.post(ADDRESS, filled_form(**changes))
    assert response.status_code == 422
    html = response.content.decode()
    assert "<title>Erreur" in html
    faults = response.context["faults"]
    assert any(message in fault.message for fault in faults)
    for fault in faults:
        assert f'href="#{fault.address}"' in html
        assert f'id="{fault.address}"' in html
    assert response.context["form"].errors[field]
    assert 'id="faults" tabindex="-1" autofocus' in html
    assert not Contribution.objects.exists()


def test_the_field_in_error_is_marked_and_described(client):
    html = client.post(ADDRESS, filled_form(contact_email="a@b")).content.decode()
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_contact_email_helptext id_contact_email_error"' in html
    assert 'id="id_contact_email_error"' in html


def test_nothing_typed_is_lost_by_a_mistake(client):
    SectorFactory(slug="culture")
    data = filled_form(
        **{
            "contact_email": "a@b",
            "sectors": ["culture"],
            "year_founded": "hier",
            "actions-1-text": "Sans autorité.",
        }
    )
    response = client.post(ADDRESS, data)
    for name in ("name", "summary", "description", "contact_email", "year_founded", "place"):
        assert shown(response, name) == data[name]
    html = response.content.decode()
    assert "Sans autorité." in html
    assert 'value="culture" id="id_sectors_0" checked' in html.replace(' aria-invalid="true"', "")
    assert any(fault.address == "id_actions-1-authority" for fault in response.context["faults"])


def test_mended_it_is_taken(client):
    data = filled_form(contact_email="a@b")
    assert client.post(ADDRESS, data).status_code == 422
    assert client.post(ADDRESS, {**data, "contact_email": "a@b.fr"}).status_code == 302


def test_too_much_text_is_refused_in_a_page(client):
    response = client.post(ADDRESS, filled_form(description="x" * 250_000))
    assert response.status_code == 413
    assert not Contribution.objects.exists()


# The commune


def test_several_communes_are_offered_at_the_field(client):
    response = client.post(ADDRESS, filled_form(place="saint-denis"))
    assert response.status_code == 422
    html = response.content.decode()
    assert '<input type="radio" name="commune" value="93066">' in html
    assert 'name="place" value="saint-denis"' in html
    chosen = {**filled_form(place="saint-denis"), "commune": ["", "93066"]}
    assert client.post(ADDRESS, chosen).status_code == 302
    assert Proposal.objects.get().commune_id == "93066"


def test_what_was_typed_last_counts_more_than_what_was_chosen_before(client):
    client.post(ADDRESS, filled_form(place="Augan", commune="93066"))
    assert Proposal.objects.get().commune_id == "56006"


def test_a_commune_chosen_by_the_script_needs_no_text(client):
    client.post(ADDRESS, filled_form(place=None, commune="56006"))
    assert Proposal.objects.get().commune_id == "56006"


def test_a_commune_that_was_emptied_is_none(client):
    response = client.post(ADDRESS, filled_form(place="", commune="56006"))
    assert response.status_code == 422


def test_a_postal_code_names_a_commune(client):
    response = client.post(ADDRESS, filled_form(place="56800"))
    assert response.status_code == 422  # Augan is not the only one
    assert "Augan" in words(response)


# A place that the directory does not cover


@pytest.mark.parametrize("typed", ["Nouméa", "97150", "Saint-Martin (978)", "Uturoa, Polynésie"])
def test_a_place_that_is_not_covered_is_kept_in_words(client, typed):
    assert client.post(ADDRESS, filled_form(place=typed)).status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.place, proposal.commune, proposal.department) == (typed, None, None)
    assert typed in words(client.get(proposal.get_absolute_url()))
    amend = f"/fr/suivi/{proposal.secret}/modifier/"
    assert shown(client.get(amend), "place") == typed
    assert client.post(amend, filled_form(place="Augan")).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.place, proposal.commune_id) == ("", "56006")


def test_its_namesakes_are_offered_with_what_to_write_instead(client):
    response = client.post(ADDRESS, filled_form(place="Saint-Martin"))
    assert response.status_code == 422
    assert "indiquez « Saint-Martin (978) » comme lieu" in words(response)
    assert '<input type="radio" name="commune" value="32389">' in response.content.decode()


def test_a_place_in_words_and_a_department_are_two_places(client):
    response = client.post(ADDRESS, filled_form(place="Nouméa", department="56"))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["department"]
    assert shown(response, "place") == "Nouméa"


# Rows of actions


def test_another_row_keeps_what_was_typed(client):
    data = filled_form(**{"add-row": "1", "name": "", "actions-0-text": "Une aide"})
    response = client.post(ADDRESS, data)
    assert response.status_code == 200
    assert response.context["faults"] == []
    assert len(response.context["actions"].forms) == 4
    assert "Une aide" in response.content.decode()
    assert shown(response, "contact_email") == "camille@example.org"
    assert not Contribution.objects.exists()


def test_there_are_twenty_rows_at_most(client):
    data = filled_form(**{"add-row": "1", "actions-TOTAL_FORMS": "20"})
    assert len(client.post(ADDRESS, data).context["actions"].forms) == 20


@pytest.mark.parametrize("number", ["", "-1", "x", "9" * 5000, "1e3", "²", "21"])
def test_a_made_up_number_of_rows_does_no_harm(client, number):
    for button in ("send", "save", "add-row"):
        data = filled_form(**{button: "1", "actions-TOTAL_FORMS": number})
        assert client.post(ADDRESS, data).status_code in {200, 302, 422}


# Duplicates


def test_without_a_script_likely_duplicates_are_shown_at_the_first_sending(client):
    InitiativeFactory(name_fr="La Grange commune", slug="grange", in_commune="56006")
    data = filled_form()
    response = client.post(ADDRESS, data)
    assert response.status_code == 422
    assert "/fr/initiatives/grange/" in response.content.decode()
    assert [fault.address for fault in response.context["faults"]] == ["id_none_of_these"]
    assert not Proposal.objects.exists()
    assert client.post(ADDRESS, {**data, "none_of_these": "on"}).status_code == 302


def test_while_one_types_duplicates_are_a_part_of_the_page(client):
    InitiativeFactory(name_fr="La Grange commune", slug="grange")
    response = client.get("/en/propose/duplicates/", {"name": "grange comune"})
    assert response.status_code == 200
    assert "/en/initiatives/grange/" in response.content.decode()
    assert "<html" not in response.content.decode()
    nothing = client.get("/en/propose/duplicates/", {"name": "Boulangerie"})
    assert nothing.content.decode().strip() == ""


@pytest.mark.parametrize("name", ["name", "website", "place", "commune"])
def test_nothing_too_long_is_looked_for(client, name):
    response = client.get("/fr/proposer/doublons/", {name: "x" * 301})
    assert response.status_code == 400


# All or nothing


class ServerKilledError(Exception):
    pass


def killed(**kwargs):
    raise ServerKilledError


@pytest.mark.parametrize("moment", [pre_save, post_save], ids=["before", "after"])
@pytest.mark.parametrize("model", [Proposal, ProposedAction, Turn, OutgoingMail])
def test_a_server_killed_between_two_steps_leaves_nothing(client, model, moment):
    """The submission, its actions, its turn and its mail are stored together or not at all."""
    data = filled_form(**{"actions-0-authority": "Mairie", "actions-0-text": "Un prêt."})
    moment.connect(killed, sender=model)
    try:
        with pytest.raises(ServerKilledError):
            client.post(ADDRESS, data)
    finally:
        moment.disconnect(killed, sender=model)
    for stored in (Contribution, ProposedAction, Turn, OutgoingMail):
        assert not stored.objects.exists()
    assert client.post(ADDRESS, data).status_code == 302
    assert Proposal.objects.count() == OutgoingMail.objects.count() == 1


def test_a_form_sent_already_leads_to_where_it_stands(client):
    sent = ProposalFactory()
    response = client.post(ADDRESS, filled_form(stamp=stamp(sent.sending_key)))
    assert response["Location"] == f"/fr/suivi/{sent.secret}/"
