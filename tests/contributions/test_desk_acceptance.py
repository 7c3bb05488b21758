"""What an accepted proposal becomes: a draft, or more in an initiative that is there already."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import translation

from contributions.models import RecordContact
from initiatives.models import AuthorityAction, Initiative
from resources.models import Resource
from tests.factories import (
    CooperationFormFactory,
    InitiativeFactory,
    LeverFactory,
    OrganisationFactory,
    ProposalFactory,
    ProposedActionFactory,
    SectorFactory,
    UserFactory,
)
from tests.pages import words

from .desk import AUGAN, desk_of

pytestmark = pytest.mark.django_db


def proposal_with(**values):
    return ProposalFactory(**{"scope": "local", "commune_id": AUGAN, **values})


def accepted(proposal, into=None):
    return proposal.accept(UserFactory(), proposal.version, into)


def picture(name="p-20x10.webp"):
    return {
        "picture": ContentFile(b"RIFF", name=name),
        "picture_alt": "A shop",
        "picture_credit": "Camille",
        "picture_consent": True,
    }


def test_all_that_was_told_is_in_the_draft():
    proposal = proposal_with(
        name="L’Épicerie",
        summary="Une épicerie.",
        description="Longue histoire.",
        website="https://epicerie.example/",
        legal_form="scic",
        year_founded=2019,
        area_label="Pays de Ploërmel",
        other_supporters="Une fondation",
    )
    linked = {
        "sectors": SectorFactory(),
        "levers": LeverFactory(),
        "cooperation_forms": CooperationFormFactory(),
        "supporters": OrganisationFactory(),
    }
    for name, record in linked.items():
        getattr(proposal, name).add(record)
    made = accepted(proposal)
    made.refresh_from_db()
    assert (made.slug, made.status, made.kind) == ("l-epicerie", "draft", "enterprise")
    assert (made.name_fr, made.summary_fr) == ("L’Épicerie", "Une épicerie.")
    assert (made.description_fr, made.area_label_fr) == ("Longue histoire.", "Pays de Ploërmel")
    assert (made.legal_form, made.year_founded, made.scope) == ("scic", 2019, "local")
    assert made.commune_id == AUGAN
    assert not made.name_en
    assert "Une fondation" in made.editor_note
    for name, record in linked.items():
        assert list(getattr(made, name).all()) == [record]


def test_a_place_in_words_is_told_to_the_editors(admin_client):
    proposal = proposal_with(commune_id=None, place="Nouméa")
    assert "Nouméa" in words(admin_client.get(desk_of(proposal)))
    made = accepted(proposal)
    made.refresh_from_db()
    assert made.location is None
    assert "Nouméa" in made.editor_note


def test_an_english_proposal_can_be_stored_and_says_what_is_to_be_translated():
    proposal = proposal_with(
        language="en", name="The Bakehouse", summary="A shared oven.", **picture()
    )
    ProposedActionFactory(proposal=proposal, authority="The council", text="Lent a room.")
    with translation.override("fr"):
        made = accepted(proposal)
    made.refresh_from_db()
    assert (made.name_en, made.summary_en) == ("The Bakehouse", "A shared oven.")
    assert (made.name_fr, made.summary_fr, made.sort_key) == (
        "The Bakehouse",
        None,
        "the bakehouse",
    )
    action = made.actions.get()
    assert action.authority_fr == action.authority_en == "The council"
    assert action.text_fr == action.text_en == "Lent a room."
    assert (made.picture_alt_fr, made.picture_alt_en) == ("A shop", "A shop")
    assert "résumé" in made.editor_note
    assert "actions des collectivités" in made.editor_note
    with pytest.raises(ValidationError) as refused:
        made.publish()
    assert list(refused.value.message_dict) == ["summary_fr"]


def test_a_french_proposal_leaves_the_english_to_the_editors():
    proposal = proposal_with(**picture())
    ProposedActionFactory(proposal=proposal)
    made = accepted(proposal)
    assert made.actions.get().authority_en is None
    assert not made.picture_alt_en
    assert made.editor_note == ""


def test_what_is_there_is_not_overwritten_and_what_lacks_is_filled():
    known = InitiativeFactory(
        name_fr="Le Fournil", summary_fr="Su.", in_department="35", website="https://a.example/"
    )
    lever = LeverFactory()
    known.levers.add(lever)
    proposal = proposal_with(
        name="Fournil", website="https://b.example/", year_founded=2015, summary="Autre."
    )
    proposal.levers.add(LeverFactory())
    ProposedActionFactory(proposal=proposal)
    made = accepted(proposal, known)
    made.refresh_from_db()
    assert made == known
    assert (made.name_fr, made.summary_fr, made.website) == (
        "Le Fournil",
        "Su.",
        "https://a.example/",
    )
    assert (made.commune, made.department_id, made.year_founded) == (None, "35", 2015)
    assert (made.status, made.levers.count(), made.actions.count()) == ("published", 2, 1)


def test_a_picture_comes_with_its_own_words_or_not_at_all():
    described = InitiativeFactory(
        picture="pictures/old-2x1.webp", picture_alt_fr="Une grange", picture_credit="Ana"
    )
    made = accepted(proposal_with(language="en", **picture()), described)
    assert (made.picture.name, made.picture_alt_fr) == ("pictures/old-2x1.webp", "Une grange")
    assert not made.picture_alt_en
    left_over = InitiativeFactory(picture_alt_fr="Une grange", picture_credit="Ana")
    made = accepted(proposal_with(**picture()), left_over)
    assert made.picture.name.startswith("pictures/")
    assert (made.picture_alt_fr, made.picture_credit) == ("A shop", "Camille")


def test_the_sending_is_the_source_of_all_that_was_told():
    # Past midnight where the contributor is.
    sent_at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    first = accepted(proposal_with(sent_at=sent_at))
    source = first.sources.get()
    assert source.locator == "2 mars 2026"
    assert first.information_as_of == 2026
    accepted(proposal_with(sent_at=sent_at), first)
    assert first.sources.count() == 1
    statements = Resource.objects.get(slug="statements-of-contributors")
    assert source.resource == statements
    assert statements.title_fr != statements.title_en
    statements.full_clean()


def test_two_of_one_name_have_an_address_each():
    slugs = [accepted(proposal_with(name="Le Fournil")).slug for _number in range(3)]
    assert slugs == ["le-fournil", "le-fournil-2", "le-fournil-3"]
    assert accepted(proposal_with(name="…")).slug == "initiative"
    assert accepted(proposal_with(name="é" * 160)).slug == "e" * 80


def test_a_rule_of_the_other_initiative_keeps_all_as_it_was():
    ended = InitiativeFactory(activity="ended", year_ended=2010)
    proposal = proposal_with(year_founded=2019)
    ProposedActionFactory(proposal=proposal)
    with pytest.raises(ValidationError):
        accepted(proposal, ended)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.initiative, proposal.mails.count()) == ("to_review", None, 0)
    assert not AuthorityAction.objects.exists()


def test_the_contact_is_kept_only_where_they_agreed():
    accepted(proposal_with(contact_email="no@example.org"))
    made = accepted(proposal_with(contact_email="yes@example.org", may_ask_again=True))
    accepted(proposal_with(contact_email="yes@example.org", may_ask_again=True), made)
    contact = RecordContact.objects.get()
    assert (contact.email, contact.record, contact.language) == ("yes@example.org", made, "fr")
    assert Initiative.objects.count() == 2
