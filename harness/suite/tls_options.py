"""What the options say of TLS with systems of somebody else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ocpp_conformance.harness.suite.settings import Given
from ocpp_conformance.harness.transport import ClientTls, ServerTls, TlsSettingError, client_tls, server_tls
from ocpp_conformance.harness.transport.hosts import can_be_told

if TYPE_CHECKING:
    from ocpp_conformance.harness.transport.pki_folder import PkiFolder

_CLIENT_TLS = ("ca", "client-cert", "client-key", "insecure")
_SERVER_TLS = ("tls-cert", "tls-key", "client-ca")
PROFILES = ("2", "3")
"""The security profiles with TLS; the first is meant where none is given."""


def client(config: pytest.Config, endpoint: str | None) -> ClientTls | None:
    """How our station does TLS with an external CSMS. Raises `pytest.UsageError`."""
    ca, certificate, key, insecure = (config.getoption(f"--{name}") for name in _CLIENT_TLS)
    try:
        settings = client_tls(ca, certificate, key, insecure=insecure)
    except TlsSettingError as error:
        raise pytest.UsageError(f"--ca, --client-cert, --client-key: {error}") from None
    if settings is not None and not (endpoint or "").startswith("wss:"):
        raise pytest.UsageError(f"{', '.join(f'--{name}' for name in _CLIENT_TLS)}: these need --csms wss://…")
    return settings


def pki(config: pytest.Config, listen: tuple[str, int] | None) -> PkiFolder | None:
    """The PKI that was made before the run. Raises `pytest.UsageError`."""
    folder, profile = config.getoption("--pki"), config.getoption("--security-profile")
    if profile is not None and (not folder or profile not in PROFILES):
        raise pytest.UsageError(f"--security-profile {profile}: give {' or '.join(PROFILES)}, with --pki")
    if not folder:
        return None
    twice = [f"--{name}" for name in (*_SERVER_TLS, "client-ca-key") if config.getoption(f"--{name}")]
    if twice or listen is None:
        clash = f"leave out {', '.join(twice)}" if twice else "give --listen: it is for a station that dials in"
        raise pytest.UsageError(f"--pki {folder}: {clash}")
    from ocpp_conformance.harness.transport.pki_folder import read  # brings cryptography along

    try:
        return read(Path(folder))
    except TlsSettingError as error:
        raise pytest.UsageError(f"--pki: {error}") from None


def advertised(given: Given | None, listen: tuple[str, int] | None, pki: PkiFolder | None) -> str:
    """The host by which the station reaches us; empty where its own requests tell. Raises `pytest.UsageError`."""
    if given is None:
        return "" if pki is None else pki.host
    host, said = given.text.strip("[]"), f"{given.label} {given.text}"
    if listen is None:
        raise pytest.UsageError(f"{said}: it goes with --listen")
    if not can_be_told(host):
        raise pytest.UsageError(f"{said}: give a host name or an address, without a port, that the station can reach")
    if pki is not None and host.lower() != pki.host.lower():
        step = f"make another one with: ocpp-conformance pki {pki.path} --advertise-host {host} --force"
        raise pytest.UsageError(f"{said}: the CSMS of {pki.path} is certified for {pki.host} (A00.FR.510); {step}")
    return host


def server(config: pytest.Config, listen: tuple[str, int] | None, made: PkiFolder | None) -> ServerTls | None:
    """How our CSMS does TLS with a station that dials in. Raises `pytest.UsageError`."""
    if made is not None:
        return made.server(int(config.getoption("--security-profile") or PROFILES[0]))
    try:
        settings = server_tls(*(config.getoption(f"--{name}") for name in _SERVER_TLS))
    except TlsSettingError as error:
        raise pytest.UsageError(f"--tls-cert, --tls-key, --client-ca: {error}") from None
    if settings is not None and listen is None:
        raise pytest.UsageError(f"{', '.join(f'--{name}' for name in _SERVER_TLS)}: these need --listen")
    return settings


def client_ca_key(config: pytest.Config, made: PkiFolder | None) -> Path | None:
    """The key with which certificates of stations are signed, once it fits. Raises `pytest.UsageError`."""
    if made is not None:
        return made.root_key
    ca, key = config.getoption("--client-ca"), config.getoption("--client-ca-key")
    if not key:
        return None
    if not ca:
        raise pytest.UsageError("--client-ca-key: a private key without its certificate; give --client-ca, too")
    from ocpp_conformance.harness.transport.authority import authority  # brings cryptography along

    try:
        authority(Path(ca), Path(key))
    except TlsSettingError as error:
        raise pytest.UsageError(f"--client-ca, --client-ca-key: {error}") from None
    return Path(key)
