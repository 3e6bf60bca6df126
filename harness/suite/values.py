"""One value that was given for a run, read or refused: each raises `pytest.UsageError`, with an example to follow."""

from __future__ import annotations

import ipaddress
import string
from urllib.parse import SplitResult, urlsplit

import pytest

from ocpp_conformance.harness.suite.settings import COMMAND_LINE, Given
from ocpp_conformance.harness.sut.description import TOKEN_NAMES, Token
from ocpp_conformance.schemas.messages import message_schemas


def url_parts(where: str, url: str, scheme: str, example: str) -> SplitResult:
    """The parts of a URL of this scheme, or of the same over TLS, that names a host."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is none
    except ValueError as error:
        raise pytest.UsageError(f"{where} {url}: not a URL ({error}); it looks like {example}") from None
    if parts.scheme not in (scheme, f"{scheme}s") or not parts.hostname:
        raise pytest.UsageError(f"{where} {url}: the URL must start with {scheme}:// or {scheme}s:// and name a host")
    return parts


def endpoint(given: Given | None) -> str | None:
    """The URL of a CSMS."""
    if given is None:
        return None
    where, url = given.label, given.text
    parts = url_parts(where, url, "ws", "ws://host:9000/ocpp")
    if parts.username or parts.password:
        raise pytest.UsageError(f"{where}: leave user and password out of the URL; give --identity and --password")
    if parts.query or parts.fragment:
        raise pytest.UsageError(f"{where} {url}: an OCPP-J endpoint has no query and no fragment (Part 4, 3.1.1)")
    return url


def listen(given: Given | None) -> tuple[str, int] | None:
    """HOST:PORT of this machine."""
    if given is None:
        return None
    where, address = given.label, given.text
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdecimal() or not 0 <= int(port) <= 65535:
        raise pytest.UsageError(f"{where} {address}: give HOST:PORT, for example 0.0.0.0:9000")
    host = host.strip("[]") or "127.0.0.1"
    if host != "localhost":
        try:
            ipaddress.ip_address(host)
        except ValueError:
            raise pytest.UsageError(f"{where} {address}: {host!r} is no address of this machine") from None
    return host, int(port)


def identity(given: Given) -> str:
    """An identity, or its pattern with {n}."""
    where, pattern = given.label, given.text
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None]
        sample = pattern.format(n=1)
    except (ValueError, KeyError, IndexError):
        names, sample = ["?"], ""
    if any(name != "n" for name in names):
        raise pytest.UsageError(f"{where} {pattern}: only {{n}} is filled in, for example CS{{n:03}}")
    if not 1 <= len(sample) <= 48:
        raise pytest.UsageError(f"{where} {pattern}: {len(sample)} characters; 1 to 48 are allowed (Part 4, 3.1.1)")
    if ":" in sample:
        raise pytest.UsageError(f"{where} {pattern}: no colon, it is the user name too (Part 4, 3.1.1)")
    return pattern


def header(given: Given) -> tuple[str, str]:
    """NAME:VALUE of an HTTP header."""
    name, colon, value = given.text.partition(":")
    token = set(string.ascii_letters + string.digits + "!#$%&'*+-.^_`|~")
    if not colon or not name or set(name) - token or any(c in value for c in "\r\n"):
        shown = " ".join(given.text.split()) if given.origin == COMMAND_LINE else name
        raise pytest.UsageError(f"{given.label} {shown}: give NAME:VALUE, for example X-Tenant:demo")
    return name, value.strip()


def token(given: Given, secret: bool) -> tuple[str, Token]:
    """STATUS=IDTOKEN:TYPE; a secret one is not quoted in an error."""
    text, where = given.text, given.label if secret else f"{given.label} {given.text}"
    status, equals, rest = text.partition("=")
    id_token, colon, kind = rest.rpartition(":")
    if not equals or not colon or not id_token:
        raise pytest.UsageError(f"{where}: give STATUS=IDTOKEN:TYPE, for example accepted=04A2B3C4:ISO14443")
    if status not in TOKEN_NAMES:
        raise pytest.UsageError(f"{where}: status {status!r} is none of {', '.join(TOKEN_NAMES)}")
    kinds = message_schemas()["Authorize", "Request"]["definitions"]["IdTokenEnumType"]["enum"]
    if kind not in kinds:
        raise pytest.UsageError(f"{where}: type {kind!r} is none of {', '.join(kinds)}")
    if len(id_token) > 36:
        raise pytest.UsageError(f"{where}: an idToken has at most 36 characters, this one {len(id_token)}")
    return status, Token(id_token, kind)


def rate(given: Given | None, default: float) -> float:
    """Messages a second."""
    return _number(given, default, 0.1, 10_000, "messages a second")


def seconds(given: Given | None, default: float) -> float:
    """Seconds to wait for something."""
    return _number(given, default, 0.05, 3600, "seconds")


def _number(given: Given | None, default: float, least: float, most: float, what: str) -> float:
    if given is None:
        return default
    try:
        value = float(given.text)
    except ValueError:
        value = -1.0
    if not least <= value <= most:
        raise pytest.UsageError(f"{given.label} {given.text}: give {what}, {least:g} to {most:g}")
    return value
