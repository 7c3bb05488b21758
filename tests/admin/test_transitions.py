"""Publishing, taking back and archiving: from lists and from forms, always by the model."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission

from initiatives.models import Initiative, Lever
from tests.factories import InitiativeFactory, LeverFactory, SectorFactory

from .conftest import texts_of_messages

INITIATIVES = "/admin/initiatives/initiative/"


def run(client, action, *records):
    data = {"action": action, "_selected_action": [record.pk for record in records]}
    return client.post(INITIATIVES, data, follow=True, headers={"accept-language": "en"})


def status_of(record):
    return type(record).objects.get(pk=record.pk).status


def test_the_list_publishes_what_is_fit_and_names_what_is_not(admin_client):
    fit = InitiativeFactory(name_fr="Prête", status="draft")
    textless = InitiativeFactory(name_fr="Sans résumé", summary_fr="", status="draft")
    placeless = InitiativeFactory(name_fr="Nulle part", scope="regional", status="draft")
    response = run(admin_client, "publish", fit, textless, placeless)
    assert [status_of(each) for each in (fit, textless, placeless)] == [
        "published",
        "draft",
        "draft",
    ]
    texts = texts_of_messages(response)
    assert len(texts) == 3
    assert any("Sans résumé" in text and "French" in text for text in texts)
    assert any("Nulle part" in text and "Say where" in text for text in texts)
    assert "1 record published." in texts


def test_publishing_from_the_list_remembers_the_moment_and_who_did_it(admin_client, admin_user):
    draft = InitiativeFactory(status="draft")
    run(admin_client, "publish", draft)
    draft.refresh_from_db()
    assert draft.first_published_at is not None
    assert LogEntry.objects.get(object_id=str(draft.pk)).user == admin_user


@pytest.mark.parametrize(("action", "status"), [("unpublish", "draft"), ("archive", "archived")])
def test_the_list_takes_back_and_archives(admin_client, action, status):
    records = [InitiativeFactory(), InitiativeFactory()]
    response = run(admin_client, action, *records)
    assert [status_of(each) for each in records] == [status, status]
    assert texts_of_messages(response)[0].startswith("2 records")


def test_the_form_saves_and_then_publishes(admin_client, fill):
    draft = InitiativeFactory(status="draft", summary_fr="")
    address = f"{INITIATIVES}{draft.pk}/change/"
    sector = SectorFactory()
    data = fill(address, summary_fr="Un résumé.", sectors=[sector.pk], _publish="1")
    response = admin_client.post(address, data)
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.summary_fr) == ("published", "Un résumé.")
    assert list(draft.sectors.all()) == [sector]


def test_the_form_stays_with_a_record_that_cannot_be_published(admin_client, fill):
    draft = InitiativeFactory(status="draft", summary_fr="")
    address = f"{INITIATIVES}{draft.pk}/change/"
    data = fill(address, name_fr="Nouveau nom", name_en="New name", _publish="1")
    response = admin_client.post(address, data, headers={"accept-language": "en"})
    assert response.status_code == 302
    assert response.url == address
    draft.refresh_from_db()
    assert (draft.status, draft.name_fr) == ("draft", "Nouveau nom")
    response = admin_client.get(address, headers={"accept-language": "en"})
    assert any("New name" in text and "French" in text for text in texts_of_messages(response))


def test_a_new_record_can_be_published_at_once(admin_client, fill):
    address = "/admin/initiatives/lever/add/"
    texts = {"title_fr": "Louer un local", "summary_fr": "À prix doux.", "slug": "louer"}
    admin_client.post(address, fill(address, **texts, _publish="1"))
    assert Lever.objects.get(slug="louer").status == "published"


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("draft", {"_publish", "_archive"}),
        ("published", {"_unpublish", "_archive"}),
        ("archived", {"_publish", "_unpublish"}),
    ],
)
def test_the_form_offers_the_transitions_of_the_status(admin_client, status, offered):
    lever = LeverFactory(status=status)
    response = admin_client.get(f"/admin/initiatives/lever/{lever.pk}/change/")
    assert {name for name, _label in response.context["transitions"]} == offered
    for name in offered:
        assert response.text.count(f'name="{name}"') == 2  # above and below


def test_the_status_is_not_written_past_the_model(admin_client, fill):
    draft = InitiativeFactory(status="draft")
    address = f"{INITIATIVES}{draft.pk}/change/"
    admin_client.post(address, fill(address, status="published"))
    assert status_of(draft) == "draft"


def test_who_may_add_but_not_change_publishes_nothing(client, django_user_model):
    author = django_user_model.objects.create_user("anne", is_staff=True)
    author.user_permissions.add(Permission.objects.get(codename="add_lever"))
    client.force_login(author)
    address = "/admin/initiatives/lever/add/"
    assert 'name="_publish"' not in client.get(address).text
    data = {
        "title_fr": "Louer",
        "summary_fr": "À prix doux.",
        "slug": "louer",
        "review_months": 24,
        "_publish": "1",
        "sources-TOTAL_FORMS": 0,
        "sources-INITIAL_FORMS": 0,
    }
    client.post(address, data)
    assert Lever.objects.get(slug="louer").status == "draft"


def test_the_page_on_the_site_is_linked_once_it_is_there(admin_client):
    published, draft = InitiativeFactory(), InitiativeFactory(status="draft")
    address = f"{INITIATIVES}{published.pk}/change/"
    page = admin_client.get(address, headers={"accept-language": "fr"}).text
    assert f'href="/fr/initiatives/{published.slug}/"' in page
    assert "viewsitelink" not in admin_client.get(f"{INITIATIVES}{draft.pk}/change/").text


def test_the_page_of_a_sector_is_always_linked(admin_client):
    sector = SectorFactory()
    page = admin_client.get(f"/admin/initiatives/sector/{sector.pk}/change/").text
    assert f'{sector.get_absolute_url()}" class="viewsitelink"' in page


def test_every_initiative_of_the_directory_survives_being_saved_untouched(
    content, admin_client, fill
):
    initiative = Initiative.objects.filter(actions__isnull=False, facts__isnull=False).first()
    address = f"{INITIATIVES}{initiative.pk}/change/"
    before = Initiative.objects.for_detail().get(pk=initiative.pk)
    response = admin_client.post(address, fill(address))
    assert response.status_code == 302
    after = Initiative.objects.for_detail().get(pk=initiative.pk)
    for field in Initiative._meta.concrete_fields:
        if field.name != "updated_at":
            assert (getattr(after, field.attname) or "") == (
                getattr(before, field.attname) or ""
            ), field.name
    for links in ("sectors", "levers", "departments", "regions", "actions", "facts", "sources"):
        assert set(getattr(after, links).all()) == set(getattr(before, links).all()), links
