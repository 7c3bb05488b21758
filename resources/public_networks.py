"""Which IP addresses lead out into the internet, by the registries of IANA.

https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry, read in
2025: what is not "globally reachable" there, and what holds an address of another kind.
Python's own `is_global` depends on its version.
"""

from ipaddress import IPv4Address, ip_address, ip_network

NOT_PUBLIC = [
    ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by the subscribers of a provider
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # relays of 6to4, given up
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        # Within what is given to hosts of IPv6; all outside of that is refused as a whole.
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation
    )
]
GIVEN_TO_HOSTS = ip_network("2000::/3")
# Gateways make one of IPv4 of these: the last 32 bits, or those after the first 16.
TRANSLATED, SIX_TO_FOUR = ip_network("64:ff9b::/96"), ip_network("2002::/16")


def is_public(address):
    """Tell whether an IP address, given as text, leads out of private networks."""
    address = ip_address(address)
    if address.version == 6 and (within := address_within(address)):
        address = within
    if address.version == 6 and address not in GIVEN_TO_HOSTS:
        return False
    return not any(address in network for network in NOT_PUBLIC)


def address_within(address):
    """Return the IPv4 address to which one of IPv6 leads in the end; None where it is not known."""
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in SIX_TO_FOUR:
        return address.sixtofour
    return address.ipv4_mapped
