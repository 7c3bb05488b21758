"""Synthetic initiatives, spread as real ones are: a few sectors, forms and places have most.

They are made of the words, sectors, levers, forms and documents of the real content.
"""

from datetime import UTC, datetime, timedelta
from itertools import chain

from django.db import connection

from initiatives.models import (
    AuthorityAction,
    AuthorityLevel,
    Challenge,
    CooperationForm,
    Initiative,
    InitiativeSource,
    KeyFact,
    Lever,
    Sector,
)
from resources.models import Resource
from search.text import folded_words
from territories.models import Commune, Department, Intercommunality, Region
from tests.bench.rows import LinkTable, Table
from tests.bench.words import Skewed, Words

NEWEST = datetime(2026, 6, 1, tzinfo=UTC)
# Characters that the column holds.
LONGEST_SUMMARY = 240

SCOPE = Initiative.Scope
# What is known of the location: share in percent, scopes from the commonest on.
LOCATIONS = {
    "commune": (70, [SCOPE.LOCAL, SCOPE.INTERCOMMUNAL, SCOPE.DEPARTMENTAL, SCOPE.REGIONAL]),
    "intercommunality": (9, [SCOPE.INTERCOMMUNAL, SCOPE.LOCAL]),
    "department": (8, [SCOPE.DEPARTMENTAL, SCOPE.INTERCOMMUNAL]),
    "region": (6, [SCOPE.REGIONAL, SCOPE.NATIONAL, SCOPE.INTERREGIONAL]),
    "": (7, [SCOPE.NATIONAL, SCOPE.INTERREGIONAL]),
}

TEXTS = ("name", "summary", "description")
LINKED = {
    "sectors": Sector,
    "challenges": Challenge,
    "levers": Lever,
    "cooperation_forms": CooperationForm,
}
# How many of each an initiative has, as often as they stand here.
NUMBERS = {
    "sectors": (1, 1, 1, 1, 1, 1, 2, 2, 2, 3),
    "challenges": (1, 1, 1, 2, 2),
    "levers": (0, 0, 0, 1, 1, 2, 3),
    "cooperation_forms": (0, 0, 1),
}
ACTIONS = (0, 0, 0, 0, 0, 1, 1, 1, 2, 3)
FACTS = (0, 0, 0, 1, 2)


class Places:
    """The territories, each with what an initiative that stands there is found by."""

    def __init__(self, rng):
        self.words, self.department_of, self.departments, self.region_of = {}, {}, {}, {}
        by_region = {region.pk: [region] for region in Region.objects.all()}
        for region, areas in by_region.items():
            self.told("region", region, areas, areas)
        departments = {each.pk: each for each in Department.objects.all()}
        for code, department in departments.items():
            self.region_of[code] = department.region_id
            self.told("department", code, [department], by_region[department.region_id], [code])
        for area in Intercommunality.objects.prefetch_related("departments"):
            regions = dict.fromkeys(each.region_id for each in area.departments.all())
            areas = [by_region[region][0] for region in regions]
            self.told("intercommunality", area.pk, [area], areas)
        for commune in Commune.objects.prefetch_related("postal_codes"):
            department = departments[commune.department_id]
            self.department_of[commune.pk] = department.pk
            regions = by_region[department.region_id]
            codes = [*map(str, commune.postal_codes.all()), department.pk]
            self.told("commune", commune.pk, [commune, department], regions, codes)
        self.names = dict(Commune.objects.values_list("pk", "name"))
        self.by_kind = {"": Skewed([None], rng)}
        for kind in ("commune", "intercommunality", "department", "region"):
            codes = sorted(code for known, code in self.words if known == kind)
            rng.shuffle(codes)
            # The larger the number of places, the flatter the curve.
            self.by_kind[kind] = Skewed(codes, rng, flat=len(codes) / 10)

    def told(self, kind, code, areas, regions, codes=()):
        """Keep the words that `Initiative.searched_texts` has for a place."""
        names = [*(area.name for area in areas), *codes]
        for region in regions:
            names += [region.name_fr, region.name_en]
        self.words[kind, code] = folded_words(" ".join(filter(None, names)))


class Maker:
    """Makes initiatives with all that belongs to them; `tables` hold the rows."""

    def __init__(self, first, rng):
        self.id = first - 1
        self.rng = rng
        real = Initiative.objects.filter(pk__lt=first)
        self.fr, self.en = (
            Words(chain(*real.values_list(*(f"{field}_{code}" for field in TEXTS))), rng)
            for code in ("fr", "en")
        )
        self.places = Places(rng)
        self.chosen_from = {
            field: Skewed(model.objects.order_by("pk").values_list("pk", flat=True), rng)
            for field, model in LINKED.items()
        }
        self.levels = Skewed(AuthorityLevel.objects.values_list("pk", flat=True), rng)
        self.documents = Skewed(Resource.objects.order_by("pk").values_list("pk", flat=True), rng)
        self.kinds = Skewed(Initiative.Kind.values, rng)
        self.legal_forms = Skewed(["", *Initiative.LegalForm.values], rng)
        self.scopes = {kind: Skewed(scopes, rng) for kind, (_share, scopes) in LOCATIONS.items()}
        self.deeds = Skewed(AuthorityAction.Kind.values, rng, flat=3)
        self.initiatives = Table(
            Initiative,
            id=first,
            status=Initiative.Status.PUBLISHED,
            information_as_of=2026,
            created_at=NEWEST,
            updated_at=NEWEST,
        )
        self.actions = Table(AuthorityAction)
        self.facts = Table(KeyFact)
        self.sources = Table(InitiativeSource)
        links = (*LINKED, "departments", "regions")
        self.links = {name: LinkTable(Initiative._meta.get_field(name)) for name in links}
        self.tables = [self.initiatives, self.actions, self.facts, self.sources]
        self.tables += self.links.values()

    def make(self):
        """Add one initiative."""
        self.id += 1
        rng = self.rng
        kind = rng.choices(list(LOCATIONS), [share for share, _scopes in LOCATIONS.values()])[0]
        place, scope = self.places.by_kind[kind].one(), self.scopes[kind].one()
        self.initiatives.add(
            id=self.id,
            kind=self.kinds.one(),
            legal_form=self.legal_forms.one(),
            scope=scope,
            year_founded=int(rng.triangular(1950, 2026, 2020)) if rng.random() < 0.8 else None,
            first_published_at=self.moment(),
            **{f"{kind}_id": place} if kind else {},
            **self.texts(kind, place),
        )
        self.cover(kind, place, scope)
        for name, numbers in NUMBERS.items():
            self.links[name].add(self.id, self.chosen_from[name].some(rng.choice(numbers)))
        self.tell()

    def moment(self):
        """Return a moment of the last three years, as the driver of the database takes it."""
        published = NEWEST - timedelta(minutes=self.rng.randrange(3 * 365 * 24 * 60))
        return connection.ops.adapt_datetimefield_value(published)

    def texts(self, kind, place):
        """Return the columns of text, and those that are made from them."""
        fr, en, rng = self.fr, self.en, self.rng
        number = rng.randint(2, 5)
        name_fr, name_en = fr.name(number), en.name(number) if rng.random() < 0.5 else ""
        number = rng.randint(10, 20)
        summary_fr = fr.sentence(number, LONGEST_SUMMARY)
        summary_en = en.sentence(number, LONGEST_SUMMARY)
        number = min(max(int(rng.lognormvariate(3.9, 0.6)), 8), 300)
        description_fr, description_en = fr.sentence(number), en.sentence(number)
        named = dict.fromkeys(fr.fold(name_fr) + en.fold(name_en))
        told = fr.fold(summary_fr) + en.fold(summary_en)
        told += fr.fold(description_fr) + en.fold(description_en)
        told = dict.fromkeys(told + self.places.words.get((kind, place), []))
        others = [word for word in told if word not in named]
        return {
            "slug": f"{'-'.join(named)[:60].strip('-')}-{self.id}",
            "sort_key": " ".join(fr.fold(name_fr)),
            "search_text": f"{' '.join(named)}\n{' '.join(others)}",
            "name": name_fr,
            "name_fr": name_fr,
            "name_en": name_en or name_fr,
            "summary": summary_fr,
            "summary_fr": summary_fr,
            "summary_en": summary_en,
            "description": description_fr,
            "description_fr": description_fr,
            "description_en": description_en,
        }

    def cover(self, kind, place, scope):
        """Say whom it serves, by the rules of `CoveredRecord.validate_coverage`."""
        department = self.places.department_of.get(place) if kind == "commune" else None
        if kind == "department":
            department = place
        region = place if kind == "region" else self.places.region_of.get(department)
        if scope == SCOPE.DEPARTMENTAL:
            self.links["departments"].add(self.id, [department])
        elif scope == SCOPE.REGIONAL:
            self.links["regions"].add(self.id, [region])
        elif scope == SCOPE.INTERREGIONAL:
            self.links["regions"].add(self.id, self.places.by_kind["region"].some(3))

    def tell(self):
        """Add the actions of authorities, the key facts and the document."""
        rng = self.rng
        for position in range(1, 1 + rng.choice(ACTIONS)):
            authority, text = self.fr.name(2), self.fr.sentence(10)
            self.actions.add(
                initiative_id=self.id,
                position=position,
                level_id=self.levels.one(),
                kind=self.deeds.one(),
                resource_id=self.documents.one(),
                authority=authority,
                authority_fr=authority,
                text=text,
                text_fr=text,
            )
        for position in range(1, 1 + rng.choice(FACTS)):
            label, value = self.fr.name(2), str(rng.randint(1, 500))
            self.facts.add(
                initiative_id=self.id,
                position=position,
                label=label,
                label_fr=label,
                value=value,
                value_fr=value,
            )
        self.sources.add(record_id=self.id, resource_id=self.documents.one())
