"""What is wrong and what is missing in the content: each finding seen, and not seen when mended."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.utils.translation import override

from ess_rural.content_checks import errors, notices
from ess_rural.models import LoadedRecord
from initiatives.models import Initiative
from resources.models import KeyFigure, Resource
from tests.factories import (
    AuthorityActionFactory,
    CooperationFormFactory,
    CooperationFormSourceFactory,
    GlossaryTermFactory,
    GlossaryTermSourceFactory,
    InitiativeFactory,
    InitiativeSourceFactory,
    KeyFigureFactory,
    KeyFigureSourceFactory,
    LeverFactory,
    LeverSourceFactory,
    OrganisationFactory,
    OrganisationSourceFactory,
    ResourceFactory,
    ResourceSourceFactory,
    SectorFactory,
    TestimonyFactory,
    TestimonySourceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def found(findings):
    """Return {label: records} of findings."""
    return {finding.label: finding.records for finding in findings}


def check(*arguments):
    """Return what the command prints; raises what it raises."""
    printed = StringIO()
    call_command("check_content", *arguments, stdout=printed, no_color=True)
    return printed.getvalue()


@pytest.fixture
def whole():
    """A small directory in which nothing is wrong and nothing is missing."""
    book = ResourceFactory(slug="book")
    ResourceSourceFactory(record=book, resource=book)
    SectorFactory(slug="energy").resources.add(book)
    lever, form = LeverFactory(slug="lever"), CooperationFormFactory(slug="form")
    body = OrganisationFactory(slug="body", website="https://body.example/")
    figure = KeyFigureFactory(slug="figure", period="2018")
    one = InitiativeFactory(slug="one", sectors=["energy"])
    one.levers.add(lever)
    one.cooperation_forms.add(form)
    one.supporters.add(body)
    for factory, record in (
        (LeverSourceFactory, lever),
        (CooperationFormSourceFactory, form),
        (OrganisationSourceFactory, body),
        (KeyFigureSourceFactory, figure),
        (InitiativeSourceFactory, one),
        (TestimonySourceFactory, TestimonyFactory(slug="said")),
        (GlossaryTermSourceFactory, GlossaryTermFactory(slug="term")),
    ):
        factory(record=record, resource=book)
    return one


def test_of_a_whole_directory_nothing_is_said(whole):
    assert found(errors()) == {}
    assert found(notices()) == {}
    assert check() == "No error in the content.\n"


def test_an_empty_directory_is_without_error(db):
    assert check() == "No error in the content.\n"


# Errors


@pytest.mark.parametrize(
    ("factory", "name"),
    [
        (InitiativeFactory, "initiative x"),
        (OrganisationFactory, "supportorganisation x"),
        (LeverFactory, "lever x"),
        (CooperationFormFactory, "cooperationform x"),
        (TestimonyFactory, "testimony x"),
        (ResourceFactory, "resource x"),
        (KeyFigureFactory, "keyfigure x"),
        (GlossaryTermFactory, "glossaryterm x"),
    ],
)
def test_a_public_record_without_a_source_is_found_and_a_draft_is_not(whole, factory, name):
    record = factory(slug="x")
    assert found(errors())["without a source"] == [name]
    record.unpublish()
    assert "without a source" not in found(errors())


def test_a_public_initiative_without_a_sector_is_found_and_a_draft_is_not(whole):
    whole.sectors.clear()
    assert found(errors()) == {"initiatives without a sector": ["initiative one"]}
    whole.unpublish()
    assert "initiatives without a sector" not in found(errors())


def test_what_the_fixtures_have_in_french_only_is_found_with_the_texts(whole):
    LoadedRecord.objects.create(model="initiatives.initiative", key="one")
    assert found(errors()) == {}
    whole.summary_en = " "
    whole.description_fr = "Longue histoire."
    whole.save()
    [finding] = found(errors())["brought in without English"]
    assert finding == "initiative one: description, summary"


def test_what_staff_wrote_in_french_only_is_no_error(whole):
    whole.summary_en = ""
    whole.save()
    assert found(errors()) == {}


def test_the_french_spellings_of_a_term_need_no_english_ones(whole):
    term = GlossaryTermFactory(slug="x", aliases_fr="autrement")
    GlossaryTermSourceFactory(record=term, resource=Resource.objects.get(slug="book"))
    LoadedRecord.objects.create(model="resources.glossaryterm", key="x")
    assert found(errors()) == {}
    term.meaning_en = ""
    term.save()
    assert found(errors()) == {"brought in without English": ["glossaryterm x: meaning"]}


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_a_link_to_what_is_not_public_is_found_by_its_name(whole, status):
    whole.levers.add(LeverFactory(status=status))
    whole.carrier = OrganisationFactory(status=status)
    whole.save()
    linked = found(errors())["linked to a record that is not published"]
    assert linked == ["initiative one: levers, carried by"]
    whole.unpublish()
    assert "linked to a record that is not published" not in found(errors())


def test_a_source_that_is_not_public_is_found(whole):
    InitiativeSourceFactory(record=whole, resource=ResourceFactory(status="draft"))
    old = ResourceFactory(status="archived")
    ResourceSourceFactory(record=Resource.objects.get(slug="book"), resource=old)
    assert found(errors()) == {
        "linked to a record that is not published": [
            "resource book: source: document",
            "initiative one: source: document",
        ]
    }


def test_an_action_that_leads_to_what_is_not_public_is_found(whole):
    book = Resource.objects.get(slug="book")
    AuthorityActionFactory(initiative=whole, resource=book, lever=LeverFactory(status="draft"))
    AuthorityActionFactory(initiative=whole, resource=ResourceFactory(status="draft"))
    assert found(errors()) == {
        "linked to a record that is not published": [
            "initiative one: action of an authority: lever, action of an authority: document",
        ]
    }


def test_the_rows_of_a_record_need_english_too(whole):
    book = Resource.objects.get(slug="book")
    AuthorityActionFactory(initiative=whole, position=3, resource=book, text_en="")
    LoadedRecord.objects.create(model="initiatives.initiative", key="one")
    assert found(errors()) == {}
    LoadedRecord.objects.create(model="initiatives.authorityaction", key='["one", 3]')
    assert found(errors()) == {
        "brought in without English": ["initiative one: action of an authority 3: in words"]
    }


def test_an_edition_of_what_is_not_public_is_found(whole):
    book = Resource.objects.get(slug="book")
    book.edition_of = ResourceFactory(slug="old", status="draft")
    book.save()
    assert found(errors()) == {
        "linked to a record that is not published": ["resource book: edition of"]
    }


def test_a_rule_that_spans_rows_is_checked_for_drafts_too(whole):
    whole.departments.set(["56"])
    [broken] = found(errors())["breaks a rule"]
    assert broken == "initiative one: A national record names no department."
    whole.unpublish()
    assert found(errors())["breaks a rule"] == [broken]


def test_a_rule_about_one_field_is_checked(whole):
    Initiative.objects.update(website="no address")
    [broken] = found(errors())["breaks a rule"]
    assert broken.startswith("initiative one: ")


# Notices


def test_what_an_initiative_lacks_is_noticed(whole):
    one = InitiativeFactory(slug="bare", sectors=["energy"])
    InitiativeFactory(slug="draft", sectors=["energy"], status="draft")
    lacking = {
        "initiatives without a lever": ["initiative bare"],
        "initiatives without a form of cooperation": ["initiative bare"],
        "initiatives without a supporting organisation": ["initiative bare"],
    }
    assert found(notices()) == lacking
    one.carrier = OrganisationFactory(website="https://carrier.example/")
    one.save()
    del lacking["initiatives without a supporting organisation"]
    assert found(notices()) == lacking
    one.levers.set(whole.levers.all())
    one.cooperation_forms.set(whole.cooperation_forms.all())
    assert found(notices()) == {}


@pytest.mark.parametrize(
    ("factory", "values", "label"),
    [
        (LeverFactory, {}, "levers without an initiative"),
        (CooperationFormFactory, {}, "forms without an initiative"),
        (
            OrganisationFactory,
            {"scope": "", "website": "https://x.example/"},
            "organisations without a territory",
        ),
        (OrganisationFactory, {}, "organisations without a contact"),
        (ResourceFactory, {}, "resources attached to nothing"),
        (KeyFigureFactory, {}, "figures without a period"),
    ],
)
def test_each_public_record_that_lacks_something_is_noticed(whole, factory, values, label):
    record = factory(slug="x", **values)
    assert found(notices()) == {label: [f"{record._meta.model_name} x"]}
    record.unpublish()
    assert found(notices()) == {}


@pytest.mark.parametrize(
    "contact", [{"website": "https://x.example/"}, {"phone": "02"}, {"email": "a@x.example"}]
)
def test_any_way_to_reach_a_body_is_a_contact(whole, contact):
    OrganisationFactory(**contact)
    assert found(notices()) == {}


@pytest.mark.parametrize("attach", ["sectors", "levers", "cooperation_forms", "initiatives"])
def test_a_resource_attached_to_anything_is_attached(whole, attach):
    record = ResourceFactory()
    assert "resources attached to nothing" in found(notices())
    getattr(record, attach).set(
        {
            "sectors": whole.sectors,
            "levers": whole.levers,
            "cooperation_forms": whole.cooperation_forms,
            "initiatives": Initiative.objects.filter(pk=whole.pk),
        }[attach].all()
    )
    assert found(notices()) == {}


# The command


def test_errors_are_named_and_counted_and_end_in_failure(whole):
    LeverFactory(slug="x")
    InitiativeFactory(slug="y")
    printed = StringIO()
    with pytest.raises(CommandError, match=r"^3 errors\.$"):
        call_command("check_content", stdout=printed, no_color=True)
    text = printed.getvalue()
    assert "ERROR 2 without a source\n" in text
    assert "  lever x\n" in text
    assert "ERROR 1 initiatives without a sector\n  initiative y\n" in text
    assert "No error" not in text


def test_notices_alone_are_a_success_and_are_named_when_asked(whole):
    KeyFigure.objects.update(period="")
    assert check() == "NOTICE 1 figures without a period\nNo error in the content.\n"
    named = check("--names")
    assert (
        named == "NOTICE 1 figures without a period\n  keyfigure figure\nNo error in the content.\n"
    )


class RealContentTest(TestCase):
    """The fixtures of the repository, loaded once for all the tests here."""

    @classmethod
    def setUpTestData(cls):
        call_command("load_content", verbosity=0)

    def test_the_content_of_the_repository_is_without_error(self):
        assert Initiative.objects.published().exists()
        assert found(errors()) == {}
        assert check().endswith("No error in the content.\n")

    def test_a_mistake_in_the_content_of_the_repository_would_be_found(self):
        record = Initiative.objects.published().first()
        record.sectors.clear()
        Initiative.objects.filter(pk=record.pk).update(summary_en="")
        labels = found(errors())
        assert labels["initiatives without a sector"] == [f"initiative {record.slug}"]
        assert labels["brought in without English"] == [f"initiative {record.slug}: summary"]

    def test_every_public_form_and_lever_has_a_page_that_opens(self):
        for address in ("/fr/leviers/", "/en/forms/", "/fr/chiffres-cles/", "/en/glossary/"):
            assert self.client.get(address).status_code == 200

    def test_every_bar_of_the_real_charts_stays_in_its_picture(self):
        charts = self.client.get("/en/key-figures/").context["charts"]
        assert charts
        for chart in charts:
            for bar in chart.bars:
                assert -0.01 <= bar.start <= bar.start + bar.width <= 100.01, bar.figure.slug
