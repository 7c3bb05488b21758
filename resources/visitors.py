"""From where a visitor comes."""

from ipaddress import ip_address, ip_network

from django.conf import settings

# What one subscriber has of IPv6: whoever counts single addresses there counts nothing.
IPV6_SUBSCRIBER = 64


def visitor_address(request):
    """Return the network address that a request comes from, as text; None where nobody tells.

    Of IPv6 the network of the subscriber. Behind a proxy it is the last entry of
    `X-Forwarded-For`, which our proxy wrote; those before it anyone may make up.
    """
    told = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        told = request.headers.get("X-Forwarded-For", told).rpartition(",")[2]
    try:
        address = ip_address(told.strip())
    except ValueError:
        return None
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, IPV6_SUBSCRIBER), strict=False).network_address)
