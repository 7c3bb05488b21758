"""Each rule that one row can hold, seen refusing a row."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from territories.models import (
    Commune,
    DataRelease,
    Department,
    FormerCommune,
    Intercommunality,
    PostalCode,
    Region,
)

pytestmark = pytest.mark.django_db

ROWS = {
    Region: {
        "code": "99",
        "slug": "ailleurs",
        "name_fr": "Ailleurs",
        "name_en": "Elsewhere",
        "locative": "ailleurs",
    },
    Department: {
        "code": "979",
        "slug": "ailleurs",
        "name": "Ailleurs",
        "locative": "ailleurs",
        "region_id": "53",
    },
    Intercommunality: {
        "code": "999999999",
        "slug": "communaute",
        "name": "Communauté",
        "kind": "CC",
    },
    Commune: {
        "code": "56999",
        "name": "Ker-Ys",
        "search_name": "ker ys",
        "department_id": "56",
        "population": 0,
        "latitude": 48.0,
        "longitude": -4.0,
    },
    PostalCode: {"code": "56999", "commune_id": "56006"},
    FormerCommune: {
        "code": "56999",
        "kind": "COMD",
        "name": "Ker-Ys",
        "search_name": "ker ys",
        "commune_id": "56006",
    },
}


def refused(model, **changes):
    return pytest.param(
        model, changes, id=f"{model.__name__}-" + "-".join(f"{k}={v}" for k, v in changes.items())
    )


@pytest.mark.parametrize("model", ROWS)
def test_a_sound_row_is_accepted(model):
    model.objects.create(**ROWS[model])


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        refused(Region, code="9"),
        refused(Region, code="9a"),
        refused(Region, slug="bretagne"),
        refused(Region, slug=""),
        refused(Region, name_fr=""),
        refused(Region, name_fr=None),
        refused(Region, name_en=""),
        refused(Region, name_en=None),
        refused(Region, locative=""),
        refused(Region, locative=None),
        refused(Department, code="2C"),
        refused(Department, code="9"),
        refused(Department, slug="morbihan"),
        refused(Department, slug=""),
        refused(Department, name=""),
        refused(Department, name=None),
        refused(Department, locative=""),
        refused(Department, region_id=None),
        refused(Intercommunality, code="99999999"),
        refused(Intercommunality, code="99999999X"),
        refused(Intercommunality, kind="XX"),
        refused(Intercommunality, kind=""),
        refused(Intercommunality, slug=""),
        refused(Intercommunality, name=""),
        refused(Commune, code="5699"),
        refused(Commune, code="2C999"),
        refused(Commune, code="35999"),
        refused(Commune, name=""),
        refused(Commune, name=None),
        refused(Commune, search_name=""),
        refused(Commune, department_id=None),
        refused(Commune, population=-1),
        refused(Commune, latitude=-22.1),
        refused(Commune, latitude=52.1),
        refused(Commune, latitude=None),
        refused(Commune, longitude=-62.1),
        refused(Commune, longitude=56.1),
        refused(Commune, longitude=None),
        refused(PostalCode, code="5699"),
        refused(PostalCode, code="5699A"),
        refused(PostalCode, code="56800"),
        refused(PostalCode, commune_id=None),
        refused(FormerCommune, code="569"),
        refused(FormerCommune, code="56144"),
        refused(FormerCommune, kind="COM"),
        refused(FormerCommune, name=""),
        refused(FormerCommune, search_name=""),
        refused(FormerCommune, commune_id=None),
    ],
)
def test_an_unsound_row_is_refused(model, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.bulk_create([model(**{**ROWS[model], **changes})])


def test_a_code_may_return_with_another_kind():
    FormerCommune.objects.create(**{**ROWS[FormerCommune], "code": "56144", "kind": "COMA"})


@pytest.mark.parametrize(
    "changes", [{"pk": 2}, {"pk": 3, "fingerprint": "abc"}, {"pk": 1, "fingerprint": "X" * 64}]
)
def test_one_release_is_known_and_its_fingerprint_is_a_sha_256(changes):
    DataRelease.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        DataRelease.objects.create(
            **{"fingerprint": "0" * 64, "loaded_at": timezone.now(), **changes}
        )
