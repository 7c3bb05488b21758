"""The FilterSet of the directory: each control unbound, valid, invalid and combined."""

from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from django.utils import translation

from initiatives.filters import InitiativeFilter
from initiatives.models import Initiative
from tests.factories import (
    AuthorityActionFactory,
    AuthorityLevelFactory,
    ChallengeFactory,
    CooperationFormFactory,
    InitiativeFactory,
    LeverFactory,
)
from tests.pages import words

pytestmark = pytest.mark.django_db

# For each control: a value of the grocery, one of the bicycles, and one of nothing at all.
CONTROLS = {
    "q": ("epicerie", "velos", "x" * 201),
    "region": ("bretagne", "nouvelle-aquitaine", "atlantide"),
    "department": ("56", "23", "99"),
    "commune": ("56006", "23096", "99999"),
    "sector": ("commerces-services", "mobilite", "astrologie"),
    "challenge": ("services", "mobility", "glory"),
    "authority": ("commune", "department", "empire"),
    "lever": ("premises", "purchases", "magic"),
    "cooperation_form": ("scic", "cae", "guild"),
    "kind": ("enterprise", "network", "empire"),
    "legal_form": ("scic", "association", "guild"),
    "scope": ("local", "intercommunal", "galactic"),
}
ONE_VALUE = {"q", "commune"}
VALID = [pytest.param(name, values[0], id=name) for name, values in CONTROLS.items()]
INVALID = [
    *[pytest.param(name, values[2], id=name) for name, values in CONTROLS.items() if name != "q"],
    pytest.param("sort", "price", id="sort"),
]


def bound(query):
    filterset = InitiativeFilter(QueryDict(query), Initiative.objects.published())
    assert filterset.is_valid(), filterset.errors
    return filterset


def found(query):
    """Return the slugs that a query string keeps, in order."""
    return [initiative.slug for initiative in bound(query).qs]


def chips(query):
    """Return {label: parameters without it} of what is chosen."""
    return {
        str(label): dict(QueryDict(address.removeprefix("?")).lists())
        for label, address in bound(query).active()
    }


@pytest.fixture
def grocery():
    record = InitiativeFactory(
        slug="epicerie",
        name_fr="Épicerie d’Augan",
        in_commune="56006",
        kind="enterprise",
        legal_form="scic",
        sectors=["commerces-services"],
    )
    record.challenges.add(ChallengeFactory(slug="services"))
    record.levers.add(LeverFactory(slug="premises"))
    record.cooperation_forms.add(CooperationFormFactory(slug="scic"))
    AuthorityActionFactory(initiative=record, level=AuthorityLevelFactory(slug="commune"))
    return record


@pytest.fixture
def bicycles():
    record = InitiativeFactory(
        slug="velos",
        name_fr="Vélos de Guéret",
        in_commune="23096",
        scope="intercommunal",
        kind="network",
        legal_form="association",
        sectors=["mobilite"],
    )
    record.challenges.add(ChallengeFactory(slug="mobility"))
    record.levers.add(LeverFactory(slug="purchases"))
    record.cooperation_forms.add(CooperationFormFactory(slug="cae"))
    AuthorityActionFactory(initiative=record, level=AuthorityLevelFactory(slug="department"))
    return record


@pytest.fixture
def both(grocery, bicycles):
    return [grocery, bicycles]


def test_an_unbound_filterset_narrows_nothing(both):
    unbound = InitiativeFilter(None, Initiative.objects.published())
    assert {initiative.slug for initiative in unbound.qs} == {"epicerie", "velos"}


def test_every_control_is_tested_here():
    apart = {"sort", "radius", "located"}
    assert {*CONTROLS, *apart} == set(InitiativeFilter.base_filters)


@pytest.mark.parametrize("control", [*CONTROLS, "sort"])
def test_a_control_left_blank_says_nothing(both, control):
    assert found(f"{control}=") == ["epicerie", "velos"]
    assert bound(f"{control}=").active() == []


def test_a_form_sent_as_it_stands_keeps_everything(both):
    assert found("q=&sort=name&commune=&region=") == ["epicerie", "velos"]


def test_a_blank_beside_a_value_says_nothing(both):
    assert found("region=&region=bretagne") == ["epicerie"]


@pytest.mark.parametrize(("control", "value"), VALID)
def test_a_known_value_keeps_what_has_it(both, control, value):
    assert found(f"{control}={value}") == ["epicerie"]


@pytest.mark.parametrize(("control", "value"), INVALID)
def test_an_unknown_value_is_named_in_the_readers_language(client, both, control, value):
    french = client.get("/fr/initiatives/", {control: value})
    english = client.get("/en/initiatives/", {control: value})
    assert (french.status_code, english.status_code) == (400, 400)
    assert f"« {value} »" in words(french)
    assert f"“{value}”" in words(english)
    assert not french.context["initiatives"]


@pytest.mark.parametrize(("control", "value"), INVALID)
@pytest.mark.parametrize(("language", "quoted"), [("fr", "« {} »"), ("en", "“{}”")])
def test_the_api_refuses_an_unknown_value_and_names_it(
    client, both, control, value, language, quoted
):
    response = client.get(
        "/api/v1/initiatives/", {control: value}, headers={"accept-language": language}
    )
    assert response.status_code == 400
    assert list(response.json()) == [control]
    [reason] = response.json()[control]
    assert quoted.format(value) in " ".join(reason.split())


@pytest.mark.parametrize(
    ("control", "value"),
    [pytest.param("q", "x" * 201, id="q"), pytest.param("commune", "560060", id="commune")],
)
def test_a_text_that_is_too_long_is_refused_with_its_length(client, control, value):
    french = client.get("/fr/initiatives/", {control: value})
    english = client.get("/en/initiatives/", {control: value})
    api = client.get("/api/v1/initiatives/", {control: value})
    assert (french.status_code, english.status_code, api.status_code) == (400, 400, 400)
    assert f"(actuellement {len(value)})" in words(french)
    assert f"(it has {len(value)})" in words(english)
    assert list(api.json()) == [control]


def test_several_unknown_values_are_told_each_by_its_control(client):
    response = client.get("/api/v1/initiatives/?sector=astrologie&department=99&sort=price")
    assert response.status_code == 400
    assert set(response.json()) == {"sector", "department", "sort"}


def test_one_unknown_value_among_known_ones_is_refused(client, both):
    response = client.get("/en/initiatives/?region=bretagne&region=atlantide")
    assert response.status_code == 400
    assert "“atlantide”" in words(response)
    assert "“bretagne”" not in words(response)


@pytest.mark.parametrize("control", sorted(CONTROLS.keys() - ONE_VALUE))
def test_several_values_of_one_control_mean_any_of_them(both, control):
    first, second, _unknown = CONTROLS[control]
    assert found(f"{control}={first}&{control}={second}") == ["epicerie", "velos"]


@pytest.mark.parametrize(("control", "value"), VALID)
def test_several_controls_mean_all_of_them(both, control, value):
    other = "sector=mobilite" if control != "sector" else "kind=network"
    same = "sector=commerces-services" if control != "sector" else "kind=enterprise"
    assert found(f"{control}={value}&{same}") == ["epicerie"]
    assert found(f"{control}={value}&{other}") == []


def test_all_controls_together_keep_what_has_all_of_it(both):
    everything = "&".join(f"{name}={values[0]}" for name, values in CONTROLS.items())
    assert found(everything) == ["epicerie"]
    assert found(everything.replace("kind=enterprise", "kind=network")) == []


def test_an_initiative_with_several_chosen_values_is_listed_once(grocery):
    grocery.levers.add(LeverFactory(slug="purchases"))
    AuthorityActionFactory(initiative=grocery, level=AuthorityLevelFactory(slug="commune"))
    AuthorityActionFactory(initiative=grocery, level=AuthorityLevelFactory(slug="region"))
    assert found("lever=premises&lever=purchases") == ["epicerie"]
    assert found("authority=commune&authority=region") == ["epicerie"]


def test_a_departments_filter_and_a_regions_filter_must_both_be_met(both):
    assert found("region=bretagne&department=56") == ["epicerie"]
    assert found("region=nouvelle-aquitaine&department=56") == []


def test_a_commune_is_known_by_its_code_in_small_letters_too():
    InitiativeFactory(slug="ajaccio", in_commune="2A004")
    assert found("commune=2a004") == found("commune=2A004") == ["ajaccio"]


@pytest.mark.parametrize("control", ["lever", "cooperation_form"])
def test_a_record_that_is_not_public_is_no_value(client, control):
    factory = {"lever": LeverFactory, "cooperation_form": CooperationFormFactory}[control]
    factory(slug="secret", status="draft")
    response = client.get("/en/initiatives/", {control: "secret"})
    assert response.status_code == 400
    assert "“secret” is not known here." in words(response)


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_only_what_the_view_passes_is_narrowed(grocery, status):
    InitiativeFactory(slug="cachee", in_commune="56006", status=status)
    assert found("region=bretagne") == ["epicerie"]


@pytest.mark.parametrize(
    "query", ["Épicerie", "EPICERIE", "epic", "d'augan", "augan epicerie", "  épicerie  "]
)
def test_text_is_found_whatever_its_case_accents_and_order(both, query):
    assert found(QueryDict(mutable=True).urlencode() + f"q={query}") == ["epicerie"]


def test_text_is_looked_for_in_both_languages():
    InitiativeFactory(slug="gouter", name_fr="Le Goûter", name_en="Afternoon tea")
    assert found("q=goûter") == found("q=afternoon") == ["gouter"]


@pytest.mark.parametrize("query", ["!!", "日本", "%25", "…"])
def test_a_text_without_letters_or_digits_finds_nothing(both, query):
    assert found(f"q={query}") == []


@pytest.mark.parametrize("query", ["", "   ", "+"])
def test_an_empty_text_says_nothing(both, query):
    assert found(f"q={query}") == ["epicerie", "velos"]
    assert bound(f"q={query}").active() == []


def test_every_word_of_the_text_must_be_there(both):
    assert found("q=epicerie+gueret") == []


# Sorting


@pytest.fixture
def founded():
    for slug, name, year in [
        ("zebre", "Zèbre", 2001),
        ("etoile", "Étoile", None),
        ("arbre", "Arbre", 1999),
        ("foret", "Forêt", 2001),
    ]:
        InitiativeFactory(slug=slug, name_fr=name, year_founded=year)


def test_names_sort_without_regard_to_accents(founded):
    assert found("") == found("sort=name") == ["arbre", "etoile", "foret", "zebre"]


def test_the_latest_founded_come_first_and_those_without_a_year_last(founded):
    assert found("sort=founded") == ["foret", "zebre", "arbre", "etoile"]


def test_the_latest_published_come_first_and_those_without_a_moment_last(founded):
    def published(slug, moment):
        Initiative.objects.filter(slug=slug).update(first_published_at=moment)

    published("zebre", datetime(2024, 5, 1, tzinfo=UTC))
    published("etoile", datetime(2025, 5, 1, tzinfo=UTC))
    published("arbre", None)
    published("foret", datetime(2024, 5, 1, tzinfo=UTC))
    assert found("sort=recent") == ["etoile", "foret", "zebre", "arbre"]


def test_sorting_stays_within_each_ring_of_nearness():
    InitiativeFactory(slug="national", year_founded=2020)
    InitiativeFactory(slug="old-here", in_commune="56006", year_founded=1950)
    InitiativeFactory(slug="new-here", in_commune="56006", year_founded=2010)
    assert found("region=bretagne&sort=founded") == ["new-here", "old-here", "national"]


# Chips


def test_nothing_chosen_gives_no_chip(both):
    assert bound("").active() == []
    assert bound("sort=founded").active() == []


def test_each_value_chosen_has_a_chip_in_words(both):
    with translation.override("en"):
        labels = set(
            chips("q=shop&region=bretagne&department=56&commune=56006&kind=network&legal_form=scic")
        )
    assert labels == {
        "shop",
        "Brittany",
        "Morbihan",
        "Augan",
        "Network",
        "SCIC (multi-stakeholder cooperative)",
    }


def test_removing_one_value_keeps_the_others_and_drops_the_page(both):
    query = "sector=mobilite&sector=commerces-services&region=bretagne&sort=founded&page=2"
    with translation.override("fr"):
        found_chips = chips(query)
    assert found_chips["mobilite (fr)"] == {
        "sector": ["commerces-services"],
        "region": ["bretagne"],
        "sort": ["founded"],
    }
    assert found_chips["Bretagne"] == {
        "sector": ["mobilite", "commerces-services"],
        "sort": ["founded"],
    }


@pytest.mark.parametrize(
    ("control", "query"),
    [
        *[pytest.param(name, f"{name}={values[0]}", id=name) for name, values in CONTROLS.items()],
        pytest.param("commune", "commune=2a004", id="commune in small letters"),
        pytest.param("commune", "commune=+56006+", id="commune among spaces"),
        pytest.param("q", "q=++epicerie+", id="q among spaces"),
        pytest.param("sector", "sector=mobilite&sector=mobilite", id="the same value twice"),
    ],
)
def test_following_a_chip_takes_the_value_away(both, control, query):
    [(_label, address)] = bound(f"{query}&sort=founded").active()
    left = QueryDict(address.removeprefix("?"))
    assert not [value for value in left.getlist(control) if value.strip()]
    assert left["sort"] == "founded"
