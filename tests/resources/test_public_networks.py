"""Which IP addresses the link checker may ask: the special ranges of IANA's two registries."""

from ipaddress import ip_network

import pytest

from resources.public_networks import is_public

# Not globally reachable, or holding an address of another kind: from the first to the last.
SPECIAL = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "255.255.255.255/32",
    "::/128",
    "::1/128",
    "::/96",
    "::ffff:0:0:0/96",
    "64:ff9b:1::/48",
    "100::/64",
    "100:0:0:1::/64",
    "2001::/32",
    "2001:2::/48",
    "2001:10::/28",
    "2001:20::/28",
    "2001:db8::/32",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
    "4000::/3",
]
# Networks of IPv6 that hold one of IPv4: as far as that one may be asked, they may.
HOLDING = ["::ffff:0:0/96", "64:ff9b::/96", "2002::/16"]
IPV4 = [ip_network(each) for each in SPECIAL if ":" not in each]


@pytest.mark.parametrize("network", SPECIAL)
def test_nothing_of_a_special_range_is_asked(network):
    network = ip_network(network)
    for address in (network[0], network[network.num_addresses // 2], network[-1]):
        assert not is_public(str(address))


@pytest.mark.parametrize("holding", HOLDING)
def test_an_address_that_holds_another_is_judged_by_that_one(holding):
    holding = ip_network(holding)
    room = 128 - holding.prefixlen - 32
    for network in IPV4:
        for held in (network[0], network[-1]):
            assert not is_public(str(holding[int(held) << room]))
    assert is_public(str(holding[int(ip_network("185.199.108.153")[0]) << room]))


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "185.199.108.153",
        "192.0.1.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:200::1",
        "2001:41d0:1:2::3",
        "2606:4700::1111",
        "2a01:e0a::1",
    ],
)
def test_the_internet_beside_them_may_be_asked(address):
    assert is_public(address)


def test_the_name_of_an_interface_changes_nothing():
    assert not is_public("fe80::1%eth0")
