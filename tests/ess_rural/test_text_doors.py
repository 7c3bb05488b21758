"""Text is in its normal form whatever door it comes in by: as browsers send it, and files."""

import json

import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.test import RequestFactory
from django_filters import FilterSet
from factory.django import DjangoModelFactory

from contributions.correctable import CORRECTABLE, columns_of
from contributions.correction_form import CorrectionForm
from contributions.forms import ActionForm, ProposalForm
from contributions.models import Correction, Proposal
from ess_rural import staff
from initiatives.models import Lever
from search.form_fields import NormalizedMixin
from territories.filters import CommuneField
from tests.admin.conftest import fill  # noqa: F401 a fixture
from tests.admin.files import LEVERS, confirm, csv_of, send
from tests.contributions.conftest import folder_of_pictures  # noqa: F401 a fixture
from tests.contributions.correcting import corrected, told
from tests.contributions.desk import decide
from tests.contributions.sending import ADDRESS, filled_form
from tests.factories import InitiativeFactory, LeverFactory, ProposalFactory

from . import content_files

pytestmark = pytest.mark.django_db

OURS = ("search", "territories", "resources", "initiatives", "contributions", "ess_rural")
# Two paragraphs as a browser sends them, with a soft hyphen, an accent of its own, and blanks.
SENT = "Un.\r\n\r\nDe\u00adux e\u0301\u200b \r\n"
LINES, LINE = "Un.\n\nDeux é", "Un. Deux é"
# Written in a form of their own: addresses.
NO_PROSE = forms.EmailField | forms.URLField | forms.SlugField | CommuneField


def all_subclasses(kind):
    for each in kind.__subclasses__():
        yield each
        yield from all_subclasses(each)


FACTORIES = {
    each._meta.model: each
    for each in all_subclasses(DjangoModelFactory)
    if each._meta.model and each.__module__.startswith("tests.")
}


def record_of(model):
    """Return a record whose texts can all be written."""
    has_law = any(field.name == "legal_basis_as_of" for field in model._meta.fields)
    return FACTORIES[model](**({"legal_basis_as_of": 2020} if has_law else {}))


def superuser():
    request = RequestFactory().get("/")
    request.user = get_user_model()(is_superuser=True, is_active=True, is_staff=True)
    return request


def editable_admins():
    """Return the `ModelAdmin`s with whose forms our own records are written."""
    return [
        model_admin
        for model, model_admin in admin.site._registry.items()
        if model._meta.app_label in OURS and model_admin.has_add_permission(superuser())
    ]


def is_ours(kind):
    """Tell whether a class is of this site; its forms of sign-in are those of allauth."""
    package = kind.__module__
    return package.split(".")[0] in OURS and not package.startswith(f"{staff.__name__}.")


def text_fields():
    """Yield (form, name, field) of each text that can be typed anywhere on the site."""
    classes = [form for form in all_subclasses(forms.BaseForm) if is_ours(form)]
    for each in editable_admins():
        classes += [each.get_form(superuser()), each.get_changelist_formset(superuser()).form]
        inlines = each.get_inline_instances(superuser())
        classes += [inline.get_formset(superuser()).form for inline in inlines]
    found = [(form, getattr(form, "base_fields", {})) for form in classes]
    for filters in filter(is_ours, all_subclasses(FilterSet)):
        found.append((filters, {name: each.field for name, each in filters.base_filters.items()}))
    for form, fields in found:
        for name, field in fields.items():
            if isinstance(field, forms.CharField):
                yield form.__name__, name, field


def is_prose(field):
    return isinstance(field, forms.CharField) and not isinstance(field, NO_PROSE)


def as_stored(model, name):
    field = model._meta.get_field(name)
    return LINES if field.get_internal_type() == "TextField" else LINE


def test_every_text_field_of_every_form_normalizes():
    fields = list(text_fields())
    assert len(fields) > 150
    assert [each for each in fields if not isinstance(each[-1], NormalizedMixin)] == []


@pytest.mark.parametrize("model_admin", editable_admins(), ids=lambda each: each.model.__name__)
def test_a_form_of_the_admin_stores_what_a_browser_sends(admin_client, fill, model_admin):  # noqa: F811
    record = record_of(model_admin.model)
    rows = []
    for inline in model_admin.inlines:
        [link] = [
            field.name
            for field in inline.model._meta.concrete_fields
            if field.related_model is model_admin.model
            and field.name == (inline.fk_name or field.name)
        ]
        rows.append(FACTORIES[inline.model](**{link: record}))
    opts = record._meta
    address = f"/admin/{opts.app_label}/{opts.model_name}/{record.pk}/change/"
    context = admin_client.get(address).context
    main = context["adminform"].form
    inlines = [
        form
        for formset in context["inline_admin_formsets"]
        for form in formset.formset.initial_forms
    ]
    sent, stored = fill(address), []
    for form in [main, *inlines]:
        for bound in form:
            if is_prose(bound.field):
                sent[bound.html_name] = SENT
                stored.append((form.instance, bound.name))
    assert len(stored) >= 2
    response = admin_client.post(address, sent)
    assert response.status_code == 302, response.context["errors"]
    for instance, name in stored:
        instance.refresh_from_db()
        assert getattr(instance, name) == as_stored(type(instance), name), name

    # Sent again untouched, with the line ends of browsers: nothing has changed.
    versions = getattr(record, "history", None)
    before = versions and versions.count()
    sent = {
        name: value.replace("\n", "\r\n") if isinstance(value, str) else value
        for name, value in fill(address).items()
    }
    assert admin_client.post(address, sent).status_code == 302
    assert json.loads(LogEntry.objects.order_by("-pk").first().change_message) == []
    assert (versions and versions.count()) == before


# Visitors


def proposal_as_sent(**changes):
    """Return the form of a proposal with two paragraphs in all its texts and its first row."""
    prose = [name for name, field in ProposalForm.base_fields.items() if is_prose(field)]
    sent = {name: SENT for name in prose if name != "place"}
    rows = {name: SENT for name, field in ActionForm.base_fields.items() if is_prose(field)}
    sent |= {f"actions-0-{name}": text for name, text in rows.items()}
    return filled_form(**sent, **changes)


def assert_stored(proposal, texts):
    names = {name.rpartition("-")[2] for name, text in texts.items() if text == SENT}
    action = proposal.actions.get()
    for name in names:
        record = action if name in ("authority", "text") else proposal
        assert getattr(record, name) == as_stored(type(record), name), name


def test_a_proposal_stores_what_a_browser_sends_and_so_does_its_amendment(client):
    sent = proposal_as_sent()
    assert sum(text == SENT for text in sent.values()) >= 9
    assert client.post(ADDRESS, sent).status_code == 302
    proposal = Proposal.objects.get()
    assert_stored(proposal, sent)
    sent = proposal_as_sent(website="https://autre.example.org/")
    assert client.post(f"/fr/suivi/{proposal.secret}/modifier/", sent).status_code == 302
    proposal.refresh_from_db()
    assert proposal.website == "https://autre.example.org/"
    assert_stored(proposal, sent)


def test_a_draft_keeps_its_texts_in_their_normal_form(client):
    client.post(ADDRESS, proposal_as_sent(save="1"))
    answers = Proposal.objects.get().answers
    assert answers["description"] == answers["actions-0-text"] == [LINES]


@pytest.mark.parametrize("word", CORRECTABLE)
def test_a_correction_takes_over_what_a_browser_sends(client, word):
    record = record_of(CORRECTABLE[word][0])
    form = CorrectionForm(instance=Correction(), record=record, language="fr")
    prose = [name for name in columns_of(record, "fr") if is_prose(form.fields.get(name))]
    sent = dict.fromkeys([*prose, "evidence", "contact_name"], SENT)
    assert corrected(client, record, **sent).status_code == 302
    correction = Correction.objects.get()
    assert prose
    assert told(correction) == {name: as_stored(type(record), name) for name in prose}
    assert (correction.evidence, correction.contact_name) == (LINES, LINE)


# Staff, files


def test_the_reason_of_a_decision_is_stored_in_its_normal_form(admin_client):
    proposal = ProposalFactory()
    assert decide(admin_client, proposal, "refuse", reason=SENT).status_code == 302
    assert proposal.turns.get().reason == LINES


def test_an_imported_cell_is_stored_in_its_normal_form(admin_client):
    LeverFactory(slug="a")
    file = csv_of(["slug", "title_fr", "summary_fr"], ["a", SENT, SENT])
    confirm(admin_client, LEVERS, send(admin_client, LEVERS, file))
    lever = Lever.objects.get()
    assert (lever.title_fr, lever.summary_fr) == (LINE, LINES)


def test_a_fixture_is_stored_in_its_normal_form_and_does_not_differ_from_it(tmp_path):
    folder = content_files.fill(tmp_path / "fixtures")
    told = {**content_files.PREMISES, "title_fr": SENT, "summary_fr": SENT}
    content_files.rewrite(folder, Lever, told)
    content_files.load(folder)
    lever = Lever.objects.get()
    assert (lever.title_fr, lever.summary_fr) == (LINE, LINES)
    assert content_files.load(folder)[-1] == content_files.DONE


def test_what_code_writes_is_stored_and_found_in_its_normal_form():
    lever = LeverFactory(title_fr=SENT)
    Lever.objects.filter(title_fr=SENT).update(summary_fr=SENT)
    lever.refresh_from_db()
    assert (lever.title_fr, lever.summary_fr) == (LINE, LINES)


# Cases that were met


def test_only_the_text_that_was_changed_counts_as_changed(admin_client, fill):  # noqa: F811
    record = InitiativeFactory(description_fr="Un lieu.\n\nDes gens.", description_en="A.\n\nB.")
    address = f"/admin/initiatives/initiative/{record.pk}/"
    sent = fill(f"{address}change/", summary_fr="Autre chose.")
    sent = {
        name: value.replace("\n", "\r\n") if isinstance(value, str) else value
        for name, value in sent.items()
    }
    assert admin_client.post(f"{address}change/", sent).status_code == 302
    record.refresh_from_db()
    assert record.english_is_behind
    [entry, _first] = admin_client.get(f"{address}history/").context["entries"]
    assert [(each.label, each.language) for each in entry["changes"]] == [("Résumé [fr]", "fr")]


@pytest.mark.parametrize(
    ("field", "longest"),
    [
        ("description", 6000),
        ("summary", 240),
        ("actions-0-text", 400),
        ("other_supporters", 300),
    ],
)
def test_a_line_break_counts_as_one_as_in_the_browser(client, field, longest):
    text = "m\r\n" * 99 + "m" * (longest - 2 * 99)
    row = {"actions-0-authority": "Commune d’Augan"} if "actions" in field else {}
    response = client.post(ADDRESS, filled_form(**{field: f"{text}m", **row}))
    assert response.status_code == 422
    response = client.post(ADDRESS, filled_form(**{field: text, **row}))
    assert response.status_code == 302


@pytest.mark.parametrize("name", ["\u200b\u200b", "\u2800", "\u3164\u00a0", "\r\n", "\u00ad"])
def test_a_name_in_which_there_is_nothing_to_see_is_asked_for(client, name):
    response = client.post(ADDRESS, filled_form(name=name))
    assert response.status_code == 422
    assert "name" in response.context["form"].errors
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("stored", ["épi\u00adcerie", "e\u0301pi\u200bcerie", "épicerie"])
@pytest.mark.parametrize("typed", ["épicerie", "épi\u00adcerie", "\ufeffepi\u200dcerie\u200b"])
def test_a_word_is_found_whatever_in_it_nobody_sees(client, stored, typed):
    InitiativeFactory(slug="ici", summary_fr=f"Une {stored}.")
    for address in ("/fr/initiatives/", "/api/v1/initiatives/", "/fr/recherche/"):
        response = client.get(address, {"q": typed})
        assert "/initiatives/ici/" in response.content.decode(), address
