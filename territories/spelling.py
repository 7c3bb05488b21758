"""What somebody typed for a place, taken apart into a name, codes and numbers."""

import re
import unicodedata
from dataclasses import dataclass

from search.text import fold
from territories.names import article_of, search_form

# "Chalon s/Saône", "Bruyères s/s Laon".
ON_OR_UNDER = re.compile(r"\bs/(s\b)?", re.IGNORECASE)
SPACED_CODE = re.compile(
    r"(?<![0-9])(?:(?:[0-9]{2}|\b2 ?[ab]) [0-9]{3}|9[78][0-9] [0-9]{2})(?![0-9])"
)
# "F-56800", "56800Ploërmel", "Ploërmel56800".
COUNTRY = re.compile(r"\bfr? ?(?=[0-9]{5}\b)")
GLUED = re.compile(r"(?<=\b[0-9]{5})(?=[a-z])|(?<=[a-z]{2})(?=[0-9]{5}\b)")
CEDEX = re.compile(r"\bcedex\b(?: [0-9]{1,2}\b)?")
CODE = re.compile("[0-9]{5}|2[ab][0-9]{3}")
NUMBER = re.compile("[0-9]{1,4}|2[ab][0-9]{0,2}")

ARRONDISSEMENTS = {"paris": 20, "lyon": 9, "marseille": 16}
ROMAN = (
    *("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
    *("xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx"),
)
ARRONDISSEMENT = re.compile(
    r"\b([0-9]{1,2}|[ivx]+) ?(?:e|er|ere|eme|ieme|nd|nde|st|rd|th)?\b"
    r"(?: (?:arrondissement|arrondt|arrdt|ardt|arr)\b)?(?: de\b)?"
)


@dataclass(frozen=True)
class Spelling:
    """A name without its codes, in the form in which names are looked up; and the codes.

    `article` is the one before the name, such as "les ", or "". `codes` have five characters;
    `numbers` are shorter: those of a department, or the beginning of
    a code. Both are as typed but for capitals: "1000", "2A", "56165".
    """

    name: str = ""
    article: str = ""
    codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    is_cedex: bool = False


def plain(text):
    """Return a text with the digits of all scripts as 0 to 9, without invisible characters.

    Superscripts and the like are no digits of a code: they become spaces.
    """
    if text.isascii():
        return text
    characters = []
    for character in text:
        if character.isdecimal():
            characters.append(str(unicodedata.decimal(character)))
        elif character.isdigit():
            characters.append(" ")
        elif unicodedata.category(character) != "Cf":
            characters.append(character)
    return "".join(characters)


def spellings_of(text):
    """Return the `Spelling`s that a text may be: one, or two where it names an arrondissement.

    "Paris 15" may be Paris in department 15, or the 15th arrondissement of Paris.
    """
    text = ON_OR_UNDER.sub(lambda found: " sous " if found[1] else " sur ", plain(text))
    text = SPACED_CODE.sub(lambda found: found[0].replace(" ", ""), fold(text))
    text = GLUED.sub(" ", text)
    text, cedexes = CEDEX.subn(" ", COUNTRY.sub("", text))
    tokens = text.split()
    codes = tuple(token.upper() for token in tokens if CODE.fullmatch(token))
    others = [token for token in tokens if not CODE.fullmatch(token)]
    found = [spelling(others, codes, bool(cedexes))]
    if (city := city_in(others)) is not None:
        found.append(spelling(city, codes, bool(cedexes)))
    return found


def spelling(tokens, codes, is_cedex):
    numbers = tuple(token.upper() for token in tokens if NUMBER.fullmatch(token))
    written = " ".join(token for token in tokens if not NUMBER.fullmatch(token))
    name = search_form(written)
    if not name and not codes:
        # "5 6 8 0 0" is one code, finished or not.
        whole = "".join(numbers)
        codes, numbers = ((whole,), ()) if len(whole) == 5 else ((), (whole,) if whole else ())
    return Spelling(name, article_of(written), codes, numbers, is_cedex)


def city_in(tokens):
    """Return the tokens of a city without its arrondissement, None where none is named."""
    city = next((token for token in tokens if token in ARRONDISSEMENTS), None)
    if city is None:
        return None
    rest = list(tokens)
    rest.remove(city)

    def without_its_own(found):
        own = 1 <= number_of(found[1]) <= ARRONDISSEMENTS[city]
        return " " if own else found[0]

    left = ARRONDISSEMENT.sub(without_its_own, " ".join(rest)).split()
    return [city, *left] if left != rest else None


def number_of(ordinal):
    """Return the number that "15" or "xv" is, 0 where it is none."""
    if ordinal in ROMAN:
        return ROMAN.index(ordinal) + 1
    return int(ordinal) if ordinal.isdecimal() else 0


def department_code(text):
    """Return the code of a department as INSEE writes it: "1" → "01", "2a" → "2A"."""
    code = plain(text).strip().upper()
    if code.isdecimal():
        return code.zfill(2)
    # What is blank once read is not blank: an unknown value is an error.
    return code or text
