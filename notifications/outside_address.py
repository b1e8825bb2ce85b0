"""Addresses of other systems: which may be called at all, and where they really lead.

Whoever may name an address could otherwise let this machine speak to what only it can reach: itself, the database, the
cloud's own services. So a name is looked up here, everything that it leads to must be public, and what was looked up is
what is called.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST = 500
HTTPS_PORT = 443

_TUNNELS = tuple(
    ipaddress.ip_network(net)
    # NAT64, 6to4, Teredo and what stands for an IPv4 address: public to look at, with any IPv4 address inside.
    for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::ffff:0:0/96", "::/96")
)


class AddressRefused(ValueError):
    """An address that may not be called. The message says why, and does not repeat it."""


@dataclass(frozen=True)
class OutsideAddress:
    """An address taken apart: the host, its port, and the path with its query, as they are asked for."""

    host: str
    port: int
    path: str
    is_https: bool

    @property
    def host_header(self) -> str:
        """The host as a request names it: with its port, unless that is the usual one."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.is_https and self.port == HTTPS_PORT else f"{name}:{self.port}"


def read_address(url: str, inside: Collection[str] = (), only: Collection[str] = ()) -> OutsideAddress:
    """An https address; http only on this machine, where `inside` names it. AddressRefused if it is not one.

    Where `only` names hosts, no other is good but those of `inside`.
    """
    if len(url) > LONGEST:
        raise AddressRefused(f"The address has more than {LONGEST} characters.")
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise AddressRefused("The address has characters that no address has. Write names as xn--... where need be.")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower().rstrip("."), parts.port
    except ValueError:
        raise AddressRefused("This is not a web address.") from None
    if parts.scheme not in ("https", "http") or not host:
        raise AddressRefused("Write a web address that begins with https://")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("The address holds a name or password. What is sent is signed: none is needed.")
    if parts.fragment:
        raise AddressRefused("Leave out the part of the address from # on: it is never sent.")
    is_https = parts.scheme == "https"
    if not is_https and not (host in inside and is_this_machine(host)):
        raise AddressRefused("Write an https address: without it anybody on the way could read what is sent.")
    if only and host not in inside and not is_named(host, only):
        raise AddressRefused(
            "The address leads to a host to which events may not go. Ask whoever runs Golden Thread to name it in "
            "GOLDENTHREAD_WEBHOOK_HOSTS, if they may."
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return OutsideAddress(host, port or (HTTPS_PORT if is_https else 80), path, is_https)


def look_up(address: OutsideAddress, inside: Collection[str] = ()) -> list[tuple[str, int]]:
    """The places (IP address and port) to which an address leads, all of them public unless `inside` names its host.

    AddressRefused if any of them is not. OSError if the name leads nowhere.
    """
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    places = list(dict.fromkeys((str(place[0]), int(place[1])) for *_, place in found))
    if address.host not in inside and not all(is_public(place) for place, _ in places):
        raise AddressRefused(
            "The address leads into a private network. If it is meant to, name its host in "
            "GOLDENTHREAD_WEBHOOK_HOSTS_INSIDE."
        )
    return places


def is_public(place: str) -> bool:
    """Whether an IP address belongs to somebody on the open internet, and to nobody nearer."""
    try:
        address = ipaddress.ip_address(place)
    except ValueError:
        return False  # one with a scope (fe80::1%eth0) is of this machine's own network
    if any(address in net for net in _TUNNELS if net.version == address.version):
        return False
    return address.is_global and not address.is_multicast


def is_named(host: str, hosts: Collection[str]) -> bool:
    """Whether a host, in small letters, is among those named; `.example.org` names every host below example.org."""
    return host in hosts or any(named.startswith(".") and host.endswith(named) for named in hosts)


def is_this_machine(host: str) -> bool:
    """Whether a host name or IP address is this machine's own, so that what goes there is on no network."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
