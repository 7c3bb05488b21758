"""What people type for a place, in every spelling: never a silent wrong answer."""

import unicodedata
from functools import cache

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search.changes import one_moment
from territories.gazetteer import ARRONDISSEMENT_CODES, gazetteer
from territories.models import Commune, Department, FormerCommune, PostalCode
from territories.names import search_form
from territories.not_covered import CODES_BY_NAME
from territories.typed import find_place

pytestmark = pytest.mark.django_db
bounded = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@cache
def communes():
    """Return all communes with what is written beside their names: (commune, postal codes)."""
    rows = Commune.objects.select_related("department").prefetch_related("postal_codes")
    return [(row, [each.code for each in row.postal_codes.all()]) for row in rows]


def outcomes(spellings):
    """Yield (commune, text, `TypedPlace`); PostgreSQL, where nothing differs, sees a sample."""
    step = 20 if connection.vendor == "postgresql" else 1
    with one_moment():
        for commune, codes in communes()[::step]:
            for text in spellings(commune, codes):
                yield commune, text, find_place(text)


def namesakes(place):
    """Return how many communes a text names whole, today's and former ones."""
    name = search_form(place.text.removesuffix(" CEDEX"))
    return len(gazetteer().named(name)) + (name in CODES_BY_NAME)


# Every commune


def test_a_code_and_a_name_mean_the_commune():
    found = outcomes(lambda commune, codes: [f"{code} {commune.name}" for code in codes])
    assert [text for commune, text, place in found if place.code != commune.code] == []


def test_a_name_and_a_department_mean_the_commune():
    found = outcomes(
        lambda commune, codes: [
            f"{commune.name} ({commune.department_id})",
            f"{commune.name} ({commune.department.name})",
            f"{commune.name}, {commune.department.name}",
        ]
    )
    missed = [(c.code, place) for c, _text, place in found if place.code != c.code]
    assert all(place.code == "" and code in place.found for code, place in missed)
    # Two of one name in Charente-Maritime; one in Doubs that another once had.
    assert {code for code, _place in missed} <= {"17464", "17465", "25346"}


def test_a_name_before_cedex_means_the_commune_or_offers_its_namesakes():
    found = outcomes(lambda commune, codes: [f"{commune.name.upper()} CEDEX"])
    missed = [(c.code, place) for c, _text, place in found if place.code != c.code]
    rank = gazetteer().rank
    alone = [
        place.text
        for code, place in missed
        # A larger commune whose name goes on after this one may be meant.
        if place.code or (namesakes(place) < 2 and rank[code] <= min(map(rank.get, place.found)))
    ]
    # It may also be Saint-Laurent, in Brittany.
    assert set(alone) <= {"SAINT-LAURENT-BRETAGNE CEDEX"}
    assert [place.text for code, place in missed if code not in place.found] == []


def test_an_insee_code_leads_to_its_commune_and_is_never_taken_for_another():
    rows = [(c.code, c.code) for c, _codes in communes()]
    rows += FormerCommune.objects.values_list("code", "commune")
    with one_moment():
        for code, commune in rows[:: 20 if connection.vendor == "postgresql" else 1]:
            place = find_place(code)
            assert commune in place.found
            assert place.code in ("", commune)


# Other spellings

SEPARATORS = [" ", "-", "  ", "\N{NO-BREAK SPACE}", "\N{NON-BREAKING HYPHEN}", "–", "’", "'", "ʼ"]
CASES = [str, str.upper, str.lower, str.title, str.swapcase]


def without_accents(text):
    marked = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in marked if not unicodedata.combining(letter))


FORMS = [
    str,
    without_accents,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace("Saint-", "St ").replace("Sainte-", "Ste "),
    lambda text: text.replace("Œ", "Oe").replace("œ", "oe"),
    lambda text: text[:1] + "\N{SOFT HYPHEN}" + text[1:],
]
# Around the name; {d} is the number of the department, {D} its name, {c} a postal code.
BESIDE = [
    *("{c} {}", "{} {c}", "{}, {c}", "({c}) {}", "{} - {c}", "F-{c} {}", "{c}{}", "{} {c} CEDEX 2"),
    *("{} ({d})", "{d} {}", "{}, {d}", "{} {D}", "{D}, {}", "{} ({D})", "{}/{D}", "{} ({d} - {D})"),
    *("{c} {} ({D})", "{c} {} CEDEX", "CEDEX {c} {}", "{i} {}", "{} ({i})"),
]


@bounded
@given(st.data())
def test_a_spelling_never_means_another_commune(data):
    commune, codes = communes()[data.draw(st.integers(0, len(communes()) - 1))]
    name = data.draw(st.sampled_from(FORMS))(commune.name)
    for separator in "-’ ":
        name = name.replace(separator, data.draw(st.sampled_from(SEPARATORS)))
    code = data.draw(st.sampled_from(codes))
    spaced = f"{code[:2]}{data.draw(st.sampled_from(SEPARATORS[:4]))}{code[2:]}"
    text = data.draw(st.sampled_from(BESIDE)).format(
        name,
        c=data.draw(st.sampled_from([code, spaced])),
        d=commune.department_id,
        D=commune.department.name,
        i=commune.code,
    )
    text = data.draw(st.sampled_from(CASES))(text)
    place = find_place(text[:60])
    if len(text) <= 60:
        assert place.code == commune.code or (not place.code and commune.code in place.found), text
    else:
        assert place.code in ("", commune.code)


@bounded
@given(st.data())
def test_what_is_unfinished_is_offered_and_never_taken(data):
    commune, codes = communes()[data.draw(st.integers(0, len(communes()) - 1))]
    for whole in [commune.name, *codes, commune.code]:
        begun = whole[: data.draw(st.integers(1, max(1, len(whole) - 1)))]
        place, name = find_place(begun), search_form(begun)
        if not gazetteer().named(name):
            assert place.code == ""
            # Of an article alone nobody can tell what it begins.
            if whole != commune.name or search_form(commune.name).startswith(name):
                assert commune.code in place.found


@bounded
@given(st.text(max_size=80))
@example("\0")
@example("\ud800")
@example("👩‍🌾 Ploërmel 🌾")
@example("a" * 61)
@example("½ ② ²³ Ⅻ ١٢٣ 二〇")
def test_any_text_is_taken_offered_or_refused_with_a_reason(text):
    place = find_place(text)
    assert bool(place.code) != bool(place.reason)
    assert not place.code or place.commune.pk == place.code == place.choices[0].pk


# One table for each kind: what is taken


@pytest.mark.parametrize(
    ("texts", "commune"),
    [
        (["56800 Ploërmel", "ploermel 56800", "Ploërmel, 56 800", "PLOËRMEL-56800"], "56165"),
        (["Ploërmel (56)", "Ploërmel, Morbihan", "Ploërmel, Bretagne", "56165 Ploërmel"], "56165"),
        (["Saint-Denis (974)", "St Denis, La Réunion", "Saint-Denis Reunion"], "97411"),
        (["Saint-Denis 93", "93200 St-Denis", "Seine-Saint-Denis, Saint-Denis"], "93066"),
        (
            ["RENNES CEDEX", "35042 Rennes Cedex 7", "Rennes Cédex 07 35042", "35700 rennes"],
            "35238",
        ),
        (["Paris 15e", "Paris 15", "Paris XVe", "75015 Paris", "PARIS 15ÈME", "75115"], "75056"),
        (["15e arrondissement de Paris", "Paris, 1er arrondissement", "Paris 15th"], "75056"),
        (["Paris (75)", "75116", "Paris Ⅻ", "Paris 16 75116"], "75056"),
        (
            [
                "Lyon 3ème",
                "Lyon III",
                "69003 LYON",
                "69383",
                "Lyon 8e (Rhône)",
                "69372 Lyon Cedex 08",
            ],
            "69123",
        ),
        (["Marseille 1er arrondissement", "Marseille 13", "13204", "13013 Marseille"], "13055"),
        (
            ["2A004", "2a004", "2A 004", "Ajaccio (2A)", "20000", "20090 Ajaccio", "Ajaccio 20"],
            "2A004",
        ),
        (["Naizin", "56500 Naizin", "Naizin (56)"], "56144"),
        (["Chalon s/Saône", "CHALON SUR SAONE", "71100 Chalon-sur-Saône"], "71076"),
        (["Le Havre", "havre", "76600 HAVRE", "Havre (76)"], "76351"),
        (["Le Saint", "56110 Saint", "Saint (56)"], "56201"),
        (["97133 Vieux-Fort", "Vieux-Fort"], "97133"),
        (["Stes-Maries-de-la-Mer", "SAINTES MARIES DE LA MER"], "13096"),
        (["1000 Bourg-en-Bresse", "01000 BOURG EN BRESSE", "Bourg-en-Bresse (1)"], "01053"),
        (["Ploërmel ٥٦٨٠٠", "５６８００　Ｐｌｏërmel", "\N{RIGHT-TO-LEFT MARK}Ploërmel"], "56165"),
    ],
)
def test_a_whole_name_or_code_in_any_spelling_is_taken(texts, commune):
    assert {text: find_place(text).code for text in texts} == dict.fromkeys(texts, commune)


@pytest.mark.parametrize(
    ("text", "first", "reason"),
    [
        pytest.param("1000", ["01053"], "a perdu son zéro, c’est 01000", id="lost zero"),
        pytest.param("1053", ["01053"], "a perdu son zéro, c’est 01053", id="lost zero of INSEE"),
        pytest.param("1000 Troyes", ["10387"], "commence", id="and a name"),
        pytest.param("Bourg-en-Br", ["01053"], "Une seule commune a un nom", id="only match"),
        pytest.param("5680", ["56165"], "Plusieurs communes commencent", id="unfinished code"),
        pytest.param("4808", ["48080"], "commence", id="unfinished INSEE code"),
        pytest.param("Saint-D, Réunion", ["97411"], "commence", id="unfinished name"),
        pytest.param("56800", ["56165"], "ont le code 56800", id="of several"),
        pytest.param("59170", ["59163", "59170"], "aussi le code INSEE", id="postal and INSEE"),
        pytest.param("97411", ["97415", "97411"], "aussi le code INSEE", id="overseas"),
        pytest.param("13210", ["13100", "13055"], "aussi le code INSEE", id="arrondissement"),
        pytest.param("56006", ["56006"], "pas un code postal", id="INSEE alone"),
        pytest.param("35042 CEDEX", ["35238"], "code CEDEX", id="CEDEX code"),
        pytest.param("CEDEX 35 042", ["35238"], "code CEDEX", id="spaced CEDEX code"),
        pytest.param(
            "56800 Rennes", ["35238", "56165"], "ne vont pas ensemble", id="contradiction"
        ),
        pytest.param("Rennes (56)", ["35238"], "ne vont pas ensemble", id="other department"),
        pytest.param("Rennes, Morbihan", ["35238"], "ne vont pas ensemble", id="in words"),
        pytest.param("Saint-Denis", ["97411", "93066"], "Plusieurs lieux", id="namesakes"),
        pytest.param("Le Cannet", ["06030", "32344"], "Plusieurs lieux", id="former namesake"),
        pytest.param("Saint-Martin", ["32389"], "Saint-Martin (978)", id="not covered, and others"),
        pytest.param("97133", ["97133"], "Saint-Barthélemy (977)", id="not covered, or INSEE"),
        pytest.param("Saint", ["56201"], "commencent ainsi", id="without its article"),
        pytest.param("Saint-Barth", [], "Saint-Barthélemy (977)", id="short name, and others"),
        pytest.param("Le Mont-Dore", ["63236"], "Nouvelle-Calédonie (988)", id="and another"),
        pytest.param("Ploërmel, Mor", ["56165"], "est-ce l’une", id="unfinished department"),
        pytest.param("mairie de Ploërmel", ["56165"], "est-ce l’une", id="more than a name"),
        pytest.param("56800 zzzz", ["56165"], "est-ce l’une", id="unknown name"),
        pytest.param("Lyon 10e", ["69123"], "est-ce l’une", id="no such arrondissement"),
    ],
)
def test_what_may_mean_another_is_offered_with_the_reason(text, first, reason):
    place = find_place(text)
    assert place.code == ""
    assert list(place.found)[: len(first)] == first
    assert reason in place.reason


def test_a_lost_zero_offers_what_begins_so_after_it():
    found = list(find_place("1000").found)
    assert found.index("01053") < found.index("10387")


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (["zzzz", "日本", "²", "CEDEX", "568000", "👩‍🌾", "%", "—"], "Aucun nom de commune"),
        (["99999", "35999", "98000"], "ni un code postal ni un code INSEE"),
        (["x" * 61], "60 caractères"),
        (["Saint-Pierre-et-Miquelon", "97500", "975", "97502", "St Pierre & Miquelon"], "(975)"),
        (["97133 Saint-Barthélemy", "St-Barts", "97701"], "(977)"),
        (["97150", "Saint-Martin (978)", "97150 SAINT MARTIN", "97801"], "(978)"),
        (["Wallis-et-Futuna", "98600", "98611 Uvea", "Mata Utu"], "(986)"),
        (["Polynésie française", "98714", "Papeete", "Papeete, Polynésie", "Bora Bora"], "(987)"),
        (["Nouvelle-Calédonie", "NOUMEA", "98800 Nouméa", "988", "New Caledonia"], "(988)"),
    ],
)
def test_what_is_unknown_is_refused_with_the_reason(texts, reason):
    places = [find_place(text) for text in texts]
    assert [place.text for place in places if place.found] == []
    assert [place.text for place in places if reason not in place.reason] == []


def test_the_reason_is_said_in_english_too():
    with translation.override("en"):
        assert "neither a department nor a region" in find_place("98800").reason


def test_codes_of_arrondissements_lead_to_cities_that_are_there():
    assert set(ARRONDISSEMENT_CODES.values()) <= set(gazetteer().rank)
    assert not set(ARRONDISSEMENT_CODES) & set(gazetteer().rank)
    # None of what is said not to be covered is in the tables.
    assert not Department.objects.filter(pk__in=set(CODES_BY_NAME.values())).exists()
    assert not PostalCode.objects.filter(code__in=["97133", "97150", "97500"]).exists()


def test_a_place_costs_one_query_once_the_names_are_known(django_assert_num_queries):
    find_place("Augan")
    for text in ("Augan", "56800 Rennes", "saint", "1000"):
        with django_assert_num_queries(2):  # where the log of changes ends, and the communes
            assert find_place(text).choices


def test_a_change_of_the_territories_is_known_at_once():
    assert find_place("Nouvelle-Ville-Test").found == {}
    Commune.objects.filter(pk="56006").update(search_name="nouvelle ville test")
    Department.objects.filter(pk="56").update(name="Morbihan")  # as `load_territories` does
    assert find_place("Nouvelle-Ville-Test").code == "56006"
