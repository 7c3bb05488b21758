"""The parts of the sitemap: when their records changed, and how many addresses they hold."""

from datetime import UTC, datetime

import pytest

from ess_rural.sitemaps import SITEMAPS, InitiativeSitemap
from tests.factories import (
    CooperationFormFactory,
    InitiativeFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
)
from tests.sitemap import NAMES, SITE, entries, parts

pytestmark = pytest.mark.django_db

FACTORIES = {
    "initiatives": InitiativeFactory,
    "levers": LeverFactory,
    "forms": CooperationFormFactory,
    "organisations": OrganisationFactory,
    "resources": ResourceFactory,
}


@pytest.mark.parametrize("name", FACTORIES)
def test_the_sitemap_says_when_a_record_changed(client, name):
    model = SITEMAPS[name].model
    FACTORIES[name](slug="un")
    moment = datetime(2001, 1, 2, 12, tzinfo=UTC)
    model.objects.filter(slug="un").update(updated_at=moment)
    address = f"{SITE}/sitemap-{name}.xml"
    assert parts(client)[address].startswith("2001-01-02")
    changed = [
        entry.findtext("s:lastmod", None, NAMES) for entry in entries(client, address, "url")
    ]
    assert changed == ["2001-01-02", "2001-01-02"]


def test_a_long_sitemap_comes_in_parts_of_which_each_reads_its_own(
    client, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(InitiativeSitemap, "limit", 4)
    for name in "abcde":
        InitiativeFactory(slug=name)
    first, *others = [part for part in parts(client) if "initiatives" in part]
    assert others == [f"{first}?p=2", f"{first}?p=3"]
    found = []
    for part, number in [(first, 4), (others[0], 4), (others[1], 2)]:
        with django_assert_num_queries(3):  # where the log ends, how many there are, the part
            listed = entries(client, part, "url")
        assert len(listed) == number
        found += [entry.find("s:loc", NAMES).text for entry in listed]
    pages = [f"{SITE}/{code}/initiatives/{name}/" for name in "abcde" for code in ("fr", "en")]
    assert found == pages


@pytest.mark.parametrize("part", ["sitemap-none.xml", "sitemap-levers.xml?p=2"])
def test_a_part_that_the_sitemap_does_not_have_is_not_found(client, part):
    assert client.get(f"/{part}").status_code == 404
