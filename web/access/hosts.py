"""Names of hosts: which is in an address, and whether it is this machine's own."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

THROUGH_A_PROXY = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
"""Headers by which a request is known to have come through a proxy, wherever the proxy itself may be."""


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def host_in(base_url: str) -> str:
    """The host of an address, in small letters."""
    return (urlsplit(base_url).hostname or "").lower()
