"""Finding initiatives: by words, by place, by likeness."""

import pytest

from initiatives.models import Initiative, Sector
from initiatives.querysets import Nearness
from territories.models import Commune, Department, Region
from tests.factories import InitiativeFactory, LeverFactory

pytestmark = pytest.mark.django_db

REDON = "243500741"  # an EPCI in 35, 44 and 56: two regions


def near(commune=None, departments=(), regions=()):
    """Return {initiative: nearness}, for codes and slugs of places."""
    found = Initiative.objects.near(
        commune=Commune.objects.for_list().get(pk=commune) if commune else None,
        departments=Department.objects.filter(pk__in=departments),
        regions=Region.objects.filter(slug__in=regions),
    )
    rows = [(record, Nearness(record.nearness)) for record in found]
    assert len(rows) == len(dict(rows))  # none twice
    return dict(rows)


def search(text):
    return set(Initiative.objects.search(text))


# Words


@pytest.mark.parametrize(
    "text",
    [
        "épicerie",
        "EPICERIE",
        "l'Épicerie",
        "epicer",
        "grocery",
        "café",
        "cafe epicerie",
        "grocery épicerie",
        "biovallee",
        "grande drome",
        "l’ancienne boulangerie",
        "coffee, shop!",
        "  épicerie   café ",
    ],
)
def test_every_word_is_looked_for_in_both_languages_without_accents(text):
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


@pytest.mark.parametrize("text", ["beta%alpha", "beta_alpha", "alp_a", "a%a%a%a%a", "100%"])
def test_signs_of_patterns_only_part_words(text):
    """As patterns, these would want the words in this order, or more letters than there are."""
    record = InitiativeFactory(name_fr="Alpha beta 100")
    assert search(text) == {record}


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("'; DROP TABLE initiatives_initiative; --", False),
        ("zanzibar' OR '1'='1", False),
        ("zanzibar'; --", True),
        ('"zanzibar"*', True),
        ("(zanzibar", True),
    ],
)
def test_no_sign_breaks_out_of_the_search(text, is_found):
    record = InitiativeFactory(name_fr="Zanzibar")
    assert search(text) == ({record} if is_found else set())


@pytest.mark.parametrize("text", ["", "   ", "!!", "日本", "\\_", "%", "’"])
def test_a_text_without_letters_or_digits_finds_nothing(text):
    InitiativeFactory(name_fr="Le Japon (日本) !! 100 %", aliases="\\_")
    assert search(text) == set()


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("grand", True),
        ("mere", True),
        ("grand-mere", True),
        ("10", True),
        ("rand", False),
        ("ere", False),
        ("grandmere", False),
        ("grand ere", False),
        ("0", False),
        ("randmere", False),
    ],
)
def test_words_match_at_the_beginning_of_words(text, is_found):
    record = InitiativeFactory(name_fr="Grand-Mère", summary_fr="Un café.", aliases="100 fois")
    assert search(text) == ({record} if is_found else set())


def test_the_first_word_of_all_begins_like_the_others():
    record = InitiativeFactory(name_fr="Épicerie")
    assert record.search_text.startswith(" epicerie ")
    assert search("épi") == {record}


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


def test_counts_by_nearness_are_those_of_the_rings():
    InitiativeFactory.create_batch(2, in_commune="56006", departments=["56", "35"])
    InitiativeFactory(in_region="bretagne", sectors=["sante", "mobilite"])
    InitiativeFactory.create_batch(3)
    InitiativeFactory(in_commune="44109")
    departments = Department.objects.filter(pk__in=["56", "35"])
    found = Initiative.objects.near(departments=departments).order_by("nearness", "sort_key")
    assert found.count_by_nearness() == {
        Nearness.DEPARTMENT: 2,
        Nearness.REGION: 1,
        Nearness.NATIONAL: 3,
    }
    assert sum(found.count_by_nearness().values()) == found.count() == 6


def test_counts_by_place_take_each_initiative_once_for_a_place():
    InitiativeFactory(in_commune="56006", departments=["56", "35", "44"], regions=["normandie"])
    InitiativeFactory(in_intercommunality=REDON)
    InitiativeFactory(in_region="bretagne")
    InitiativeFactory()
    InitiativeFactory(in_commune="2A004", status="draft")
    shown = Initiative.objects.published()
    assert shown.count_by_region() == {"53": 3, "52": 2, "28": 1}
    assert shown.count_by_department() == {"56": 2, "35": 2, "44": 2}
    assert Initiative.objects.count_by_region()["94"] == 1
    assert Initiative.objects.none().count_by_region() == {}


def test_sectors_count_what_is_published_in_them():
    record = InitiativeFactory(sectors=["sante", "mobilite"])
    InitiativeFactory(sectors=["sante"])
    InitiativeFactory(sectors=["sante"], status="draft")
    sectors = Sector.objects.with_counts()
    assert {each.slug: each.initiative_count for each in sectors} == {"sante": 2, "mobilite": 1}
    among = Sector.objects.with_counts_among(Initiative.objects.filter(pk=record.pk))
    assert {each.slug: each.initiative_count for each in among} == {"sante": 1, "mobilite": 1}


# Likeness


def test_similar_initiatives_share_sectors_those_of_the_same_regions_first():
    record = InitiativeFactory(
        in_commune="56006", departments=["44"], sectors=["sante", "mobilite", "energie"]
    )
    far_and_alike = InitiativeFactory(in_department="2A", sectors=["sante", "mobilite"])
    far = InitiativeFactory(in_department="2A", sectors=["energie"])
    near_and_alike = InitiativeFactory(in_department="22", sectors=["sante", "energie"])
    nearby = InitiativeFactory(in_commune="44109", sectors=["sante"])
    InitiativeFactory(in_commune="56006", sectors=["habitat"])
    InitiativeFactory(in_commune="56006")
    linked = InitiativeFactory(in_commune="56006", sectors=["sante"])
    record.related.add(linked)
    found = list(Initiative.objects.similar_to(record))
    assert found == [near_and_alike, nearby, far_and_alike, far]
    assert [each.shared for each in found] == [2, 1, 2, 1]


def test_what_is_nowhere_or_in_no_sector_is_like_what_shares_its_sectors_alone():
    national = InitiativeFactory(sectors=["sante"])
    other = InitiativeFactory(in_commune="56006", sectors=["sante"])
    assert list(Initiative.objects.similar_to(national)) == [other]
    assert list(Initiative.objects.similar_to(InitiativeFactory())) == []


def test_only_what_is_shown_is_similar_where_the_caller_says_so():
    record = InitiativeFactory(sectors=["sante"])
    InitiativeFactory(sectors=["sante"], status="draft")
    assert list(Initiative.objects.published().similar_to(record)) == []


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
