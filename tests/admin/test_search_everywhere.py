"""Every list that is searched finds whatever the case and the accents, on both databases."""

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contributions.models import Correction, Proposal
from initiatives.models import Initiative, Sector
from search.admin import FoldedSearchAdmin
from search.text import fold
from territories.models import Commune, Department, Intercommunality
from tests.ess_rural.staff_roles import REGISTERED, make, named, page_of
from tests.factories import (
    CorrectedFieldFactory,
    InitiativeFactory,
    ProposalFactory,
    SectorFactory,
)

SEARCHED = [
    model
    for model in REGISTERED
    # Communes are searched by what is typed of a place: tests/territories.
    if admin.site.get_model_admin(model).search_fields and model is not Commune
]
WRITTEN = "L’Épicerie d’ÎLE-au-Cœur"
TYPED = [WRITTEN, "epicerie coeur", "ÉPICERIE ILE", "l'île au cœur", "E\u0301picerie"]
LOCATED = {
    "commune": lambda: {"commune": Commune.objects.first()},
    "department": lambda: {"department": Department.objects.first()},
    "intercommunality": lambda: {"intercommunality": Intercommunality.objects.first()},
}


def record_with(model, path):
    """Return a record of a model that has something at the end of a path of relations."""
    first = path.split("__")[0]
    if model is Initiative and first in LOCATED:
        return InitiativeFactory(scope="local", **LOCATED[first]())
    if model is Proposal and first in LOCATED:
        return ProposalFactory(scope="local", **{"commune": None, **LOCATED[first]()})
    record = make(model)
    if model is Correction:
        CorrectedFieldFactory(correction=record, name="website")
    return record


def row_at(record, path):
    """Return the row, and the name of its column, to which a path leads from a record."""
    *relations, column = path.split("__")
    for name in relations:
        reached = getattr(record, name)
        record = reached.first() if hasattr(reached, "first") else reached
    return record, record._meta.get_field(column)


def found_in_list(client, model, text):
    """Return the keys of what the list of a model finds, whatever state is shown otherwise."""
    request = RequestFactory().get("/")
    request.user, request.resolver_match = client.user, None
    model_admin = admin.site.get_model_admin(model)
    everything = model_admin.get_queryset(request)
    rows, _doubled = model_admin.get_search_results(request, everything, text)
    return set(rows.values_list("pk", flat=True))


@pytest.fixture
def client(admin_client, admin_user):
    admin_client.user = admin_user
    return admin_client


@pytest.mark.parametrize("model", SEARCHED, ids=named)
def test_every_field_that_is_searched_is_found_in_any_case_without_accents(client, model):
    model_admin = admin.site.get_model_admin(model)
    assert isinstance(model_admin, FoldedSearchAdmin)
    for path in model_admin.search_fields:
        if path.endswith("__icontains") or path == "shown_recipient":
            continue  # a number; an address, which is looked for as it is written
        record = record_with(model, path)
        row, column = row_at(record, path)
        if column.primary_key:
            typed = [row.pk.lower(), row.pk.upper()]
        else:
            is_short = (column.max_length or 99) < len(WRITTEN)
            written, typed = ("É.S.S", ["ess", "é.s.s.", "ESS"]) if is_short else (WRITTEN, TYPED)
            type(row)._base_manager.filter(pk=row.pk).update(**{column.attname: written})
        for text in typed:
            assert record.pk in found_in_list(client, model, text), (path, text)
        assert record.pk not in found_in_list(client, model, "zzyzx"), path


def test_a_list_and_a_box_that_completes_find_so(client):
    """From the address on: what the table above asks of each list is what its page asks."""
    proposal = ProposalFactory(name="Épicerie du bourg")
    response = client.get(page_of(Proposal, "changelist"), {"q": "epicerie"})
    assert list(response.context["cl"].result_list) == [proposal]
    sector = SectorFactory(name_fr="Économie circulaire")
    asked = {"app_label": "initiatives", "model_name": "testimony", "field_name": "sectors"}
    boxes = client.get(reverse("admin:autocomplete"), {**asked, "term": "ECONOMIE"}).json()
    assert [each["id"] for each in boxes["results"]] == [str(sector.pk)]


@pytest.mark.parametrize("text", ["gueret", "GUÉRET", "Guéret", "creuse"])
def test_initiatives_are_found_by_commune_and_department(client, text):
    in_gueret = InitiativeFactory(in_commune="23096", name_fr="Une", name_en="One")
    InitiativeFactory(in_commune="56006", name_fr="Autre", name_en="Other")
    response = client.get(page_of(Initiative, "changelist"), {"q": text})
    assert list(response.context["cl"].result_list) == [in_gueret]


@pytest.mark.parametrize("text", ["Lozère", "lozere", "LOZERE"])
def test_initiatives_are_found_by_the_department_that_they_stand_in(client, text):
    found = [InitiativeFactory(in_department="48"), InitiativeFactory(in_commune="48095")]
    InitiativeFactory(in_department="23")
    response = client.get(page_of(Initiative, "changelist"), {"q": text})
    assert set(response.context["cl"].result_list) == set(found)


@pytest.mark.parametrize("text", ["---", "’", "日本"])
def test_a_text_without_a_word_finds_nothing(client, text):
    SectorFactory()
    assert found_in_list(client, Sector, text) == set()


def test_a_long_text_is_read_as_far_as_it_is_of_use(client):
    response = client.get(page_of(Sector, "changelist"), {"q": "mot " * 2000})
    assert response.status_code == 200


VARIANTS = [str.upper, str.lower, str.title, fold, str.swapcase]
FRENCH = st.text("aàâäbcçdeéèêëfghiîïlmnoôöœprstuùûüvyÿzæ -’", min_size=1, max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=FRENCH.filter(fold), vary=st.sampled_from(VARIANTS))
def test_any_french_name_is_found_in_any_case_without_accents(client, name, vary):
    sector, _is_new = Sector.objects.get_or_create(slug="any")
    Sector.objects.filter(pk=sector.pk).update(name_fr=name)
    assert sector.pk in found_in_list(client, Sector, vary(name))
