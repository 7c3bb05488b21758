"""The page of one initiative: nothing that is not public, and what is not translated is said."""

import pytest

from tests.factories import (
    AuthorityActionFactory,
    CooperationFormFactory,
    GlossaryTermFactory,
    InitiativeFactory,
    InitiativeSourceFactory,
    KeyFactFactory,
    KeyFigureFactory,
    LeverFactory,
    MilestoneFactory,
    OrganisationFactory,
    ResourceFactory,
)
from tests.pages import initiative_page as page
from tests.pages import words

pytestmark = pytest.mark.django_db

NOTE = "SENTINEL-of-the-editor"
LANGUAGES = ["fr", "en"]
UNTRANSLATED = "Part of this page is not translated yet: it is shown in French."


# What is not shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", ["draft", "archived"])
def test_what_is_not_published_has_no_page(client, language, status):
    InitiativeFactory(slug="secret", status=status, name_fr="Le Secret")
    response = client.get(f"/{language}/initiatives/secret/")
    assert response.status_code == 404
    assert "Le Secret" not in words(response)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", ["draft", "archived"])
def test_what_is_linked_but_not_published_is_not_shown(client, champ_commun, language, status):
    hidden = {"status": status, "name_fr": "CACHÉ", "name_en": "CACHÉ"}
    titled = {"status": status, "title_fr": "CACHÉ", "title_en": "CACHÉ"}
    champ_commun.carrier = OrganisationFactory(**hidden)
    champ_commun.same_body = OrganisationFactory(**hidden)
    champ_commun.activity = "merged"
    champ_commun.merged_into = InitiativeFactory(**hidden)
    champ_commun.save()
    champ_commun.supporters.add(OrganisationFactory(**hidden))
    champ_commun.related.add(InitiativeFactory(**hidden))
    champ_commun.cooperation_forms.add(CooperationFormFactory(**hidden))
    champ_commun.levers.add(LeverFactory(**titled))
    champ_commun.resources.add(ResourceFactory(**titled))
    AuthorityActionFactory(initiative=champ_commun, lever=LeverFactory(**titled))
    response = page(client, language)
    assert "CACHÉ" not in response.content.decode()


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_a_document_that_is_not_published_is_named_without_a_link(client, champ_commun, status):
    document = ResourceFactory(
        slug="inside", title_en="Inside paper", status=status, url="https://inside.example/"
    )
    InitiativeSourceFactory(record=champ_commun, resource=document, locator="Page 3")
    response = page(client, "en")
    assert "Inside paper (2020) – Page 3" in words(response)
    assert "<cite>Inside paper</cite>" in response.content.decode()
    assert "/resources/inside/" not in response.content.decode()
    assert "inside.example" not in response.content.decode()


def test_the_editors_note_is_shown_nowhere(client, champ_commun):
    resource = ResourceFactory(slug="guide", editor_note=NOTE)
    lever = LeverFactory(slug="lever", editor_note=NOTE)
    form = CooperationFormFactory(slug="form", editor_note=NOTE)
    figure = KeyFigureFactory(slug="figure", editor_note=NOTE)
    term = GlossaryTermFactory(slug="term", editor_note=NOTE)
    body = OrganisationFactory(slug="body", editor_note=NOTE, scope="regional")
    body.regions.add("53")
    champ_commun.editor_note = NOTE
    champ_commun.carrier = body
    champ_commun.save()
    champ_commun.levers.add(lever)
    champ_commun.cooperation_forms.add(form)
    champ_commun.supporters.add(body)
    champ_commun.resources.add(resource)
    InitiativeSourceFactory(record=champ_commun, resource=resource)
    AuthorityActionFactory(initiative=champ_commun, resource=resource, lever=lever)
    pages = [
        f"/{language}/{path}"
        for language, paths in {
            "fr": [
                *("secteurs/", "secteurs/commerces-services/", "territoires/", "a-propos/"),
                *("leviers/", "leviers/lever/", "formes/", "formes/form/"),
                *("qui-accompagne/", "qui-accompagne/body/", "ressources/", "ressources/guide/"),
                *("chiffres-cles/", "glossaire/"),
            ],
            "en": [
                *("sectors/", "sectors/commerces-services/", "territories/", "about/"),
                *("levers/", "levers/lever/", "forms/", "forms/form/"),
                *("who-helps/", "who-helps/body/", "resources/", "resources/guide/"),
                *("key-figures/", "glossary/"),
            ],
        }.items()
        for path in [
            "",
            "initiatives/",
            "initiatives/?region=bretagne",
            f"initiatives/?q={NOTE}",
            "initiatives/champ-commun/",
            "regions/bretagne/",
            f"{'departements' if language == 'fr' else 'departments'}/morbihan/",
            *paths,
        ]
    ]
    records = {
        "initiatives": champ_commun,
        "organisations": body,
        "levers": lever,
        "cooperation-forms": form,
        "resources": resource,
        "key-figures": figure,
        "glossary": term,
    }
    machines = ["sitemap.xml", "sitemap-initiatives.xml", "api/v1/schema/"]
    machines += [f"api/v1/{name}/" for name in records]
    machines += [f"api/v1/{name}/{record.slug}/" for name, record in records.items()]
    for address in pages + [f"/{address}" for address in machines]:
        response = client.get(address)
        assert response.status_code == 200, address
        text = response.content.decode()
        if f"q={NOTE}" in address:  # The page repeats what was asked, and finds nothing.
            assert response.context["paginator"].count == 0
        else:
            assert NOTE not in text, address
        assert "editor_note" not in text, address


# Languages


@pytest.fixture
def french_only():
    record = InitiativeFactory(
        slug="champ-commun",
        name_fr="Le Champ commun",
        name_en=None,
        summary_fr="Une épicerie.",
        summary_en=None,
        description_fr="Deux associés.\n\nPuis dix.",
        description_en="",
    )
    AuthorityActionFactory(
        initiative=record,
        authority_fr="Commune d’Augan",
        authority_en=None,
        text_fr="Prête un local.",
        text_en=None,
    )
    KeyFactFactory(
        initiative=record, label_fr="Salariés", label_en=None, value_fr="dix", value_en=None
    )
    MilestoneFactory(initiative=record, text_fr="Inauguration.", text_en=None)
    return record


def test_an_english_page_without_translation_shows_french_marked_so_and_says_so(
    client, french_only
):
    response = page(client, "en")
    body = response.content.decode()
    assert '<html lang="en">' in body
    assert UNTRANSLATED in words(response)
    for text in [
        "Le Champ commun",
        "Une épicerie.",
        "Commune d’Augan",
        "Prête un local.",
        "Salariés",
        "dix",
        "Inauguration.",
    ]:
        assert f'<span lang="fr">{text}</span>' in body
    assert '<div lang="fr"><p>Deux associés.</p>' in body


def test_an_english_page_says_so_when_only_the_actions_lack_a_translation(client):
    record = InitiativeFactory(slug="champ-commun")
    AuthorityActionFactory(initiative=record, text_fr="Prête un local.", text_en=None)
    response = page(client, "en")
    assert '<span lang="fr">Prête un local.</span>' in response.content.decode()
    assert UNTRANSLATED in words(response)


def test_lists_mark_what_is_shown_in_french_too(client, french_only):
    body = client.get("/en/initiatives/").content.decode()
    assert '<span lang="fr">Le Champ commun</span>' in body
    assert '<span lang="fr">Une épicerie.</span>' in body
    assert '<span lang="fr">Prête un local.</span>' in body


def test_a_translated_page_has_nothing_to_say_of_it(client, champ_commun):
    assert UNTRANSLATED not in words(page(client, "en"))
    assert "pas encore traduite" not in words(page(client, "fr"))
    assert '<span lang="fr">' not in page(client, "en").content.decode()


def test_a_french_page_does_not_mark_its_own_language(client, french_only):
    response = page(client, "fr")
    assert "pas encore traduite" not in words(response)
    assert '<span lang="fr">' not in response.content.decode()
    assert "Prête un local." in words(response)
