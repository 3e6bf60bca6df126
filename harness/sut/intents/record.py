"""What is known of an intent: its words for people, its arguments, its CALL and what proves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal

from ocpp_conformance.harness.rpc import Payload, Role

Arguments = Mapping[str, Any]
"""The arguments of one wish by name; what was left out is not there."""
Words = Callable[[Arguments, int], dict[str, Any]]
"""Arguments and a number for the ids of the CALL → its payload, of which None is to be left out. Raises `KeyError`
where an argument is missing that the CALL can't do without."""
Sign = tuple[str, Payload]
"""An action with fields that its payload must have."""
JsonType = Literal["string", "integer", "number", "boolean", "array", "object"]


class Link(Enum):
    """What becomes of the connection of a station, and the words for it."""

    UP = "a connection of the station"
    DOWN = "the end of its connection"


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of this JSON type. `sample` is a value that a system can do something with in the self-test; None
    leaves it out there."""

    kind: JsonType
    sample: Any = None
    optional: bool = False


def optional(kind: JsonType, sample: Any = None) -> Argument:
    """An argument that may be left out."""
    return Argument(kind, sample, optional=True)


@dataclass(frozen=True, slots=True)
class Goal:
    """An intent. `text` tells a person what to do, with the arguments in braces.

    `action` is the CALL that shows on the wire when it is done, None where the consequences differ from station to
    station. `words` is how a relay words that CALL, None where no CALL of a CSMS stands for the intent. `confirmation`
    is what shows that it was done, where the action alone would also be sent for another reason or where there is none:
    the signs for given arguments, of which one is enough, or the connection.

    `undoes` names the intent whose doing this one takes back. `lasting` keeps it out of the self-test, which tries the
    others in the order of `turn`, for a station an order that makes sense.
    """

    name: str
    role: Role
    text: str
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    action: str | None = None
    words: Words | None = None
    confirmation: Callable[[Arguments], tuple[Sign, ...]] | Link | None = None
    undoes: str | None = None
    lasting: bool = False
    turn: int = 0

    @property
    def required(self) -> frozenset[str]:
        """The names of the arguments that must be there."""
        return frozenset(name for name, argument in self.arguments.items() if not argument.optional)

    @property
    def samples(self) -> dict[str, Any]:
        """Arguments that a system can do something with; what may be left out mostly is."""
        return {name: one.sample for name, one in self.arguments.items() if one.sample is not None}


ID_TOKEN: Mapping[str, Argument] = {
    "id_token": Argument("string", "04A2B3C4"),
    "type": Argument("string", "ISO14443"),
}
CONNECTOR: Mapping[str, Argument] = {"evse": Argument("integer", 1), "connector": Argument("integer", 1)}
