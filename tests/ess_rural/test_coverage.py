"""Regions crossed with sectors, levers and forms: numbers that the lists confirm, white spots."""

import gzip

import pytest
from django.core.management import call_command
from django.test import TestCase

from ess_rural.roles import Role
from tests.factories import (
    CooperationFormFactory,
    InitiativeFactory,
    LeverFactory,
    OrganisationFactory,
    SectorFactory,
    UserFactory,
)
from tests.pages import words

from .staff_roles import BRETAGNE, person_with

PAGES = {
    "/fr/couverture/": "/en/coverage/",
    "/fr/couverture/leviers/": "/en/coverage/levers/",
    "/fr/couverture/formes/": "/en/coverage/forms/",
}
ADMIN = ["/admin/coverage/", "/admin/coverage/levers/", "/admin/coverage/forms/"]


def cell(response, region, heading):
    """Return the `Cell` of a region's slug, or of None, and of a heading's slug, or of None."""
    slugs = [None, *(each.slug for each in response.context["headings"])]
    [row] = [row for row in response.context["rows"] if (row.region and row.region.slug) == region]
    return row.cells[slugs.index(heading)]


@pytest.fixture
def directory(db):
    """One in Augan, one for the whole of Brittany, one for France with its seat in Brittany."""
    SectorFactory(slug="farming")
    grocery = InitiativeFactory(in_commune="56006", sectors=["energy"])
    grocery.levers.add(LeverFactory(slug="premises"))
    grocery.cooperation_forms.add(CooperationFormFactory(slug="scic"))
    network = InitiativeFactory(scope="regional", sectors=["energy"])
    network.regions.set(["53"])
    InitiativeFactory(in_region="bretagne", scope="national", sectors=["energy"])
    InitiativeFactory(sectors=["energy"])
    InitiativeFactory(in_commune="56006", sectors=["energy", "farming"], status="draft")
    helper = OrganisationFactory(scope="departmental")
    helper.departments.set(["56", "35"])
    chamber = OrganisationFactory(scope="regional")
    chamber.regions.set(["53"])
    for record in (helper, chamber, OrganisationFactory()):
        record.sectors.add(SectorFactory(slug="energy"))
    OrganisationFactory(status="draft").sectors.add(SectorFactory(slug="energy"))


@pytest.mark.parametrize("address", ["/fr/couverture/", "/admin/coverage/"])
def test_a_region_counts_what_stands_there_and_what_serves_it(admin_client, directory, address):
    response = admin_client.get(address)
    here = cell(response, "bretagne", "energy")
    assert (here.initiatives[0], here.organisations[0]) == (3, 2)
    everywhere = cell(response, None, "energy")
    assert (everywhere.initiatives[0], everywhere.organisations[0]) == (2, 1)
    assert cell(response, "bretagne", None).initiatives[0] == 3
    assert not here.is_white_spot


def test_a_correspondent_reads_elsewhere_what_visitors_read(client, directory):
    InitiativeFactory(in_region="occitanie", sectors=["energy"])
    InitiativeFactory(in_region="occitanie", sectors=["energy"], status="draft")
    client.force_login(person_with(Role.CORRESPONDENT, regions=[BRETAGNE]))
    response = client.get("/admin/coverage/")
    here, there = (cell(response, slug, "energy") for slug in ("bretagne", "occitanie"))
    for number, address in (here.initiatives, here.drafts):
        assert client.get(address).context["cl"].result_count == number
    assert there.initiatives == (1, "/fr/initiatives/?region=occitanie&sector=energy")
    assert there.drafts == (0, "")
    assert cell(response, None, "energy").drafts == (0, "")


def test_levers_and_forms_are_crossed_too(client, directory):
    response = client.get("/fr/couverture/leviers/")
    assert cell(response, "bretagne", "premises").initiatives[0] == 1
    response = client.get("/fr/couverture/formes/")
    assert cell(response, "bretagne", "scic").initiatives[0] == 1


def test_a_white_spot_is_seen_without_its_colour(client, directory):
    response = client.get("/en/coverage/")
    spot = cell(response, "normandie", "energy")
    assert spot.is_white_spot
    # 18 regions and two sectors, of which Brittany has one.
    assert (response.context["white_spots"], response.context["pairs"]) == (35, 36)
    assert "35 white spots among 36 cells." in words(response)
    address = spot.initiatives[1].replace("&", "&amp;")
    assert f'<td class="white-spot"><a href="{address}" rel="nofollow">0</a>' in response.text


def test_drafts_are_counted_for_staff_alone(admin_client, client, directory):
    here = cell(admin_client.get("/admin/coverage/"), "bretagne", "farming")
    assert (here.initiatives[0], here.drafts[0]) == (0, 1)
    assert here.is_white_spot
    assert cell(client.get("/fr/couverture/"), "bretagne", "farming").drafts[0] == 0
    assert cell(admin_client.get("/admin/coverage/"), "normandie", None).drafts[0] == 0


def test_cells_of_staff_lead_to_lists_of_as_many(admin_client, directory):
    response = admin_client.get("/admin/coverage/")
    tried = 0
    for region in ("bretagne", None):
        for heading in ("energy", "farming", None):
            one = cell(response, region, heading)
            for number, address in (one.initiatives, one.organisations, one.drafts):
                listed = admin_client.get(address)
                assert listed.context["cl"].result_count == number, address
                tried += number
    assert tried > 10


@pytest.mark.parametrize("address", ADMIN)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_staff_have_the_pages_in_their_language(admin_client, directory, address, language):
    response = admin_client.get(address, headers={"accept-language": language})
    assert response.status_code == 200
    assert f'lang="{language}"' in response.text


@pytest.mark.parametrize("address", ADMIN)
def test_staff_who_may_not_see_initiatives_are_refused(client, db, address):
    client.force_login(UserFactory())
    assert client.get(address).status_code == 403


def test_a_new_initiative_is_counted_at_once(client, directory):
    client.get("/fr/couverture/")
    InitiativeFactory(in_department="14", sectors=["farming"])
    assert cell(client.get("/fr/couverture/"), "normandie", "farming").initiatives[0] == 1


@pytest.mark.parametrize("address", [*PAGES, *PAGES.values()])
def test_a_page_takes_seven_queries_however_much_there_is(
    client, directory, address, django_assert_num_queries
):
    client.get(address)  # the catalogue is read from here on
    with django_assert_num_queries(7):
        client.get(address)
    for number in range(5):
        InitiativeFactory(in_commune="56006", sectors=[f"sector-{number}"])
        LeverFactory()
    client.get(address)
    with django_assert_num_queries(7):
        client.get(address)


def test_an_empty_directory_is_all_white(client, db):
    response = client.get("/fr/couverture/")
    assert response.status_code == 200
    assert response.context["white_spots"] == response.context["pairs"] == 0


class RealContentTest(TestCase):
    """The fixtures of the repository, loaded once for all the tests here."""

    @classmethod
    def setUpTestData(cls):
        call_command("load_content", verbosity=0)

    def test_the_pages_are_light(self):
        for address in [*PAGES, *PAGES.values()]:
            body = self.client.get(address).content
            assert len(gzip.compress(body)) < 15_000, address

    def test_every_cell_leads_to_a_list_that_announces_as_many(self):
        for address in PAGES:
            response = self.client.get(address)
            rows = response.context["rows"]
            # The whole first column, and a region and France through all headings.
            tried = [row.cells[0] for row in rows] + rows[1].cells[:8] + rows[-1].cells[:8]
            for one in tried:
                number, target = one.initiatives
                listed = self.client.get(target)
                near = sum(count for _label, count in listed.context.get("ring_counts", []))
                found = listed.context["total"] if "scope" in target else near
                assert found == number, target
                helpers, target = one.organisations
                if target:
                    rings = self.client.get(target).context["rings"]
                    assert sum(ring.count for ring in rings if ring.nearness != 4) == helpers

    def test_the_table_is_named_and_its_headings_say_what_they_head(self):
        text = self.client.get("/en/coverage/").content.decode()
        headings = len(self.client.get("/en/coverage/").context["headings"])
        assert text.count('<th scope="col">') == headings + 1
        assert text.count('<th scope="row">') == 19
        assert '<caption id="matrix-caption">Regions and sectors: ' in text
        assert 'role="region" aria-labelledby="matrix-caption" tabindex="0"' in text
