"""A record that has no slug is given one that is its own, and its page is found there."""

import pytest
from django.conf import settings
from django.urls import URLResolver, get_resolver, resolve
from django.utils.translation import override

from initiatives.models import AuthorityLevel, Initiative
from resources.models import PublicRecord, Vocabulary
from tests.admin.conftest import fill  # noqa: F401 a fixture
from tests.contributions.desk import decide
from tests.factories import InitiativeFactory, ProposalFactory

pytestmark = pytest.mark.django_db

PROPOSED = [
    ("Cœur de ville & Cie", "coeur-de-ville-cie"),
    ("L’Épicerie", "l-epicerie"),
    ("Carte", "carte-2"),
    ("Map", "map-2"),
    ("Intégrer", "integrer-2"),
    ("La carte", "la-carte"),
    ("日本", "initiative"),
]


def kinds():
    """Return the models of all records that have a slug of their own."""
    found, waiting = [], [PublicRecord, Vocabulary]
    while waiting:
        for model in waiting.pop().__subclasses__():
            waiting.append(model)
            if not model._meta.abstract:
                found.append(model)
    return found


def words_of_addresses():
    """Return the words that stand in the addresses of pages, in both languages."""
    words = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            waiting = list(get_resolver().url_patterns)
            while waiting:
                pattern = waiting.pop()
                words |= set(str(pattern.pattern).split("/"))
                if isinstance(pattern, URLResolver):
                    waiting += pattern.url_patterns
    return {word for word in words if word.isalpha()}


@pytest.mark.parametrize("model", kinds(), ids=lambda model: model.__name__)
def test_no_name_makes_a_slug_that_a_page_hides(model):
    words = words_of_addresses()
    assert {"carte", "map", "integrer", "embed"} <= words
    for word in words:
        record = model(**{f"{model.NAME_FIELD}_fr": word.capitalize()})
        record.fill_slug()
        assert record.slug.startswith(word)
        for language, _name in settings.LANGUAGES:
            with override(language):
                path = getattr(record, "get_absolute_url", str)().partition("#")[0]
                found = resolve(path).kwargs if path.startswith("/") else {}
            assert found.get("slug", record.slug) == record.slug
            assert found or record.slug == word


@pytest.mark.parametrize(("name", "slug"), PROPOSED)
def test_an_accepted_proposal_gets_a_slug_with_which_it_can_be_published(admin_client, name, slug):
    proposal = ProposalFactory(name=name, scope="national")
    assert decide(admin_client, proposal, "accept", into="new").status_code == 302
    initiative = Initiative.objects.get()
    assert initiative.slug == slug
    initiative.publish()
    for language in ("fr", "en"):
        with override(language):
            assert admin_client.get(initiative.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(("name", "slug"), PROPOSED)
def test_the_form_of_the_admin_makes_the_same_slug(admin_client, fill, name, slug):  # noqa: F811
    address = "/admin/initiatives/initiative/add/"
    data = fill(address, name_fr=name, kind="enterprise", scope="national", activity="active")
    assert admin_client.post(address, data).status_code == 302
    assert Initiative.objects.get().slug == slug
    assert admin_client.post(address, data).status_code == 302
    base = slug.removesuffix("-2")
    assert Initiative.objects.order_by("pk").last().slug == f"{base}-{3 if base != slug else 2}"


def test_a_term_of_a_list_is_given_its_slug_too(admin_client, fill):  # noqa: F811
    address = "/admin/initiatives/authoritylevel/add/"
    assert admin_client.post(address, fill(address, name_fr="Département")).status_code == 302
    assert AuthorityLevel.objects.get().slug == "departement"


def test_a_slug_that_was_typed_is_kept_or_refused(admin_client, fill):  # noqa: F811
    InitiativeFactory(slug="pris")
    address = "/admin/initiatives/initiative/add/"
    data = fill(address, name_fr="Nom", kind="enterprise", scope="national", activity="active")
    for slug in ("pris", "carte", "map"):
        response = admin_client.post(address, {**data, "slug": slug})
        assert set(response.context["adminform"].form.errors) == {"slug"}
    assert admin_client.post(address, {**data, "slug": "autre\u200b"}).status_code == 302
    assert Initiative.objects.filter(slug="autre").exists()
