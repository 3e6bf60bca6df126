"""Names of hosts: whether a Host header names us (a page in a browser may have had a foreign name resolve to our
address), and which can be told to somebody else."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

EVERYWHERE = ("0.0.0.0", "::")
"""Addresses to listen on that nobody can connect to."""
_NAME = re.compile(r"[A-Za-z0-9_.:%-]+")


def can_be_told(host: str) -> bool:
    """Whether this is a host name or an address, without a port, that somebody can connect to."""
    return host not in EVERYWHERE and _NAME.fullmatch(host) is not None and host.count(":") != 1


def bindable(host: str) -> str:
    """Where to listen so that others reach us by this host: at the address itself; of a name, everywhere."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return host if host == "localhost" else EVERYWHERE[0]


def with_port(host: str, port: int) -> str:
    """Host and port as a URL has them: an IPv6 address in brackets."""
    return f"{f'[{host}]' if ':' in host else host}:{port}"


def names_us(given: str, host: str, port: int) -> bool:
    """Whether the Host header `given` names this address, bound at `host` and `port`."""
    try:
        parts = urlsplit(f"//{given}")
        name, named_port = (parts.hostname or "").lower(), parts.port or 80
    except ValueError:
        return False
    return named_port == port and (name in (host.lower(), "localhost") or _is_ours(name, host))


def _is_ours(name: str, host: str) -> bool:
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    try:
        bound = ipaddress.ip_address(host)
    except ValueError:  # bound to a name
        return address.is_loopback
    return bound.is_unspecified or address == bound
