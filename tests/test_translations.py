"""The French catalogue: every text of the interface is in it, whole, and well set."""

import ast
import re
from functools import cache

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

from tests.test_house import CODE, TEMPLATES, shown

CATALOGUE = settings.BASE_DIR / "locale" / "fr" / "LC_MESSAGES" / "django.po"

# The functions of Django, as the positions of (context, singular, plural) in their arguments.
FUNCTIONS = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
NO_BREAK = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]")
FAULTS = {
    "a straight apostrophe": re.compile(r"'"),
    "no no-break space before a sign": re.compile(rf"(?:^|[^{NO_BREAK};!?])[;!?»]"),
    "a plain space before a sign": re.compile(r" [:%€]"),
    "no no-break space after «": re.compile(rf"«(?![{NO_BREAK}])"),
    "three dots": re.compile(r"\.\.\."),
}


def messages_in_python(source, name):
    """Yield (context, msgid, plural) of each call of a translation function."""
    tree = ast.parse(source)
    known = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                if alias.name in FUNCTIONS:
                    known[alias.asname or alias.name] = FUNCTIONS[alias.name]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in FUNCTIONS:
            positions = FUNCTIONS[node.func.attr]
        elif isinstance(node.func, ast.Name) and node.func.id in known:
            positions = known[node.func.id]
        else:
            continue
        yield tuple(
            None if position is None else constant(node.args[position], name)
            for position in positions
        )


def constant(node, name):
    assert isinstance(node, ast.Constant), f"{name}:{node.lineno}: a text that cannot be collected"
    return node.value


TEMPLATE_CALL = re.compile(
    r"""(?<!\w)(_|n?p?gettext)\(\s*((?:u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*,?\s*)+)"""
)


def messages_in_template(source, name):
    """Yield (context, msgid, plural) of each text, as Django's own extraction sees them."""
    for function, arguments in TEMPLATE_CALL.findall(templatize(source, origin=name)):
        values = ast.literal_eval(f"({arguments.rstrip().rstrip(',')},)")
        positions = FUNCTIONS["gettext" if function == "_" else function]
        yield tuple(None if position is None else values[position] for position in positions)


@cache
def used_messages():
    """Return {(context, msgid): (plural, where it is first used)}."""
    found = {}
    for context, msgid, plural, where in all_messages():
        former = found.setdefault((context, msgid), (plural, where))
        found[context, msgid] = (former[0] or plural, former[1])
    return found


def all_messages():
    """Yield (context, msgid, plural, where it is used) of each text of the interface."""
    for path in [*CODE, *TEMPLATES]:
        collect = messages_in_python if path.suffix == ".py" else messages_in_template
        for message in collect(path.read_text(encoding="utf-8"), shown(path)):
            yield *message, shown(path)


@cache
def catalogue():
    """Return {(context, msgid): message} of the French catalogue, without its header."""
    with CATALOGUE.open("rb") as file:
        messages = read_po(file, locale="fr")
    return {(each.context, singular(each.id)): each for each in messages if each.id}


def singular(msgid):
    return msgid[0] if isinstance(msgid, tuple) else msgid


def forms(text):
    """Return the forms of a msgid or msgstr: one, or the singular and the plural."""
    return list(text) if isinstance(text, tuple) else [text]


def placeholders(text):
    return sorted(found.group(0) for found in PLACEHOLDER.finditer(text.replace("%%", "")))


def french():
    """Yield (message, form of its French, form of the English that this one stands for)."""
    for message in catalogue().values():
        english = forms(message.id)
        for index, form in enumerate(forms(message.string)):
            if form:  # what is empty is told once, above
                yield message, form, english[min(index, len(english) - 1)]


def is_format(msgid):
    """Tell whether a percent sign in the text opens a placeholder."""
    return any(placeholders(form) for form in forms(msgid))


def as_shown(text):
    """Return a msgstr as readers see it: a letter for each placeholder, no tag."""
    return re.sub(r"<[^>]*>", "", PLACEHOLDER.sub("x", text.replace("%%", "%")))


# What is collected


def test_all_ways_to_mark_a_text_in_python_are_collected():
    source = (
        "from django.utils.translation import gettext as _, ngettext_lazy, pgettext as p\n"
        "from django.utils import translation\n"
        "_('One ' 'text')\n"
        "ngettext_lazy('%d day', '%d days')\n"
        "p('month', 'May')\n"
        "translation.gettext('Two')\n"
        "other('Three')\n"
    )
    assert sorted(messages_in_python(source, "here"), key=str) == [
        ("month", "May", None),
        (None, "%d day", "%d days"),
        (None, "One text", None),
        (None, "Two", None),
    ]


def test_all_ways_to_mark_a_text_in_a_template_are_collected():
    source = """{% load i18n %}
      {% translate "It’s" %} {% translate "May" context "month" %} {{ _("Hello") }}
      {% include "x" with a=_('Inside') only %}
      {% blocktranslate trimmed with n=name %}
        Dear {{ n }}, 5 % "off"
      {% endblocktranslate %}
      {% blocktranslate count counter=n %}one{% plural %}{{ counter }} many{% endblocktranslate %}
      {% blocktranslate count counter=n context "c" %}a{% plural %}b{% endblocktranslate %}
      {% comment %}{% translate "Not this" %}{% endcomment %}
    """
    assert sorted(messages_in_template(source, "here"), key=str) == [
        ("c", "a", "b"),
        ("month", "May", None),
        (None, 'Dear %(n)s, 5 %% "off"', None),
        (None, "Hello", None),
        (None, "Inside", None),
        (None, "It’s", None),
        (None, "one", "%(counter)s many"),
    ]


# What the catalogue says


def test_every_text_of_the_interface_has_its_french():
    missing = []
    for (context, msgid), (plural, where) in used_messages().items():
        message = catalogue().get((context, msgid))
        marked = f"{where}: {msgid!r}" + (f" ({context})" if context else "")
        if message is None:
            missing.append(f"{marked} is not there")
        elif message.fuzzy:
            missing.append(f"{marked} is fuzzy")
        elif not all(form.strip() for form in forms(message.string)):
            missing.append(f"{marked} is empty")
        elif plural and forms(message.id)[1:] != [plural]:
            missing.append(f"{marked} has another plural")
    assert len(used_messages()) > 100
    assert missing == [], "\n".join(missing)


def test_no_text_that_counts_stands_alone_too():
    """Python 3.11.2, that of Debian 12, does not find the singular of a text that has a plural."""
    counted = {(context, msgid) for context, msgid, plural, _where in all_messages() if plural}
    alone = {(context, msgid) for context, msgid, plural, _where in all_messages() if not plural}
    assert counted
    assert counted & alone == set()


def test_no_entry_is_left_of_a_text_that_is_gone():
    unused = [str(key) for key in catalogue() if key not in used_messages()]
    assert unused == [], "\n".join(unused)
    with CATALOGUE.open("rb") as file:
        assert list(read_po(file, locale="fr").obsolete) == []


def test_placeholders_are_the_same_in_both_languages():
    different = []
    for message, form, original in french():
        said, wanted = set(placeholders(form)), set(placeholders(original))
        # "One day" may leave out its number, in either language.
        is_singular = len(forms(message.string)) > 1 and form == message.string[0]
        known = {name for each in forms(message.id) for name in placeholders(each)}
        if said != wanted and not (is_singular and said <= known):
            different.append(f"{original!r}: {form!r}")
    assert different == []


def test_percent_signs_are_written_so_that_formatting_does_not_trip():
    faulty = [
        form
        for message, form, _original in french()
        if is_format(message.id) and "%" in PLACEHOLDER.sub("", form.replace("%%", ""))
    ]
    assert faulty == []


@pytest.mark.parametrize("fault", FAULTS)
def test_french_texts_follow_french_typography(fault):
    faulty = [
        form
        for _message, form, _original in french()
        if FAULTS[fault].search(re.sub(r"&\w+;", "x", as_shown(form)))
    ]
    assert faulty == []


def test_tags_are_the_same_in_both_languages():
    tag = re.compile(r"</?\w+")
    different = [
        form
        for _message, form, original in french()
        if sorted(tag.findall(form)) != sorted(tag.findall(original))
    ]
    assert different == []


def test_a_sentence_ends_with_a_full_stop_in_both_languages():
    different = [
        (original, form)
        for _message, form, original in french()
        if original.rstrip().endswith(".") != form.rstrip().endswith(".")
    ]
    assert different == []


def test_the_catalogue_is_french_and_has_two_plurals():
    with CATALOGUE.open("rb") as file:
        found = read_po(file, locale="fr")
    assert str(found.locale) == "fr"
    assert found.num_plurals == 2
    assert all(
        len(forms(message.string)) == 2
        for message in catalogue().values()
        if isinstance(message.id, tuple)
    )
