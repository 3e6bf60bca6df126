"""What a CSMS asks of stations, asked wrongly: variables, reports, resets, network profiles, caches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import heard, refuses, system_of
from ocpp_conformance.harness.faults.fault import About, Seams, of_csms
from ocpp_conformance.harness.faults.kinds import Hearing
from ocpp_conformance.harness.faults.own_calls import asks, having, without, writes
from ocpp_conformance.harness.rpc import Call, CallResult, Payload

Items = list[dict[str, Any]]


def _reads(change: Callable[[Items], Items]) -> Seams:
    """Its GetVariables leave with the changed items."""
    return writes("GetVariables", lambda payload: {"getVariableData": change(payload["getVariableData"])})


def _writes(change: Callable[[Items], Items]) -> Seams:
    """Its SetVariables leave with the changed items."""
    return writes("SetVariables", lambda payload: {"setVariableData": change(payload["setVariableData"])})


def _of_target(items: Items) -> Items:
    return [{**item, "attributeType": "Target"} for item in items]


def _profile(change: Callable[[Payload], dict[str, Any]]) -> Seams:
    """Its network profiles leave with the changed fields of the connection."""

    def changed(payload: Payload) -> Payload:
        connection = payload["connectionData"]
        return {**payload, "connectionData": {**connection, **change(connection)}}

    return writes("SetNetworkProfile", changed)


def _boots_pending(*reasons: str) -> About[Hearing]:
    """For `handle`: boots for these reasons are answered Pending."""

    def handle(original: Any, station: Any, call: Call) -> Any:
        answer = original(station, call)
        if call.payload["reason"] in reasons:
            answer["status"] = station.registration = "Pending"
        return answer

    return heard(handle, "BootNotification")


async def _hangs_up(original: Any, identity: str, action: str, payload: Any) -> Any:
    """For `call`: a station that refuses something loses its connection."""
    peer = system_of(original).stations[identity].peer
    reply = await original(identity, action, payload)
    if isinstance(reply, CallResult) and reply.payload.get("status") in ("Rejected", "Failed"):
        peer.socket.abort()
    return reply


def _is_later_chunk(_: Any, call: Call) -> bool:
    return bool(call.payload["seqNo"] > 0)


def _ends_for_reset(_: Any, call: Call) -> bool:
    return bool(call.payload["transactionInfo"].get("stoppedReason") == "ImmediateReset")


def _five_at_once(payload: Payload) -> Payload:
    items = payload["getVariableData"]
    return {"getVariableData": [*items, items[0]]} if len(items) == 4 else payload


FAULTS = (
    of_csms("reads-target", "reads the attribute Target where the value is wanted", "B06.FR.11", **_reads(_of_target)),
    of_csms(
        "reads-first-only",
        "reads the first of several variables only",
        "B06.FR.01",
        **_reads(lambda items: items[:1]),
    ),
    of_csms(
        "writes-target", "writes the attribute Target where the value is meant", "B05.FR.12", **_writes(_of_target)
    ),
    of_csms(
        "reads-all-at-once",
        "reads variables in one message, however many the station takes",
        "B06.FR.05",
        call=asks("GetVariables", _five_at_once),
    ),
    of_csms(
        "report-of-all-criteria",
        "leaves the criteria of a report out",
        "B08.FR.01",
        call=asks("GetReport", without("componentCriteria")),
    ),
    of_csms(
        "writes-first-only",
        "writes the first of several variables only",
        "B05.FR.01",
        **_writes(lambda items: items[:1]),
    ),
    of_csms(
        "writes-twice",
        "names each variable that it writes twice in one request",
        "B05.FR.13",
        **_writes(lambda items: [*items, *items]),
    ),
    of_csms(
        "writes-quoted",
        "puts the values that it writes into quotation marks",
        "B05.FR.10",
        **_writes(lambda items: [{**item, "attributeValue": f'"{item["attributeValue"]}"'} for item in items]),
    ),
    of_csms(
        "writes-cut",
        "cuts the values that it writes after 16 characters",
        "A01.FR.02",
        **_writes(lambda items: [{**item, "attributeValue": item["attributeValue"][:16]} for item in items]),
    ),
    of_csms(
        "report-of-negative-id",
        "asks for base reports by an id below 0",
        "B07.FR.04",
        **writes("GetBaseReport", lambda payload: {**payload, "requestId": -payload["requestId"]}),
    ),
    of_csms(
        "report-always-full",
        "asks for the full inventory whatever is wanted",
        "B07.FR.07",
        **writes("GetBaseReport", having(reportBase="FullInventory")),
    ),
    of_csms(
        "report-always-configuration",
        "asks for the configuration inventory whatever is wanted",
        "B07.FR.08",
        **writes("GetBaseReport", having(reportBase="ConfigurationInventory")),
    ),
    of_csms(
        "report-of-one-chunk",
        "refuses all chunks of a report but the first",
        "J-4.1.7-01",
        handle=refuses("NotifyReport", _is_later_chunk),
    ),
    of_csms(
        "reset-always-immediate",
        "resets at once what should be reset when it is idle",
        "B12.FR.03",
        **writes("Reset", having(type="Immediate")),
    ),
    of_csms(
        "reset-always-on-idle",
        "waits for idleness where it should reset at once",
        "B12.FR.02",
        **writes("Reset", having(type="OnIdle")),
    ),
    of_csms(
        "reset-without-evse",
        "resets the whole station for one EVSE",
        "B12.FR.07",
        **writes("Reset", lambda payload: {"type": payload["type"]}),
    ),
    of_csms(
        "reset-of-one-evse",
        "resets one EVSE for the whole station",
        "B11.FR.04",
        **writes("Reset", lambda payload: {"evseId": 1, **payload}),
    ),
    of_csms(
        "reset-ends-refused",
        "refuses the Ended of a transaction that a reset has ended",
        "J-4.1.7-01",
        handle=refuses("TransactionEvent", _ends_for_reset),
    ),
    of_csms(
        "reset-ends-pending",
        "answers Pending to a station that comes back from a reset",
        "B11.FR.04",
        handle=_boots_pending("RemoteReset", "ScheduledReset"),
    ),
    of_csms(
        "profile-soap",
        "sends network profiles for SOAP",
        "B09.FR.01",
        **_profile(lambda _: {"ocppTransport": "SOAP"}),
    ),
    of_csms(
        "profile-url-with-identity",
        "puts an identity into the URL of a network profile",
        "B09.FR.01",
        **_profile(lambda connection: {"ocppCsmsUrl": f"{connection['ocppCsmsUrl']}/CS001"}),
    ),
    of_csms(
        "profile-of-slot-0",
        "sends network profiles for slot 0 whatever is wanted",
        "B09.FR.01",
        **writes("SetNetworkProfile", having(configurationSlot=0)),
    ),
    of_csms(
        "clear-cache-of-a-token",
        "names a token in ClearCache",
        "J-4.1.7-01",
        **writes("ClearCache", lambda _: {"idToken": "04A2B3C4"}),
    ),
    of_csms("hangs-up-when-refused", "drops a station that refuses what it asks for", "J-4.1.7-01", call=_hangs_up),
)
