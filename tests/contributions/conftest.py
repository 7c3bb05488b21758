"""What all tests of contributions share."""

import pytest

from tests.factories import InitiativeFactory


@pytest.fixture(autouse=True)
def folder_of_pictures(settings, tmp_path):
    """Keep what is uploaded to one test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def shop():
    """A public initiative in a commune, with a website."""
    return InitiativeFactory(
        slug="epicerie",
        name_fr="L’Épicerie",
        description_fr="Un lieu.\n\nDes gens. ",
        website="https://epicerie.example.org/",
        year_founded=2009,
        in_commune="56006",
    )
