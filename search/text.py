"""Text analysis shared by all apps. It knows no model."""

import re
import unicodedata

# Letters that Unicode does not take apart into plain letters and an accent.
INDIVISIBLE = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l"})
COMBINING_MARKS = re.compile("[\u0300-\u036f]+")
# Sorts after every character of a folded text: the end of all that begins alike.
AFTER_ALL = "{"
NOT_ALPHANUMERIC = re.compile("[^a-z0-9]+")
# "s.c.i.c.": the letters are one word.
DOTTED = re.compile(r"\b[a-z](?:\.[a-z])+\b")

WRITTEN_WORD = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b|\w+")


def fold(text: str) -> str:
    """Return `text` as lower-case ASCII words with one space between them.

    Accents are dropped, œ and æ become two letters, acronyms lose their dots ("S.C.I.C." → "scic"),
    and each run of anything else than [a-z0-9] becomes one space, with none at either end:
    "L'Île-d’Yeu" → "l ile d yeu". The result holds only [a-z0-9 ], so it sorts the same everywhere
    by bytes; folding it again changes nothing.
    """
    plain = text.casefold()
    if not plain.isascii():
        plain = COMBINING_MARKS.sub("", unicodedata.normalize("NFKD", plain))
        # NFKD may bring back capitals (℡ is "TEL"), hence the second casefold.
        plain = plain.casefold().translate(INDIVISIBLE)
    if "." in plain:
        plain = DOTTED.sub(lambda acronym: acronym[0].replace(".", ""), plain)
    return NOT_ALPHANUMERIC.sub(" ", plain).strip()


def written_words(text: str):
    """Yield (folded, written) for each word of `text`: ("epicerie", "Épicerie")."""
    for written in WRITTEN_WORD.findall(unicodedata.normalize("NFC", text)):
        yield fold(written), written
