"""Records that several files of tests start from."""

import pytest

from tests.factories import (
    ChallengeFactory,
    CooperationFormFactory,
    InitiativeFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
)

from .places import AUGAN, CAEN, MALESTROIT, VANNES


@pytest.fixture
def around_augan():
    """One initiative in each ring around Augan, and one that does not reach it."""
    InitiativeFactory(slug="here", in_commune=AUGAN)
    InitiativeFactory(slug="next-door", in_commune=MALESTROIT)
    InitiativeFactory(slug="same-department", in_commune=VANNES)
    InitiativeFactory(slug="whole-region", scope="regional", regions=["bretagne"])
    InitiativeFactory(slug="everywhere")
    InitiativeFactory(slug="elsewhere", in_commune=CAEN)


@pytest.fixture
def champ_commun():
    """An initiative with something of every kind."""
    record = InitiativeFactory(
        slug="champ-commun",
        name_fr="Le Champ commun",
        aliases="L’Auberge d’Augan\nLe Garde-Champêtre",
        summary_fr="Une épicerie et un café.",
        summary_en="A grocery and a café.",
        description_fr="Premier paragraphe.\n\nSecond paragraphe.",
        description_en="First paragraph.\n\nSecond paragraph.",
        in_commune="56006",
        departments=["56"],
        area_label_fr="Pays de Ploërmel",
        area_label_en="Ploërmel country",
        legal_form="scic",
        year_founded=2009,
        website="https://www.example.org/augan/",
        sectors=["commerces-services"],
        carrier=OrganisationFactory(
            slug="carrier",
            name_fr="Porteur public",
            name_en="Public carrier",
            website="https://carrier.example/",
        ),
        same_body=OrganisationFactory(
            slug="same-house", name_fr="Même maison", name_en="Same house"
        ),
    )
    record.challenges.add(ChallengeFactory(slug="services"))
    record.levers.add(LeverFactory(slug="rent", title_fr="Louer", title_en="Rent out"))
    record.cooperation_forms.add(
        CooperationFormFactory(
            slug="scic", name_fr="La SCIC", name_en="The SCIC", definition_en="A cooperative."
        )
    )
    record.supporters.add(
        OrganisationFactory(slug="network", name_fr="Le Réseau", name_en="The Network")
    )
    record.resources.add(
        ResourceFactory(
            slug="worth-reading",
            title_fr="À lire",
            title_en="Worth reading",
            url="https://read.example/",
        )
    )
    record.related.add(InitiativeFactory(slug="cousine", name_fr="La Cousine"))
    return record
