"""What a case is: an identity, a title, topics, and what it needs from whoever runs it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from ocpp_conformance.conformance.catalogue import CatalogueError, catalogue
from ocpp_conformance.harness.rpc import Role

TOPICS = {
    "auth": "authentication of the station and authorization of id tokens",
    "boot": "BootNotification and what follows it",
    "framing": "the frames of OCPP-J: structure, ids, error codes",
    "fuzz": "generated inputs",
    "handshake": "the WebSocket upgrade, subprotocols, compression",
    "offline": "lost connections and what comes after them",
    "ordering": "messages in the right order, one CALL at a time",
    "reset": "Reset and reboots",
    "rfid": "id tokens of RFID cards and the station's REST API",
    "rpc": "rules of Part 4, OCPP-J",
    "schema": "payloads against the message schemas",
    "security": "security profiles and events",
    "status": "connector status and heartbeat",
    "transactions": "TransactionEvent",
    "variables": "the device model: variables and reports",
}
"""The topics of cases; each is a mark (`-m boot`) and a keyword (`-k boot`)."""

_IN_CATALOGUE = {"authorization": "auth"}
_OWN_ID = re.compile(r"(RPC|RFID|FUZZ|TOKEN)-(CSMS|CS)-[A-Z0-9-]+-\d\d")


class Need(StrEnum):
    """What a case may need beside the system itself; the value completes "needs …"."""

    DRIVER_SETUP = "a driver that can set up the CSMS"
    DRIVER_TRIGGER = "a driver that makes the CSMS send TriggerMessage"
    DRIVER_PEOPLE = "a driver that plugs in and presents id tokens at the station"
    RESET = "permission to reset the station"
    REST_API = "the REST API of the bundled station"
    BOOT_SCALE = "OCPP intervals of 10 s and more to pass"
    TOKEN_ACCEPTED = "an id token that the CSMS accepts"
    TOKEN_BLOCKED = "an id token that is blocked"
    TOKEN_EXPIRED = "an id token that has expired"
    PASSWORD = "a password that the CSMS knows for the identity"
    SECURITY_PROFILE_2 = "TLS with a certificate of the CSMS that is verified"
    SECURITY_PROFILE_3 = "TLS with certificates on both sides"

    @property
    def give(self) -> str:
        """What the user has to give."""
        return _GIVE[self]


_GIVE = {
    Need.DRIVER_SETUP: "leave out --csms to see it on the bundled CSMS; an external one needs a driver",
    Need.DRIVER_TRIGGER: "leave out --csms to see it on the bundled CSMS; an external one needs a driver",
    Need.DRIVER_PEOPLE: "leave out --listen to see it on the bundled station; an external one needs a driver",
    Need.RESET: "leave out --no-reset",
    Need.REST_API: "leave out --listen: an external station doesn't have this API",
    Need.BOOT_SCALE: "give --slow: real intervals make this case wait",
    Need.TOKEN_ACCEPTED: "give --token accepted=IDTOKEN:TYPE, for example accepted=04A2B3C4:ISO14443",
    Need.TOKEN_BLOCKED: "give --token blocked=IDTOKEN:TYPE",
    Need.TOKEN_EXPIRED: "give --token expired=IDTOKEN:TYPE",
    Need.SECURITY_PROFILE_2: (
        "give a CSMS at a wss:// URL with the root of its certificate (--ca) and not --insecure, "
        "or --listen with --tls-cert and --tls-key"
    ),
    Need.SECURITY_PROFILE_3: (
        "give a CSMS at a wss:// URL with --client-cert and --client-key, "
        "or --listen with --tls-cert, --tls-key and --client-ca"
    ),
    Need.PASSWORD: "give --password, --password-file or OCPP_SUT_PASSWORD",
}


class CaseError(ValueError):
    """A case is declared wrongly: our own mistake, found while collecting."""


@dataclass(frozen=True, slots=True)
class Case:
    """A declared case. `block` is the functional block of a published one, else the family of our own (`RPC`)."""

    id: str
    title: str
    role: Role
    block: str
    topics: tuple[str, ...]
    needs: tuple[Need, ...]
    published: bool
    mandatory: bool

    @property
    def order(self) -> tuple[str, int, str, str]:
        """Catalogue order: role, published before our own, block, id."""
        return (str(self.role), 0 if self.published else 1, self.block, self.id)


Function = TypeVar("Function", bound=Callable[..., Any])

ATTRIBUTE = "__ocpp_case__"
"""Where `case` leaves the `Case` on the function."""


def case(
    id: str, title: str | None = None, *, topics: tuple[str, ...] = (), needs: tuple[Need, ...] = ()
) -> Callable[[Function], Function]:
    """Declare a test function as the case of this id.

    A published id takes its title, block and topics from the catalogue (`topics` adds to them); our own ids
    (`RPC-CSMS-ID-01`) need both here. Raises `CaseError` for an id of no known form or an unknown topic.
    """
    declared = _published(id, topics, needs) if id.startswith("TC_") else _own(id, title, topics, needs)
    unknown = set(declared.topics) - set(TOPICS)
    if unknown:
        raise CaseError(f"case {id}: unknown topics {sorted(unknown)}; known are {', '.join(TOPICS)}")

    def mark(function: Function) -> Function:
        setattr(function, ATTRIBUTE, declared)
        return function

    return mark


def _published(id: str, topics: tuple[str, ...], needs: tuple[Need, ...]) -> Case:
    try:
        entry = catalogue().case(id)
    except CatalogueError as error:
        raise CaseError(str(error)) from None
    named = tuple(_IN_CATALOGUE.get(topic, topic) for topic in entry.topics)
    all_topics = tuple(sorted({*named, *topics}))
    return Case(id, entry.title, entry.role, entry.block, all_topics, needs, True, entry.status == "M")


def _own(id: str, title: str | None, topics: tuple[str, ...], needs: tuple[Need, ...]) -> Case:
    form = _OWN_ID.fullmatch(id)
    if form is None:
        raise CaseError(f"case id {id!r} is neither published (TC_B_01_CSMS) nor of our own form RPC-CSMS-ID-01")
    if title is None or not topics:
        raise CaseError(f"case {id}: our own cases need a title and topics")
    role = Role.CSMS if form[2] == "CSMS" else Role.STATION
    return Case(id, title, role, form[1], tuple(sorted(topics)), needs, False, False)
