"""How place names are written and compared."""

import re

from search.text import fold

# "TNCC", the way INSEE writes the article of a name, which its files keep apart from the name.
ARTICLES = {
    "0": "",
    "1": "",
    "2": "Le ",
    "3": "La ",
    "4": "Les ",
    "5": "L'",
    "6": "Aux ",
    "7": "Las ",
    "8": "Los ",
}

LEADING_ARTICLE = re.compile("^(?:le|la|les|l|aux|las|los) (?=.)")
SAINT = re.compile(r"\b(?:st|ste|sts|stes)\b")
SAINT_IN_FULL = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def typographic(name: str) -> str:
    """Return the name as printed: "L'Île-d'Yeu" → "L’Île-d’Yeu"."""
    return name.replace("'", "’")


def with_article(name: str, article_code: str) -> str:
    """Return the official name: ("Havre", "2") → "Le Havre"."""
    return ARTICLES[article_code] + name


def search_form(name: str) -> str:
    """Return the form under which a place is stored and looked up.

    Folded, "st", "ste" and their plurals in full, without its leading article: "Les
    Sables-d'Olonne" → "sables d olonne", "ST JEAN" → "saint jean". A lone article stays: somebody
    who has typed "la" may be on the way to "Laval".
    """
    in_full = SAINT.sub(lambda match: SAINT_IN_FULL[match[0]], fold(name))
    return without_article(in_full)


def without_article(folded: str) -> str:
    """Return a folded name without its leading article: "le havre" → "havre"."""
    return LEADING_ARTICLE.sub("", folded)


def article_of(name: str) -> str:
    """Return the leading article of a name: "Les Sables-d'Olonne" → "les "."""
    found = LEADING_ARTICLE.match(fold(name))
    return found[0] if found else ""
