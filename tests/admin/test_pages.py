"""Every page of the administration answers, to those who may see it."""

import pytest
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin, ModelAdmin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives import models as initiatives
from resources import models as resources
from territories.models import Commune, DataRelease, Department, Intercommunality, Region
from tests.factories import (
    AuthorityActionFactory,
    AuthorityLevelFactory,
    ChallengeFactory,
    CooperationFormFactory,
    DriverFactory,
    GlossaryTermFactory,
    InitiativeFactory,
    KeyFigureFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
    SectorFactory,
    TestimonyFactory,
    VocabularyFactory,
)


class OfferFactory(VocabularyFactory):
    class Meta:
        model = initiatives.Offer


EDITED = {
    initiatives.AuthorityAction: AuthorityActionFactory,
    initiatives.AuthorityLevel: AuthorityLevelFactory,
    initiatives.Challenge: ChallengeFactory,
    initiatives.CooperationForm: CooperationFormFactory,
    initiatives.Driver: DriverFactory,
    initiatives.Initiative: InitiativeFactory,
    initiatives.Lever: LeverFactory,
    initiatives.Offer: OfferFactory,
    initiatives.Sector: SectorFactory,
    initiatives.SupportOrganisation: OrganisationFactory,
    initiatives.Testimony: TestimonyFactory,
    resources.GlossaryTerm: GlossaryTermFactory,
    resources.KeyFigure: KeyFigureFactory,
    resources.Resource: ResourceFactory,
}
READ_ONLY = [Commune, DataRelease, Department, Intercommunality, Region]
# Where an initiative stands, in turns: rows of a list differ in what they look up.
PLACES = [{"in_commune": "56006"}, {"in_department": "26"}, {"in_region": "bretagne"}, {}]

DUNDERS = {"__module__", "__doc__", "__dict__", "__weakref__", "__orig_bases__"}


def page_of(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def ours():
    apps = {"territories", "resources", "initiatives"}
    return [model for model in admin.site._registry if model._meta.app_label in apps]


def named(model):
    return model.__name__


def test_every_model_of_the_directory_is_there():
    assert set(ours()) == {*EDITED, *READ_ONLY, resources.LinkCheck}


@pytest.mark.parametrize("model", EDITED, ids=named)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_editor_sees_the_list_the_form_and_an_empty_form(admin_client, model, language):
    record = EDITED[model]()
    for address in (
        page_of(model, "changelist"),
        page_of(model, "change", record.pk),
        page_of(model, "add"),
    ):
        response = admin_client.get(address, headers={"accept-language": language})
        assert response.status_code == 200, address
        assert f'lang="{language}"' in response.text


@pytest.mark.parametrize("model", READ_ONLY, ids=named)
def test_territories_are_only_looked_at(admin_client, model):
    territory = model.objects.first()
    assert admin_client.get(page_of(model, "changelist")).status_code == 200
    assert admin_client.get(page_of(model, "change", territory.pk)).status_code == 200
    assert admin_client.get(page_of(model, "add")).status_code == 403
    assert admin_client.get(page_of(model, "delete", territory.pk)).status_code == 403
    assert admin_client.post(page_of(model, "change", territory.pk)).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("model", [*EDITED, *READ_ONLY], ids=named)
def test_visitors_are_sent_to_the_login(client, model):
    response = client.get(page_of(model, "changelist"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("admin:login"))


@pytest.mark.parametrize("model", [*EDITED, *READ_ONLY], ids=named)
def test_staff_without_the_permission_are_refused(client, django_user_model, model):
    client.force_login(django_user_model.objects.create_user("paul", is_staff=True))
    assert client.get(page_of(model, "changelist")).status_code == 403


def test_who_may_only_look_is_offered_no_transition(client, django_user_model):
    reader = django_user_model.objects.create_user("paul", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_lever"))
    client.force_login(reader)
    lever = LeverFactory()
    response = client.get(page_of(initiatives.Lever, "change", lever.pk))
    assert response.status_code == 200
    assert 'name="_unpublish"' not in response.text
    response = client.get(page_of(initiatives.Lever, "changelist"))
    assert 'value="publish"' not in response.text


@pytest.mark.parametrize("model", EDITED, ids=named)
def test_a_list_takes_as_many_queries_for_twelve_rows_as_for_four(
    admin_client, django_assert_num_queries, model
):
    make = EDITED[model]
    address = page_of(model, "changelist")

    def add(count):
        for number in range(count):
            place = PLACES[number % len(PLACES)]
            if model is initiatives.AuthorityAction:
                initiative = InitiativeFactory(**place)
                make(level=AuthorityLevelFactory(), lever=LeverFactory(), initiative=initiative)
            elif model is initiatives.Initiative:
                make(**place)
            else:
                make()

    add(4)
    admin_client.get(address)  # content types are remembered from here on
    with CaptureQueriesContext(connection) as few:
        admin_client.get(address)
    add(8)
    with django_assert_num_queries(len(few)):
        response = admin_client.get(address)
    assert len(response.context["cl"].result_list) >= 12


def test_no_attribute_of_an_admin_class_is_misspelt():
    """Django passes over an attribute that it does not know."""
    known = {*dir(ModelAdmin), *dir(InlineModelAdmin), "Media", "model"}
    unknown = set()
    for model in ours():
        model_admin = admin.site.get_model_admin(model)
        for each in (type(model_admin), *model_admin.inlines):
            for base in each.__mro__:
                if base.__module__.split(".")[0] in {"initiatives", "resources", "territories"}:
                    names = {name for name, value in vars(base).items() if not callable(value)}
                    unknown |= {f"{base.__name__}.{name}" for name in names - known - DUNDERS}
    assert unknown == set()


def test_the_administration_bears_the_name_of_the_site(admin_client):
    assert "ESS rurale" in admin_client.get(reverse("admin:index")).text
