"""Whatever the address of a newer page holds, the answer is a page or a refusal, never a fault."""

from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.factories import (
    CooperationFormFactory,
    GlossaryTermFactory,
    InitiativeFactory,
    KeyFigureFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
)

PLACE = ["region", "department", "commune"]
LISTS = {
    "levers": (["driver", "authority"], "/fr/leviers/", "/en/levers/"),
    "organisations": (
        ["category", "offer", "cooperation_form", "lever", "sector", *PLACE],
        "/fr/qui-accompagne/",
        "/en/who-helps/",
    ),
    "resources": (
        ["part", "type", "year", "language", "sector", "lever", "cooperation_form"],
        "/fr/ressources/",
        "/en/resources/",
    ),
    "key-figures": (["topic"], "/fr/chiffres-cles/", "/en/key-figures/"),
    "glossary": ([], "/fr/glossaire/", "/en/glossary/"),
}
DETAILS = ["/fr/leviers/one/", "/en/levers/one/", "/fr/formes/one/", "/en/forms/one/"]
PLAIN = ["/en/forms/", "/fr/qui-accompagne/one/", "/en/resources/one/", "/en/initiatives/one/"]

ADDRESSES = [
    (address, names)
    for slug, (names, french, english) in LISTS.items()
    for address in (french, english, f"/api/v1/{slug}/")
]
ALL = [*(address for address, _ in ADDRESSES), *DETAILS, *PLAIN]
CHOICES = [(address, name) for address, names in ADDRESSES for name in names]
CHOICES += [(address, name) for address in DETAILS for name in PLACE]
NAMES = sorted({name for _, name in CHOICES} | {"q", "page", "page_size", "sort", "other"})
ANSWERS = {200, 400, 404}

bounded = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
texts = st.text(max_size=40) | st.sampled_from(
    ["0", "-1", "1e9", "9" * 30, "56", "bretagne", "2a004", "\0", "%", "'", "<b>", "é", "²", "١"]
)


@pytest.fixture
def directory(db):
    """One public record of each kind, linked where pages read links."""
    lever, form = LeverFactory(slug="one"), CooperationFormFactory(slug="one")
    initiative = InitiativeFactory(slug="one", in_commune="56006")
    organisation = OrganisationFactory(slug="one")
    for record in (initiative, organisation):
        record.levers.add(lever)
        record.cooperation_forms.add(form)
    ResourceFactory(slug="one", year=2020)
    KeyFigureFactory(slug="one", chart="part-cooperatives")
    GlossaryTermFactory(slug="one", term_fr="SCIC", expansion_fr="Société coopérative")


@bounded
@given(st.sampled_from(ALL), st.lists(st.tuples(st.sampled_from(NAMES), texts), max_size=4))
@example("/en/who-helps/", [("commune", "\0")])
@example("/fr/ressources/", [("year", "²")])
def test_any_text_in_any_parameter_is_answered(client, directory, address, parameters):
    query = urlencode(parameters, errors="replace")
    response = client.get(f"{address}?{query}", follow=True)
    assert response.status_code in ANSWERS


@bounded
@given(st.sampled_from(ALL), st.binary(max_size=30))
def test_any_octets_in_a_query_are_answered(client, directory, address, octets):
    response = client.get(f"{address}?{quote(octets, safe='=&')}", follow=True)
    assert response.status_code in ANSWERS


@bounded
@given(
    st.sampled_from(
        ["/fr/leviers/", "/en/forms/", "/en/who-helps/", "/fr/ressources/", "/api/v1/glossary/"]
    ),
    st.text(min_size=1, max_size=30).filter(lambda text: text not in {"one", ".", ".."}),
)
def test_any_slug_is_answered(client, directory, address, slug):
    response = client.get(f"{address}{quote(slug, safe='', errors='replace')}/")
    assert response.status_code in {302, 400, 404}


@pytest.mark.parametrize(("address", "name"), CHOICES)
def test_a_value_that_is_not_known_is_refused(client, directory, address, name):
    assert client.get(address, {name: "zzz"}).status_code == 400
    assert client.get(address, {name: ""}, follow=True).status_code == 200
    assert client.get(f"{address}?{name}=%FF").status_code == 400
    assert client.get(f"{address}?{name}=%00").status_code == 400


@pytest.mark.parametrize("page", ["0", "-1", "99999", "abc", "9" * 5000])
def test_a_page_that_does_not_exist_is_not_found(client, directory, page):
    for address, _names in ADDRESSES:
        if address in ("/fr/glossaire/", "/en/glossary/"):  # one page, whatever its number
            continue
        assert client.get(address, {"page": page}).status_code == 404, address


@pytest.mark.parametrize("text", ["x" * 10_000, "é" * 10_000, " x" * 5_000])
def test_a_very_long_search_is_refused(client, directory, text):
    for address, _names in ADDRESSES:
        assert client.get(address, {"q": text}).status_code == 400, address


@pytest.mark.parametrize(("address", "name"), CHOICES)
def test_hundreds_of_values_are_refused(client, directory, address, name):
    query = urlencode([(name, number) for number in range(900)])
    if name == "commune":  # one value, the last
        query = "commune=899"
    assert client.get(f"{address}?{query}").status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_changed_at_these_addresses(client, directory, method):
    for address in ALL:
        assert getattr(client, method)(address).status_code == 405, address
