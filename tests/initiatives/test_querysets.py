"""Finding initiatives: by words and by place."""

import pytest

from initiatives.catalogue import rings_around
from initiatives.models import Initiative
from initiatives.querysets import Nearness
from search.catalogue import catalogue_of
from territories.models import Commune, Department, Region
from territories.place import Place
from tests.factories import InitiativeFactory, LeverFactory

pytestmark = pytest.mark.django_db

REDON = "243500741"  # an EPCI in 35, 44 and 56: two regions


def near(commune=None, departments=(), regions=()):
    """Return {initiative: nearness}, for codes and slugs of places."""
    place = Place(
        commune=Commune.objects.for_list().get(pk=commune) if commune else None,
        departments=list(Department.objects.filter(pk__in=departments)),
        regions=list(Region.objects.filter(slug__in=regions)),
    )
    rings = rings_around(catalogue_of(Initiative).state(), place)
    rows = [(record, nearness) for nearness, records in rings for record in records]
    assert len(rows) == len(dict(rows))  # none twice
    records = Initiative.objects.in_bulk()
    return {records[record]: nearness for record, nearness in rows}


def search(text):
    return set(Initiative.objects.search(text))


# Words


@pytest.mark.parametrize(
    "text",
    [
        "épicerie",
        "EPICERIES",
        "l'Épicerie",
        "epicer",
        "grocery",
        "groceries",
        "café",
        "cafes epicerie",
        "grocery épicerie",
        "biovallee",
        "grande drome",
        "grandes",
        "l’ancienne boulangerie",
        "anciens boulangers",
        "coffee, shops!",
        "the shop of the café",
        "  épicerie   café ",
    ],
)
def test_every_form_of_a_word_is_found_in_both_languages_without_accents(text):
    found = InitiativeFactory(
        name_fr="L’Épicerie",
        name_en="The Grocery",
        summary_fr="Un café.",
        summary_en="A coffee shop.",
        area_label_fr="Biovallée (Grande Drôme)",
        aliases="L’Ancienne Boulangerie",
    )
    InitiativeFactory(name_fr="Vélos", summary_fr="Des vélos au coin.", summary_en="Bicycles.")
    assert search(text) == {found}


def test_all_words_are_needed():
    first = InitiativeFactory(name_fr="Café", summary_fr="À Augan.")
    second = InitiativeFactory(name_fr="Café", summary_fr="À Guipel.")
    assert search("café") == {first, second}
    assert search("café augan") == {first}
    assert search("augan guipel") == set()


def test_what_is_named_so_comes_before_what_says_so():
    said = InitiativeFactory(name_fr="Auberge", summary_fr="Un café.")
    named = InitiativeFactory(name_fr="Le Café")
    match = catalogue_of(Initiative).find("cafés")
    assert [list(part) for part in match.parts] == [[named.pk], [said.pk], []]


@pytest.mark.parametrize("text", ["beta%alpha", "beta_alpha", "alp_beta", "a%alpha%%", "100%"])
def test_signs_only_part_words(text):
    record = InitiativeFactory(name_fr="Alpha beta 100")
    assert search(text) == {record}


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("'; DROP TABLE initiatives_initiative; --", False),
        ("zanzibar' AND '1'='1", False),
        ("zanzibar'; --", True),
        ('"zanzibar"*', True),
        ("(zanzibar", True),
    ],
)
def test_no_sign_breaks_out_of_the_search(text, is_found):
    record = InitiativeFactory(name_fr="Zanzibar")
    assert search(text) == ({record} if is_found else set())


@pytest.mark.parametrize("text", ["", "   ", "!!", "日本", "\\_", "%", "’", "de la", "the"])
def test_a_text_without_a_word_worth_looking_for_finds_nothing(text):
    InitiativeFactory(name_fr="Le Japon (日本) !! 100 % de la", aliases="\\_")
    assert search(text) == set()


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("grand", True),
        ("mere", True),
        ("grand-mere", True),
        ("zan", True),
        ("grand zanz", True),
        ("100", True),
        ("za", False),
        ("10", False),
        ("rand", False),
        ("anzibar", False),
        ("grandmere", False),
        ("grand ere", False),
    ],
)
def test_an_unknown_word_of_three_letters_is_completed(text, is_found):
    record = InitiativeFactory(name_fr="Grand-Mère à Zanzibar", aliases="100 fois")
    assert search(text) == ({record} if is_found else set())


def test_a_known_word_is_not_completed():
    sheep = InitiativeFactory(name_fr="Le Mouton et le port")
    InitiativeFactory(name_fr="Portugal")
    assert search("port") == {sheep}


# A region


def test_a_region_gets_what_stands_in_it():
    here = [
        InitiativeFactory(in_commune="56006"),
        InitiativeFactory(in_intercommunality="200066785"),
        InitiativeFactory(in_department="22"),
        InitiativeFactory(in_region="bretagne"),
        InitiativeFactory(in_intercommunality=REDON),
    ]
    for place in (
        {"in_commune": "44109"},
        {"in_intercommunality": "244400404"},
        {"in_department": "44"},
        {"in_region": "normandie"},
    ):
        InitiativeFactory(**place)
    assert near(regions=["bretagne"]) == dict.fromkeys(here, Nearness.REGION)


def test_a_region_gets_what_serves_it_or_a_part_of_it_from_elsewhere():
    whole = InitiativeFactory(in_commune="44109", regions=["bretagne"])
    part = InitiativeFactory(in_commune="44109", departments=["56"])
    unplaced = InitiativeFactory(scope="local", departments=["56"])
    InitiativeFactory(in_commune="44109", departments=["49"], regions=["normandie"])
    assert near(regions=["bretagne"]) == dict.fromkeys([whole, part, unplaced], Nearness.REGION)


def test_what_is_national_reaches_every_place_and_comes_last():
    national = InitiativeFactory()
    for place in (
        {"regions": ["bretagne"]},
        {"departments": ["56"]},
        {"commune": "56006"},
        {"commune": "56006", "departments": ["44"], "regions": ["corse"]},
    ):
        assert near(**place) == {national: Nearness.NATIONAL}


def test_a_national_body_is_near_to_where_it_stands():
    record = InitiativeFactory(in_commune="56006", scope="national")
    assert near(commune="56006") == {record: Nearness.COMMUNE}
    assert near(departments=["56"]) == {record: Nearness.DEPARTMENT}
    assert near(regions=["bretagne"]) == {record: Nearness.REGION}
    assert near(regions=["corse"]) == {record: Nearness.NATIONAL}


def test_an_epci_across_the_border_reaches_both_regions_and_all_its_departments():
    record = InitiativeFactory(in_intercommunality=REDON)
    for region in ("bretagne", "pays-de-la-loire"):
        assert near(regions=[region]) == {record: Nearness.REGION}
    for department in ("35", "44", "56"):
        assert near(departments=[department]) == {record: Nearness.DEPARTMENT}
    assert near(regions=["normandie"]) == {}
    assert near(departments=["22"]) == {}


# A department


def test_a_department_gets_its_own_then_what_serves_its_whole_region():
    here = [
        InitiativeFactory(in_commune="56006"),
        InitiativeFactory(in_intercommunality="200066785"),
        InitiativeFactory(in_department="56"),
        InitiativeFactory(in_commune="44109", departments=["56"]),
    ]
    around = [
        InitiativeFactory(in_region="bretagne"),
        InitiativeFactory(in_commune="35128", regions=["bretagne"]),
        InitiativeFactory(in_commune="44109", regions=["bretagne"]),
    ]
    assert near(departments=["56"]) == {
        **dict.fromkeys(here, Nearness.DEPARTMENT),
        **dict.fromkeys(around, Nearness.REGION),
    }


def test_a_department_does_not_get_what_is_in_another_of_its_region():
    InitiativeFactory(in_commune="35128")
    InitiativeFactory(in_intercommunality="243500667")
    InitiativeFactory(in_department="22")
    InitiativeFactory(scope="local", departments=["29"])
    assert near(departments=["56"]) == {}


def test_several_places_mean_any_of_them_and_give_nothing_twice():
    both = InitiativeFactory(scope="local", departments=["56", "35", "22", "44"])
    first = InitiativeFactory(in_commune="56006")
    second = InitiativeFactory(in_commune="44109", regions=["normandie", "corse"])
    InitiativeFactory(in_department="2A")
    assert near(departments=["56", "44", "35"]) == dict.fromkeys(
        [both, first, second], Nearness.DEPARTMENT
    )
    assert set(near(regions=["bretagne", "pays-de-la-loire", "normandie"])) == {
        both,
        first,
        second,
    }


def test_a_region_and_a_department_together_mean_both():
    record = InitiativeFactory(in_commune="56006", scope="regional", regions=["normandie"])
    InitiativeFactory(in_commune="56006")
    InitiativeFactory(in_department="14")
    national = InitiativeFactory()
    assert near(departments=["56"], regions=["normandie"]) == {
        record: Nearness.DEPARTMENT,
        national: Nearness.NATIONAL,
    }


# A commune


def test_around_a_commune_things_stand_in_rings():
    in_commune = InitiativeFactory(in_commune="56006")
    neighbour = Commune.objects.filter(intercommunality="200066785").exclude(pk="56006").first()
    in_epci = InitiativeFactory(in_commune=neighbour.pk)
    of_epci = InitiativeFactory(in_intercommunality="200066785")
    in_department = InitiativeFactory(in_commune="56260")
    for_region = InitiativeFactory(in_region="bretagne")
    national = InitiativeFactory()
    InitiativeFactory(in_commune="35128")
    assert near(commune="56006") == {
        in_commune: Nearness.COMMUNE,
        in_epci: Nearness.INTERCOMMUNALITY,
        of_epci: Nearness.INTERCOMMUNALITY,
        in_department: Nearness.DEPARTMENT,
        for_region: Nearness.REGION,
        national: Nearness.NATIONAL,
    }


def test_the_epci_of_a_commune_reaches_across_the_border():
    beyond = InitiativeFactory(in_commune="44007")
    assert near(commune="56001") == {beyond: Nearness.INTERCOMMUNALITY}


def test_a_commune_without_an_epci_has_no_such_ring():
    InitiativeFactory(in_commune="29155")  # no EPCI either
    InitiativeFactory(in_department="29")
    here = InitiativeFactory(in_commune="22016")
    assert near(commune="22016") == {here: Nearness.COMMUNE}


# Counts


def test_counts_by_place_take_each_initiative_once_for_a_place():
    InitiativeFactory(in_commune="56006", departments=["56", "35", "44"], regions=["normandie"])
    InitiativeFactory(in_intercommunality=REDON)
    InitiativeFactory(in_region="bretagne")
    InitiativeFactory()
    InitiativeFactory(in_commune="2A004", status="draft")
    state = catalogue_of(Initiative).state()
    assert state.count("region", state.everything) == {"53": 3, "52": 2, "28": 1}
    assert state.count("department", state.everything) == {"56": 2, "35": 2, "44": 2}


def test_staff_find_drafts_by_region_too():
    draft = InitiativeFactory(in_commune="2A004", status="draft")
    assert list(Initiative.objects.in_regions(["94"])) == [draft]


# What pages need


def test_a_page_of_the_list_costs_as_many_queries_for_one_as_for_many(
    django_assert_max_num_queries,
):
    for code in ("56006", "35128", "44109", "2A004"):
        InitiativeFactory(in_commune=code, sectors=["sante", "mobilite"])
    with django_assert_max_num_queries(3):
        for record in Initiative.objects.for_list():
            assert record.place_name
            assert len(record.sectors.all()) == 2
            assert list(record.actions.all()) == []


def test_a_page_of_an_initiative_shows_only_the_published_of_what_is_linked():
    record = InitiativeFactory()
    shown, hidden = LeverFactory(), LeverFactory(status="draft")
    record.levers.set([shown, hidden])
    [found] = Initiative.objects.for_detail()
    assert list(found.levers.all()) == [shown]
