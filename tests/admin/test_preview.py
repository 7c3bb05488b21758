"""A draft as its page will be: for staff only, and kept by nobody."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from factory.django import DjangoModelFactory

from resources.models import PublicRecord
from tests import factories
from tests.factories import (
    CooperationFormFactory,
    GlossaryTermFactory,
    InitiativeFactory,
    KeyFigureFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
    SectorFactory,
    TestimonyFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

WITH_A_PAGE = [
    CooperationFormFactory,
    InitiativeFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
]
WITHOUT = [GlossaryTermFactory, KeyFigureFactory, TestimonyFactory]


def preview_of(record):
    opts = record._meta
    return f"/admin/{opts.app_label}/{opts.model_name}/{record.pk}/preview/"


def form_of(record):
    return preview_of(record).replace("preview", "change")


@pytest.mark.parametrize("make", WITH_A_PAGE, ids=lambda make: make.__name__)
@pytest.mark.parametrize(("language", "banner"), [("fr", "Brouillon"), ("en", "Draft")])
def test_staff_see_a_draft_as_its_page_will_be(admin_client, make, language, banner):
    draft = make(status="draft")
    response = admin_client.get(f"{preview_of(draft)}?lang={language}")
    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.text
    assert banner in response.text
    assert getattr(draft, f"{draft.NAME_FIELD}_{language}") in response.text
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("make", WITH_A_PAGE, ids=lambda make: make.__name__)
def test_visitors_do_not_find_a_draft(client, make):
    draft = make(status="draft")
    assert client.get(draft.get_absolute_url()).status_code == 404
    response = client.get(preview_of(draft))
    assert response.status_code == 302
    assert "login" in response.url


def test_a_draft_with_sectors_and_a_place_has_its_neighbours(admin_client):
    SectorFactory(slug="sante")
    neighbour = InitiativeFactory(in_commune="56006", sectors=["sante"])
    draft = InitiativeFactory(in_commune="56006", sectors=["sante"], status="draft")
    assert neighbour.name_fr in admin_client.get(f"{preview_of(draft)}?lang=fr").text


def test_what_is_published_is_where_visitors_find_it(admin_client):
    lever = LeverFactory()
    assert admin_client.get(preview_of(lever)).url == lever.get_absolute_url()
    assert "preview/" not in admin_client.get(form_of(lever)).text


RECORDS = [model for model in apps.get_models() if issubclass(model, PublicRecord)]
MAKERS = {
    each._meta.model: each
    for each in vars(factories).values()
    if isinstance(each, type) and issubclass(each, DjangoModelFactory)
}


@pytest.mark.parametrize("status", PublicRecord.Status.values)
@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_a_preview_works_or_is_not_offered(admin_client, client, model, status):
    """Of every kind of record there is, whichever come yet."""
    record = MAKERS[model](status=status)
    form, preview = admin_client.get(form_of(record)), admin_client.get(preview_of(record))
    is_offered = f'href="{preview_of(record)}"' in form.text
    assert form.status_code == 200
    if record.is_published:
        assert not is_offered
        page = client.get(preview.url) if preview.status_code == 302 else preview
        assert page.status_code == (200 if hasattr(record, "get_absolute_url") else 404)
    else:
        assert preview.status_code == (200 if is_offered else 404)
    assert MAKERS[model] in [*WITH_A_PAGE, *WITHOUT]
    if MAKERS[model] in WITHOUT:
        assert not is_offered


def test_the_form_of_a_draft_leads_to_its_preview(admin_client):
    draft = LeverFactory(status="draft")
    assert f'href="{preview_of(draft)}"' in admin_client.get(form_of(draft)).text


def test_staff_without_the_permission_see_no_draft(client):
    client.force_login(UserFactory())
    assert client.get(preview_of(LeverFactory(status="draft"))).status_code == 403


def test_who_may_only_look_may_look_at_a_draft(client):
    reader = UserFactory()
    reader.user_permissions.add(Permission.objects.get(codename="view_lever"))
    client.force_login(reader)
    assert client.get(preview_of(LeverFactory(status="draft"))).status_code == 200


@pytest.mark.parametrize("address", ["999999/preview/", "x/preview/"])
def test_what_is_not_there_is_not_found(admin_client, address):
    assert admin_client.get(f"/admin/initiatives/lever/{address}").status_code == 404


def test_a_language_that_the_site_has_not_is_not_found(admin_client):
    assert (
        admin_client.get(f"{preview_of(LeverFactory(status='draft'))}?lang=xx").status_code == 404
    )
