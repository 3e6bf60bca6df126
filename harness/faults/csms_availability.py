"""Block G: the CSMS changes another availability than was wanted, or doesn't hear what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.csms_remote_control import hangs_up_at
from ocpp_conformance.harness.faults.departures import refuses
from ocpp_conformance.harness.faults.fault import About, Seams, of_csms
from ocpp_conformance.harness.faults.kinds import Hearing
from ocpp_conformance.harness.faults.own_calls import having, writes
from ocpp_conformance.harness.rpc import Call, Payload

_TURNED = {"Operative": "Inoperative", "Inoperative": "Operative"}


def _changes(other: Callable[[Payload], Payload]) -> Seams:
    return writes("ChangeAvailability", other)


def _of_a_place(other: Callable[[Payload], Payload]) -> Seams:
    """The EVSEType of a ChangeAvailability is another."""
    return _changes(lambda payload: {**payload, "evse": other(payload["evse"])} if "evse" in payload else payload)


def _everywhere(payload: Payload) -> Payload:
    return {"operationalStatus": payload["operationalStatus"]}


def _unavailable(call: Call) -> bool:
    return bool(call.payload["connectorStatus"] == "Unavailable")


def _hears_of(component: str) -> About[Hearing]:
    """A NotifyEvent of such a component is refused."""

    def fits(_: Any, call: Call) -> bool:
        return any(event["component"]["name"] == component for event in call.payload["eventData"])

    return refuses("NotifyEvent", fits)


FAULTS = (
    of_csms(
        "availability-turned",
        "makes operative what should be inoperative, and the other way round",
        "G03.FR.02",
        **_changes(lambda payload: {**payload, "operationalStatus": _TURNED[payload["operationalStatus"]]}),
    ),
    of_csms(
        "never-operative",
        "can't make anything operative again",
        "G03.FR.02",
        **_changes(having(operationalStatus="Inoperative")),
    ),
    of_csms(
        "availability-of-evse",
        "changes the availability of the EVSE where one of its connectors is meant",
        "G03.FR.02",
        **_of_a_place(lambda evse: {"id": evse["id"]}),
    ),
    of_csms(
        "availability-of-connector",
        "changes the availability of a connector where the EVSE is meant",
        "G03.FR.02",
        **_of_a_place(lambda evse: {"connectorId": 1, **evse}),
    ),
    of_csms(
        "availability-of-next-evse",
        "changes the availability of the EVSE beside the wanted one",
        "G03.FR.02",
        **_of_a_place(lambda evse: {**evse, "id": evse["id"] + 1}),
    ),
    of_csms(
        "availability-of-all",
        "changes the availability of the station where a part of it is meant",
        "G04.FR.01",
        **_changes(_everywhere),
    ),
    of_csms(
        "availability-of-one",
        "changes the availability of EVSE 1 where the station is meant",
        "G04.FR.01",
        **_changes(lambda payload: {"evse": {"id": 1}, **payload}),
    ),
    of_csms("scheduled-hang-up", "drops a station that answers Scheduled", "J-4.1.7-01", call=hangs_up_at("Scheduled")),
    of_csms(
        "unavailable-refused",
        "refuses the connectorStatus Unavailable",
        "J-4.1.7-01",
        handle=refuses("StatusNotification", lambda _, call: _unavailable(call)),
    ),
    of_csms(
        "unavailable-elsewhere-refused",
        "refuses the connectorStatus Unavailable of all EVSEs but the first",
        "J-4.1.7-01",
        handle=refuses("StatusNotification", lambda _, call: _unavailable(call) and call.payload["evseId"] > 1),
    ),
    of_csms(
        "availability-event-refused",
        "refuses the NotifyEvent of a connector",
        "N07.FR.03",
        handle=_hears_of("Connector"),
    ),
    of_csms(
        "lock-failure-refused",
        "refuses the NotifyEvent of a lock that failed",
        "G05.FR.03",
        handle=_hears_of("ConnectorPlugRetentionLock"),
    ),
)
