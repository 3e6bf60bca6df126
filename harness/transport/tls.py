"""TLS settings as values, and what the errors of OpenSSL mean. Never below TLS 1.2 unless a case wants just that."""

from __future__ import annotations

import ssl
import warnings
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from ocpp_conformance.harness.transport.basic_auth import Secret
from ocpp_conformance.harness.transport.cipher_suites import RSA_PAIR, NoSuiteError, Suite
from ocpp_conformance.harness.transport.errors import (
    BadCertificateError,
    TlsAlertError,
    TlsClosedError,
    TlsError,
)

TOO_OLD = ssl.TLSVersion.TLSv1_1
"""The newest version that OCPP forbids (A00.FR.313, A00.FR.416)."""

_VERSION_PROBLEMS = {"UNSUPPORTED_PROTOCOL", "VERSION_TOO_LOW", "WRONG_SSL_VERSION", "NO_PROTOCOLS_AVAILABLE"}
"""Reasons with which OpenSSL itself turns down the version that the peer wants."""

_SUITE_PROBLEMS = {"WRONG_CIPHER_RETURNED", "UNKNOWN_CIPHER_RETURNED", "NO_SHARED_CIPHER"}
"""Reasons with which it turns down the cipher suite."""


@dataclass(frozen=True, slots=True)
class ClientTls:
    """How a client does TLS: whom it trusts (`ca`, PEM; None: the system's store) and with what it signs in.

    `certificate` is a chain in PEM with its private key in `key`. What is in no file: `roots` are trusted, PEM again,
    whoever vouches for them, and `own` is chain and private key in one, in place of `certificate`. `insecure` takes any
    server certificate: whoever offers it as a setting says so loudly. `only` speaks just that version, also one below
    1.2, and `suite` only that cipher suite of TLS 1.2.
    """

    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    insecure: bool = False
    only: ssl.TLSVersion | None = None
    suite: Suite | None = None
    roots: str = ""
    own: Secret | None = None

    def context(self) -> ssl.SSLContext:
        """The settings as OpenSSL takes them. Raises `OSError` or `ssl.SSLError` for files that don't hold PEM, and
        `NoSuiteError`."""
        context = ssl.create_default_context(ssl.Purpose.SERVER_AUTH, cafile=self.ca, cadata=self.roots or None)
        if self.roots:
            context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN  # a new root may be signed by the old
        if self.insecure:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if self.own is not None:
            _load_own(context, self.own)
        elif self.certificate is not None:
            context.load_cert_chain(self.certificate, self.key)
        _limit(context, self.only)
        if self.suite is not None:
            _only(context, self.suite)
        return context


@dataclass(frozen=True, slots=True)
class ServerTls:
    """How a server does TLS: its chain and private key in PEM; with `client_ca` each client must show a certificate
    that this one issued (security profile 3), and with `revoked`, a list in PEM, one that isn't on it. `rsa` are a
    second chain and key, for clients that can't do ECDSA. `only` is as in `ClientTls`."""

    certificate: Path
    key: Path | None = None
    client_ca: Path | None = None
    only: ssl.TLSVersion | None = None
    rsa: tuple[Path, Path] | None = None
    revoked: Path | None = None

    def context(self) -> ssl.SSLContext:
        """The settings as OpenSSL takes them. Raises `OSError` or `ssl.SSLError` for files that don't hold PEM."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        if self.rsa is not None:
            context.load_cert_chain(*self.rsa)
        if self.client_ca is not None:
            context.load_verify_locations(self.client_ca)
            context.verify_mode = ssl.CERT_REQUIRED
        if self.revoked is not None:
            context.load_verify_locations(self.revoked)
            context.verify_flags |= ssl.VerifyFlags.VERIFY_CRL_CHECK_LEAF
        _add_rsa_pair(context)
        _limit(context, self.only)
        return context


def client_tls(ca: str | None, certificate: str | None, key: str | None, *, insecure: bool = False) -> ClientTls | None:
    """The settings that options give; None where none is given. Raises `TlsSettingError`."""
    if not (ca or certificate or key or insecure):
        return None
    if key and not certificate:
        raise TlsSettingError("a private key without its certificate; give both")
    return _checked(ClientTls(_path(ca), _path(certificate), _path(key), insecure))


def server_tls(certificate: str | None, key: str | None, client_ca: str | None = None) -> ServerTls | None:
    """The settings that options give; None where none is given. Raises `TlsSettingError`."""
    if not (certificate or key or client_ca):
        return None
    if not certificate:
        raise TlsSettingError("no certificate of the server; TLS needs one")
    return _checked(ServerTls(Path(certificate), _path(key), _path(client_ca)))


class TlsSettingError(ValueError):
    """TLS settings that can't be used; the text says why."""


_Settings = TypeVar("_Settings", ClientTls, ServerTls)


def _checked(settings: _Settings) -> _Settings:
    try:
        settings.context()
    except (OSError, ssl.SSLError) as error:
        files = [getattr(settings, name, None) for name in ("ca", "certificate", "key", "client_ca")]
        names = ", ".join(str(file) for file in files if file is not None)
        what = error.strerror or str(error)
        raise TlsSettingError(f"{names}: can't be used ({what}); give files of PEM that belong together") from None
    return settings


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def tls_error(url: str, error: ssl.SSLError) -> TlsError:
    """Whose doing the end of a handshake was: our look at the certificate, an alert of the peer, or something else."""
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return TlsClosedError(url)
    reason = error.reason or str(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return BadCertificateError(url, error.verify_message)
    if "_ALERT_" in reason:
        return TlsAlertError(url, reason.partition("_ALERT_")[2].replace("_", " ").lower())
    return TlsError(
        url,
        reason.replace("_", " ").lower(),
        wrong_version=reason in _VERSION_PROBLEMS,
        wrong_suite=reason in _SUITE_PROBLEMS,
    )


def _load_own(context: ssl.SSLContext, own: Secret) -> None:
    """OpenSSL takes a key from a file alone, where Python calls it: one that is gone right after."""
    with TemporaryDirectory(prefix="ocpp-own-") as folder:
        path = Path(folder) / "own.pem"
        path.write_text(own.reveal())
        context.load_cert_chain(path)


def _only(context: ssl.SSLContext, suite: Suite) -> None:
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.set_ciphers(suite.openssl)
    except ssl.SSLError:
        raise NoSuiteError(f"{suite.name}, which the OpenSSL of this machine can't do") from None


def _add_rsa_pair(context: ssl.SSLContext) -> None:
    """Python leaves these out, for want of forward secrecy; a CSMS must know them (A00.FR.318)."""
    usual = [each["name"] for each in context.get_ciphers() if each["protocol"] != "TLSv1.3"]
    context.set_ciphers(":".join([*usual, *(suite.openssl for suite in RSA_PAIR)]))


def _limit(context: ssl.SSLContext, only: ssl.TLSVersion | None) -> None:
    if only is None:
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # an old version is what is wanted here
        context.minimum_version = context.maximum_version = only
    if only < ssl.TLSVersion.TLSv1_2:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")  # else OpenSSL 3 refuses the SHA-1 signatures of TLS 1.1
