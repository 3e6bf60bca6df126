"""The options of a run, and the description of the system under test that they make."""

from __future__ import annotations

import ipaddress
import os
import string
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

import pytest

from ocpp_conformance.conformance.catalogue import CatalogueError, catalogue
from ocpp_conformance.conformance.rest_rules import REST_RULES
from ocpp_conformance.harness.evidence.redaction import Redactor
from ocpp_conformance.harness.faults import FAULTS, UnknownFaultError
from ocpp_conformance.harness.probes import Patience
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.known import KnownFailures, KnownFileError, load
from ocpp_conformance.harness.sut.description import EMBEDDED_PATIENCE, Description, Token
from ocpp_conformance.harness.transport import ClientTls, Secret, ServerTls, TlsSettingError, client_tls, server_tls
from ocpp_conformance.schemas.messages import message_schemas

TOKEN_STATUSES = ("accepted", "blocked", "expired", "invalid")
REPLY_TIMEOUT, CONNECT_TIMEOUT, BOOT_TIMEOUT = 10.0, 10.0, 120.0
"""Real seconds an external system gets for an answer, a handshake, and (a station) for dialling in after a boot."""


def add_options(parser: pytest.Parser) -> None:
    """Declare the options; the same names work with pytest and with `ocpp-conformance run`."""
    group = parser.getgroup("ocpp", "OCPP conformance: the system under test")
    add = group.addoption
    add("--csms", metavar="URL", help="judge the CSMS at this ws:// URL (without the identity)")
    add("--listen", metavar="HOST:PORT", help="judge the charging station that connects to this address")
    add("--identity", metavar="ID", help="identity of the station; CS{n:03} gives each case its own (default CS001)")
    add("--password", metavar="TEXT", help="password for HTTP Basic authentication (or OCPP_SUT_PASSWORD)")
    add("--password-file", metavar="FILE", help="file whose first line is that password")
    add("--header", metavar="NAME:VALUE", action="append", default=[], help="add an HTTP header to each upgrade")
    add(
        "--token",
        metavar="STATUS=IDTOKEN:TYPE",
        action="append",
        default=[],
        help=f"an id token that the system knows; STATUS is one of {', '.join(TOKEN_STATUSES)}",
    )
    add(
        "--secret-token",
        metavar="STATUS=IDTOKEN:TYPE",
        action="append",
        default=[],
        help="as --token, but the idToken is kept out of everything that is written",
    )
    add("--ca", metavar="FILE", help="root (PEM) of the certificate at wss://; else the system's roots are trusted")
    add("--client-cert", metavar="FILE", help="certificate chain (PEM) of our station: security profile 3")
    add("--client-key", metavar="FILE", help="its private key (PEM)")
    add("--insecure", action="store_true", help="don't verify the certificate at wss://: whoever answers is judged")
    add("--tls-cert", metavar="FILE", help="with --listen: certificate chain (PEM) of our CSMS, for stations on wss://")
    add("--tls-key", metavar="FILE", help="its private key (PEM)")
    add("--client-ca", metavar="FILE", help="root (PEM) of station certificates, demanded then: security profile 3")
    add("--no-reset", action="store_true", help="never send Reset to the station")
    add("--slow", action="store_true", help="run the cases that wait for OCPP intervals of 10 s and more")
    add("--reply-timeout", metavar="S", help=f"seconds an answer may take (default {REPLY_TIMEOUT:g})")
    add(
        "--connect-timeout",
        metavar="S",
        help=f"seconds a handshake or a dial-in may take (default {CONNECT_TIMEOUT:g})",
    )
    add("--csms-fault", metavar="NAME", help="break the bundled CSMS on purpose")
    add("--station-fault", metavar="NAME", help="break the bundled station on purpose")
    select = parser.getgroup("ocpp-selection", "OCPP conformance: selection and output")
    select.addoption("--case", metavar="ID", action="append", default=[], help="only the case of exactly this id")
    select.addoption("--requirement", metavar="ID", action="append", default=[], help="only cases that cite this id")
    select.addoption("--block", metavar="LETTER", action="append", default=[], help="only cases of this block")
    select.addoption("--known", metavar="FILE", help="TOML file of known failures, each with its reason")
    select.addoption("--known-update", action="store_true", help="write the failures of this run to the --known file")
    select.addoption("--fail-on-advisory", action="store_true", help="an advisory ends the run with 1")
    select.addoption("--require-complete", action="store_true", help="a mandatory case not run ends the run with 1")
    select.addoption("--output", metavar="FOLDER", default="reports/out", help="folder of the reports")


def describe(config: pytest.Config) -> Description:
    """The description that the options and the environment make. Raises `pytest.UsageError` for a wrong value."""
    option = config.getoption
    endpoint = _endpoint(_given(config, "--csms", "OCPP_SUT_CSMS"))
    listen = _listen(_given(config, "--listen", "OCPP_SUT_LISTEN"))
    if endpoint and listen:
        raise pytest.UsageError("--csms and --listen: give one of them, a run judges one external system")
    external = endpoint is not None or listen is not None
    pattern = _given(config, "--identity", "OCPP_SUT_IDENTITY")
    identity = _identity("CS001" if pattern is None else pattern)
    _check_workers(config, endpoint, listen, identity)
    return Description(
        endpoint=endpoint,
        listen=listen,
        identity=identity,
        password=_password(option("--password"), option("--password-file")),
        tls=_client_tls(config, endpoint),
        server_tls=_server_tls(config, listen),
        headers=tuple(_header(text) for text in option("--header")),
        tokens=MappingProxyType(dict(_token(name, text) for name in _TOKENS for text in option(name))),
        patience=_patience(option("--reply-timeout"), option("--connect-timeout"), external),
        may_reset=not option("--no-reset"),
        slow=option("--slow"),
        csms_fault=_fault(option("--csms-fault"), Role.CSMS, external),
        station_fault=_fault(option("--station-fault"), Role.STATION, external),
    )


def check_sources(ids: Iterable[str]) -> None:
    """Raise `pytest.UsageError` for a `--requirement` that the catalogue doesn't have."""
    for id in (id for id in ids if id not in REST_RULES):
        try:
            catalogue().source(id)
        except CatalogueError as error:
            raise pytest.UsageError(f"--requirement {id}: {error}") from None


def check_blocks(blocks: Iterable[str]) -> None:
    """Raise `pytest.UsageError` for a `--block` that is none."""
    known = [*sorted({entry.block for entry in catalogue().cases()}), "RPC", "RFID", "FUZZ", "TOKEN"]
    for block in blocks:
        if block not in known:
            raise pytest.UsageError(f"--block {block}: there is no such block; known are {', '.join(known)}")


def redactor(config: pytest.Config, sut: Description) -> Redactor:
    """What keeps the secrets of a run out of its reports."""
    tokens = [_token(_SECRET, text)[1].text for text in config.getoption(_SECRET)]
    passwords = [] if sut.password is None else [sut.password.reveal()]
    return Redactor([*passwords, *tokens])


def known_failures(config: pytest.Config) -> KnownFailures:
    """The known failures of a run; none without `--known`. Raises `pytest.UsageError`."""
    path, update = config.getoption("--known"), config.getoption("--known-update")
    if update and path is None:
        raise pytest.UsageError("--known-update: name the file with --known FILE")
    today = datetime.now(UTC).date()
    if path is None or (update and not Path(path).exists()):
        return KnownFailures({}, today)
    try:
        return load(Path(path), today)
    except KnownFileError as error:
        raise pytest.UsageError(str(error)) from None


def make_writable(folder: Path, given: str) -> None:
    """Make the folder for reports, given as this text. Raises `pytest.UsageError` when it can't be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        reason = error.strerror or str(error)
        raise pytest.UsageError(f"--output {given}: the folder can't be written ({reason}); give another one") from None


def _given(config: pytest.Config, option: str, variable: str) -> str | None:
    """The option, also an empty one: an unset variable of the shell must not end in a run of the bundled systems."""
    value: str | None = config.getoption(option)
    return value if value is not None else os.environ.get(variable) or None


def _endpoint(url: str | None) -> str | None:
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is none
    except ValueError as error:
        raise pytest.UsageError(f"--csms {url}: not a URL ({error}); it looks like ws://host:9000/ocpp") from None
    if parts.scheme not in ("ws", "wss") or not parts.hostname:
        raise pytest.UsageError(f"--csms {url}: the URL must start with ws:// or wss:// and name a host")
    if parts.username or parts.password:
        raise pytest.UsageError("--csms: leave user and password out of the URL; give --identity and --password")
    if parts.query or parts.fragment:
        raise pytest.UsageError(f"--csms {url}: an OCPP-J endpoint has no query and no fragment (Part 4, 3.1.1)")
    return url


def _client_tls(config: pytest.Config, endpoint: str | None) -> ClientTls | None:
    ca, certificate, key, insecure = (config.getoption(f"--{name}") for name in _CLIENT_TLS)
    try:
        settings = client_tls(ca, certificate, key, insecure=insecure)
    except TlsSettingError as error:
        raise pytest.UsageError(f"--ca, --client-cert, --client-key: {error}") from None
    if settings is not None and not (endpoint or "").startswith("wss:"):
        raise pytest.UsageError(f"{', '.join(f'--{name}' for name in _CLIENT_TLS)}: these need --csms wss://…")
    return settings


def _server_tls(config: pytest.Config, listen: tuple[str, int] | None) -> ServerTls | None:
    try:
        settings = server_tls(*(config.getoption(f"--{name}") for name in _SERVER_TLS))
    except TlsSettingError as error:
        raise pytest.UsageError(f"--tls-cert, --tls-key, --client-ca: {error}") from None
    if settings is not None and listen is None:
        raise pytest.UsageError(f"{', '.join(f'--{name}' for name in _SERVER_TLS)}: these need --listen")
    return settings


_CLIENT_TLS = ("ca", "client-cert", "client-key", "insecure")
_SERVER_TLS = ("tls-cert", "tls-key", "client-ca")


def _listen(address: str | None) -> tuple[str, int] | None:
    if address is None:
        return None
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdecimal() or not 0 <= int(port) <= 65535:
        raise pytest.UsageError(f"--listen {address}: give HOST:PORT, for example 0.0.0.0:9000")
    host = host.strip("[]") or "127.0.0.1"
    if host != "localhost":
        try:
            ipaddress.ip_address(host)
        except ValueError:
            raise pytest.UsageError(f"--listen {address}: {host!r} is no address of this machine") from None
    return host, int(port)


def _identity(pattern: str) -> str:
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None]
        sample = pattern.format(n=1)
    except (ValueError, KeyError, IndexError):
        names, sample = ["?"], ""
    if any(name != "n" for name in names):
        raise pytest.UsageError(f"--identity {pattern}: only {{n}} is filled in, for example CS{{n:03}}")
    if not 1 <= len(sample) <= 48:
        raise pytest.UsageError(f"--identity {pattern}: {len(sample)} characters; 1 to 48 are allowed (Part 4, 3.1.1)")
    if ":" in sample:
        raise pytest.UsageError(f"--identity {pattern}: no colon, it is the user name too (Part 4, 3.1.1)")
    return pattern


def _password(text: str | None, file: str | None) -> Secret | None:
    if text is not None and file is not None:
        raise pytest.UsageError("--password and --password-file: give one of them")
    if file is not None:
        try:
            text = Path(file).read_text("utf-8").split("\n")[0].rstrip("\r")
        except (OSError, UnicodeDecodeError) as error:
            raise pytest.UsageError(f"--password-file {file}: can't be read ({error})") from None
    if text is None:
        text = os.environ.get("OCPP_SUT_PASSWORD")
    return None if text is None else Secret(text)


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    token = set(string.ascii_letters + string.digits + "!#$%&'*+-.^_`|~")
    if not colon or not name or set(name) - token or any(c in value for c in "\r\n"):
        raise pytest.UsageError(f"--header {' '.join(text.split())}: give NAME:VALUE, for example X-Tenant:demo")
    return name, value.strip()


_SECRET = "--secret-token"
_TOKENS = ("--token", _SECRET)


def _token(option: str, text: str) -> tuple[str, Token]:
    given = option if option == _SECRET else f"{option} {text}"
    status, equals, rest = text.partition("=")
    id_token, colon, kind = rest.rpartition(":")
    if not equals or not colon or not id_token:
        raise pytest.UsageError(f"{given}: give STATUS=IDTOKEN:TYPE, for example accepted=04A2B3C4:ISO14443")
    if status not in TOKEN_STATUSES:
        raise pytest.UsageError(f"{given}: status {status!r} is none of {', '.join(TOKEN_STATUSES)}")
    kinds = message_schemas()["Authorize", "Request"]["definitions"]["IdTokenEnumType"]["enum"]
    if kind not in kinds:
        raise pytest.UsageError(f"{given}: type {kind!r} is none of {', '.join(kinds)}")
    if len(id_token) > 36:
        raise pytest.UsageError(f"{given}: an idToken has at most 36 characters, this one {len(id_token)}")
    return status, Token(id_token, kind)


def _patience(reply: str | None, connect: str | None, external: bool) -> Patience:
    if not external:
        embedded = EMBEDDED_PATIENCE
        return replace(
            embedded,
            reply=_seconds("--reply-timeout", reply, embedded.reply),
            connect=_seconds("--connect-timeout", connect, embedded.connect),
        )
    return Patience(
        reply=_seconds("--reply-timeout", reply, REPLY_TIMEOUT),
        quiet=1.0,
        connect=_seconds("--connect-timeout", connect, CONNECT_TIMEOUT),
        boot=_seconds("--connect-timeout", connect, BOOT_TIMEOUT),
    )


def _seconds(option: str, text: str | None, default: float) -> float:
    if text is None:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.05 <= value <= 3600:
        raise pytest.UsageError(f"{option} {text}: give seconds, 0.05 to 3600")
    return value


def _fault(name: str | None, role: Role, external: bool) -> str | None:
    if name is None:
        return None
    option = f"--{role}-fault {name}"
    if external:
        raise pytest.UsageError(f"{option}: faults break the bundled systems; leave out --csms and --listen")
    if name not in FAULTS:
        raise pytest.UsageError(f"{option}: {UnknownFaultError(name, FAULTS)}; see `ocpp-conformance faults`")
    if FAULTS[name].role is not role:
        raise pytest.UsageError(f"{option}: this fault is one of the {FAULTS[name].role}")
    return name


def _check_workers(config: pytest.Config, endpoint: str | None, listen: tuple[str, int] | None, identity: str) -> None:
    workers = getattr(config.option, "numprocesses", None) or 0
    if workers and listen is not None:
        raise pytest.UsageError("-n with --listen: one station can't be judged by several workers; leave out -n")
    if workers and endpoint is not None and "{" not in identity:
        raise pytest.UsageError(
            f"-n {workers} with --identity {identity}: each worker needs identities of its own; "
            "give a pattern such as CS{n:03}, or leave out -n"
        )
