"""What the options say of TLS with systems of somebody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocpp_conformance.harness.transport import ClientTls, ServerTls, TlsSettingError, client_tls, server_tls

_CLIENT_TLS = ("ca", "client-cert", "client-key", "insecure")
_SERVER_TLS = ("tls-cert", "tls-key", "client-ca")


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


def server(config: pytest.Config, listen: tuple[str, int] | None) -> ServerTls | None:
    """How our CSMS does TLS with a station that dials in. Raises `pytest.UsageError`."""
    try:
        settings = server_tls(*(config.getoption(f"--{name}") for name in _SERVER_TLS))
    except TlsSettingError as error:
        raise pytest.UsageError(f"--tls-cert, --tls-key, --client-ca: {error}") from None
    if settings is not None and listen is None:
        raise pytest.UsageError(f"{', '.join(f'--{name}' for name in _SERVER_TLS)}: these need --listen")
    return settings


def client_ca_key(config: pytest.Config) -> Path | None:
    """The key with which certificates of stations are signed, once it fits. Raises `pytest.UsageError`."""
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
