"""The catalogue of initiatives: after any edits as if it had just been read."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives.catalogue import InitiativeCatalogue, similar_to
from initiatives.models import Initiative, Lever, Sector, SupportOrganisation
from search.catalogue import catalogue_of
from search.changes import one_moment
from search.text import fold
from territories import loader
from territories.models import Commune, Region
from tests.factories import (
    AuthorityActionFactory,
    ChallengeFactory,
    GlossaryTermFactory,
    InitiativeFactory,
    LeverFactory,
    OrganisationFactory,
    SectorFactory,
)

from .places import AUGAN, CAEN, VANNES

pytestmark = pytest.mark.django_db

SLUGS = ["first", "second", "third", "fourth"]
SECTORS = ["commerces-services", "mobilite"]
NAMES = ["Épicerie", "Vélos", "Le Café de la place", "Boulangerie villageoise"]
PLACES = {
    "commune_id": [AUGAN, VANNES, CAEN],
    "intercommunality_id": ["200066785", "243500741"],
    "department_id": ["56", "14"],
    "region_id": ["53", "28"],
}


def picture(state):
    return (
        state.everything,
        state.facets,
        {name: (order.ids, order.keys) for name, order in state.orders.items()},
        state.texts.names,
        state.texts.texts,
    )


# Edits: functions of an initiative, or None where it is absent, and of what was drawn for them.


def create(record, slug, drawn):
    if not record:
        InitiativeFactory(slug=slug, name_fr=NAMES[drawn % 4], sectors=SECTORS[: drawn % 3])


def delete(record, slug, drawn):
    if record:
        record.delete()


def rename(record, slug, drawn):
    if record:
        record.name_fr = NAMES[drawn % 4]
        record.save()


def change_text(record, slug, drawn):
    Initiative.objects.filter(slug=slug).update(description_en=NAMES[drawn % 4])


def publish(record, slug, drawn):
    Initiative.objects.filter(slug=slug).update(status=["draft", "published"][drawn % 2])


def found_it(record, slug, drawn):
    Initiative.objects.filter(slug=slug).update(year_founded=[None, 1990, 2020][drawn % 3])


def file_elsewhere(record, slug, drawn):
    if record:
        record.sectors.set(Sector.objects.filter(slug__in=SECTORS[drawn % 3 :]))


def serve_elsewhere(record, slug, drawn):
    if record:
        record.departments.set(["56", "14", "44"][drawn % 4 :])


def move(record, slug, drawn):
    if record:
        column = list(PLACES)[drawn % 4]
        codes = PLACES[column]
        place = dict.fromkeys(PLACES) | {column: codes[drawn % len(codes)]}
        Initiative.objects.filter(slug=slug).update(**place, scope="local")


def act(record, slug, drawn):
    if record:
        AuthorityActionFactory(initiative=record)


EDITS = [
    create,
    delete,
    rename,
    change_text,
    publish,
    found_it,
    file_elsewhere,
    serve_elsewhere,
    move,
    act,
]
edits = st.tuples(st.sampled_from(EDITS), st.sampled_from(SLUGS), st.integers(0, 11))


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.lists(edits, min_size=1, max_size=4), min_size=1, max_size=6))
def test_a_catalogue_that_was_kept_equals_one_that_is_read(edits_between_questions):
    Initiative.objects.all().delete()
    for slug in SECTORS:
        SectorFactory(slug=slug)
    for slug in SLUGS[:2]:
        create(None, slug, 1)
    kept = InitiativeCatalogue()
    picture(kept.state())
    for some in edits_between_questions:
        for edit, slug, drawn in some:
            edit(Initiative.objects.filter(slug=slug).first(), slug, drawn)
        assert picture(kept.state()) == picture(InitiativeCatalogue().state())


def test_an_edit_of_one_record_leaves_the_others_as_they_were():
    edited = InitiativeFactory(sectors=["mobilite"])
    InitiativeFactory(sectors=["energie"])
    kept = InitiativeCatalogue()
    before = kept.state()
    told = picture(before)
    edited.sectors.clear()
    after = kept.state()
    energy = Sector.objects.get(slug="energie").pk
    assert after.facets["sector"] == {energy: before.facets["sector"][energy]}
    assert after.facets["sector"][energy] is before.facets["sector"][energy]
    assert picture(before) == told


def test_the_words_of_what_changed_are_read_when_somebody_looks_for_a_word(
    django_assert_num_queries,
):
    first, second = InitiativeFactory(name_fr="Alpha"), InitiativeFactory(name_fr="Bravo")
    kept = InitiativeCatalogue()
    kept.find("alpha")
    for record, name in [(first, "Charlie"), (second, "Delta")]:
        record.name_fr = name
        record.save()
        state = kept.state()
    with django_assert_num_queries(1):  # of both
        assert "charlie" in state.texts.texts
    assert picture(state) == picture(InitiativeCatalogue().state())


def test_a_change_of_something_else_leaves_it_as_it_is(django_assert_max_num_queries):
    InitiativeFactory()
    kept = InitiativeCatalogue()
    before = kept.state()
    LeverFactory()
    with django_assert_max_num_queries(2):
        after = kept.state()
    assert after.facets is before.facets


def test_a_warm_catalogue_asks_one_question_and_none_within_one_moment(django_assert_num_queries):
    InitiativeFactory(name_fr="Épicerie")
    catalogue = catalogue_of(Initiative)
    catalogue.find("épicerie")
    with django_assert_num_queries(1):
        catalogue.state()
    with one_moment(), django_assert_num_queries(0):
        assert len(catalogue.find("épiceries").all) == 1


def test_only_what_is_published_is_in_it():
    shown = InitiativeFactory(name_fr="Épicerie")
    InitiativeFactory(name_fr="Épicerie", status="draft")
    InitiativeFactory(name_fr="Épicerie", status="archived")
    assert list(catalogue_of(Initiative).find("épicerie").all) == [shown.pk]


# Words


@pytest.mark.parametrize("status", ["published", "draft"])
def test_a_territory_that_the_yearly_data_rename_is_found_by_its_new_name(status):
    Commune.objects.filter(pk=AUGAN).update(name="Ouagadougou")
    Region.objects.filter(slug="bretagne").update(name_fr="Zanzibar", name_en="Zanzibar")
    InitiativeFactory(slug="champ", in_commune=AUGAN, status=status)
    loader.load()
    Initiative.objects.update(status="published")
    found = {word: find(word) for word in ["Augan", "Bretagne", "Ouagadougou", "Zanzibar"]}
    assert found == {
        "Augan": [set(), {"champ"}, set()],
        "Bretagne": [set(), {"champ"}, set()],
        "Ouagadougou": [set(), set(), set()],
        "Zanzibar": [set(), set(), set()],
    }


def test_a_sector_and_an_organisation_that_are_renamed_are_found_by_their_new_names():
    SectorFactory(slug="mobilite", name_fr="Autrefois")
    InitiativeFactory(slug="champ", sectors=["mobilite"])
    OrganisationFactory(slug="reseau", name_fr="Réseau d’antan")
    assert find("autrefois")[2] == {"champ"}
    assert find("antan", SupportOrganisation)[0] == {"reseau"}
    Sector.objects.filter(slug="mobilite").update(name_fr="Maintenant", name_en="Now")
    SupportOrganisation.objects.filter(slug="reseau").update(name_fr="Réseau d’aujourd’hui")
    assert find("autrefois")[2] == set()
    assert find("maintenant")[2] == {"champ"}
    assert find("antan", SupportOrganisation)[0] == set()
    assert find("aujourd’hui", SupportOrganisation)[0] == {"reseau"}


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=200) | st.text("épicerie l’vos% \u202f'-", max_size=200))
def test_any_text_is_answered_and_accents_make_no_difference(text):
    if not Initiative.objects.exists():
        InitiativeFactory(name_fr="L’Épicerie et ses vélos", summary_fr="Un café, 100 % bio.")
        SectorFactory(slug="mobilite", keywords_fr="vélo")
    catalogue = catalogue_of(Initiative)
    found = catalogue.find(text)
    assert found == catalogue.find(fold(text))
    assert found.all <= catalogue.state().everything
    catalogue.meant(text)


def find(text, model=Initiative):
    """Return the slugs of [names, texts, themes] that answer."""
    match = catalogue_of(model).find(text)
    return [
        set(model.objects.filter(pk__in=part).values_list("slug", flat=True))
        for part in match.parts
    ]


def test_what_goes_without_saying_is_left_aside_where_nothing_has_it_and_the_rest_is_known():
    SectorFactory(slug="sante", keywords_fr="médecin")
    InitiativeFactory(slug="care", name_fr="Maison", sectors=["sante"])
    InitiativeFactory(slug="network", name_fr="Réseau")
    assert find("médecin de campagne") == [set(), set(), {"care"}]
    assert find("un réseau au village") == [set(), set(), set()]
    assert find("le village") == [set(), set(), set()]
    InitiativeFactory(slug="village", name_fr="Village", sectors=["sante"])
    assert find("médecin de village") == [set(), set(), {"village"}]


def test_what_was_likely_meant_is_written_as_the_records_write_it():
    SectorFactory(slug="sante", keywords_fr="Kinésithérapeute")
    InitiativeFactory(name_fr="Épicerie d’Augan", summary_fr="Une épicerie bio.", in_commune=VANNES)
    meant = catalogue_of(Initiative).meant
    assert meant("EPICRIE bio") == "épicerie bio"
    assert meant("l’épicrie d’Auganh") == "épicerie Augan"
    assert meant("vanes") == "Vannes"
    assert meant("kinésithérapete") == "Kinésithérapeute"
    assert meant("épiceries") == ""
    assert meant("épicrie xqzkw") == ""
    assert meant("") == ""


def test_to_propose_a_word_costs_few_queries(django_assert_max_num_queries):
    for number in range(30):
        InitiativeFactory(name_fr=f"Épicerie {number}", in_commune=VANNES)
    catalogue = catalogue_of(Initiative)
    catalogue.find("épicerie")
    with one_moment(), django_assert_max_num_queries(8):
        assert catalogue.meant("épicrie") == "Épicerie"


def test_an_everyday_word_leads_to_what_is_filed_there_sectors_before_challenges():
    SectorFactory(slug="sante", keywords_fr="médecin\ndésert médical", keywords_en="doctor")
    challenge = ChallengeFactory(slug="services-locaux", keywords_fr="médecin\nisolement")
    InitiativeFactory(slug="says", name_fr="Maison", summary_fr="Deux médecins.")
    InitiativeFactory(slug="filed", name_fr="Maison de santé", sectors=["sante"])
    InitiativeFactory(slug="challenged", name_fr="Taxi").challenges.add(challenge)
    assert find("médecins") == [set(), {"says"}, {"filed"}]
    assert find("doctor") == [set(), set(), {"filed"}]
    assert find("désert médical") == [set(), set(), {"filed"}]
    assert find("isolement") == [set(), set(), {"challenged"}]
    assert find("médecin taxi") == [set(), set(), set()]
    assert find("doctor maison") == [set(), set(), {"filed"}]


def test_the_name_of_a_sector_leads_there_and_so_does_an_edit_of_its_words():
    sector = SectorFactory(slug="energie", name_fr="Énergie", name_en="Power")
    InitiativeFactory(slug="filed", name_fr="Toits", sectors=["energie"])
    assert find("énergies") == find("power") == [set(), set(), {"filed"}]
    assert find("éolienne") == [set(), set(), set()]
    Sector.objects.filter(pk=sector.pk).update(keywords_fr="éolienne")
    assert find("éoliennes") == [set(), set(), {"filed"}]


def test_a_word_that_means_something_is_not_completed():
    SectorFactory(slug="commerces-services", keywords_en="pub")
    InitiativeFactory(slug="inn", name_fr="L’Auberge", sectors=["commerces-services"])
    InitiativeFactory(slug="public", name_fr="Service public")
    assert find("pub") == [set(), set(), {"inn"}]
    assert find("publ") == [{"public"}, set(), set()]


def test_the_glossary_makes_an_acronym_and_its_expansion_one():
    GlossaryTermFactory(
        term_fr="CAE", term_en="BEC", expansion_fr="Coopérative d’activité et d’emploi"
    )
    InitiativeFactory(slug="short", name_fr="Une CAE")
    InitiativeFactory(slug="long", name_fr="Emploi", summary_fr="Des coopératives d’activité.")
    for text in ("CAE", "cae", "BEC", "coopératives d'activités et d'emploi"):
        assert find(text) == [{"short"}, {"long"}, set()]


def test_each_kind_of_record_is_found_by_its_own_words():
    OrganisationFactory(slug="rtes", name_fr="Réseau", acronym="RTES")
    LeverFactory(slug="rent", title_fr="Louer un local", title_en="Rent out premises")
    assert find("rtes", SupportOrganisation) == [{"rtes"}, set(), set()]
    assert find("locaux", Lever) == find("premises", Lever) == [{"rent"}, set(), set()]


# Likeness


def test_similar_initiatives_share_sectors_those_of_the_same_regions_first():
    record = InitiativeFactory(in_commune=AUGAN, sectors=["sante", "mobilite", "energie"])
    InitiativeFactory(slug="far-two", in_commune=CAEN, sectors=["sante", "mobilite"])
    InitiativeFactory(slug="far-one", in_commune=CAEN, sectors=["energie"])
    InitiativeFactory(slug="near-two", in_commune=VANNES, sectors=["sante", "energie"])
    InitiativeFactory(slug="near-one", in_region="bretagne", sectors=["sante"])
    InitiativeFactory(slug="other", in_commune=AUGAN, sectors=["habitat"])
    InitiativeFactory(slug="draft", in_commune=AUGAN, sectors=["sante"], status="draft")
    sectors = list(record.sectors.values_list("pk", flat=True))
    parts = similar_to(catalogue_of(Initiative).state(), record.pk, sectors, ["53"])
    names = dict(Initiative.objects.values_list("pk", "slug"))
    found = [{names[each] for each in part} for part in parts if part]
    assert found == [{"near-two"}, {"near-one"}, {"far-two"}, {"far-one"}]


# Facets


VALUES = {
    "sector": lambda record: record.sectors.all(),
    "challenge": lambda record: record.challenges.all(),
    "lever": lambda record: record.levers.all(),
    "authority": lambda record: {action.level for action in record.actions.all()},
    "kind": lambda record: [record.kind],
    "legal_form": lambda record: filter(None, [record.legal_form]),
    "scope": lambda record: [record.scope],
    "commune": lambda record: filter(None, [record.commune]),
    "located_region": lambda record: record.located_regions,
    "department": lambda record: record.all_departments,
    "region": lambda record: record.all_regions,
}


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    kinds=st.lists(st.sampled_from(["enterprise", "network", "brand"]), min_size=1, max_size=5),
    draws=st.lists(st.integers(0, 59), min_size=5, max_size=5),
)
def test_counts_are_those_of_plain_python(kinds, draws):
    Initiative.objects.all().delete()
    levers = [LeverFactory(), LeverFactory()]
    for kind, drawn in zip(kinds, draws, strict=False):
        record = InitiativeFactory(
            kind=kind,
            legal_form=["", "scic", "association"][drawn % 3],
            sectors=SECTORS[: drawn % 3],
            status=["published", "draft"][drawn % 5 == 0],
        )
        record.levers.set(levers[drawn % 2 :])
        record.challenges.set([ChallengeFactory(slug="services-locaux")][drawn % 2 :])
        for edit in (move, serve_elsewhere, act):
            edit(record, record.slug, drawn)
    state = catalogue_of(Initiative).state()
    records = Initiative.objects.published()
    for facet, values in VALUES.items():
        keys = [getattr(value, "pk", value) for record in records for value in values(record)]
        assert state.count(facet, state.everything) == Counter(keys), facet
