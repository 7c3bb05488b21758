"""The form that corrects a public record: what it offers, what it takes, what becomes of it."""

from decimal import Decimal

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contributions.correctable import CORRECTABLE, FIELDS, columns_of, correction_address
from contributions.models import Contribution, Correction, OutgoingMail
from contributions.models.correction import NO_LONGER_ACTIVE, column_of, text_in
from initiatives.models import Initiative
from resources.models import KeyFigure, PublicRecord
from tests.factories import (
    CooperationFormFactory,
    GlossaryTermFactory,
    InitiativeFactory,
    KeyFigureFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
    TestimonyFactory,
    UserFactory,
)
from tests.pages import words
from tests.reading import query_count

from .correcting import corrected, form_on, told
from .sending import stamp

pytestmark = pytest.mark.django_db

# Of each model a factory, and a change that a visitor makes; what is kept of it where it differs.
CASES = {
    "initiative": (InitiativeFactory, {"website": "https://ici.example.org/"}),
    "organisation": (OrganisationFactory, {"phone": "01 23 45 67 89"}),
    "lever": (LeverFactory, {"summary_fr": "Ligne une.\r\nLigne deux."}),
    "form": (CooperationFormFactory, {"advantages_fr": "On partage."}),
    "resource": (ResourceFactory, {"year": "2021"}),
    "figure": (KeyFigureFactory, {"high": "18,5"}),
    "term": (GlossaryTermFactory, {"meaning_fr": "Autre chose."}),
    "testimony": (TestimonyFactory, {"person": "Dominique Durand"}),
}
KEPT = {"summary_fr": "Ligne une.\nLigne deux.", "high": "18.5"}


# Every model


def test_every_public_record_can_be_corrected():
    models = {
        model for model in FIELDS if issubclass(model, PublicRecord) and not model._meta.abstract
    }
    everything = {
        model
        for model in PublicRecord.__subclasses__() + Initiative.__mro__[1].__subclasses__()
        if not model._meta.abstract
    }
    assert models == everything
    assert CASES.keys() == CORRECTABLE.keys()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("word", CORRECTABLE)
def test_every_field_offered_is_a_column(word, language):
    record = CASES[word][0]()
    assert None not in [column_of(type(record), name) for name in columns_of(record, language)]


@pytest.mark.parametrize("word", CORRECTABLE)
def test_the_form_has_each_field_with_what_stands_there(client, word):
    record = CASES[word][0]()
    address = correction_address(record)
    assert address == f"/fr/corriger/{word}/{record.slug}/"
    response = client.get(address)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store, private"
    fields = {row.field.name for row in response.context["form"].rows()} - {"place"}
    assert fields == set(columns_of(record, "fr")) - {"commune"}
    assert record.title_text in words(response)


@pytest.mark.parametrize("word", CORRECTABLE)
def test_a_form_sent_back_as_it_came_changes_nothing(client, word):
    response = corrected(client, CASES[word][0]())
    assert response.status_code == 422
    assert "Rien n’a été changé" in words(response)
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("word", CORRECTABLE)
def test_one_change_makes_one_corrected_field(client, word):
    factory, change = CASES[word]
    record = factory()
    record.refresh_from_db()
    [name] = change
    before = text_in(record, name)
    response = corrected(client, record, **change)
    correction = Correction.objects.get()
    assert response["Location"] == f"/fr/suivi/{correction.secret}/"
    assert (correction.state, correction.language) == ("to_confirm", "fr")
    assert correction.record == record
    [field] = correction.fields.all()
    assert (field.name, field.old) == (name, before)
    assert field.new == KEPT.get(name, change[name])


@pytest.mark.parametrize("word", CORRECTABLE)
def test_what_was_sent_can_be_accepted(client, word):
    factory, change = CASES[word]
    record = factory()
    corrected(client, record, **change)
    correction = Correction.objects.get()
    correction.confirm()
    correction.decide(UserFactory(), correction.version, set(change))
    record.refresh_from_db()
    [name] = change
    assert getattr(record, name) == column_of(type(record), name).to_python(
        KEPT.get(name, change[name])
    )


@pytest.mark.parametrize("word", CORRECTABLE)
def test_what_is_no_longer_there_is_told_by_a_box(client, word):
    record = CASES[word][0]()
    corrected(client, record, no_longer_active="on")
    correction = Correction.objects.get()
    gone = "ended" if word == "initiative" else "archived"
    assert told(correction) == {NO_LONGER_ACTIVE: gone}
    assert "N’existe plus" in words(client.get(correction.get_absolute_url()))


@pytest.mark.parametrize("word", CORRECTABLE)
def test_only_what_is_published_can_be_corrected(client, word):
    record = CASES[word][0](status="draft")
    assert client.get(correction_address(record)).status_code == 404
    assert client.post(correction_address(record), {}).status_code == 404


def test_what_is_no_kind_of_record_is_not_there(client, shop):
    assert client.get("/fr/corriger/user/epicerie/").status_code == 404
    assert client.get("/fr/corriger/lever/epicerie/").status_code == 404


# What counts as a change


def test_texts_come_back_from_a_browser_as_they_went(client, shop):
    """Line ends and spaces at the end are not changes."""
    corrected(client, shop, year_founded="2010")
    assert told(Correction.objects.get()) == {"year_founded": "2010"}


def test_what_staff_change_meanwhile_is_no_change_of_the_visitor(client, shop):
    address = correction_address(shop)
    data = form_on(client.get(address))
    shop.summary_fr = "Mis à jour par la rédaction."
    shop.save()
    data |= {"contact_email": "camille@example.org", "year_founded": "2010"}
    client.post(address, data)
    assert told(Correction.objects.get()) == {"year_founded": "2010"}


def test_fields_that_are_not_sent_are_left_alone(client, shop):
    data = {"stamp": stamp(), "contact_email": "a@example.org", "year_founded": "2010"}
    client.post(correction_address(shop), data)
    assert told(Correction.objects.get()) == {"year_founded": "2010"}


def test_a_field_may_be_emptied(client, shop):
    corrected(client, shop, website="")
    [field] = Correction.objects.get().fields.all()
    assert (field.name, field.old, field.new) == ("website", "https://epicerie.example.org/", "")


def test_the_texts_are_those_of_the_language_of_the_page(client, shop):
    with translation.override("en"):
        response = corrected(client, shop, name_en="The Grocery", summary_en="A shop.")
    correction = Correction.objects.get()
    assert response["Location"] == f"/en/follow/{correction.secret}/"
    assert correction.language == "en"
    assert told(correction) == {"name_en": "The Grocery", "summary_en": "A shop."}


def test_numbers_are_read_as_the_language_writes_them(client):
    figure = KeyFigureFactory(low=Decimal("22510"), high=Decimal("22510"), unit="jobs")
    assert corrected(client, figure).status_code == 422
    corrected(client, figure, low="22 500", high="23 000,5")
    assert told(Correction.objects.get()) == {"low": "22500", "high": "23000.5"}


def test_the_commune_is_typed(client, shop):
    corrected(client, shop, place="Guipel", commune="")
    [field] = Correction.objects.get().fields.all()
    assert (field.name, field.old, field.new) == ("commune", "56006", "35128")
    page = words(client.get(Correction.objects.get().get_absolute_url()))
    assert "Augan" in page
    assert "Guipel" in page


def test_a_commune_that_is_none_is_told_at_the_field(client, shop):
    response = corrected(client, shop, place="Nullepart", commune="")
    assert response.status_code == 422
    assert "Nullepart" in words(response)
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("35630 Augan", "ne vont pas ensemble"),
        ("1000", "a perdu son zéro"),
        ("Nouméa", "ne couvre pas encore"),
    ],
)
def test_a_commune_that_is_not_sure_is_asked_for_with_the_reason(client, shop, typed, reason):
    response = corrected(client, shop, place=typed, commune="")
    assert response.status_code == 422
    assert reason in words(response)
    assert response.context["form"]["place"].value() == typed
    assert not Correction.objects.exists()


def test_an_emptied_commune_says_nothing(client, shop):
    assert corrected(client, shop, place="", commune="").status_code == 422


def test_what_stands_in_a_department_has_no_commune_to_correct(client):
    initiative = InitiativeFactory(in_department="56")
    response = client.get(correction_address(initiative))
    assert "commune" not in response.context["form"].fields


# What is refused


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"website": "pas une adresse"}, "website", id="address"),
        pytest.param({"year_founded": "12"}, "year_founded", id="year"),
        pytest.param({"year_founded": "deux mille"}, "year_founded", id="no_number"),
        pytest.param({"summary_fr": "x" * 241}, "summary_fr", id="too_long"),
        pytest.param({"description_fr": "x" * 10_001}, "description_fr", id="far_too_long"),
        pytest.param({"legal_form": "empire"}, "legal_form", id="choice"),
        pytest.param({"name_fr": ""}, "name_fr", id="published_without_name"),
        pytest.param({"summary_fr": " \r\n "}, "summary_fr", id="published_without_summary"),
        pytest.param({"name_fr": "a\0b"}, "name_fr", id="nul"),
        pytest.param({"website": "https://ok.example/", "contact_email": "x"}, "contact_email"),
        pytest.param({"website": "https://ok.example/", "contact_email": ""}, "contact_email"),
    ],
)
def test_a_wrong_value_is_told_at_its_field_and_nothing_typed_is_lost(client, shop, change, field):
    response = corrected(client, shop, evidence="J’y travaille.", **change)
    assert response.status_code == 422
    form = response.context["form"]
    assert form[field].errors
    assert f"#id_{field}" in [f"#{fault.address}" for fault in response.context["faults"]]
    for name, text in change.items():
        assert form[name].value() == text
    assert "J’y travaille." in words(response)
    assert not Contribution.objects.exists()


def test_rules_between_fields_are_those_of_the_record(client):
    figure = KeyFigureFactory(low=Decimal("5"), high=Decimal("8"))
    response = corrected(client, figure, low="9")
    assert response.status_code == 422
    assert response.context["faults"]
    corrected(client, figure, low="9", high="10")
    assert set(told(Correction.objects.get())) == {"low", "high"}


def test_what_was_wrong_before_does_not_keep_the_visitor(client, shop):
    Initiative.objects.filter(pk=shop.pk).update(website="http://[", aliases="x" * 12_000)
    corrected(client, shop, year_founded="2010")
    assert told(Correction.objects.get()) == {"year_founded": "2010"}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    fields=st.dictionaries(
        st.sampled_from(
            [
                "name_fr",
                "summary_fr",
                "aliases",
                "website",
                "year_founded",
                "legal_form",
                "place",
                "commune",
                "no_longer_active",
                "evidence",
                "contact_name",
                "contact_email",
                "may_ask_again",
                "initial-year_founded",
                "initial-name_fr",
                "stamp",
                "comment",
            ]
        ),
        st.text(max_size=300),
    ),
    language=st.sampled_from(["fr", "en"]),
)
def test_whatever_is_sent_the_answer_is_clear(client, shop, fields, language):
    with translation.override(language):
        address = correction_address(shop)
    data = {"stamp": stamp(), "contact_email": "a@example.org"} | fields
    response = client.post(address, data)
    assert response.status_code in (302, 422, 429)


def test_a_name_longer_than_a_subject_is_cut_in_the_mail(client):
    resource = ResourceFactory(title_fr="Très long " * 25)
    assert corrected(client, resource, year="2021").status_code == 302
    Correction.objects.get().confirm()
    mail = OutgoingMail.objects.get(key__startswith="to_review")
    assert len(mail.subject) == 200
    assert mail.subject.endswith("…")


# Robots, and sending twice


def test_the_second_sending_of_one_form_is_answered_like_the_first(client, shop):
    address = correction_address(shop)
    data = form_on(client.get(address)) | {"contact_email": "a@example.org", "year_founded": "2010"}
    first, second = client.post(address, data), client.post(address, data)
    assert first["Location"] == second["Location"]
    assert Correction.objects.count() == OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"stamp": "forged"}, id="forged"),
        pytest.param({"comment": "Buy"}, id="trap"),
        pytest.param({"stamp": signing.dumps("other")}, id="of_something_else"),
    ],
)
def test_what_a_robot_sends_comes_back_with_all_that_was_typed(client, shop, change):
    response = corrected(client, shop, year_founded="2010", **change)
    assert response.status_code == 422
    assert response.context["problem"]
    assert response.context["form"]["year_founded"].value() == "2010"
    assert not Contribution.objects.exists()


def test_one_address_is_written_to_five_times_a_day(client, shop):
    answers = [corrected(client, shop, year_founded=f"20{n}").status_code for n in range(10, 16)]
    assert answers == [302] * 5 + [429]


# Where it is found


@pytest.mark.parametrize(("word", "shown_at"), [("figure", "figures"), ("term", "glossary")])
def test_lists_lead_to_the_form_of_each(client, word, shown_at):
    record = CASES[word][0]()
    assert correction_address(record) in client.get(reverse(shown_at)).content.decode()


@pytest.mark.parametrize("word", ["initiative", "organisation", "lever", "form", "resource"])
def test_the_page_of_a_record_leads_to_its_form(client, word):
    record = CASES[word][0]()
    response = client.get(record.get_absolute_url())
    assert f'href="/fr/corriger/{word}/{record.slug}/"' in response.content.decode()
    assert "Signaler une erreur" in words(response)


def test_a_testimony_leads_to_its_form_where_it_stands(client, shop):
    testimony = TestimonyFactory()
    testimony.initiatives.add(shop)
    page = client.get(shop.get_absolute_url()).content.decode()
    assert correction_address(testimony) in page


def test_the_form_takes_few_queries(client, shop):
    client.get(correction_address(shop))
    assert query_count(client, correction_address(shop)) <= 8


def test_the_value_of_a_figure_is_shown_in_the_language_of_the_page(client):
    figure = KeyFigureFactory(low=Decimal("17.7"))
    assert KeyFigure.objects.get().low == Decimal("17.7")
    form = client.get(correction_address(figure)).context["form"]
    assert form["low"].value() == Decimal("17.7")
