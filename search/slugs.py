"""Parts of addresses that stand for names."""

from itertools import chain, count

from search.text import fold


def slugify(name: str, longest: int | None = None) -> str:
    """Return the slug of a name: "Cœur de ville & Cie" → "coeur-de-ville-cie".

    Of at most `longest` characters: cut after a word, or in its only word. "" where the name has
    nothing in Latin letters or digits.
    """
    slug = fold(name).replace(" ", "-")
    if longest is None or len(slug) <= longest:
        return slug
    return slug[: longest + 1].rpartition("-")[0] or slug[:longest]


def slugs_for(name: str, longest: int, instead: str):
    """Yield the slugs that a name may have, the best one first: "carte", "carte-2", "carte-3", …

    `instead` is that of a name that has none of its own.
    """
    base = slugify(name) or instead
    suffixes = chain([""], (f"-{number}" for number in count(2)))
    for suffix in suffixes:
        yield slugify(base, longest - len(suffix)) + suffix
