"""Regional correspondents see and change the records of their regions, on every address."""

import pytest
from django.contrib import admin
from django.urls import reverse

from ess_rural.roles import Role
from initiatives.models import AuthorityAction, Initiative, SupportOrganisation
from tests.admin.conftest import errors_of, filled_in
from tests.factories import AuthorityActionFactory, InitiativeFactory, OrganisationFactory

from .staff_roles import BRETAGNE, OCCITANIE, REGIONAL, named, page_of, person_with, placed

pytestmark = pytest.mark.django_db

EVERYWHERE = pytest.mark.parametrize("model", REGIONAL, ids=named)
RECORDS = pytest.mark.parametrize("model", [Initiative, SupportOrganisation], ids=named)


@pytest.fixture
def client(client):
    """The browser of somebody who looks after Brittany, and is an editor besides."""
    client.force_login(person_with(Role.CORRESPONDENT, Role.EDITOR, regions=[BRETAGNE]))
    return client


def names_in_search(client, model, field_name):
    query = {
        "app_label": model._meta.app_label,
        "model_name": model._meta.model_name,
        "field_name": field_name,
    }
    found = client.get(reverse("admin:autocomplete"), query).json()["results"]
    return {int(each["id"]) for each in found}


def test_the_rule_covers_what_stands_in_a_region():
    assert {Initiative, SupportOrganisation, AuthorityAction} <= set(REGIONAL)


@EVERYWHERE
def test_a_list_holds_the_records_of_the_region_alone(client, model):
    mine, _other = placed(model, "bretagne"), placed(model, "occitanie")
    changelist = client.get(page_of(model, "changelist")).context["cl"]
    assert list(changelist.queryset) == [mine]
    searched = client.get(page_of(model, "changelist"), {"q": "e"}).context["cl"]
    assert set(searched.queryset) <= {mine}


@EVERYWHERE
def test_what_is_elsewhere_is_not_there(client, model):
    mine, other = placed(model, "bretagne"), placed(model, "occitanie")
    for name in ("change", "history", "delete"):
        if name != "delete":
            assert client.get(page_of(model, name, mine.pk)).status_code == 200
        for answer in (
            client.get(page_of(model, name, other.pk)),
            client.post(page_of(model, name, other.pk), {"post": "yes"}),
        ):
            assert answer.status_code in (302, 403, 404)
            if answer.status_code == 302:
                assert answer.url == reverse("admin:index")
    assert model._default_manager.filter(pk=other.pk).exists()


@EVERYWHERE
def test_what_belongs_to_no_region_is_not_theirs(client, model):
    make = {
        AuthorityAction: AuthorityActionFactory,
        Initiative: InitiativeFactory,
        SupportOrganisation: OrganisationFactory,
    }
    if model in make:
        national = make[model]()
        assert client.get(page_of(model, "change", national.pk)).status_code == 302


@EVERYWHERE
def test_an_action_passes_over_what_is_elsewhere(client, model):
    mine, other = placed(model, "bretagne"), placed(model, "occitanie")
    for action in admin.site.get_model_admin(model).actions:
        data = {"action": action, "_selected_action": [other.pk], "post": "yes"}
        client.post(page_of(model, "changelist"), data)
    before = {field.attname: getattr(other, field.attname) for field in other._meta.fields}
    other.refresh_from_db()
    assert {field.attname: getattr(other, field.attname) for field in other._meta.fields} == before
    if "archive" in admin.site.get_model_admin(model).actions:
        data = {"action": "archive", "_selected_action": [mine.pk, other.pk]}
        client.post(page_of(model, "changelist"), data)
        mine.refresh_from_db()
        other.refresh_from_db()
        assert (mine.status, other.status) == ("archived", "published")


@EVERYWHERE
def test_every_other_page_of_a_record_is_closed_elsewhere(client, model):
    """Versions, previews, merging, and what comes later."""
    other = placed(model, "occitanie")
    tried = 0
    for url in admin.site.get_model_admin(model).urls:
        if not url.name or url.name.endswith(("_changelist", "_add", "_import", "_export")):
            continue
        arguments = {
            name: other.pk if name in ("object_id", "one", "other", "pk") else 1
            for name in url.pattern.converters
        }
        if not arguments:
            continue
        address = reverse(f"admin:{url.name}", kwargs=arguments)
        for answer in (client.get(address), client.post(address, {"post": "yes"})):
            assert answer.status_code in (302, 403, 404, 405), address
            assert "location" not in answer.headers or answer.url == reverse("admin:index")
        tried += 1
    assert tried >= 3


@RECORDS
def test_an_export_holds_the_records_of_the_region_alone(client, model):
    mine, other = placed(model, "bretagne"), placed(model, "occitanie")
    answer = client.get(page_of(model, "export", "csv"))
    text = b"".join(answer.streaming_content).decode()
    assert mine.slug in text
    assert other.slug not in text
    assert client.get(page_of(model, "import")).status_code == 403


def test_a_search_for_links_offers_what_is_published_anywhere_and_drafts_of_the_region(client):
    mine = placed(Initiative, "bretagne", status="draft")
    public = placed(Initiative, "occitanie")
    hidden = placed(Initiative, "occitanie", status="draft")
    found = names_in_search(client, Initiative, "related")
    assert {mine.pk, public.pk} <= found
    assert hidden.pk not in found
    national = OrganisationFactory()
    draft = OrganisationFactory(status="draft")
    found = names_in_search(client, Initiative, "supporters")
    assert national.pk in found
    assert draft.pk not in found


@RECORDS
def test_nothing_is_merged_into_what_stands_elsewhere(client, model):
    """Nor by way of a record of the region that is itself a duplicate."""
    far = placed(model, "occitanie")
    near = placed(model, "bretagne", status="archived", duplicate_of=far)
    record = placed(model, "bretagne")
    address = page_of(model, "merge", record.pk, near.pk)
    assert client.post(address, {"kept": near.pk}).status_code == 403
    record.refresh_from_db()
    assert record.status == "published"


# Forms


@RECORDS
def test_a_record_of_the_region_is_changed(client, model):
    record = placed(model, "bretagne")
    address = page_of(model, "change", record.pk)
    response = client.post(address, filled_in(client, address, name_fr="Un autre nom"))
    assert response.status_code == 302
    record.refresh_from_db()
    assert record.name_fr == "Un autre nom"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "Vous suivez\u00a0: Bretagne. Cette fiche n’y serait pas."),
        ("en", "You look after Brittany: this record would not be there."),
    ],
)
def test_a_record_is_not_moved_out_of_the_region(client, language, words):
    record = placed(Initiative, "bretagne")
    address = page_of(Initiative, "change", record.pk)
    data = filled_in(client, address, region=OCCITANIE)
    response = client.post(address, data, headers={"accept-language": language})
    assert response.status_code == 200
    assert errors_of(response)["__all__"] == [words]
    record.refresh_from_db()
    assert record.region_id == BRETAGNE


@RECORDS
def test_a_record_is_given_no_region_elsewhere(client, model):
    record = placed(model, "bretagne")
    address = page_of(model, "change", record.pk)
    data = filled_in(client, address, regions=[BRETAGNE, OCCITANIE], scope="interregional")
    response = client.post(address, data)
    assert "reste tel quel" in errors_of(response)["__all__"][0]
    assert OCCITANIE not in record.regions.values_list("pk", flat=True)


def test_a_record_that_crosses_the_border_keeps_its_other_side(client):
    record = OrganisationFactory(scope="interregional")
    record.regions.set([BRETAGNE, OCCITANIE])
    address = page_of(SupportOrganisation, "change", record.pk)
    response = client.post(address, filled_in(client, address, name_fr="Un autre nom"))
    assert response.status_code == 302
    data = filled_in(client, address, regions=[BRETAGNE], scope="regional")
    assert "reste tel quel" in errors_of(client.post(address, data))["__all__"][0]
    assert record.regions.count() == 2


def test_a_record_does_not_become_national(client):
    record = placed(SupportOrganisation, "bretagne")
    address = page_of(SupportOrganisation, "change", record.pk)
    data = filled_in(client, address, scope="national")
    del data["regions"]
    assert "n’y serait pas" in errors_of(client.post(address, data))["__all__"][0]


@pytest.mark.parametrize(("region", "status"), [(BRETAGNE, 302), (OCCITANIE, 200)])
def test_a_new_record_stands_in_the_region(client, region, status):
    address = page_of(Initiative, "add")
    data = filled_in(
        client, address, name_fr="Nouvelle", slug="nouvelle", kind="network", scope="local"
    )
    assert client.post(address, data | {"region": region}).status_code == status
    assert Initiative.objects.filter(slug="nouvelle").exists() == (status == 302)


def test_links_go_to_what_is_offered_or_was_there_already(client):
    record = placed(Initiative, "bretagne")
    linked, hidden = (placed(Initiative, "occitanie", status="draft") for _number in range(2))
    public = placed(Initiative, "occitanie")
    record.related.add(linked)
    address = page_of(Initiative, "change", record.pk)
    data = filled_in(client, address)
    response = client.post(address, data | {"related": [linked.pk, hidden.pk]})
    assert errors_of(response)["related"] == ["Cette fiche n’est ni publiée ni dans vos régions."]
    hidden_body = OrganisationFactory(status="draft")
    response = client.post(address, data | {"carrier": hidden_body.pk})
    assert "carrier" in errors_of(response)
    response = client.post(address, data | {"related": [linked.pk, public.pk]})
    assert response.status_code == 302
    assert set(record.related.all()) == {linked, public}


def test_an_action_of_an_authority_stays_with_an_initiative_of_the_region(client):
    deed, elsewhere = placed(AuthorityAction, "bretagne"), placed(Initiative, "occitanie")
    address = page_of(AuthorityAction, "change", deed.pk)
    data = filled_in(client, address, initiative=elsewhere.pk)
    assert "initiative" in errors_of(client.post(address, data))
    deed.refresh_from_db()
    assert deed.initiative_id != elsewhere.pk
    answer = client.post(address, filled_in(client, address, text_fr="Autre chose."))
    assert answer.status_code == 302


# Who is kept


@EVERYWHERE
def test_without_a_region_nothing_is_seen(client, model):
    record = placed(model, "bretagne")
    client.force_login(person_with(Role.CORRESPONDENT, Role.EDITOR))
    for address in (
        page_of(model, "changelist"),
        page_of(model, "add"),
        page_of(model, "change", record.pk),
    ):
        assert client.get(address).status_code in (302, 403)


@EVERYWHERE
def test_a_correspondent_who_has_no_remit_at_all_sees_nothing(client, model):
    placed(model, "bretagne")
    person = person_with(Role.CORRESPONDENT)
    person.remit.delete()
    client.force_login(person)
    assert client.get(page_of(model, "changelist")).status_code == 403


@EVERYWHERE
def test_the_regions_of_a_remit_bind_nobody_else(client, model):
    other = placed(model, "occitanie")
    client.force_login(person_with(Role.MODERATOR, regions=[BRETAGNE]))
    assert client.get(page_of(model, "change", other.pk)).status_code == 200


def test_two_regions_are_seen_together(client):
    records = {placed(Initiative, "bretagne"), placed(Initiative, "occitanie")}
    placed(Initiative, "normandie")
    client.force_login(person_with(Role.CORRESPONDENT, regions=[BRETAGNE, OCCITANIE]))
    changelist = client.get(page_of(Initiative, "changelist")).context["cl"]
    assert set(changelist.queryset) == records
