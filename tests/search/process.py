"""A process of the site that does as it is told, one word a line, and answers in JSON.

Several of them on one database are what `test_changes.py` watches: each keeps its own catalogue.
"""

import json
import sys
from uuid import uuid4

import django
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import setup_test_environment

COMMUNES = {"56006": "56", "44007": "44"}
WORDS = ["boulangerie", "zanzibar", "ouagadougou"]
PAGES = [
    "/fr/",
    "/fr/initiatives/",
    "/fr/initiatives/?q=épicerie&region=bretagne",
    "/fr/recherche/?q=épicerie",
    "/api/v1/initiatives/?q=épicerie",
]
DOERS = {}


def doer(function):
    """Have the process do `function` when it is told its name."""
    DOERS[function.__name__] = function
    return function


def picture(catalogue):
    """Return all that a catalogue answers, in a shape that JSON holds."""
    state = catalogue.state()
    return {
        "orders": {name: order.ids for name, order in state.orders.items()},
        "everything": list(state.everything),
        "facets": {
            name: sorted([str(value), list(records)] for value, records in facet.items())
            for name, facet in state.facets.items()
        },
        "names": sorted([word, list(records)] for word, records in state.texts.names.items()),
        "texts": sorted([word, list(records)] for word, records in state.texts.texts.items()),
        "found": {word: sorted(catalogue.find(word).all) for word in WORDS},
    }


def initiatives():
    """Return (the bakery, the garage)."""
    from initiatives.models import Initiative

    return [Initiative.objects.get(slug=slug) for slug in ("bakery", "garage")]


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


# What a process is asked


@doer
def known():
    """Answer with the catalogue that this process keeps."""
    from initiatives.models import Initiative
    from search.catalogue import catalogue_of

    return picture(catalogue_of(Initiative))


@doer
def read():
    """Answer with a catalogue that has just been read."""
    from initiatives.catalogue import InitiativeCatalogue

    return picture(InitiativeCatalogue())


@doer
def log_length():
    from search.models import Change

    return Change.objects.count()


@doer
def waiting():
    """Answer how many transactions wait for the lock of the log (PostgreSQL)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone()[0]


@doer
def visit():
    """Answer with (address, status, number of initiatives found) of some pages."""
    from django.test import Client

    visitor = Client(raise_request_exception=False)
    seen = []
    for address in PAGES:
        response = visitor.get(address)
        is_api = response.headers["Content-Type"] == "application/json"
        number = response.json()["count"] if is_api else (response.context or {}).get("total")
        seen.append((address, response.status_code, number))
    return seen


# The small world


@doer
def prepare():
    call_command("migrate", verbosity=0)
    from initiatives.models import Sector
    from territories.models import Commune, Department, Region
    from tests.factories import (
        AuthorityLevelFactory,
        ChallengeFactory,
        InitiativeFactory,
        SectorFactory,
    )

    for code, slug, department in (("53", "bretagne", "56"), ("52", "pays-de-la-loire", "44")):
        region = Region.objects.create(
            code=code, slug=slug, name_fr=slug, name_en=slug, locative=slug
        )
        Department.objects.create(
            code=department, slug=f"d-{department}", name=slug, locative=slug, region=region
        )
    for code, department in COMMUNES.items():
        Commune.objects.create(
            code=code,
            name=f"Commune {code}",
            search_name=f"commune {code}",
            department_id=department,
            latitude=47.0,
            longitude=-2.0,
        )
    for slug in ("commerces-services", "mobilite"):
        SectorFactory(slug=slug)
    Sector.objects.filter(slug="mobilite").update(keywords_fr="ouagadougou")
    AuthorityLevelFactory(slug="commune")
    ChallengeFactory(slug="services-locaux")
    InitiativeFactory(
        slug="bakery", name_fr="Boulangerie", in_commune="56006", sectors=["commerces-services"]
    )
    InitiativeFactory(slug="garage", name_fr="Garage", in_commune="44007", sectors=["mobilite"])


@doer
def load_content():
    call_command("load_content", verbosity=0)


# Changes, each by another path


@doer
def save():
    bakery, _garage = initiatives()
    bakery.name_fr = f"Boulangerie {uuid4().hex}"
    bakery.save()


@doer
def save_the_other():
    _bakery, garage = initiatives()
    garage.name_fr = f"Garage {uuid4().hex}"
    garage.save()


@doer
def unpublish():
    initiatives()[0].unpublish()


@doer
def publish():
    initiatives()[0].publish()


@doer
def create():
    from tests.factories import InitiativeFactory

    InitiativeFactory(slug="created", name_fr="Zanzibar", in_commune="56006")


@doer
def delete():
    from initiatives.models import Initiative

    Initiative.objects.get(slug="created").delete()


@doer
def many_to_many_add():
    from initiatives.models import Sector

    initiatives()[0].sectors.add(Sector.objects.get(slug="mobilite"))


@doer
def many_to_many_remove():
    from initiatives.models import Sector

    initiatives()[0].sectors.remove(Sector.objects.get(slug="mobilite"))


@doer
def many_to_many_set():
    initiatives()[0].departments.set(["44", "56"])


@doer
def many_to_many_clear():
    initiatives()[0].departments.clear()


@doer
def many_to_many_from_the_other_side():
    from initiatives.models import Sector

    Sector.objects.get(slug="mobilite").initiatives.set(initiatives())


@doer
def update_of_a_queryset():
    from initiatives.models import Initiative

    Initiative.objects.filter(slug="bakery").update(kind="network", year_founded=1999)


@doer
def update_of_a_text():
    from initiatives.models import Initiative

    Initiative.objects.filter(slug="bakery").update(summary_en=f"To Ouagadougou {uuid4().hex}.")


@doer
def bulk_create():
    from initiatives.models import Initiative
    from tests.factories import InitiativeFactory

    Initiative.objects.bulk_create(
        InitiativeFactory.build(slug=f"bulk-{n}", name_fr=f"Zanzibar {n}", sort_key=str(n))
        for n in range(3)
    )


@doer
def child_row():
    from initiatives.models import AuthorityAction, AuthorityLevel
    from tests.factories import ResourceFactory

    bakery, _garage = initiatives()
    AuthorityAction.objects.create(
        initiative=bakery,
        level=AuthorityLevel.objects.get(slug="commune"),
        resource=ResourceFactory(),
        authority_fr="Commune",
        kind="premises",
        text_fr="Prête un local.",
    )


@doer
def child_row_moved():
    """Both the one that loses it and the one that gets it change."""
    from initiatives.models import AuthorityAction

    AuthorityAction.objects.update(initiative=initiatives()[1])


@doer
def child_row_deleted():
    from initiatives.models import AuthorityAction

    AuthorityAction.objects.all().delete()


@doer
def everyday_words():
    from initiatives.models import Sector

    Sector.objects.filter(slug="mobilite").update(keywords_en="zanzibar")


@doer
def territories():
    from territories.models import Department

    Department.objects.filter(pk="44").update(region_id="53")


@doer
def plain_insert():
    bakery, _garage = initiatives()
    sql(
        """INSERT INTO initiatives_initiative_challenges (initiative_id, challenge_id)
        SELECT %s, max(id) FROM initiatives_challenge""",
        bakery.pk,
    )


@doer
def plain_update():
    sql(
        "UPDATE initiatives_initiative SET name_fr = %s, commune_id = %s WHERE slug = %s",
        "Zanzibar en SQL",
        "44007",
        "bakery",
    )


@doer
def plain_delete():
    sql("DELETE FROM initiatives_initiative_challenges")


@doer
def truncate():
    sql("TRUNCATE initiatives_initiative_sectors")


# Transactions


@doer
def begin():
    global block
    block = transaction.atomic()
    block.__enter__()


@doer
def commit():
    block.__exit__(None, None, None)


@doer
def rollback():
    transaction.set_rollback(True)
    block.__exit__(None, None, None)


# The log


@doer
def log_much():
    """Write more than twice what the log keeps."""
    from search.changes import KEPT, LOG

    with connection.cursor() as cursor, transaction.atomic():
        cursor.executemany(
            f'INSERT INTO "{LOG}" (kind, token) VALUES (%s, %s)',  # noqa: S608
            [("another", "0")] * (2 * KEPT + 5),
        )


@doer
def alter_table():
    """Do as a later migration: SQLite makes the table anew, without its triggers."""
    from django.db.models import CharField

    from initiatives.models import Initiative

    old = Initiative._meta.get_field("website")
    new = CharField(max_length=400, null=True)
    new.set_attributes_from_name("website")
    new.model = Initiative
    with connection.schema_editor() as editor:
        editor.alter_field(Initiative, old, new)


@doer
def update_unseen():
    from initiatives.models import Initiative

    Initiative.objects.filter(slug="garage").update(year_founded=2005)


@doer
def migrate():
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    django.setup()
    setup_test_environment()
    for line in sys.stdin:
        print(json.dumps(DOERS[line.strip()]()), flush=True)  # noqa: T201
