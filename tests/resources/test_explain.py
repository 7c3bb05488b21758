"""The first use of an acronym is explained, and nothing else on the page is touched."""

import re

import pytest
from django.template import Context, Template
from django.utils.html import escape, strip_tags
from django.utils.translation import override
from hypothesis import example, given
from hypothesis import strategies as st

from resources.models import GlossaryTerm
from resources.templatetags.glossary import acronyms_in, explained
from tests.factories import GlossaryTermFactory, LeverFactory
from tests.reading import links

SCIC = "Société coopérative d’intérêt collectif"
MEANT = "Multi-stakeholder cooperative"


@pytest.fixture
def scic(db):
    return GlossaryTermFactory(
        slug="scic", term_fr="SCIC", term_en="SCIC", expansion_fr=SCIC, expansion_en=MEANT
    )


def shown(html, language="fr", **context):
    """Return what becomes of `html`, a template, between the two tags."""
    source = f"{{% load glossary %}}{{% explain %}}{html}{{% endexplain %}}"
    with override(language):
        return Template(source).render(Context(context))


def explained_words(html, language="fr", **context):
    """Return the acronyms that become links, in order."""
    return re.findall(
        r'<a class="term"[^>]*><abbr[^>]*>(.*?)</abbr>', shown(html, language, **context)
    )


def test_the_first_use_is_linked_and_spelt_out_in_both_languages(scic):
    assert shown("<p>Une SCIC, deux SCIC.</p>") == (
        f'<p>Une <a class="term" href="/fr/glossaire/#scic"><abbr title="{SCIC}">SCIC</abbr></a>'
        ", deux SCIC.</p>"
    )
    assert shown("<p>A SCIC, two SCIC.</p>", "en") == (
        f'<p>A <a class="term" href="/en/glossary/#scic"><abbr title="{MEANT}">SCIC</abbr></a>'
        ", two SCIC.</p>"
    )


def test_the_first_use_is_the_first_on_the_page_not_in_each_paragraph(scic):
    assert explained_words("<p>SCIC</p><p>SCIC</p><ul><li>SCIC</li></ul>") == ["SCIC"]


def test_each_acronym_is_explained_once(scic):
    GlossaryTermFactory(term_fr="CAE", expansion_fr="Coopérative d’activité et d’emploi")
    assert explained_words("<p>CAE, SCIC, CAE, SCIC</p>") == ["CAE", "SCIC"]


@pytest.mark.parametrize(
    "tag",
    ["a", "abbr", "button", "h1", "h2", "h3", "h4", "label", "cite", "select", "th", "textarea"],
)
@pytest.mark.parametrize("attributes", ["", ' class="x"'])
def test_inside_links_headings_and_the_like_nothing_is_explained(scic, tag, attributes):
    html = f"<{tag}{attributes}>SCIC</{tag}>"
    assert shown(html) == html
    assert explained_words(f"{html}<p>SCIC</p>") == ["SCIC"]
    assert explained_words(f"<{tag}{attributes}>A <em>SCIC</em> B</{tag}> then SCIC") == ["SCIC"]


@pytest.mark.parametrize("space", ["\n  ", "\t"])
def test_a_tag_written_on_two_lines_is_known_all_the_same(scic, space):
    html = f'<a{space}href="/x/">SCIC</a>'
    assert shown(html) == html


def test_attributes_are_left_alone(scic):
    html = '<img alt="SCIC" src="/SCIC.png"><p title="SCIC">rien</p>'
    assert shown(html) == html


@pytest.mark.parametrize(
    "text",
    [
        f"{SCIC} (SCIC)",
        f"SCIC ({SCIC})",
        f"une {SCIC.upper()}, dite SCIC",
        "une société coopérative d'intérêt collectif (SCIC)",
    ],
)
def test_where_it_is_spelt_out_nearby_it_is_not_explained(scic, text):
    assert explained_words("<p>{{ text }}</p>", text=text) == []


def test_where_it_is_spelt_out_in_emphasis_nearby_it_is_not_explained(scic):
    assert explained_words(f"<p><em>{SCIC}</em> (SCIC)</p>") == []


def test_where_it_is_spelt_out_far_away_it_is_explained(scic):
    assert explained_words(f"<p>{SCIC}{' bla' * 60} SCIC</p>") == ["SCIC"]


def test_a_long_expansion_beside_it_is_seen_whole(db):
    long = "Groupement " + "très " * 30 + "long"
    assert len(long) > 90
    GlossaryTermFactory(term_fr="GTL", expansion_fr=long)
    assert explained_words(f"<p>GTL ({long})</p>") == []


@pytest.mark.parametrize("text", ["SCICs", "ASCIC", "SCIC-truc", "x-SCIC", "scic", "SC IC"])
def test_a_part_of_a_word_is_no_acronym(scic, text):
    assert explained_words(f"<p>{text}</p>") == []


@pytest.mark.parametrize("text", ["(SCIC)", "SCIC.", "«SCIC»", "la\u00a0SCIC", "l’SCIC", "SCIC/x"])
def test_punctuation_does_not_hide_an_acronym(scic, text):
    assert explained_words(f"<p>{text}</p>") == ["SCIC"]


@pytest.mark.parametrize("spelling", ["SCIC", "Scic", "SCICs"])
def test_other_spellings_are_explained_as_the_same_term(scic, spelling):
    scic.aliases_fr = "Scic\nSCICs\ncoopérative d’intérêt collectif"
    scic.save()
    assert explained_words(f"<p>Une {spelling}.</p>") == [spelling]
    assert explained_words(f"<p>Une {spelling}, une SCIC.</p>") == [spelling]


def test_ordinary_words_among_the_spellings_are_not_linked(scic):
    scic.aliases_fr = "coopérative\nCoopérative d’intérêt"
    scic.save()
    assert explained_words("<p>Une coopérative. Coopérative d’intérêt.</p>") == []


def test_the_spellings_of_one_language_do_not_serve_the_other(scic):
    scic.aliases_fr, scic.aliases_en = "SCIC-FR", "SCIC-EN"
    scic.save()
    assert explained_words("<p>SCIC-EN SCIC-FR</p>", "fr") == ["SCIC-FR"]
    assert explained_words("<p>SCIC-FR SCIC-EN</p>", "en") == ["SCIC-EN"]


def test_a_term_that_is_spelt_out_in_french_only_is_not_explained_in_english(db):
    GlossaryTermFactory(term_fr="CAE", term_en="CAE", expansion_fr="Coopérative d’activité")
    assert explained_words("<p>CAE</p>", "fr") == ["CAE"]
    assert explained_words("<p>CAE</p>", "en") == []


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_a_term_that_is_not_public_explains_nothing(scic, status):
    scic.status = status
    scic.save()
    assert shown("<p>SCIC</p>") == "<p>SCIC</p>"


def test_without_a_term_nothing_changes(db):
    html = '<p class="x">SCIC &amp; <b>CAE</b> <!-- SCIC --></p>'
    assert shown(html) == html


def test_what_is_escaped_stays_escaped(db):
    GlossaryTermFactory(slug="rd", term_fr="R&D", expansion_fr='Recherche "et" <b>')
    html = shown("<p>{{ text }}</p>", text="La R&D <script>")
    assert strip_tags(html) == "La R&amp;D &lt;script&gt;"
    assert "<script>" not in html
    assert explained_words("<p>{{ text }}</p>", text="La R&D") == ["R&amp;D"]
    assert 'title="Recherche &quot;et&quot; &lt;b&gt;"' in html


ACRONYMS = {
    spelling: GlossaryTerm(
        pk=number, slug=spelling.lower(), term_fr=spelling, expansion_fr=f"Sens de {spelling}"
    )
    for number, spelling in enumerate(["SCIC", "CAE", "S.A", "A+", "AMP", "B(C"])
}
fragments = st.one_of(
    st.text(max_size=30),
    st.sampled_from([*ACRONYMS, " ", "<", ">", "&", "'", '"', "Sens de CAE", "\n"]),
)


@given(st.lists(fragments, max_size=12).map("".join))
@example("SCIC & CAE < S.A > A+ 'AMP' \"B(C\"")
def test_the_text_of_a_page_is_never_changed(text):
    html = f"<p>{escape(text)}</p><h2>{escape(text)}</h2>"
    with override("fr"):
        result = explained(html, ACRONYMS)
    without = re.sub(
        r'<a class="term" href="[^"<>]*"><abbr title="[^"<>]*">|</abbr></a>', "", result
    )
    assert without == html


def test_only_acronyms_that_are_spelt_out_are_known(scic):
    GlossaryTermFactory(term_fr="Utilité sociale", expansion_fr="Une expression")
    GlossaryTermFactory(term_fr="ESS")
    assert list(acronyms_in("fr")) == ["SCIC"]


def test_a_page_explains_the_first_use_in_its_content_in_both_languages(scic, client):
    LeverFactory(
        slug="one",
        title_fr="Une SCIC",
        title_en="A SCIC",
        summary_fr="Entrer dans une SCIC.",
        summary_en="Join a SCIC.",
    )
    for address, target in (
        ("/fr/leviers/one/", "/fr/glossaire/#scic"),
        ("/en/levers/one/", "/en/glossary/#scic"),
    ):
        response = client.get(address)
        assert [text for href, text in links(response) if href == target] == ["SCIC"]
        assert "<title>" in response.content.decode()
        assert 'content="Join a SCIC."' in client.get("/en/levers/one/").content.decode()
