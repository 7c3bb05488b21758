"""Text analysis shared by all apps. It knows no model."""

import re
import unicodedata

from search.normal_form import INVISIBLE, normalize_text

# Letters that Unicode does not take apart into plain letters and an accent.
INDIVISIBLE = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l"})
# What leaves a word as it is: combining accents, and characters that are not seen, such as soft
# hyphens.
DROPPED = re.compile(f"[\u0300-\u036f{INVISIBLE}]+")
# Sorts after every character of a folded text: the end of all that begins alike.
AFTER_ALL = "{"
NOT_ALPHANUMERIC = re.compile("[^a-z0-9]+")
# "s.c.i.c.": the letters are one word.
DOTTED = re.compile(r"\b[a-z](?:\.[a-z])+\b")

# Names of which a word is too common to look for, folded: they are one word to the search.
COMPOUNDS = {"grand est": "grandest"}
SPACE = r"[\s\u2010\u2011-]"
WRITTEN_COMPOUND = "|".join(rf"\b{name.replace(' ', SPACE)}\b" for name in COMPOUNDS)
WRITTEN_WORD = re.compile(rf"{WRITTEN_COMPOUND}|\b[^\W\d_](?:\.[^\W\d_])+\b|\w+", re.IGNORECASE)


def fold(text: str) -> str:
    """Return `text` as lower-case ASCII words with one space between them.

    Accents and what nobody sees are dropped, œ and æ become two letters, acronyms lose their dots
    ("S.C.I.C." → "scic"), and each run of anything else than [a-z0-9] becomes one space, with none
    at either end: "L'Île-d’Yeu" → "l ile d yeu". The result holds only [a-z0-9 ], so it sorts the
    same everywhere by bytes; folding it again changes nothing.
    """
    plain = text.casefold()
    if not plain.isascii():
        plain = DROPPED.sub("", unicodedata.normalize("NFKD", plain))
        # NFKD may bring back capitals (℡ is "TEL"), hence the second casefold.
        plain = plain.casefold().translate(INDIVISIBLE)
    if "." in plain:
        plain = DOTTED.sub(lambda acronym: acronym[0].replace(".", ""), plain)
    return NOT_ALPHANUMERIC.sub(" ", plain).strip()


def folded_words(text: str) -> list[str]:
    """Return the folded words of `text`, in order, a name among `COMPOUNDS` as one.

    "Le Grand-Est, à l’est" → ["le", "grandest", "a", "l", "est"]
    """
    folded = fold(text)
    for name, word in COMPOUNDS.items():
        folded = re.sub(rf"\b{name}\b", word, folded)
    return folded.split()


def written_words(text: str):
    """Yield (folded, written) for each word of `text`: ("epicerie", "Épicerie")."""
    for written in WRITTEN_WORD.findall(normalize_text(text)):
        yield " ".join(folded_words(written)), written
