"""The versions of OCPP as values: what of OCPP-J, of the actions and of the schemas each of them has.

Whoever judges what was said asks the value of its version; what speaks itself asks `OCPP_201`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from ocpp_conformance.harness.rpc import actions
from ocpp_conformance.harness.rpc.codes import ANSWERS, AllowedAnswers, ErrorCode, Wrong
from ocpp_conformance.harness.rpc.frames import CALLRESULTERROR, LAYOUTS, SEND, AnyFrame, Layout, parse
from ocpp_conformance.harness.rpc.role import Role

NOBODY: Mapping[Role, frozenset[str]] = MappingProxyType(dict.fromkeys(Role, frozenset()))


@dataclass(frozen=True, slots=True)
class SchemaFiles:
    """The schemas of a version, in `folder` of the package `ocpp`: what follows the action in the name of a file.

    `draft` is that of JSON Schema where a file names none. `loose_formats`: the text of the version, which counts, has
    times of ISO 8601 with or without a zone and xs:anyURI, where its schemas have the formats of RFC 3339 and RFC 3986.
    """

    folder: str
    request: str = "Request"
    response: str = "Response"
    unasked: str | None = None
    draft: int = 6
    loose_formats: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class Protocol:
    """A version of OCPP over JSON. Two are equal only where they are the same value.

    `layouts` are its frames by message type, `actions` those of the CALLs of each side, `unasked` those of its SENDs.
    `error_codes` are what a CALLERROR may have, `codes_in` where its text has them, `meant` are codes of other versions
    that mean one of them. `answers` is the table of what a wrong message may earn, empty where the harness has none.
    `waiting_is_due`: a side must have one open CALL at most; else it should. `names_unreadable`: a CALLERROR to
    something whose id can't be read has the id "-1"; else the text leaves it open.
    """

    name: str
    subprotocol: str
    layouts: Mapping[int, Layout]
    actions: Mapping[Role, frozenset[str]]
    error_codes: frozenset[str]
    codes_in: str
    schema_files: SchemaFiles
    unasked: Mapping[Role, frozenset[str]] = field(default_factory=lambda: NOBODY)
    meant: frozenset[str] = frozenset()
    answers: Mapping[Wrong, AllowedAnswers] = field(default_factory=lambda: MappingProxyType({}))
    waiting_is_due: bool = True
    names_unreadable: bool = True

    def __str__(self) -> str:
        return f"OCPP {self.name}"

    def __repr__(self) -> str:
        return f"<{self}>"

    def __reduce__(self) -> str:
        return next(name for name, value in globals().items() if value is self)

    def parse(self, raw: str | bytes) -> AnyFrame:
        """Read one WebSocket message. Never raises: what is no frame of this version comes back as `Malformed`."""
        return parse(raw, self.layouts)

    @cached_property
    def all_actions(self) -> frozenset[str]:
        """The actions of CALLs of either side."""
        return frozenset().union(*self.actions.values())

    def has(self, action: str) -> bool:
        """Whether some side may send a CALL of this action."""
        return action in self.all_actions

    def may_send(self, role: Role, action: str) -> bool:
        """Whether a system of this role may send a CALL of this action."""
        return action in self.actions[role]


OCPP_201 = Protocol(
    name="2.0.1",
    subprotocol="ocpp2.0.1",
    layouts=LAYOUTS,
    actions=actions.OF_201,
    error_codes=frozenset(ErrorCode),
    codes_in="the table of Part 4, 4.3",
    schema_files=SchemaFiles("v201"),
    answers=ANSWERS,
)
"""The version that the harness speaks, and whose requirements it knows."""

OCPP_16 = Protocol(
    name="1.6",
    subprotocol="ocpp1.6",
    layouts=LAYOUTS,
    actions=actions.OF_16,
    error_codes=frozenset(
        {
            *("FormationViolation", "GenericError", "InternalError", "NotImplemented", "NotSupported"),
            "OccurenceConstraintViolation",  # spelled so in OCPP-J 1.6
            *("PropertyConstraintViolation", "ProtocolError", "SecurityError", "TypeConstraintViolation"),
        }
    ),
    codes_in="the table of OCPP-J 1.6, 4.2.3",
    schema_files=SchemaFiles("v16", request="", draft=4, loose_formats=True),
    meant=frozenset({"FormatViolation", "OccurrenceConstraintViolation"}),
    waiting_is_due=False,
    names_unreadable=False,
)

OCPP_21 = Protocol(
    name="2.1",
    subprotocol="ocpp2.1",
    layouts=MappingProxyType(
        {**LAYOUTS, CALLRESULTERROR: Layout("CALLRESULTERROR", 5, is_reply=True), SEND: Layout("SEND", 4)}
    ),
    actions=actions.OF_21,
    error_codes=frozenset(ErrorCode),
    codes_in="the table of OCPP-J 2.1",
    schema_files=SchemaFiles("v21", unasked=""),
    unasked=actions.UNASKED_IN_21,
)

PROTOCOLS: Mapping[str, Protocol] = MappingProxyType({each.name: each for each in (OCPP_16, OCPP_201, OCPP_21)})
"""The versions that are judged by their names, the oldest first."""

OTHERS = (OCPP_21.subprotocol, OCPP_16.subprotocol, "ocpp2.0", "ocpp1.5")
"""Subprotocols that the harness does not speak, the newest first."""

_BY_SUBPROTOCOL = {each.subprotocol: each for each in PROTOCOLS.values()}


def of_subprotocol(name: str) -> Protocol | None:
    """The version that a subprotocol stands for, in any letter case; None for one that is not judged."""
    return _BY_SUBPROTOCOL.get(name.lower())
