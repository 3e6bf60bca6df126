"""Whether a Host header names us: a page in a browser may have had a foreign name resolve to our address."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


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
