"""From where a visitor comes."""

import re
from ipaddress import ip_address, ip_network

from django.conf import settings

# What one subscriber has of IPv6: whoever counts single addresses there counts nothing.
IPV6_SUBSCRIBER = 64
# One entry of `X-Forwarded-For`: an address, or an address and a port, an IPv6 one in brackets.
ENTRY = re.compile(r'"?(?:\[(?P<v6>[^]]+)\]|(?P<v4>[\d.]+)(?=:|"|$)|(?P<bare>[^"]+))(?::\d+)?"?')
# The other end of a Unix socket, which has no address, is on this machine.
THIS_MACHINE = "127.0.0.1"


def visitor_address(request):
    """Return the network address that a request comes from, as text, always one.

    Of IPv6 the network of the subscriber. Behind a proxy it is the last entry of
    `X-Forwarded-For`, which our proxy wrote; those before it anyone may make up. Where that is
    no address, it is the address of the proxy: visitors who cannot be told apart are counted as
    one, and limits hold.
    """
    told = [request.META.get("REMOTE_ADDR", ""), THIS_MACHINE]
    if settings.BEHIND_PROXY:
        told.insert(0, request.headers.get("X-Forwarded-For", "").rpartition(",")[2])
    return next(address for text in told if (address := counted_address(text)))


def counted_address(text):
    """Return the address that `text` tells, as it is counted; None where it tells none."""
    entry = ENTRY.fullmatch(text.strip())
    try:
        address = ip_address(entry["v6"] or entry["v4"] or entry["bare"] if entry else "")
    except ValueError:
        return None
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, IPV6_SUBSCRIBER), strict=False).network_address)
