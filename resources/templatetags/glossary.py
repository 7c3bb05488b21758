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

TAG = re.compile(r"<[^>]*>")
# Inside these a link would be wrong, or noise.
LEFT_ALONE = (
    *("a", "abbr", "button", "cite", "dt", "form", "h1", "h2", "h3", "h4", "label", "legend"),
    *("nav", "option", "script", "select", "strong", "style", "summary", "svg", "textarea", "th"),
)
SKIPPED = rf"<(?P<tag>{'|'.join(LEFT_ALONE)})\b.*?</(?P=tag)>|<[^>]*>"
# Characters on either side within which an acronym may already be spelt out; of HTML to find them.
NEARBY = 90
AROUND = 1000


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
    known = "|".join(map(re.escape, acronyms))
    # Most of a page begins neither a tag nor an acronym: told first, that takes half the time.
    begins = re.escape("".join({"<", *(acronym[0] for acronym in acronyms)}))
    found = rf"(?=[{begins}])(?:{SKIPPED}|(?<![\w&-])(?P<acronym>{known})(?![\w-]))"
    seen = set()

    def link(match):
        term = acronyms.get(match["acronym"])
        if term is None or term.pk in seen:
            return match[0]
        seen.add(term.pk)
        before, after = html[: match.start()][-AROUND:], html[match.end() :][:AROUND]
        if is_spelt_out(term, text_of(before), text_of(after)):
            return match[0]
        return format_html(
            '<a class="term" href="{}"><abbr title="{}">{}</abbr></a>',
            term.get_absolute_url(),
            term.expansion,
            mark_safe(match[0]),  # noqa: S308 comes out of rendered HTML
        )

    return mark_safe(re.sub(found, link, html, flags=re.DOTALL))  # noqa: S308 rendered HTML, in which text was wrapped


def text_of(html):
    """Return what a reader sees of a piece of HTML."""
    return unescape(TAG.sub(" ", html))


def is_spelt_out(term, before, after):
    """Tell whether what a term stands for is in the texts on either side of it."""
    window = len(term.expansion) + NEARBY
    return fold(term.expansion) in fold(f"{before[-window:]} {after[:window]}")
