"""One typed place, one outcome: at every door where a place can be typed."""

import re

import pytest
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator

from contributions.models import Proposal
from territories.models import Commune
from territories.typed import find_place
from tests.contributions.sending import ADDRESS, filled_form
from tests.factories import InitiativeFactory
from tests.pages import words

pytestmark = pytest.mark.django_db
LISTS = ["/fr/initiatives/", "/fr/initiatives/carte/", "/fr/qui-accompagne/"]
# Taken, offered, refused; each for reasons of its own.
TYPED = [
    *("56800 Ploërmel", "Ploërmel (56)", "Paris 15e", "2a004", "35042 Rennes CEDEX 7"),
    *("1000", "56800 Rennes", "Saint-Martin", "59170", "35042 CEDEX", "Bourg-en-Br", "97133"),
    *("97500", "Nouméa", "99999", "zzzz", "5 🌾", "\N{RIGHT-TO-LEFT MARK}ا"),
]


def squeezed(text):
    return " ".join(text.split())


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("address", LISTS)
def test_a_list_takes_offers_or_refuses(client, address, typed):
    place = find_place(typed)
    response = client.get(address, {"place": typed, "page": "2"})
    if place.code:
        assert response["Location"] == f"{address}?commune={place.code}"
        return
    assert response.status_code == (200 if place.found else 400)
    offered = re.findall(r'href="[^"]*[?;]commune=(\w+)"', response.content.decode())
    assert offered == list(place.found)[:40]
    assert squeezed(place.reason) in words(response)
    assert response.context["place"].text == place.text


@pytest.mark.parametrize("typed", TYPED)
def test_territories_and_suggestions_show_the_same_in_the_same_order(client, admin_client, typed):
    place = find_place(typed)
    page = client.get("/fr/territoires/", {"place": typed})
    assert [each.pk for each in page.context["communes"]] == list(place.found)[:20]
    assert squeezed(place.reason) in words(page)
    answer = client.get("/fr/territoires/communes/", {"place": typed}).json()
    assert [each["code"] for each in answer["suggestions"]] == list(place.found)[:10]
    assert answer["reason"] == place.reason
    asked = {"app_label": "initiatives", "model_name": "initiative", "field_name": "commune"}
    choices = admin_client.get(
        reverse("admin:territories_commune_choices"), {"term": typed, **asked}
    ).json()
    assert [each["id"] for each in choices["results"]] == list(place.found)[:20]
    found = admin_client.get("/admin/territories/commune/", {"q": typed}).context["cl"]
    assert found.result_count == len(place.found)


@pytest.mark.parametrize("typed", TYPED)
def test_a_proposal_takes_offers_or_refuses(client, typed):
    place = find_place(typed)
    response = client.post(ADDRESS, filled_form(place=typed))
    if place.code or (place.not_covered and not place.found):
        proposal = Proposal.objects.get()
        assert (proposal.commune_id or "") == place.code
        assert proposal.place == ("" if place.code else place.text)
        return
    assert response.status_code == 422
    form = response.context["form"]
    assert form.errors["place"] == [place.reason]
    assert form["place"].value() == typed
    assert [commune.pk for commune, _hint in form.choices] == list(place.found)[:40]
    for code in list(place.found)[:1]:
        client.post(ADDRESS, {**filled_form(place=typed), "commune": ["", code]})
        assert Proposal.objects.get().commune_id == code


def test_a_whole_name_counts_more_than_a_commune_chosen_before(client):
    client.post(ADDRESS, filled_form(place="Rennes", commune="11309"))  # Rennes-les-Bains
    assert Proposal.objects.get().commune_id == "35238"


def test_a_place_that_was_typed_costs_two_queries(client, django_assert_num_queries):
    find_place("Augan")
    with django_assert_num_queries(2):  # where the log of changes ends, and the commune
        client.get("/fr/initiatives/?place=56800+Augan")


# In the address


@pytest.mark.parametrize(
    ("code", "commune"),
    [
        *(("75101", "75056"), ("75115", "75056"), ("69389", "69123"), ("13216", "13055")),
        *(("2a004", "2A004"), ("56006", "56006")),
    ],
)
def test_an_insee_code_names_its_commune(client, code, commune):
    page = client.get("/fr/initiatives/", {"commune": code})
    assert page.status_code == 200
    assert page.context["filter"].place.commune.pk == commune
    assert client.get("/api/v1/initiatives/", {"commune": code}).status_code == 200


def test_the_code_of_a_former_commune_names_that_of_today(client):
    former = Commune.objects.get(pk="01015").former_communes.exclude(code="01015").first()
    page = client.get("/fr/initiatives/", {"commune": former.code})
    assert page.context["filter"].place.commune.pk == "01015"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("1", "01"), ("01", "01"), ("2a", "2A"), ("2A", "2A"), (" 56 ", "56"), ("５６", "56")],
)
def test_a_department_is_known_however_its_code_is_written(client, typed, code):
    InitiativeFactory(in_department=code)
    page = client.get("/fr/initiatives/", {"department": typed})
    assert [each.pk for each in page.context["filter"].place.departments] == [code]
    [group] = [each for each in page.context["filter"].groups() if each.name == "department"]
    assert [option.value for option in group.options if option.is_chosen] == [code]
    addresses = ["/api/v1/initiatives/", "/fr/initiatives/carte/", "/fr/qui-accompagne/"]
    for address in addresses:
        assert client.get(address, {"department": typed}).status_code == 200
    answers = [client.get(addresses[0], {"department": each}).json() for each in (typed, code)]
    assert answers[0]["count"] == answers[1]["count"] == 1


def test_the_schema_says_how_places_are_written():
    parameters = SchemaGenerator().get_schema(public=True)["paths"]["/api/v1/initiatives/"]["get"]
    said = {each["name"]: each["description"] for each in parameters["parameters"]}
    assert "1 est lu comme 01" in said["department"]
    assert "ancienne commune" in said["commune"]


@pytest.mark.parametrize("value", ["99", "001", "0", "2c", "morbihan-", "1 2", "²"])
def test_an_unknown_department_stays_an_error_that_names_it(client, value):
    response = client.get("/api/v1/initiatives/", {"department": value})
    assert response.status_code == 400
    assert "department" in response.json()


@pytest.mark.parametrize(
    "asked",
    [{"department": "975"}, {"department": "988"}, {"region": "polynesie-francaise"}]
    + [{"commune": code} for code in ("97502", "97701", "98611", "98735")],
)
def test_the_reason_is_said_where_a_place_is_not_covered(client, asked):
    response = client.get("/fr/initiatives/", asked)
    assert response.status_code == 400
    assert "ne couvre pas encore ce territoire" in words(response)
    [name] = asked
    answer = client.get("/api/v1/initiatives/", asked)
    assert answer.status_code == 400
    assert list(answer.json()) == [name]
