"""The real content: every link is followed, and what the pages announce is true."""

import re
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.apps import apps
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import TestCase
from django.urls import resolve, reverse
from django.utils import translation
from modeltranslation.translator import NotRegistered, translator

from initiatives.models import Initiative, Sector
from resources.models import Resource
from territories.models import Commune, Department, Intercommunality, Region

SITE = "http://testserver"
FRAMED = ("/fr/initiatives/integrer/", "/en/initiatives/embed/")
STARTS = ["/fr/", "/en/"]
# Of the thousands of filtered lists, this many for each language and set of parameters.
LISTS_OF_A_KIND = 3
# And as many of the forms that correct a record: each has one.
FORM_FOR_A_RECORD = re.compile(r"/(fr/corriger|en/correct)/")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Page(HTMLParser):
    """The links of a page, and its texts by language; a marked or explained word parts no text."""

    def __init__(self, body):
        super().__init__()
        self.links = []
        self.texts = []
        self.open = [("", "", False)]
        self.piece = ""
        self.feed(body)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.links += [attributes[name] for name in ("href", "src") if attributes.get(name)]
        if tag in VOID:
            return
        inline = tag in {"abbr", "mark"} or "term" in (attributes.get("class") or "").split()
        if not inline:
            self.end_text()
        self.open.append((tag, attributes.get("lang", self.open[-1][1]), inline))

    def handle_startendtag(self, tag, attributes):
        if tag in VOID:
            self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        if not self.open[-1][2]:
            self.end_text()
        opened, _language, _inline = self.open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"

    def handle_data(self, data):
        self.piece += data

    def end_text(self):
        text = " ".join(self.piece.split())
        if text:
            self.texts.append((self.open[-1][1], text))
        self.piece = ""


def kind(address):
    """Return the language, the page and the names of the parameters of an address."""
    parts = urlsplit(address)
    language = parts.path[:4]
    with translation.override(language.strip("/")):
        page = resolve(parts.path).view_name
    return language, page, frozenset(name for name, _value in parse_qsl(parts.query))


def crawl(client):
    """Return {address: response status}, {address: Page} and the static files that are named.

    Every address without parameters is seen. Those with some, and the forms that correct a record,
    are too many: LISTS_OF_A_KIND of each kind are.
    """
    statuses, pages, kinds = {}, {}, Counter()
    waiting, seen, static = deque(STARTS), set(STARTS), set()
    while waiting:
        address = waiting.popleft()
        response = client.get(address)
        statuses[address] = response.status_code
        if not response["Content-Type"].startswith("text/html"):
            continue
        page = pages[address] = Page(response.content.decode())
        for link in page.links:
            target = urlsplit(urldefrag(urljoin(SITE + address, link)).url)
            if target.netloc != "testserver":
                continue
            if target.path.startswith("/static/"):
                static.add(target.path.removeprefix("/static/"))
                continue
            found = f"{target.path}?{target.query}" if target.query else target.path
            if found in seen:
                continue
            seen.add(found)
            is_one_of_many = target.query or FORM_FOR_A_RECORD.match(target.path)
            if is_one_of_many:
                kinds[kind(found)] += 1
            if not is_one_of_many or kinds[kind(found)] <= LISTS_OF_A_KIND:
                waiting.append(found)
    return statuses, pages, static


def french_texts():
    """Return the French texts of all records that have another text in English."""
    texts, in_english = set(), []
    for model in apps.get_models():
        try:
            fields = translator.get_options_for_model(model).get_field_names()
        except NotRegistered:
            continue
        for field in fields:
            rows = model._default_manager.values_list(f"{field}_fr", f"{field}_en")
            for french, english in rows:
                plain = " ".join((french or "").split())
                in_english.append(" ".join((english or "").split()))
                if plain and plain != " ".join((english or "").split()):
                    texts |= {plain, *(" ".join(part.split()) for part in french.splitlines())}
    # The catalogue of the interface: what a page says of its own.
    with translation.override("fr"):
        catalogue = translation.trans_real.translation("fr")._catalog
        texts |= {
            " ".join(message.split())
            for source, message in catalogue.items()
            if isinstance(source, str) and source and " " in message and message != source
        }
        # A word that the interface uses in English too: "Commune".
        texts -= {source for source, _message in catalogue.items()}
    # A name or an acronym that some English text is, whole: "Cap Rural", "SCIC".
    texts -= set(in_english)
    # Authors are named as they sign.
    texts -= set(Resource.objects.values_list("authors", flat=True))
    # These have one name, which is French: the region of Guyane is translated, its department not.
    for model in (Department, Intercommunality, Commune):
        texts -= set(model.objects.values_list("name", flat=True))
    return texts - {""}


class RealContentTest(TestCase):
    """The directory as visitors get it."""

    @classmethod
    def setUpTestData(cls):
        call_command("load_content", verbosity=0)
        statuses, pages, cls.static_files = crawl(cls.client_class())
        cls.statuses = statuses
        cls.links = {address: page.links for address, page in pages.items()}
        cls.texts = {address: page.texts for address, page in pages.items()}

    def test_every_link_leads_to_a_page(self):
        broken = {address: status for address, status in self.statuses.items() if status != 200}
        assert broken == {}
        assert len(self.statuses) > 550

    def test_every_static_file_is_there(self):
        assert self.static_files
        assert [name for name in self.static_files if not finders.find(name)] == []

    def test_every_record_is_reached_in_both_languages(self):
        expected = set()
        for language in ("fr", "en"):
            with translation.override(language):
                for record in [*Initiative.objects.published(), *Sector.objects.all()]:
                    expected.add(record.get_absolute_url())
                for name, model in (("region", Region), ("department", Department)):
                    for slug in model.objects.values_list("slug", flat=True):
                        expected.add(reverse(name, args=[slug]))
        assert len(expected) > 2 * (18 + 101 + 15 + 80)
        assert expected - set(self.statuses) == set()

    def test_an_english_page_is_in_english_but_for_what_is_marked(self):
        french = french_texts()
        assert len(french) > 1000
        untranslated = {
            (text, address)
            for address, texts in self.texts.items()
            for language, text in texts
            if language == "en" and text in french
        }
        assert untranslated == set()

    def test_a_page_leads_to_pages_of_its_language_but_for_the_switch(self):
        for address, links in self.links.items():
            other = "/fr/" if address.startswith("/en/") else "/en/"
            strays = [link for link in links if link.startswith(other)]
            # The page that partners frame has no switch.
            framed = address.startswith(FRAMED)
            assert len(strays) == (0 if framed else 1), address

    def test_the_map_counts_what_each_region_announces(self):
        body = self.client.get("/fr/").content.decode()
        found = re.findall(
            r'<a href="(/fr/regions/[\w-]+/)" class="(?:has|none)" aria-label="[^"]* \((\d+)\)">',
            body,
        )
        assert len(found) == 18
        assert sum(int(number) for _address, number in found) > 50
        for address, number in found:
            response = self.client.get(address)
            assert response.context["here_count"] == int(number), address
            listed = self.client.get(response.context["list_url"])
            counts = [count for _label, count in listed.context["ring_counts"]]
            assert sum(counts) == int(number), address

    def test_the_map_of_each_region_counts_what_stands_in_its_departments(self):
        for region in Region.objects.all():
            body = self.client.get(f"/fr/regions/{region.slug}/").content.decode()
            found = re.findall(
                r'<a href="(/fr/departements/[\w-]+/)" class="has"[^>]*\((\d+)\)', body
            )
            for address, number in found:
                first_ring = self.client.get(address).context["rings"][0]
                assert first_ring.count == int(number), address

    def test_the_grid_of_sectors_counts_what_the_list_finds(self):
        body = self.client.get("/en/").content.decode()
        found = re.findall(
            r'<a href="/en/sectors/([\w-]+)/">.*?<span class="count">(\d+)', body, re.DOTALL
        )
        assert len(found) == 15
        for slug, number in found:
            response = self.client.get(f"/en/initiatives/?sector={slug}")
            assert response.context["total"] == int(number), slug
