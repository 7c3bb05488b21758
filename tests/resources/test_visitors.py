"""From where a visitor comes: always an address, and never one that the visitor made up."""

from ipaddress import IPv4Address, ip_address

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resources.visitors import visitor_address

PROXY = "10.0.0.1"


def seen(forwarded=None, connection=PROXY):
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return visitor_address(RequestFactory().get("/", REMOTE_ADDR=connection, headers=headers))


@pytest.fixture
def behind_proxy(settings):
    settings.BEHIND_PROXY = True


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("192.0.2.10", "192.0.2.10"),
        ("::ffff:192.0.2.10", "192.0.2.10"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        # A Unix socket.
        ("", "127.0.0.1"),
        ("unix:", "127.0.0.1"),
    ],
)
def test_without_a_proxy_it_is_the_address_of_the_connection(settings, told, address):
    settings.BEHIND_PROXY = False
    assert seen("192.0.2.99", told) == address


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("192.0.2.10", "192.0.2.10"),
        (" 192.0.2.10\t", "192.0.2.10"),
        ("192.0.2.10:5555", "192.0.2.10"),
        ('"192.0.2.10:5555"', "192.0.2.10"),
        ("2001:db8::1", "2001:db8::"),
        ("[2001:db8::1]", "2001:db8::"),
        ("[2001:db8::1]:443", "2001:db8::"),
        ('"[2001:db8::1]"', "2001:db8::"),
        ('"[2001:db8::1]:443"', "2001:db8::"),
        ("[::ffff:192.0.2.10]:443", "192.0.2.10"),
        # Only the last entry is the proxy's.
        ("192.0.2.99, 192.0.2.10:80", "192.0.2.10"),
        ("nonsense,2001:db8::1", "2001:db8::"),
        *[
            (rubbish, PROXY)
            for rubbish in (
                *(
                    "",
                    " ",
                    ",",
                    "192.0.2.99,",
                    "unknown",
                    "_hidden",
                    "1.2.3",
                    "1.2.3.4.5",
                    "[",
                    "[]",
                ),
                *("[::1", "::1]", ":80", "1.2.3.4:", "1.2.3.4:x", "999.1.1.1", '"', '""', "<b>"),
            )
        ],
    ],
)
@pytest.mark.usefixtures("behind_proxy")
def test_behind_a_proxy_it_is_what_the_proxy_wrote(forwarded, address):
    assert seen(forwarded) == address


@pytest.mark.usefixtures("behind_proxy")
def test_behind_a_proxy_that_tells_nothing_it_is_the_proxy():
    assert seen() == PROXY
    assert seen("nonsense", "") == "127.0.0.1"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.ip_addresses(), st.integers(1, 65535), st.text('0123456789abcdef:.[]", x', max_size=30))
@pytest.mark.usefixtures("behind_proxy")
def test_a_port_changes_nothing_and_whatever_is_told_there_is_an_address(address, port, text):
    plain = seen(str(address))
    bracketed = str(address) if isinstance(address, IPv4Address) else f"[{address}]"
    assert seen(f"{text}, {bracketed}:{port}") == plain != PROXY
    assert ip_address(seen(text))
