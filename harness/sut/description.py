"""The system under test: which roles are judged, where it is, what is known of it."""

from __future__ import annotations

import shlex
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from ocpp_conformance.harness.probes import CsmsAddress, Patience
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut.features import Features
from ocpp_conformance.harness.transport import ClientTls, Headers, Secret, ServerTls


@dataclass(frozen=True, slots=True)
class Token:
    """An id token with its IdTokenEnumType."""

    text: str
    kind: str

    def as_id_token(self) -> dict[str, str]:
        """The IdTokenType for a payload."""
        return {"idToken": self.text, "type": self.kind}


EMBEDDED_TOKENS: Mapping[str, Token] = MappingProxyType(
    {
        "accepted": Token("04A2B3C4", "ISO14443"),
        "blocked": Token("04B1B2B3", "ISO14443"),
        "expired": Token("04E1E2E3", "ISO14443"),
        "invalid": Token("04C1C2C3", "ISO14443"),
        "unknown": Token("04D1D2D3", "ISO14443"),
        "group": Token("04A5A6A7", "ISO14443"),
        "group_id": Token("GROUP-1", "Central"),
        "master_pass": Token("04F1F2F3", "ISO14443"),
        "master_pass_id": Token("MASTERPASS", "Central"),
        "no_credit": Token("0491A2A3", "ISO14443"),
        "concurrent": Token("0492A2A3", "ISO14443"),
    }
)
"""The id tokens of the bundled CSMS when it is the system under test, by what it makes of them.

`accepted` and `group` are both accepted and of one group, whose groupIdToken is `group_id`; `master_pass` is accepted
and of the group `master_pass_id`. It does not know `unknown`.
"""

TOKEN_NAMES = tuple(EMBEDDED_TOKENS)
"""The names by which id tokens are given."""

TWO_EVSES = (1, 1)
"""The layout of the station that a CSMS meets, unless its owner gives another one."""

PERMISSIONS: Mapping[str, str] = MappingProxyType(
    {
        "firmware": "change the firmware",
        "certificates": "replace certificates",
        "password": "change the password",
        "network-profile": "change network connection profiles",
        "security-profile": "raise the security profile, which can't be lowered again",
        "lists": "replace the local authorization list, whose content can't be read",
        "cache": "clear the authorization cache",
        "customer": "clear customer information",
        "monitors": "change monitors and monitoring bases, whose ids can't be put back",
    }
)
"""What a case of our own changes at a station for good only where it is allowed: name → to do what."""

EMBEDDED_PATIENCE = Patience(reply=5.0, quiet=0.02, connect=5.0, boot=5.0, time_scale=0.005)
"""The bundled systems run on a clock two hundred times as fast, in the event loop that waits for them."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that holds, as it may be shown, and where it comes from: an option, a variable, a line of the file."""

    name: str
    shown: str
    origin: str


@dataclass(frozen=True, slots=True)
class OperatorPlace:
    """Where the operator is asked: the terminal, or a page on this address (`page`; port 0 takes a free one)."""

    page: bool = False
    host: str = "127.0.0.1"
    port: int = 0

    def __str__(self) -> str:
        """As the option says it."""
        return f"page={self.host}:{self.port}" if self.page else "terminal"


DRIVER_TIMEOUT = 30.0
"""Real seconds that a driver which is a program gets for one thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverAddress:
    """Where the driver of an external system is: at a `url`, or started by a `command` (a list, no shell) in a folder.

    `relay` says that the URL is one of the system itself, which sends the CALLs that it is told to send; `intents`
    are then those that it has an action for, None all. `timeout` is how long the driver may take for one thing.
    """

    url: str = ""
    command: tuple[str, ...] = ()
    folder: Path = Path()
    relay: bool = False
    intents: frozenset[str] | None = None
    timeout: float = DRIVER_TIMEOUT

    def __str__(self) -> str:
        return f"`{shlex.join(self.command)}`" if self.command else f"{'relay to ' if self.relay else ''}{self.url}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmwareFiles:
    """Firmware of an external station: an image that it can install, one that is damaged before it was signed, the
    certificate of who signed them, and the signatures (base64)."""

    file: Path
    signing_certificate: Path
    signature: str
    damaged_file: Path
    damaged_signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvInputs:
    """What is said of ISO 15118; each is empty where it wasn't given.

    Of what an external CSMS knows: an eMAID; the CAs of its mobility operator (`chain`) with their private keys; the
    V2G root behind its V2G certificates; requests of EVs for contract certificates (EXI, base64) in one version of ISO
    15118. `responder` is HOST:PORT at which the CSMS reaches our OCSP responder. Of an external station: what its EV
    takes for a contract certificate (`exi_response`, EXI, base64).
    """

    emaid: str = ""
    chain: Path | None = None
    chain_keys: Path | None = None
    responder: tuple[str, int] = ("127.0.0.1", 0)
    v2g_root: Path | None = None
    exi_install: str = ""
    exi_update: str = ""
    schema_version: str = ""
    exi_response: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What whoever runs the suite says of the system.

    Nothing given means the bundled CSMS and station. `endpoint` is the URL of an external CSMS without identity,
    `listen` the address at which an external station is awaited. `identity` may hold `{n}`, which gives each case its
    own; `identities` give the cases one after the other. `features` None: nothing is said of them. `evses` are the
    connectors of each EVSE, of the station that is judged or, for a CSMS, of the one that it meets. `hidden` must not
    show anywhere. `file` is the `sut.toml` that was read, `settings` are what came from where. `driver` is where the
    driver of an external system is, `intents` are what it can do: None without a driver, and empty until it was asked.
    `operator` is where a person is asked instead, None for nobody. `allowed` are those of `PERMISSIONS` that are given.
    `firmware` is for updates of an external station, `iso15118` what is said of EVs.
    `restart` is the command that restarts the system, empty where there is none. `tls` is for an external CSMS at a
    wss:// URL, `server_tls` for a station that dials in; the bundled systems have certificates of their own.
    `pki` is a folder with a PKI that was made before, whose root an external station trusts. `advertised` is the host
    by which that reaches us, empty where its own request tells. `client_ca_key` is the private key of the `client_ca`,
    to sign what a station asks to have signed. `csms_fault` and `station_fault` break the bundled systems on purpose;
    `station_blocks` is how much the bundled station can do, and where that isn't "full" it is judged alone.
    """

    name: str = ""
    version: str = ""
    file: str | None = None
    settings: tuple[Setting, ...] = ()
    endpoint: str | None = None
    listen: tuple[str, int] | None = None
    identity: str = "CS001"
    identities: tuple[str, ...] = ()
    password: Secret | None = None
    headers: Headers = ()
    tls: ClientTls | None = None
    server_tls: ServerTls | None = None
    client_ca_key: Path | None = None
    pki: Path | None = None
    advertised: str = ""
    tokens: Mapping[str, Token] = field(default_factory=dict)
    hidden: tuple[Secret, ...] = ()
    features: Features | None = None
    evses: tuple[int, ...] = TWO_EVSES
    patience: Patience = EMBEDDED_PATIENCE
    may_reset: bool = True
    allowed: frozenset[str] = frozenset()
    firmware: FirmwareFiles | None = None
    iso15118: EvInputs | None = None
    slow: bool = False
    driver: DriverAddress | None = None
    intents: frozenset[str] | None = None
    operator: OperatorPlace | None = None
    restart: tuple[str, ...] = ()
    csms_fault: str | None = None
    station_fault: str | None = None
    station_blocks: str = "full"

    @property
    def embedded(self) -> bool:
        """Whether the bundled systems are judged."""
        return self.endpoint is None and self.listen is None

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that are judged."""
        if self.embedded:
            return (Role.CSMS, Role.STATION) if self.station_blocks == "full" else (Role.STATION,)
        return tuple(
            role for role, given in ((Role.CSMS, self.endpoint), (Role.STATION, self.listen)) if given is not None
        )

    @property
    def shares_identity(self) -> bool:
        """Whether all cases against an external CSMS use one identity."""
        return self.endpoint is not None and "{" not in self.identity and len(self.identities) < 2

    def address(self, n: int) -> CsmsAddress:
        """How the n-th case reaches the external CSMS."""
        assert self.endpoint is not None
        listed = self.identities
        identity = listed[(n - 1) % len(listed)] if listed else self.identity.format(n=n)
        return CsmsAddress(self.endpoint, identity, self.password, self.headers, self.tls)

    @property
    def security_profile(self) -> int:
        """The highest security profile that the cases can run on, 1 where the certificate of a CSMS isn't verified."""
        if self.embedded:
            return 3
        if self.listen is not None:
            return 1 if self.server_tls is None else 2 if self.server_tls.client_ca is None else 3
        if not str(self.endpoint).startswith("wss:") or (self.tls is not None and self.tls.insecure):
            return 1
        return 2 if self.tls is None or self.tls.certificate is None else 3

    def token(self, status: str) -> Token:
        """The id token with this status. Raises `KeyError` when none was given."""
        return (EMBEDDED_TOKENS if self.embedded else self.tokens)[status]

    def has_token(self, status: str) -> bool:
        """Whether an id token with this status is known."""
        return status in (EMBEDDED_TOKENS if self.embedded else self.tokens)

    @property
    def has_driver(self) -> bool:
        """Whether somebody drives the side of the system that the wire doesn't reach."""
        return self.embedded or self.intents is not None

    def allows(self, what: str) -> bool:
        """Whether a case may change this for good, one of `PERMISSIONS`."""
        return self.embedded or what in self.allowed

    def can(self, intent: str) -> bool:
        """Whether a driver can carry this intent out."""
        return self.embedded or intent in (self.intents or ())

    def quicker(self, **patience: float) -> Description:
        """The same with another patience."""
        return replace(self, patience=replace(self.patience, **patience))


SERIAL_NUMBER = "SN-0001"
"""What the certificate of our station, and of a bundled one, names."""
EMBEDDED_CALL_TIMEOUT = 0.5
"""Real seconds after which the bundled systems give up on a CALL when they are the system under test."""


def fresh_identity() -> str:
    """An identity that no other case has: 32 characters of an identifierString."""
    return uuid.uuid4().hex
