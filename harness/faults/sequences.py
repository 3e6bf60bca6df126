"""Systems that go wrong only after certain messages in a certain order, or when messages meet on the wire."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ocpp_conformance.harness.faults.departures import Silence, heard, memory_of, system_of
from ocpp_conformance.harness.faults.fault import Seams, about, of_both, of_csms, of_station
from ocpp_conformance.harness.faults.kinds import Making
from ocpp_conformance.harness.peer import Refusal
from ocpp_conformance.harness.probes.patience import pause
from ocpp_conformance.harness.rpc import Call, CallResult, ErrorCode, Role
from ocpp_conformance.harness.transport import SocketClosedError

_BEHIND = 0.005
"""Real seconds by which answers are late, so that another CALL can come before them."""


def _loses_its_place(original: Any, station: Any, call: Call) -> Any:
    """An event that comes late, of a transaction that ran for a while, leaves a transaction open that has no start;
    the next one to start at that EVSE finds its place taken, from then on."""
    id, kind = call.payload["transactionInfo"]["transactionId"], call.payload["eventType"]
    memory = memory_of(system_of(original)).setdefault(station.identity, {})
    past = memory.setdefault("events", {}).setdefault(id, [])
    if memory.get("taken") and kind == "Started":
        raise Refusal(ErrorCode.INTERNAL_ERROR, "duplicate key: evse_id")
    memory["taken"] = memory.get("taken") or (set(past) == {"Started", "Updated", "Ended"} and kind == "Updated")
    past.append(kind)
    return original(station, call)


def _known(original: Any, item: Any) -> dict[str, Any]:
    """What is remembered of a variable."""
    name = repr((item["component"], item["variable"], item.get("attributeType")))
    cache: dict[str, dict[str, Any]] = memory_of(system_of(original).model).setdefault("cache", {})
    return cache.setdefault(name, {"reads": 0, "set": False})


def _reads_from_cache(original: Any, item: Any) -> Any:
    """A value that was read twice since it was set is kept, and a later SetVariables does not reach the copy."""
    known = _known(original, item)
    if "kept" in known:
        return known["kept"]
    result = original(item)
    known["reads"] += 1
    if known["set"] and known["reads"] == 2:
        known["kept"] = result
    return result


def _notes_setting(original: Any, item: Any) -> Any:
    _known(original, item).update(reads=0, set=True)
    return original(item)


def _peer_of(role: Role, original: Any, arguments: tuple[Any, ...]) -> Any:
    return arguments[0].peer if role is Role.CSMS else system_of(original).connection.link


def _one_id_for_both(role: Role) -> Seams:
    """One place for "the id of the open CALL", whoever sent it; only CALLs of one action are that careless."""
    careless = {Role.CSMS: "TriggerMessage", Role.STATION: "Heartbeat"}[role]

    def reply(original: Any, *arguments: Any) -> Any:
        answer, own = original(*arguments), _peer_of(role, original, arguments).open_call
        if own is None or own.action != careless or not isinstance(answer, CallResult):
            return answer
        return CallResult(own.message_id, answer.payload)

    return {"reply": about(reply, careless)}


def _newest_id(role: Role) -> Seams:
    """Answers are sent a little later, with the id of the CALL that came last by then."""

    def reply(original: Any, *arguments: Any) -> Any:
        answer, peer, system = original(*arguments), _peer_of(role, original, arguments), system_of(original)
        memory_of(peer)["newest"] = arguments[-1].message_id
        if role is Role.STATION and system.connection._followups:
            return answer  # what it announces must not overtake it

        async def send() -> None:
            await pause(_BEHIND)
            with suppress(SocketClosedError):
                await peer.send(replace(answer, message_id=memory_of(peer)["newest"]).text())

        if role is Role.CSMS:
            system.background.run(send())
        else:
            system.tasks.start(send(), "answer")
        return Silence()

    return {"reply": reply}


def _with_info(change: Callable[[Any], Any]) -> Making:
    """TransactionEvents whose transactionInfo has these fields, made from those that it has."""

    def departure(original: Any, payload: Any) -> Any:
        info = payload["transactionInfo"]
        return original({**payload, "transactionInfo": {**info, **change(info)}})

    return departure


FAULTS = (
    of_csms(
        "late-event-takes-place",
        "can't start a transaction any more after a late event of one that has ended",
        "J-4.1.7-01",
        handle=heard(_loses_its_place, "TransactionEvent"),
    ),
    of_station(
        "variable-cached",
        "gives the old value of a variable that was set, read twice and set again",
        "B05.FR.10",
        get_variable=_reads_from_cache,
        set_variable=_notes_setting,
    ),
    of_station(
        "transaction-id-constant",
        "gives every transaction the same id",
        "E01.FR.08",
        transaction_event=_with_info(lambda info: {"transactionId": "the one and only"}),
    ),
    of_station(
        "remote-start-id-invented",
        "tells of remote starts with ids that nobody gave",
        "F01.FR.25",
        transaction_event=_with_info(lambda info: {"remoteStartId": 1 + info.get("remoteStartId", 6)}),
    ),
    *of_both("crossed-id", "answers with the id of its own open CALL", "J-4.1.4-02", _one_id_for_both),
    *of_both("newest-id", "answers two CALLs at once with the id of the second", "J-4.1.4-02", _newest_id),
)
