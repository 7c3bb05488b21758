"""Words of French and English text, and which of them mean the same: no model is known here."""

import re
from functools import lru_cache

import snowballstemmer

from search.text import fold, folded_words

# Words too common to look for, folded; single letters are what elisions leave ("l’", "d’").
STOP_WORDS = frozenset(
    """
    a about ai ainsi against alors an and any are as at au aucun aussi autre autres aux avec avoir
    be been but by c can ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme
    comment contre could d dans de depuis des do does donc dont du elle elles en entre es est et
    etaient etait etant ete etre eu eux faut for from has have how i il ils in into is it its j je l
    la le les leur leurs lors lorsque lui m ma mais me meme memes mes moi mon my n ne ni nos notre
    nous of on or ou our par parmi pas pendant peut peuvent peux plus pour pourquoi puis qu quand
    que quel quelle quelles quels qui quoi s sa sans se ses should si some son sont sous sur t ta te
    tel telle telles tels tes that the their them there these they this those to toi ton tous tout
    toute toutes tres tu un une us vers veut veux vos votre voudrais vous was we were what when
    where which who with would y you your
    """.split()  # noqa: SIM905 a list of words reads better as text
)
# What one wants to do with a thing ("rouvrir l’épicerie"), folded: it does not say which thing.
INTENTS = frozenset(
    """
    aider attirer avons cherche chercher conserver creer developper donner exemple exemples
    existe faire garder idee idees implanter lancer maintenir mettre monter ouvrir reouvrir
    rouvrir sauvegarder sauver souhaite soutenir trouver venir voulons
    attract create examples example find get help helping idea ideas keep keeping launch looking
    make need open opening reopen reopening running run save saving set start starting up want
    """.split()  # noqa: SIM905
)
# What goes without saying in this directory, folded.
EVERYWHERE = frozenset(
    """
    campagne commune communes countryside local locale locales locaux mairie rural rurale rurales
    ruraux territoire territoires village villages town towns
    """.split()  # noqa: SIM905
)
# Plurals in -aux of words that do not end in -al.
IRREGULAR = {"travaux": "travail", "baux": "bail", "vitraux": "vitrail", "coraux": "corail"}
# Singulars that share the stem of words they have nothing to do with ("départ", "concert").
UNLIKE = frozenset({"communication", "concertation", "departement", "department", "direction"})
# A shorter French stem stands for too much: "caf" for "Caf" and "café", "loi" for "loyer".
SHORTEST_STEM = 4
# Words of one stem begin alike, but for the last letters of the stem ("journaux", "journal").
STEM_TAIL = 2
SHORTEST_START = 3
HYPHENATED = re.compile(r"\w+(?:[-\u2010\u2011]\w+)+")

_french = snowballstemmer.stemmer("french")
_english = snowballstemmer.stemmer("english")


def words(text: str) -> list[str]:
    """Return the folded words of `text` that are worth looking for, in order, repeats included."""
    return [word for word in folded_words(text) if word not in STOP_WORDS]


def hyphenated(text: str) -> dict[tuple[str, ...], str]:
    """Return {words: the same written as one} of what is hyphenated in `text`.

    "co-voiturage" → {("co", "voiturage"): "covoiturage"}
    """
    return {tuple(words(each)): fold(each).replace(" ", "") for each in HYPHENATED.findall(text)}


def singular(word: str) -> str:
    """Return the singular of a folded French plural in -x, any other word as it is."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word.endswith("eaux") or word.endswith(("eux", "oux")):
        return word[:-1]
    if word.endswith("aux") and len(word) > len("aux") + 1:
        return f"{word[:-3]}al"
    return word


@lru_cache(maxsize=200_000)
def stems(word: str) -> frozenset[tuple[str, str]]:
    """Return the stems of a folded word as {("fr", …), ("en", …)}.

    Two words that share one are taken as forms of one word. A word with a digit is its own stem.
    """
    if not word.isalpha():
        return frozenset({("", word)})
    plain = singular(word)
    if plain.removesuffix("s") in UNLIKE:
        return frozenset({("fr", plain.removesuffix("s"))})
    french = _french.stemWord(plain)
    if len(french) < SHORTEST_STEM:
        french = plain
    return frozenset({("fr", french), ("en", _english.stemWord(word))})


def common_start(word: str) -> str:
    """Return the letters with which every form of `word` begins."""
    shortest = min(len(stem) for _language, stem in stems(word))
    return word[: max(SHORTEST_START, shortest - STEM_TAIL)]
