"""Days as people write them."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import template_localtime
from django.utils.translation import get_language


def in_words(moment):
    """Return a day, or a moment on the site's clock, in words of the active language.

    "1er novembre 2026", "2 novembre 2026 à 10 h 05"; in English "1 November 2026 10:05". None
    gives "".
    """
    if moment is None:
        return ""
    moment = template_localtime(moment)
    day = date_format(moment, "j F Y")
    is_french = (get_language() or "").startswith("fr")
    if moment.day == 1 and is_french:
        day = day.replace("1", "1er", 1)
    if not isinstance(moment, datetime):
        return day
    hour = "à G\xa0\\h\xa0i" if is_french else "H:i"
    return f"{day} {date_format(moment, hour)}"
