"""What an editor finds: in lists, by filters, in the boxes that complete."""

import pytest
from django.urls import reverse

from initiatives.models import Initiative
from territories.models import Commune
from tests.factories import InitiativeFactory, LeverFactory, OrganisationFactory

INITIATIVES = "/admin/initiatives/initiative/"


def names_in(response):
    assert response.status_code == 200
    return {record.title_text for record in response.context["cl"].result_list}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("épicerie", id="french"),
        pytest.param("EPICERIE", id="folded"),
        pytest.param("grocer", id="english"),
        pytest.param("Le Trait", id="alias"),
        pytest.param("augan", id="commune"),
        pytest.param("epicerie participative", id="two_words"),
    ],
)
def test_the_search_finds_an_initiative(admin_client, text):
    InitiativeFactory(
        name_fr="Épicerie participative",
        name_en="Community grocery",
        aliases="Le Trait d’union",
        in_commune="56006",
    )
    InitiativeFactory(name_fr="Vélo-école", name_en="Cycling school")
    assert names_in(admin_client.get(INITIATIVES, {"q": text})) == {"Épicerie participative"}


def test_a_search_in_vain_finds_nothing(admin_client):
    InitiativeFactory(name_fr="Épicerie")
    assert names_in(admin_client.get(INITIATIVES, {"q": "mairie"})) == set()


def test_the_english_filter_tells_what_is_missing(admin_client):
    InitiativeFactory(name_fr="Traduite")
    InitiativeFactory(name_fr="Sans titre anglais", name_en=None)
    InitiativeFactory(name_fr="Sans résumé anglais", summary_en=" ")
    missing = names_in(admin_client.get(INITIATIVES, {"english": "missing"}))
    assert missing == {"Sans titre anglais", "Sans résumé anglais"}
    assert names_in(admin_client.get(INITIATIVES, {"english": "complete"})) == {"Traduite"}


def test_the_region_filter_keeps_what_stands_in_a_region_or_serves_it(admin_client):
    InitiativeFactory(name_fr="À Augan", in_commune="56006")
    InitiativeFactory(name_fr="Dans la Drôme", in_department="26")
    InitiativeFactory(name_fr="Pour le Morbihan", scope="departmental", departments=["56"])
    InitiativeFactory(name_fr="Nationale")
    found = names_in(admin_client.get(INITIATIVES, {"region": "53"}))
    assert found == {"À Augan", "Pour le Morbihan"}


def test_the_region_filter_of_organisations_keeps_those_that_serve_it(admin_client):
    OrganisationFactory(name_fr="Cress Bretagne", scope="regional").regions.set(["53"])
    OrganisationFactory(name_fr="Réseau national")
    response = admin_client.get("/admin/initiatives/supportorganisation/", {"region": "53"})
    assert names_in(response) == {"Cress Bretagne"}


def test_an_unknown_region_finds_nothing(admin_client):
    InitiativeFactory(in_commune="56006")
    assert names_in(admin_client.get(INITIATIVES, {"region": "zz"})) == set()


def communes(admin_client, term):
    response = admin_client.get(
        reverse("admin:territories_commune_choices"),
        {
            "term": term,
            "app_label": "initiatives",
            "model_name": "initiative",
            "field_name": "commune",
        },
    )
    assert response.status_code == 200
    return [choice["text"] for choice in response.json()["results"]]


@pytest.mark.parametrize(
    ("term", "label"),
    [
        pytest.param("saint-j", "Saint-Joseph (974)", id="beginning"),
        pytest.param("st jean de b", "Saint-Jean-de-Braye (45)", id="abbreviation"),
        pytest.param("evellys", "Évellys (56)", id="without_accent"),
        pytest.param("naizin", "Évellys (56), Naizin", id="former_name"),
        pytest.param("56800", "Augan (56)", id="postal_code"),
    ],
)
def test_communes_are_found_as_on_the_site_and_shown_with_their_department(
    admin_client, term, label
):
    assert label in communes(admin_client, term)


def test_an_empty_box_lists_communes_and_a_nonsensical_one_none(admin_client):
    assert len(communes(admin_client, "")) == 20
    assert communes(admin_client, "---") == []


def test_the_chosen_commune_is_shown_with_its_department(admin_client):
    initiative = InitiativeFactory(in_commune="56006")
    page = admin_client.get(f"{INITIATIVES}{initiative.pk}/change/").text
    assert "Augan (56)" in page


@pytest.mark.django_db
def test_visitors_cannot_ask_for_communes(client):
    assert client.get(reverse("admin:territories_commune_choices")).status_code == 302


def test_staff_without_permission_cannot_ask_for_communes(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("paul", is_staff=True))
    address = reverse("admin:territories_commune_choices")
    asked = {"app_label": "initiatives", "model_name": "initiative", "field_name": "commune"}
    assert client.get(address, asked).status_code == 403


def test_the_list_of_communes_is_searched_as_on_the_site(admin_client):
    response = admin_client.get("/admin/territories/commune/", {"q": "naizin"})
    assert [commune.name for commune in response.context["cl"].result_list] == ["Évellys"]


def test_intercommunalities_are_found_without_accents(admin_client):
    response = admin_client.get("/admin/territories/intercommunality/", {"q": "broceliande"})
    assert any("Brocéliande" in each.name for each in response.context["cl"].result_list)


@pytest.mark.parametrize("term", ["soutenir", "SOUTENIR", "support"])
def test_linked_records_are_completed_in_both_languages(admin_client, term):
    LeverFactory(title_fr="Soutenir l’épicerie", title_en="Support the grocer")
    LeverFactory(title_fr="Louer un local", title_en="Let premises")
    field = Initiative._meta.get_field("levers")
    response = admin_client.get(
        reverse("admin:autocomplete"),
        {
            "term": term,
            "app_label": "initiatives",
            "model_name": "initiative",
            "field_name": field.name,
        },
        headers={"accept-language": "fr"},
    )
    assert [choice["text"] for choice in response.json()["results"]] == ["Soutenir l’épicerie"]


def test_the_place_of_an_initiative_names_the_department_of_a_commune(admin_client):
    InitiativeFactory(in_commune="56006")
    assert Commune.objects.filter(pk="56006", name="Augan").exists()
    assert "Augan (56)" in admin_client.get(INITIATIVES).text
