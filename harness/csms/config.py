"""What the bundled CSMS is told before it starts."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ocpp_conformance.harness.csms.store import Store
from ocpp_conformance.harness.transport import Limits, Secret, ServerTls
from ocpp_conformance.schemas.messages import message_schemas

PASSWORD_MIN, PASSWORD_MAX, PASSWORD_MAX_EARLY = 16, 64, 40
"""Characters of a password (A00.FR.205); the first editions of OCPP 2.0.1 end at 40."""
IDENTITY_MAX = 48
"""Characters of an identity (Part 4, 3.1.1)."""

_PASSWORD_STRING = frozenset(string.ascii_letters + string.digits + "*-_=:+|@.")
_IDENTITY_STRING = _PASSWORD_STRING - {":"}


class SettingError(ValueError):
    """A setting that the CSMS can't take. Holds what it is about and the rule, never a password."""

    def __init__(self, what: str, problem: str) -> None:
        super().__init__(what, problem)
        self.what, self.problem = what, problem

    def __str__(self) -> str:
        return f"{self.what} {self.problem}"


class CertificateAuthority(Protocol):
    """Who signs the certificates of stations."""

    def sign(self, csr: str, common_name: str) -> str:
        """The certificate chain (PEM) for a certificate signing request (PEM). Raises `ValueError` that says what is
        wrong with the request: no CSR, not signed with its own key, a weak key, another common name."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CsmsConfig:
    """The settings of a `Csms`. Raises `SettingError` for a status that OCPP doesn't have and for numbers below zero.

    `passwords` are the known stations: identity to password. `tokens` maps (idToken, type) to an AuthorizationStatus.
    `registration` and `interval` (seconds of OCPP, sent as they are) answer a boot that nothing else is planned for.
    `call_timeout` is real seconds. `time_scale` is real seconds per second of OCPP; the CSMS runs no timer of its own
    in seconds of OCPP, so it only hands the value on. `tls` makes it speak security profile 2, with a
    `client_ca` profile 3: then a station signs in with a certificate instead of a password, and `serial_numbers` holds
    the common name that it must bear where that isn't the identity. `higher_tls` opens a second endpoint, of a higher
    security profile, for stations that are upgraded (A05). `groups` maps (idToken, type) to the groupIdToken, likewise
    (idToken, type). `cache_lifetime` is how many real seconds a station may cache what it is told of a token; None
    leaves that to it. `ca` signs the certificates of stations, `v2g_ca` those that they show to EVs by ISO 15118;
    without one SignCertificate is rejected. `contract_roots` (PEM) are those that contract certificates of EVs go back
    to, `ocsp_hosts` where OCSP responders may be asked about them. `contract_pool` makes the exiResponse for an EV that
    wants a contract certificate of its action (CertificateAction) and exiRequest; without one these requests fail.
    `upload_port` opens an HTTP server beside it, where stations upload logs to (`Csms.uploads`; 0 takes a free port).
    `store` is the file that keeps its state (None: memory): the stations and id tokens that are configured are added to
    those that it holds; of what both know the file's holds.
    `message_timeout` (seconds) and `ocpp_interface` go into network profiles. `log` takes one line at a time, without a
    line end.
    """

    host: str = "127.0.0.1"
    port: int = 0
    passwords: Mapping[str, Secret] = field(default_factory=dict)
    tokens: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)
    groups: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict, repr=False)
    cache_lifetime: int | None = None
    registration: str = "Accepted"
    interval: int = 300
    time_scale: float = 1.0
    call_timeout: float = 10.0
    limits: Limits = field(default_factory=Limits)
    tls: ServerTls | None = None
    higher_tls: ServerTls | None = None
    serial_numbers: Mapping[str, str] = field(default_factory=dict)
    ca: CertificateAuthority | None = None
    v2g_ca: CertificateAuthority | None = None
    contract_roots: tuple[str, ...] = ()
    ocsp_hosts: tuple[str, ...] = ("127.0.0.1", "::1", "localhost")
    contract_pool: Callable[[str, str], str] | None = None
    upload_port: int | None = None
    store: Store | None = None
    message_timeout: int = 30
    ocpp_interface: str = "Wired0"
    log: Callable[[str], None] | None = None

    @property
    def security_profile(self) -> int:
        """1 is Basic authentication, 2 that over TLS, 3 TLS with certificates on both sides (Part 2, A00)."""
        return profile_of(self.tls)

    def __post_init__(self) -> None:
        check_registration(self.registration)
        for (_, kind), status in self.tokens.items():
            check_token(kind, status)
        for _, kind in self.groups.values():
            _check_kind(kind)
        for name, value in (("interval", self.interval), ("call_timeout", self.call_timeout)):
            if value < 0:
                raise SettingError(name, f"is {value}; it can't be below 0")
        if self.higher_tls is not None and profile_of(self.higher_tls) <= self.security_profile:
            rule = f"is of security profile {profile_of(self.higher_tls)}; give one above {self.security_profile}"
            raise SettingError("higher_tls", rule)


def profile_of(tls: ServerTls | None) -> int:
    """The security profile of an endpoint: 1 without TLS, 2 with it, 3 with client certificates (Part 2, A00)."""
    return 1 if tls is None else 2 if tls.client_ca is None else 3


def check_registration(status: str) -> None:
    """Raise `SettingError` unless this is a RegistrationStatus."""
    _one_of("registration", status, _enum("BootNotification", "RegistrationStatusEnumType"))


def check_token(kind: str, status: str) -> None:
    """Raise `SettingError` unless these are the type of an idToken and an AuthorizationStatus."""
    _check_kind(kind)
    _one_of("status of an idToken", status, _enum("Authorize", "AuthorizationStatusEnumType"))


def _check_kind(kind: str) -> None:
    _one_of("type of an idToken", kind, _enum("Authorize", "IdTokenEnumType"))


def check_identity(identity: str) -> None:
    """Raise `SettingError` unless this is an identity: identifierString without a colon (Part 4, 3.1.1)."""
    what = f"identity {identity!r}"
    if not 1 <= len(identity) <= IDENTITY_MAX:
        raise SettingError(what, f"has {len(identity)} characters; 1 to {IDENTITY_MAX} are allowed (Part 4, 3.1.1)")
    for character in identity:
        if character not in _IDENTITY_STRING:
            raise SettingError(what, f"holds {character!r}; allowed are a-z A-Z 0-9 * - _ = + | @ . (Part 4, 3.1.1)")


def check_password(identity: str, password: Secret) -> list[str]:
    """Raise `SettingError` unless this is a passwordString of 16 to 64 characters (A00.FR.205).

    Returns warnings: a password of more than 40 characters is none in the first editions.
    """
    text, what = password.reveal(), f"the password of {identity!r}"
    if not PASSWORD_MIN <= len(text) <= PASSWORD_MAX:
        rule = f"{PASSWORD_MIN} to {PASSWORD_MAX} are allowed (A00.FR.205)"
        raise SettingError(what, f"has {len(text)} characters; {rule}")
    for position, character in enumerate(text, start=1):
        if character not in _PASSWORD_STRING:
            rule = "allowed are a-z A-Z 0-9 * - _ = : + | @ . (passwordString, Part 2, 2.1)"
            raise SettingError(what, f"holds another character at position {position}; {rule}")
    if len(text) > PASSWORD_MAX_EARLY:
        return [f"{what} has {len(text)} characters; the first editions allow {PASSWORD_MAX_EARLY} (A00.FR.205)"]
    return []


def _enum(action: str, name: str) -> list[str]:
    values: list[str] = message_schemas()[action, "Response"]["definitions"][name]["enum"]
    return values


def _one_of(what: str, value: str, allowed: list[str]) -> None:
    if value not in allowed:
        raise SettingError(what, f"is {value!r}; allowed are {', '.join(allowed)}")
