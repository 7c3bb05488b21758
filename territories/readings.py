"""What a name with codes and a department beside it may mean: a name, and what limits it."""

from dataclasses import dataclass, field

from territories.gazetteer import department_of
from territories.names import without_article
from territories.not_covered import not_covered_by_code


@dataclass(frozen=True)
class Limit:
    """What a code, number or department beside a name says of the commune.

    It is one of `communes`, or lies in one of `departments`. It may be one of `unfinished`, those
    of the codes that begin so, but never surely.
    """

    communes: dict = field(default_factory=dict)
    departments: frozenset = frozenset()
    unfinished: dict = field(default_factory=dict)

    def allows(self, code):
        return self.is_sure_of(code) or code in self.unfinished

    def is_sure_of(self, code):
        return code in self.communes or department_of(code) in self.departments


@dataclass(frozen=True)
class Reading:
    """A name in the form in which names are looked up, and what limits it."""

    name: str
    limits: tuple[Limit, ...] = ()

    def allowed(self, found):
        """Return the part of {INSEE code: former name} that all limits allow."""
        return {
            code: name
            for code, name in found.items()
            if all(limit.allows(code) for limit in self.limits)
        }

    def is_sure_of(self, code):
        return all(limit.is_sure_of(code) for limit in self.limits)


def readings_of(places, spelling):
    """Return the `Reading`s of a spelling: its whole name, then each with a department beside it.

    "saint denis la reunion" is a name, and "saint denis" in La Réunion. Also a region will do.
    """
    limits = limits_of(places, spelling)
    found = [Reading(spelling.name, limits)]
    for name, area in halves(spelling.name):
        if departments := places.departments_by_name.get(area):
            found.append(Reading(name, (*limits, Limit(departments=frozenset(departments)))))
    return found


def limits_of(places, spelling):
    """Return what the codes and numbers of a spelling say, a `Limit` for each."""
    return (
        *(limit_of_code(places, code, spelling.is_cedex) for code in spelling.codes),
        *(limit_of_number(places, number) for number in spelling.numbers),
    )


def halves(name):
    """Yield each pair (one part of a name, the other part), the longest left part first.

    Both without leading article.
    """
    words = name.split()
    for end in range(len(words) - 1, 0, -1):
        left, right = (without_article(" ".join(part)) for part in (words[:end], words[end:]))
        yield left, right
        yield right, left


def limit_of_code(places, code, is_cedex):
    """Return what five characters say.

    A code that no list has, and any code beside the word CEDEX, says only the department.
    """
    known = places.with_any_code(code)
    if known and not is_cedex:
        return Limit(known)
    return Limit(known, departments_of_code(code))


def departments_of_code(code):
    """Return the codes of the departments that share the beginning of a code.

    That of the collectivity, where it is one: nothing of ours lies there.
    """
    if code[:2] == "20":
        return frozenset({"2A", "2B"})
    return frozenset({not_covered_by_code(code) or department_of(code)})


def limit_of_number(places, number):
    """Return what less than five digits say: a department, or the beginning of a code."""
    departments = departments_of_code(number.zfill(2)) & places.departments
    if departments and (len(number) < 3 or number in departments):
        return Limit(departments=departments)
    if len(number) < 3:
        return Limit()
    return Limit(places.with_any_code(f"0{number}"), unfinished=places.with_code_beginning(number))


def parts_of(name):
    """Return the whole name and the parts with which it begins or ends, the longest first."""
    parts = [name, *(part for pair in halves(name) for part in pair)]
    return sorted(parts, key=lambda part: -part.count(" "))
