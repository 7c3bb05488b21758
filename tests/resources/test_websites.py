"""Addresses of websites, at every door where one can be typed."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from contributions.models import Correction, Proposal
from resources.websites import (
    EXAMPLE,
    NO_PUBLIC_HOST,
    OTHER_SCHEME,
    WITH_PASSWORD,
    WebsiteField,
    WebsiteFormField,
)
from tests.admin.conftest import errors_of, fill  # noqa: F401 a fixture
from tests.admin.files import csv_of, list_of, send
from tests.contributions.correcting import corrected, told
from tests.contributions.sending import ADDRESS, filled_form
from tests.factories import InitiativeFactory, OrganisationFactory, ResourceFactory

REFUSED = {
    WITH_PASSWORD: ["https://user:pw@exemple.fr", "http://user@exemple.fr", "https://@exemple.fr"],
    OTHER_SCHEME: [
        *(
            "ftp://x",
            "ftp://exemple.fr",
            "javascript:alert(1)",
            "javascript://exemple.fr/%0aalert(1)",
        ),
        *("data:text/html,x", "mailto:a@exemple.fr", "file:///etc/passwd", "exemple.fr:80"),
    ],
    NO_PUBLIC_HOST: [
        *("http://localhost", "http://localhost:8000/", "localhost", "http://serveur", "//serveur"),
        *(
            "http://nas.local",
            "http://a.b.internal",
            "http://box.lan",
            "http://1.0.0.10.in-addr.arpa",
        ),
        *(
            "https://192.168.1.1",
            "http://8.8.8.8/",
            "http://2130706433",
            "http://127.1",
            "http://0x7f.1",
        ),
        *(
            "http://[::1]",
            "http://[2001:db8::1]:80/",
            "http://１９２.168.1.1",
            "http://é.localhost",
        ),
    ],
    EXAMPLE: [
        *(
            "https://exemple.fr/a b",
            "https://exem ple.fr",
            "http://",
            "http:///a",
            "http://[exemple.fr",
        ),
        *(
            "http://exemple..fr",
            "http://.exemple.fr",
            "http://-a.fr",
            "http://a-.fr",
            "http://a.b_c",
        ),
        *("http://exemple.fr:99999", "http://exemple.fr:0", "http://exemple.fr:x", "http://a!b.fr"),
        *(f"http://{'a' * 64}.fr", f"http://{'a.' * 130}fr", "https://xn--zzzzzzz---.fr"),
    ],
}
ACCEPTED = {
    "http://mon_site.free.fr": "http://mon_site.free.fr",
    "exemple.fr": "https://exemple.fr",
    " https://exemple.fr/\u200b ": "https://exemple.fr/",
    **{
        address: address
        for address in (
            *("https://épicerie.fr", "https://xn--picerie-9xa.fr", "https://例え.テスト/"),
            *("https://exemple.fr:8443/a?b=c#d", "HTTPS://WWW.Exemple.FR/é(1)", "https://a.museum"),
        )
    },
}


@pytest.mark.parametrize(
    ("address", "message"),
    [(address, message) for message, addresses in REFUSED.items() for address in addresses],
)
def test_what_is_no_public_website_is_refused_and_says_why(address, message):
    with pytest.raises(ValidationError) as refusal:
        WebsiteFormField().clean(address)
    assert refusal.value.messages == [message]


@pytest.mark.parametrize(("typed", "stored"), ACCEPTED.items())
def test_a_public_website_is_accepted(typed, stored):
    assert WebsiteFormField().clean(typed) == stored
    assert WebsiteField(max_length=300).clean(stored, None) == stored


@given(st.ip_addresses(), st.sampled_from(["", ":80", ":8000"]))
def test_an_ip_address_is_no_website(address, port):
    host = f"[{address}]" if address.version == 6 else address
    with pytest.raises(ValidationError):
        WebsiteFormField().clean(f"http://{host}{port}/")


# The doors

WRONG, RIGHT = "https://user:pw@exemple.fr", "http://mon_site.free.fr/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("factory", "name"),
    [(InitiativeFactory, "website"), (OrganisationFactory, "website"), (ResourceFactory, "url")],
)
def test_every_door_asks_for_a_public_website(client, admin_client, fill, factory, name):  # noqa: F811
    record = factory()
    address = f"{list_of(type(record))}{record.pk}/change/"

    refused = admin_client.post(address, fill(address, **{name: WRONG}))
    assert errors_of(refused) == {name: [WITH_PASSWORD]}
    assert refused.context["adminform"].form[name].value() == WRONG
    assert admin_client.post(address, fill(address, **{name: RIGHT})).status_code == 302
    record.refresh_from_db()
    assert getattr(record, name) == RIGHT

    def imported(website):
        file = csv_of(["slug", name], [record.slug, website])
        return send(admin_client, list_of(type(record)), file)

    [report] = imported("http://localhost/").context["reports"]
    assert [column for column, _text in report.reasons] == [name]
    assert imported("http://autre_site.free.fr/").context["counts"]["changed"] == 1

    refused = corrected(client, record, **{name: WRONG})
    assert refused.status_code == 422
    assert refused.context["form"].errors == {name: [WITH_PASSWORD]}
    assert corrected(client, record, **{name: "http://un_site.free.fr/"}).status_code == 302
    assert told(Correction.objects.get()) == {name: "http://un_site.free.fr/"}


@pytest.mark.django_db
def test_a_proposal_asks_for_a_public_website(client):
    refused = client.post(ADDRESS, filled_form(website=WRONG))
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"website"})
    assert client.post(ADDRESS, filled_form(website=RIGHT)).status_code == 302
    assert Proposal.objects.get().website == RIGHT
