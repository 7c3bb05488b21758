"""The API: nothing that is not public, be it by itself or linked from what is."""

import json

import pytest

from tests.factories import (
    AuthorityActionFactory,
    CooperationFormFactory,
    CooperationFormSourceFactory,
    GlossaryTermFactory,
    GlossaryTermSourceFactory,
    InitiativeFactory,
    InitiativeSourceFactory,
    KeyFigureFactory,
    KeyFigureSourceFactory,
    LeverFactory,
    LeverSourceFactory,
    OrganisationFactory,
    OrganisationSourceFactory,
    ResourceFactory,
    ResourceSourceFactory,
)
from tests.pages import answer as get

pytestmark = pytest.mark.django_db

RECORDS = {
    "initiatives": InitiativeFactory,
    "organisations": OrganisationFactory,
    "levers": LeverFactory,
    "cooperation-forms": CooperationFormFactory,
    "resources": ResourceFactory,
    "key-figures": KeyFigureFactory,
    "glossary": GlossaryTermFactory,
}


@pytest.mark.parametrize("status", ["draft", "archived"])
@pytest.mark.parametrize(("endpoint", "factory"), RECORDS.items(), ids=list(RECORDS))
def test_what_is_not_published_is_absent(client, endpoint, factory, status):
    factory(slug="public")
    factory(slug="secret", status=status)
    results = get(client, f"{endpoint}/")["results"]
    assert [record["slug"] for record in results] == ["public"]
    assert client.get(f"/api/v1/{endpoint}/secret/").status_code == 404


@pytest.mark.parametrize("status", ["draft", "archived"])
@pytest.mark.parametrize(
    "link",
    [
        "levers",
        "cooperation_forms",
        "supporters",
        "related",
        "carrier",
        "lever of an action",
    ],
)
def test_an_initiative_does_not_name_what_is_not_published(client, link, status):
    record = InitiativeFactory(slug="one")
    secret = {
        "levers": LeverFactory,
        "cooperation_forms": CooperationFormFactory,
        "supporters": OrganisationFactory,
        "related": InitiativeFactory,
        "carrier": OrganisationFactory,
        "lever of an action": LeverFactory,
    }[link](slug="secret", status=status)
    if link == "carrier":
        record.carrier = secret
        record.save()
    elif link == "lever of an action":
        AuthorityActionFactory(initiative=record, lever=secret)
    else:
        getattr(record, link).add(secret)
    assert "secret" not in json.dumps(get(client, "initiatives/one/"))


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_an_organisation_does_not_name_an_unpublished_network(client, status):
    OrganisationFactory(slug="one", parent=OrganisationFactory(slug="secret", status=status))
    assert get(client, "organisations/one/")["parent"] is None


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_a_form_of_cooperation_does_not_name_unpublished_levers(client, status):
    form = CooperationFormFactory(slug="one")
    form.levers.add(LeverFactory(slug="secret", status=status), LeverFactory(slug="public"))
    assert get(client, "cooperation-forms/one/")["levers"] == ["public"]


SOURCES = {
    "initiatives": InitiativeSourceFactory,
    "organisations": OrganisationSourceFactory,
    "levers": LeverSourceFactory,
    "cooperation-forms": CooperationFormSourceFactory,
    "resources": ResourceSourceFactory,
    "glossary": GlossaryTermSourceFactory,
}


@pytest.mark.parametrize("status", ["draft", "archived"])
@pytest.mark.parametrize(("endpoint", "factory"), SOURCES.items(), ids=list(SOURCES))
def test_a_source_keeps_its_section_and_does_not_name_an_unpublished_document(
    client, endpoint, factory, status
):
    secret = ResourceFactory(slug="secret", status=status)
    factory(record__slug="one", resource=secret, locator="Page 3")
    answered = get(client, f"{endpoint}/one/")
    assert answered["sources"] == [{"resource": None, "locator": "Page 3"}]


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_a_figure_does_not_name_an_unpublished_document(client, status):
    secret = ResourceFactory(slug="secret", status=status)
    KeyFigureSourceFactory(record__slug="one", resource=secret, locator="Page 3")
    source = get(client, "key-figures/one/")["source"]
    assert source == {"resource": None, "locator": "Page 3"}


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_an_action_says_null_for_its_unpublished_lever_and_document(client, status):
    AuthorityActionFactory(
        initiative__slug="one",
        lever=LeverFactory(status=status),
        resource=ResourceFactory(status=status),
        locator="Page 3",
    )
    [action] = get(client, "initiatives/one/")["authority_actions"]
    assert action["lever"] is None
    assert action["source"] == {"resource": None, "locator": "Page 3"}


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_an_initiative_says_null_for_an_unpublished_carrier(client, status):
    InitiativeFactory(slug="one", carrier=OrganisationFactory(status=status))
    assert get(client, "initiatives/one/")["carrier"] is None
