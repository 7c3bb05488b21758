"""Days and years as people write them, in pages and in the administration."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Permission
from django.utils.translation import override

from contributions.models import Proposal
from initiatives.models import Initiative
from resources.dates import in_words
from resources.models import Resource
from tests.contributions.desk import decide
from tests.factories import (
    AuthorityActionFactory,
    CooperationFormFactory,
    InitiativeFactory,
    KeyFactFactory,
    MilestoneFactory,
    ProposalFactory,
    ProposedActionFactory,
    ResourceFactory,
    TestimonyFactory,
    UserFactory,
)
from tests.pages import words


@pytest.mark.parametrize(
    ("moment", "french", "english"),
    [
        (date(2026, 11, 1), "1er novembre 2026", "1 November 2026"),
        (date(2026, 11, 11), "11 novembre 2026", "11 November 2026"),
        (date(2021, 8, 21), "21 août 2021", "21 August 2021"),
        (
            datetime(2026, 10, 31, 23, 5, tzinfo=UTC),
            "1er novembre 2026 à 0\xa0h\xa005",
            "1 November 2026 00:05",
        ),
        (None, "", ""),
    ],
)
def test_the_first_of_a_month_is_ordinal_in_french(moment, french, english):
    with override("fr"):
        assert in_words(moment) == french
    with override("en"):
        assert in_words(moment) == english


@pytest.mark.django_db
def test_a_page_writes_the_day_on_which_it_was_verified(client, admin_client):
    initiative = InitiativeFactory(slug="ici", verified_on=date(2096, 11, 1))
    assert "le 1er novembre 2096" in words(client.get("/fr/initiatives/ici/"))
    assert "on 1 November 2096" in words(client.get("/en/initiatives/ici/"))
    assert "1er novembre 2096" in words(admin_client.get("/admin/initiatives/initiative/"))
    due = words(admin_client.get(f"/admin/initiatives/initiative/{initiative.pk}/change/"))
    assert "1er novembre 2098" in due


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("factory", "fields"),
    [
        (InitiativeFactory, {"year_founded": 2008, "information_as_of": 2019}),
        (ResourceFactory, {"year": 1998}),
        (CooperationFormFactory, {"legal_basis_as_of": 2001}),
        (TestimonyFactory, {"said_in": 2007}),
        (AuthorityActionFactory, {"year": 2011}),
    ],
)
def test_who_only_reads_sees_years_as_they_are_written(client, factory, fields):
    record = factory(**fields)
    years = list(fields.values())
    if isinstance(record, Initiative):
        AuthorityActionFactory(initiative=record, year=2003, amount_euros=12_000)
        MilestoneFactory(initiative=record, year=2004)
        KeyFactFactory(initiative=record, year=2005)
        years += [2003, 2004, 2005]
    reader = UserFactory()
    reader.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(reader)
    opts = record._meta
    list_address = f"/admin/{opts.app_label}/{opts.model_name}/"
    page = words(client.get(f"{list_address}{record.pk}/change/"))
    for year in years:
        assert str(year) in page
        assert f"{str(year)[0]}\u202f{str(year)[1:]}" not in page.replace("\u00a0", "\u202f")
    listed = words(client.get(list_address)).replace("\u00a0", "\u202f")
    assert not any(f"{str(year)[0]}\u202f{str(year)[1:]}" in listed for year in years)


@pytest.mark.django_db
def test_what_a_contributor_told_is_cited_with_its_day_and_is_no_document_to_read(admin_client):
    proposal = ProposalFactory(sent_at=datetime(2026, 11, 1, 12, tzinfo=UTC))
    ProposedActionFactory(proposal=proposal)
    assert decide(admin_client, proposal, "accept", into="new").status_code == 302
    initiative = Proposal.objects.get().initiative
    initiative.publish()
    statements = Resource.objects.get(slug="statements-of-contributors")
    page = words(admin_client.get(initiative.get_absolute_url()))
    assert statements.title_fr in page
    assert "1er novembre 2026" in page
    assert "(Site" not in page
    for address in ("/fr/ressources/", "/fr/recherche/?q=porteurs", "/api/v1/resources/"):
        assert statements.title_fr not in admin_client.get(address).text, address
    assert initiative.actions.get().locator == "1er novembre 2026"
