"""What a case is: an identity, a title, topics, and what it needs from whoever runs it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from ocpp_conformance.harness.catalogue import (
    DEFAULT_EDITION,
    EDITIONS,
    CaseEntry,
    Catalogue,
    CatalogueError,
    Edition,
    catalogue,
)
from ocpp_conformance.harness.requirements import rule_ids
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.rpc.actions import FROM_CSMS
from ocpp_conformance.harness.sut.intents import GOALS
from ocpp_conformance.harness.sut.intents import names as known_intents

TOPICS = {
    "auth": "authentication of the station and authorization of id tokens",
    "boot": "BootNotification and what follows it",
    "display": "messages that the station shows",
    "framing": "the frames of OCPP-J: structure, ids, error codes",
    "fuzz": "generated inputs",
    "handshake": "the WebSocket upgrade, subprotocols, compression",
    "iso15118": "ISO 15118: plug and charge, contract certificates",
    "offline": "lost connections and what comes after them",
    "ordering": "messages in the right order, one CALL at a time",
    "reservation": "reservations",
    "reset": "Reset and reboots",
    "rfid": "id tokens of RFID cards and the station's REST API",
    "rpc": "rules of Part 4, OCPP-J",
    "schema": "payloads against the message schemas",
    "security": "security profiles and events",
    "smartcharging": "charging profiles and schedules",
    "status": "connector status and heartbeat",
    "transactions": "TransactionEvent",
    "variables": "the device model: variables and reports",
}
"""The topics of cases; each is a mark (`-m boot`) and a keyword (`-k boot`)."""

PROFILES: Mapping[str, str] = {
    "core": "Core",
    "advanced-security": "Advanced Security",
    "local-authorization-list": "Local Authorization List Management",
    "smart-charging": "Smart Charging",
    "advanced-device-management": "Advanced Device Management",
    "advanced-user-interface": "Advanced User Interface",
    "reservation": "Reservation",
    "iso-15118": "ISO 15118 support",
}
"""The certification profiles of Part 5: how `--profile` names them, and how Part 5 does. Edition 2 has cases of the
first two."""

_IN_CATALOGUE = {"authorization": "auth"}
FAMILIES = ("RPC", "RFID", "FUZZ", "TLS", "TOKEN", "PROFILE", "PART2")
"""How the ids of our own cases begin; those of other people's cases begin otherwise."""
_OWN_ID = re.compile(r"([A-Z][A-Z0-9]*)-(CSMS|CS)-[A-Z0-9-]+-\d\d")


class Need(StrEnum):
    """What a case may need beside the system itself; the value completes "needs …"."""

    RESET = "permission to reset the station"
    REST_API = "the REST API of the bundled station"
    BOOT_SCALE = "OCPP intervals of 10 s and more to pass"
    TOKEN_ACCEPTED = "an id token that the CSMS accepts"
    TOKEN_BLOCKED = "an id token that is blocked"
    TOKEN_EXPIRED = "an id token that has expired"
    TOKEN_INVALID = "an id token that is invalid"
    TOKEN_GROUP = "a second id token that the CSMS accepts, of the same group"
    TOKEN_MASTER_PASS = "an id token of the master pass group"
    SECOND_EVSE = "a station with two EVSEs"
    SECOND_STATION = "a second station that the CSMS knows, with a password of its own"
    PASSWORD = "a password that the CSMS knows for the identity"
    SECURITY_PROFILE_2 = "TLS with a certificate of the CSMS that is verified"
    SECURITY_PROFILE_3 = "TLS with certificates on both sides"
    ALLOW_FIRMWARE = "permission to change the firmware"
    ALLOW_CERTIFICATES = "permission to replace certificates"
    ALLOW_PASSWORD = "permission to change the password"
    ALLOW_NETWORK_PROFILE = "permission to change network connection profiles"
    ALLOW_SECURITY_PROFILE = "permission to raise the security profile"
    ALLOW_LISTS = "permission to replace the local authorization list"
    ALLOW_CACHE = "permission to clear the authorization cache"
    ALLOW_CUSTOMER = "permission to clear customer information"
    ALLOW_MONITORS = "permission to change monitors"
    STATION_CA = "a CA for the certificates of stations"
    OUR_CERTIFICATES = "a system that trusts a root of ours"
    FIRMWARE = "firmware that the station can install, and firmware that it can't"
    EXI = "what an EV takes for the answer to its wish for a contract certificate"
    CONTRACTS = "contract certificates of EVs that the CSMS knows, which an OCSP responder of ours is asked about"
    CONTRACT_CAS = "the CAs of contract certificates that the CSMS knows"
    V2G_ROOT = "the V2G root behind the certificates that the CSMS has signed"
    EXI_INSTALL = "the request of an EV for a contract certificate"
    EXI_UPDATE = "the request of an EV for another contract certificate"

    @property
    def give(self) -> str:
        """What the user has to give."""
        return _GIVE.get(self) or f"give --allow {self.permission}"

    @property
    def token(self) -> str:
        """The name of the id token that it is, `accepted`; empty for another need."""
        return self.name.removeprefix("TOKEN_").lower() if self.name.startswith("TOKEN_") else ""

    @property
    def permission(self) -> str:
        """What `--allow` calls it; empty for another need."""
        return self.name.removeprefix("ALLOW_").lower().replace("_", "-") if self.name.startswith("ALLOW_") else ""


_GIVE = {
    Need.RESET: "leave out --no-reset, or give --operator terminal or a driver that implements `power_cycle`",
    Need.REST_API: "leave out --listen: an external station doesn't have this API",
    Need.SECOND_STATION: "leave out --csms: the bundled CSMS knows one",
    Need.BOOT_SCALE: "give --slow: real intervals make this case wait",
    Need.TOKEN_ACCEPTED: "give --token accepted=IDTOKEN:TYPE, for example accepted=04A2B3C4:ISO14443",
    Need.TOKEN_BLOCKED: "give --token blocked=IDTOKEN:TYPE",
    Need.TOKEN_EXPIRED: "give --token expired=IDTOKEN:TYPE",
    Need.TOKEN_INVALID: "give --token invalid=IDTOKEN:TYPE",
    Need.TOKEN_GROUP: "give --token group=IDTOKEN:TYPE",
    Need.TOKEN_MASTER_PASS: "give --token master_pass=IDTOKEN:TYPE",
    Need.SECOND_EVSE: "leave evses out of sut.toml, or describe more than one: evses = [1, 1]",
    Need.SECURITY_PROFILE_2: (
        "give a CSMS at a wss:// URL with the root of its certificate (--ca) and not --insecure, "
        "or --listen with --pki, or with --tls-cert and --tls-key"
    ),
    Need.SECURITY_PROFILE_3: (
        "give a CSMS at a wss:// URL with --client-cert and --client-key, "
        "or --listen with --pki and --security-profile 3, or with --tls-cert, --tls-key and --client-ca"
    ),
    Need.STATION_CA: "give the private key of --client-ca (--client-ca-key)",
    Need.FIRMWARE: "write a table [firmware] with images of the station into sut.toml",
    Need.EXI: "write a table [iso15118] with the exi_response for your EV into sut.toml",
    Need.CONTRACTS: "write emaid, chain and chain_keys into a table [iso15118] of sut.toml",
    Need.CONTRACT_CAS: "write chain into a table [iso15118] of sut.toml",
    Need.V2G_ROOT: "write v2g_root into a table [iso15118] of sut.toml",
    Need.EXI_INSTALL: "write exi_install, a CertificateInstallationReq, into a table [iso15118] of sut.toml",
    Need.EXI_UPDATE: "write exi_update, a CertificateUpdateReq, into a table [iso15118] of sut.toml",
    Need.OUR_CERTIFICATES: (
        "leave out --csms, or give --listen with --pki FOLDER, made with `ocpp-conformance pki FOLDER`, and have the "
        "station trust its root.pem"
    ),
    Need.PASSWORD: (
        "give --password, --password-file or OCPP_SUT_PASSWORD, and neither --client-cert nor --client-ca: "
        "security profile 3 uses no password"
    ),
}


class CaseError(ValueError):
    """A case is declared wrongly: a mistake of who wrote it, found while collecting."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case of the edition in use. `block` is the functional block of a published one, else the family of our own
    (`RPC`).

    `subject` are the requirements for which the case exists: their rules decide it. `sources` are
    what a case of others checks, where nobody has seen it run yet. `intents` are the goals that it
    asks a driver for, by the names of `harness/sut/intents`. `entry` is what `edition` publishes of it; None for a
    case of our own.
    """

    id: str
    title: str
    role: Role
    block: str
    topics: tuple[str, ...]
    needs: tuple[Need, ...] = ()
    intents: tuple[str, ...] = ()
    entry: CaseEntry | None = None
    edition: Edition = DEFAULT_EDITION
    subject: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def published(self) -> bool:
        """Whether it is one of Part 6."""
        return self.entry is not None

    @property
    def mandatory(self) -> bool:
        """Whether every system of its role has to pass it."""
        return self.entry is not None and self.entry.status == "M"

    @property
    def profiles(self) -> tuple[str, ...]:
        """The certification profiles that list it."""
        return () if self.entry is None else self.entry.profiles

    @property
    def condition(self) -> str | None:
        """The features that make it due, as Part 5 writes them; None where it is due for all."""
        return None if self.entry is None else self.entry.feature_expression

    @property
    def asks(self) -> frozenset[str]:
        """The actions of the CALLs that a CSMS is to send in this case: by the steps of a published one, the
        manual ones that stand for them too, and by the intents.
        """
        if self.role is not Role.CSMS:
            return frozenset()
        found = {GOALS[name].action for name in self.intents if name in GOALS}
        for each in () if self.entry is None else self.entry.steps:
            if each.sender is Role.CSMS and each.name is not None:
                found |= {name.removesuffix("Request") for name in each.name.split("|")}
            elif each.kind == "manual":
                found |= set(re.findall(r"\w+", each.text or ""))
        return frozenset(name for name in found if name in FROM_CSMS)

    @property
    def order(self) -> tuple[str, int, str, str]:
        """Catalogue order: role, published before our own, block, id."""
        return (str(self.role), 0 if self.published else 1, self.block, self.id)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What `@case` says; an edition makes a `Case` of it. `title` is given for a case of our own alone."""

    id: str
    role: Role
    title: str | None
    topics: tuple[str, ...]
    needs: tuple[Need, ...]
    intents: tuple[str, ...]
    subject: tuple[str, ...]
    sources: tuple[str, ...]

    def of(self, published: Catalogue) -> Case | None:
        """The case as this edition has it; None where it hasn't, or its errata withdrew it."""
        title, block, topics, entry = self.title, self.id.partition("-")[0], self.topics, None
        if title is None:
            if not published.has(self.id):
                return None
            entry = published.case(self.id)
            title, block = entry.title, entry.block
            topics = (*topics, *(_IN_CATALOGUE.get(topic, topic) for topic in entry.topics))
        return Case(
            self.id,
            title,
            self.role,
            block,
            tuple(sorted(set(topics))),
            self.needs,
            self.intents,
            entry,
            published.edition,
            self.subject,
            self.sources,
        )


Function = TypeVar("Function", bound=Callable[..., Any])

ATTRIBUTE = "__ocpp_case__"
"""Where `case` leaves the `Declaration` on the function."""


def case(
    id: str,
    title: str | None = None,
    *,
    topics: tuple[str, ...] = (),
    needs: tuple[Need, ...] = (),
    intents: tuple[str, ...] = (),
    subject: tuple[str, ...] = (),
    sources: tuple[str, ...] = (),
) -> Callable[[Function], Function]:
    """Declare a test function as the case of this id.

    A published id takes its title, block and topics from the edition in use (`topics` adds to them); an own id needs
    both here: a prefix, the role that is judged, a name, two digits (`RPC-CSMS-ID-01`). Raises `CaseError` for an id of
    no known form or of no edition, an unknown topic, a subject that no rule judges, and an intent that a driver of this
    role doesn't know.
    """
    role = _published(id, title) if id.startswith("TC_") else _own(id, title, topics)
    unknown = set(topics) - set(TOPICS)
    if unknown:
        raise CaseError(f"case {id}: unknown topics {sorted(unknown)}; known are {', '.join(TOPICS)}")
    for requirement in subject:
        if requirement not in rule_ids(role):
            raise CaseError(f"case {id}: no rule judges {requirement} of a {role}: it can't be a subject")
    strange = set(intents) - known_intents(role)
    if strange:
        raise CaseError(f"case {id}: a driver of a {role} doesn't know {sorted(strange)}: see `GOALS`")
    declared = Declaration(id, role, title, tuple(sorted(topics)), needs, tuple(sorted(intents)), subject, sources)

    def mark(function: Function) -> Function:
        setattr(function, ATTRIBUTE, declared)
        return function

    return mark


def _published(id: str, title: str | None) -> Role:
    if title is not None:
        raise CaseError(f"case {id}: a published case takes its title from the catalogue")
    editions = [catalogue(Edition.of(number)) for number in EDITIONS]
    try:
        return next((each for each in editions if each.has(id)), editions[-1]).case(id).role
    except CatalogueError as error:
        raise CaseError(str(error)) from None


def _own(id: str, title: str | None, topics: tuple[str, ...]) -> Role:
    form = _OWN_ID.fullmatch(id)
    if form is None:
        raise CaseError(
            f"case id {id!r} is neither published (TC_B_01_CSMS) nor of the form of own ids: a prefix in capitals, "
            "CSMS or CS for the system that is judged, a name, two digits (ACME-CSMS-BOOT-01)"
        )
    if title is None or not topics:
        raise CaseError(f"case {id}: a case that is not published needs a title and topics")
    return Role.CSMS if form[2] == "CSMS" else Role.STATION
