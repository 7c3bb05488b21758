"""The first use of an acronym on a page, explained and linked to the glossary."""

import re
from functools import partial
from html import unescape

from django import template
from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from resources.models import GlossaryTerm
from search.changes import Derived, kind_of
from search.text import fold

register = template.Library()

TAG = re.compile(r"(<[^>]*>)")
# Inside these a link would be wrong, or noise.
LEFT_ALONE = {
    *("a", "abbr", "button", "cite", "dt", "form", "h1", "h2", "h3", "h4", "label", "legend"),
    *("nav", "option", "script", "select", "strong", "style", "summary", "svg", "textarea", "th"),
}
# Characters on either side within which an acronym may already be spelt out.
NEARBY = 90
# How many tags and texts away it may be.
PARTS = 8


@register.tag
def explain(parser, token):
    """Wrap, in what stands between `explain` and `endexplain`, the first use of each acronym."""
    nodes = parser.parse(["endexplain"])
    parser.delete_first_token()
    return ExplainNode(nodes)


class ExplainNode(template.Node):
    def __init__(self, nodes):
        self.nodelist = nodes

    def render(self, context):
        html = self.nodelist.render(context)
        acronyms = known_acronyms[(get_language() or "fr").split("-")[0]]()
        return explained(html, acronyms) if acronyms else html


def acronyms_in(language):
    """Return {acronym as written in HTML: term} of the published terms that stand for something."""
    found = {}
    for term in GlossaryTerm.objects.published():
        if not getattr(term, f"expansion_{language}"):
            continue
        spellings = [getattr(term, f"term_{language}") or ""]
        acronym = fold(spellings[0])
        spellings += (getattr(term, f"aliases_{language}") or "").splitlines()
        for spelling in spellings:
            # An acronym has capitals; "Scic" is another spelling of one.
            is_acronym = sum(letter.isupper() for letter in spelling) >= 2
            if " " not in spelling and (is_acronym or fold(spelling) == acronym != ""):
                found.setdefault(escape(spelling), term)
    return found


# {language: its acronyms as the database has them now}
known_acronyms = {
    language: Derived([kind_of(GlossaryTerm)], partial(acronyms_in, language))
    for language, _name in settings.LANGUAGES
}


def explained(html, acronyms):
    """Return `html` with the first use of each acronym linked, unless it is spelt out nearby."""
    pattern = re.compile(rf"(?<![\w&-])({'|'.join(map(re.escape, acronyms))})(?![\w-])")
    parts = TAG.split(html)
    # What a reader sees, with the place of each part in it.
    shown = ["" if part.startswith("<") else unescape(part) for part in parts]
    seen, inside = set(), []

    def is_spelt_out(term, number, start, end):
        window = max(NEARBY, len(term.expansion) + NEARBY)
        before = " ".join(shown[max(0, number - PARTS) : number]) + shown[number][:start]
        after = shown[number][end:] + " ".join(shown[number + 1 : number + PARTS])
        return fold(term.expansion) in fold(f"{before[-window:]} {after[:window]}")

    def link(match, number):
        term = acronyms[match[1]]
        if term.pk in seen:
            return match[0]
        seen.add(term.pk)
        text = match.string
        start, end = len(unescape(text[: match.start()])), len(unescape(text[: match.end()]))
        if is_spelt_out(term, number, start, end):
            return match[0]
        return format_html(
            '<a class="term" href="{}"><abbr title="{}">{}</abbr></a>',
            term.get_absolute_url(),
            term.expansion,
            mark_safe(match[1]),  # noqa: S308 comes out of rendered HTML
        )

    for number, part in enumerate(parts):
        if part.startswith("<"):
            name = (part.strip("</>").split() or [""])[0].lower()
            if name in LEFT_ALONE and part.startswith("</"):
                inside = inside[:-1]
            elif name in LEFT_ALONE:
                inside.append(name)
        elif not inside:
            parts[number] = pattern.sub(lambda match, n=number: link(match, n), part)
    return mark_safe("".join(parts))  # noqa: S308 rendered HTML, in which text was wrapped
