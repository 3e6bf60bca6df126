"""The wire form of the driver contract, `schemas/own/driver-1.json`: written and read."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ocpp_conformance.harness.sut.driver import DriverError, Receipt, Result
from ocpp_conformance.schemas.files import own_schema

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

CONTRACT = 1
"""The version of the contract; another one is refused."""

Message = Mapping[str, Any]
"""A request or an answer, as JSON has it."""


class ContractError(DriverError):
    """An answer is not what the contract says."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return f"the driver breaks the contract: {self.what}; see `ocpp-conformance driver check`"


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a driver says of itself: the intents it can carry out, and whether it has the system send what we word."""

    intents: frozenset[str] = frozenset()
    relays: bool = False


def request(verb: str, station: str | None = None, *, id: str | None = None, **more: Any) -> dict[str, Any]:
    """A request; `id` is the one of what is asked for again. Arguments that are None are left out."""
    head = {"contract": CONTRACT, "id": id or uuid.uuid4().hex, "verb": verb}
    if "arguments" in more:
        more["arguments"] = {name: value for name, value in more["arguments"].items() if value is not None}
    return head | ({} if station is None else {"station": station}) | more


def request_of(raw: bytes) -> Message:
    """Read a request, as a driver gets it. Raises `ContractError`."""
    try:
        message: Any = json.loads(raw)
    except (ValueError, RecursionError):
        raise ContractError("the body is not JSON") from None
    check(message, "request")
    found: Message = message
    return found


def abilities(answer: Message, asked: Message) -> Abilities:
    """Read the answer to describe. Raises `DriverError`."""
    told = read(answer, asked, "description")
    return Abilities(frozenset(told["intents"]), bool(told.get("relays")))


def receipt(answer: Message, asked: Message) -> Receipt:
    """Read the answer to setup or intend. Raises `DriverError`."""
    told = read(answer, asked, "receipt")
    return Receipt(Result(told["result"]), told.get("text", ""))


def sight(answer: Message, asked: Message) -> Mapping[str, Any]:
    """Read the answer to observe. Raises `DriverError`."""
    seen: Mapping[str, Any] = read(answer, asked, "sight")["seen"]
    return seen


def read(answer: Message, asked: Message, kind: str) -> Message:
    """The answer, which must be of this kind (a name in `$defs`) and bear the id. Raises `DriverError`."""
    if isinstance(answer, Mapping) and isinstance(answer.get("error"), str):
        raise DriverError(f"the driver refuses {asked['verb']}: {answer['error']}; see its log")
    check(answer, kind)
    if answer["id"] != asked["id"]:
        raise ContractError(f"its answer to {asked['verb']} has the id {answer['id']!r}, not {asked['id']!r}")
    return answer


def check(answer: object, kind: str) -> None:
    """Raise `ContractError` where an answer is not of this kind."""
    wrong = next(iter(_validator(kind).iter_errors(answer)), None)
    if wrong is not None:
        raise ContractError(f"no {kind}: {wrong.json_path}: {wrong.message[:300]}: {json.dumps(answer)[:200]}")


@cache
def _validator(kind: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator  # a slow import, needed by few runs

    schema = {name: value for name, value in own_schema("driver-1").items() if name != "oneOf"}
    return Draft202012Validator({**schema, "$ref": f"#/$defs/{kind}"})
