"""Names and codes of all communes in memory: what is typed for a place is looked up here.

Asked of the database, each spelling would cost several queries; in memory it costs microseconds,
and about 20 MB in each process. Built once, from the tables, and anew when they change.
"""

from bisect import bisect_left
from collections import defaultdict

from search.changes import Derived
from search.text import AFTER_ALL
from territories.models import Commune, Department, FormerCommune, PostalCode, Region
from territories.names import article_of, search_form
from territories.region_names import region_names

# The arrondissements of Paris, Lyon and Marseille have INSEE codes of their own.
ARRONDISSEMENT_CODES = {
    **{str(code): "75056" for code in range(75101, 75121)},
    **{str(code): "69123" for code in range(69381, 69390)},
    **{str(code): "13055" for code in range(13201, 13217)},
}


class Gazetteer:
    """Communes by name, former name, postal code and INSEE code.

    What finds communes returns {INSEE code: former name}, the former name being that of the former
    commune by which it was found, or "". Of communes found alike the most populous come first.
    """

    def __init__(self):
        communes = Commune.objects.order_by("-population", "search_name", "code").values_list(
            "code", "search_name", "population", "name"
        )
        # An unknown population comes last, on every engine.
        rows = sorted(communes, key=lambda row: row[2] is None)
        self.rank = {row[0]: rank for rank, row in enumerate(rows)}
        self.by_name = grouped((row[1], row[0]) for row in rows)
        self.articles = {row[0]: found for row in rows if (found := article_of(row[3]))}
        postal_codes = PostalCode.objects.values_list("code", "commune")
        self.by_postal_code = grouped(sorted(postal_codes, key=lambda row: self.rank[row[1]]))
        self.by_former_name, self.by_former_code = defaultdict(dict), defaultdict(dict)
        former = FormerCommune.objects.order_by("search_name", "code", "kind")
        for code, name, search_name, commune in former.values_list(
            "code", "name", "search_name", "commune"
        ):
            self.by_former_name[search_name].setdefault(commune, name)
            if code != commune:
                self.by_former_code[code][commune] = name
        self.names = sorted({*self.by_name, *self.by_former_name})
        self.postal_codes = sorted(self.by_postal_code)
        self.insee_codes = sorted({*self.rank, *self.by_former_code})
        self.departments_by_name = departments_by_name()
        self.departments = {code for codes in self.departments_by_name.values() for code in codes}

    def named(self, name):
        """Communes of which `name` is the whole name; then those that had a former one named so."""
        found = dict.fromkeys(self.by_name.get(name, ()), "")
        return found | without(self.ranked(self.by_former_name.get(name, {})), found)

    def article(self, code, former_name=""):
        """Return the article of the name of a commune, or of that of a former one in it."""
        return article_of(former_name) if former_name else self.articles.get(code, "")

    def beginning(self, name):
        """Communes whose name begins with `name`; then those that had a former one named so."""
        found, former = {}, {}
        for known in between(self.names, name):
            found |= dict.fromkeys(self.by_name.get(known, ()), "")
            # Of several former communes the first by name.
            former = self.by_former_name.get(known, {}) | former
        found = self.ranked(found)
        return found | without(self.ranked(former), found)

    def is_outdone(self, code, name, article):
        """Tell whether a more populous commune has a name that goes on after `article` + `name`."""
        return any(
            self.rank[other] < self.rank[code]
            for other, former_name in self.beginning(f"{name} ").items()
            if not article or self.article(other, former_name) == article
        )

    def has_area(self, name):
        """Tell whether a department or a region is called `name`."""
        return name in self.departments_by_name

    def is_area(self, code, name):
        """Tell whether a commune lies in the one department or region that is called `name`."""
        return department_of(code) in self.departments_by_name[name]

    def with_postal_code(self, code):
        return dict.fromkeys(self.by_postal_code.get(code, ()), "")

    def with_insee_code(self, code):
        """The commune of an INSEE code: its own, or that of a former commune in it."""
        if code in self.rank:
            return {code: ""}
        return self.by_former_code.get(code, {})

    def of_arrondissement(self, code):
        """The city of which `code` is the INSEE code of an arrondissement."""
        city = ARRONDISSEMENT_CODES.get(code)
        return {city: ""} if city in self.rank else {}

    def with_any_code(self, code):
        """Communes that five characters lead to, as whichever code."""
        postal = self.with_postal_code(code)
        return postal | without(self.of_arrondissement(code) | self.with_insee_code(code), postal)

    def with_code_beginning(self, digits):
        """Communes of which a postal code begins so; then those of which an INSEE code does."""
        postal, insee = {}, {}
        for code in between(self.postal_codes, digits):
            postal |= self.with_postal_code(code)
        for code in between(self.insee_codes, digits):
            insee |= self.with_insee_code(code)
        postal = self.ranked(postal)
        return postal | without(self.ranked(insee), postal)

    def in_departments(self, codes):
        """All communes of departments."""
        return {code: "" for code in self.rank if department_of(code) in codes}

    def ranked(self, found):
        """Return what was found with the most populous first."""
        if len(found) < 2:
            return found
        return {code: found[code] for code in sorted(found, key=self.rank.__getitem__)}


def grouped(pairs):
    """Return {key: tuple of values} of (key, value) pairs, both in their order."""
    found = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}


def between(known, beginning):
    """Return those of a sorted list that begin with `beginning`."""
    return known[bisect_left(known, beginning) : bisect_left(known, beginning + AFTER_ALL)]


def without(found, others):
    return {code: name for code, name in found.items() if code not in others}


def department_of(code):
    """Return the code of the department that an INSEE code, or a part of one, begins with."""
    return code[:3] if code.startswith("97") else code[:2]


def departments_by_name():
    """Return {name of a department or region, also one of former times: codes of departments}."""
    found = defaultdict(set)
    others = defaultdict(list)
    for other in region_names():
        others[other.region].append(other.name)
    for code, name, region, *names in Department.objects.values_list(
        "code", "name", "region", "region__name_fr", "region__name_en"
    ):
        for each in {search_form(each) for each in (name, *names, *others[region])}:
            found[each].add(code)
    return dict(found)


gazetteer = Derived([Region.CHANGES_ARE], Gazetteer)
