"""What is said of a typed place: why no commune was taken, and what to do."""

from django.utils.translation import gettext as _

from territories.not_covered import NAMES


def hint(commune):
    """Return what tells a commune that was found from others of its name."""
    department = f"{commune.department.name} ({commune.department_id})"
    if commune.former_name:
        return f"{department}, " + _("formerly %(name)s") % {"name": commune.former_name}
    return department


def too_long():
    return _("This is too long for the name of a commune: 60 characters at most.")


def unknown(text):
    return _("No commune begins with “%(text)s”.") % {"text": text}


def perhaps(text):
    return _("No commune begins with “%(text)s”: is it one of these?") % {"text": text}


def unfinished(found):
    if len(found) == 1:
        return _("One commune begins so: choose it below if it is yours.")
    return _("Several communes begin so: choose yours below.")


def several_named(text):
    return _("Several places are called “%(text)s”: choose yours below.") % {"text": text}


def also_an_area(text):
    return _(
        "“%(text)s” is also a department or a region. Choose your commune below, or the territory "
        "itself among the regions and departments."
    ) % {"text": text}


def an_area(text):
    return _(
        "“%(text)s” is a department or a region, not a commune: choose it among the regions and "
        "departments."
    ) % {"text": text}


def several_served(code):
    return _("Several communes have the code %(code)s: choose yours below.") % {"code": code}


def contradiction(text):
    return _("The parts of “%(text)s” do not go together: choose below the commune you mean.") % {
        "text": text
    }


def lost_zero(code):
    return _(
        "A postal code has five digits. If %(code)s has lost its zero, it is 0%(code)s: choose "
        "your commune below."
    ) % {"code": code}


def postal_and_insee(code):
    return _(
        "%(code)s is a postal code, and the INSEE code of another commune: choose yours below."
    ) % {"code": code}


def insee_or_cedex(code):
    return _(
        "%(code)s is not a postal code. It may be the INSEE code of the commune below, or a CEDEX "
        "code: then type the name of the town."
    ) % {"code": code}


def cedex(code):
    return _(
        "A CEDEX code such as %(code)s does not say which commune: choose yours below, or type its "
        "name."
    ) % {"code": code}


def unknown_code(code):
    return _(
        "%(code)s is neither a postal code nor an INSEE code. If it is a CEDEX code, type the name "
        "of the town."
    ) % {"code": code}


def not_covered(code, has_namesakes=False):
    """Return why nothing is known of a collectivity, and what somebody there can do."""
    place = f"{NAMES[code]} ({code})"
    reason = _(
        "%(place)s is neither a department nor a region: the directory does not cover it yet. To "
        "propose a project there, give “%(place)s” as its place."
    ) % {"place": place}
    if has_namesakes:
        return f"{reason} " + _("If you mean one of the communes below, choose it.")
    return reason
