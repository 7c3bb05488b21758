"""The one form in which text is counted, compared and stored, whatever browsers and files send."""

import re
import unicodedata

# Line ends of all systems, and the line breaks that word processors leave behind.
LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# In one line: a tab, or line breaks with the blanks around them.
BREAK_IN_LINE = re.compile("[ \t]*[\t\n][ \t\n]*")
# NUL is not among them: Django refuses it.
CONTROLS = "\x01-\x08\x0e-\x1f\x7f-\x9f"
# Characters that are not seen, of Unicode's class Cf: soft hyphens, zero-width spaces and joiners,
# marks and overrides of direction, byte order marks, tags. The rest of the class are signs that
# show, or parts of scripts and musical notation.
INVISIBLE = (
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0001\U000e0020-\U000e007f"
)
# After a letter of Hebrew, Arabic, an Indian or another script of their kin, joiners and marks of
# direction say how it is drawn.
NEEDED = "(?<=[\u0590-\u061b\u061d-\u180d\u180f-\u1cff\ua800-\uabff\ufb1d-\ufdff\ufe70-\ufefc])"
NEEDED += "[\u061c\u180e\u200c-\u200f]"
# Between two signs a joiner makes one picture of them; tags after a flag say whose it is.
PICTURE = "(?<=[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
PICTURE += "(?=[\u2190-\u2bff\U0001f000-\U0001faff])"
FLAG = "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
CARRIES_NOTHING = re.compile(f"({NEEDED}|{PICTURE}|{FLAG})|[{CONTROLS}{INVISIBLE}]")
# Letters and signs of Unicode that look like nothing: fillers of Hangul, the empty Braille cell.
FILLERS = "\u115f\u1160\u2800\u3164\uffa0"


def normalize_text(text: str) -> str:
    """Return `text` of several lines as it is stored.

    Its lines end with LF. Control characters and what nobody sees are gone, but for joiners where
    a script or an emoji needs them; blanks at both ends too. Unicode is composed (NFC). Text in
    which there is nothing to see is "". The result is never longer than `text`, and its own normal
    form. NUL stays, to be refused.
    """
    text = composed(CARRIES_NOTHING.sub(r"\1", composed(LINE_END.sub("\n", text)))).strip()
    return text if any(map(is_seen, text)) else ""


def normalize_line(text: str) -> str:
    """Return `text` of one line as it is stored: as `normalize_text`, line breaks being spaces."""
    return BREAK_IN_LINE.sub(" ", normalize_text(text))


def composed(text):
    """Return the text in NFC, unless that is longer.

    A few letters of Hebrew and of Indian scripts are written as two there, and the form in which
    they were typed has counted one.
    """
    nfc = unicodedata.normalize("NFC", text)
    return nfc if len(nfc) <= len(text) else text


def is_seen(character):
    """Tell whether a character leaves anything on the page, alone."""
    if character in "\t\n" or character in FILLERS:
        return False
    return unicodedata.category(character) not in {"Zs", "Cf", "Mn"}
