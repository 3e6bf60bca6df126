"""A CSMS serves whom it should not, refuses whom it should serve, or forgets whom it accepted."""

from __future__ import annotations

import asyncio
from typing import Any

from ocpp_conformance.harness.faults.departures import always, heard, system_of
from ocpp_conformance.harness.faults.fault import About, about, of_csms
from ocpp_conformance.harness.faults.kinds import Hearing
from ocpp_conformance.harness.peer import CallFailedError, Refusal
from ocpp_conformance.harness.rpc import Call, ErrorCode


def _served_while(registration: str) -> Hearing:
    return lambda original, station, call: station.registration == registration or original(station, call)


def _refused_while(registration: str, action: str) -> About[Hearing]:
    def may_serve(original: Any, station: Any, call: Call) -> Any:
        return original(station, call) and station.registration != registration

    return heard(may_serve, action)


def _newcomers_refused(original: Any, station: Any, call: Call) -> Any:
    if station.registration is None and call.action != "BootNotification":
        raise Refusal(ErrorCode.INTERNAL_ERROR, "no boot, no record")
    return original(station, call)


def _forgets(original: Any, request: Any) -> Any:
    for station in system_of(original).stations.values():
        station.registration = "Rejected" if station.registration else None
    return original(request)


def _pending_for_ever(original: Any, station: Any) -> Any:
    return "Pending" if station.registration == "Pending" else original(station)


def _hangs_up(original: Any, station: Any, call: Call) -> Any:
    """Drop the connection of a Pending station a moment after its boot was answered."""
    answer = original(station, call)
    if answer["status"] == "Pending":
        asyncio.get_running_loop().call_later(0.05, station.peer.socket.abort)
    return answer


def _calls(status: str) -> About[Hearing]:
    """Send a CALL to a station whose boot was answered so, right behind the answer."""

    def handle(original: Any, station: Any, call: Call) -> Any:
        answer, peer = original(station, call), station.peer

        async def trigger() -> None:
            try:
                await peer.call("TriggerMessage", {"requestedMessage": "Heartbeat"})
            except CallFailedError:
                pass

        if answer["status"] == status:
            system_of(original).background.run(trigger())
        return answer

    return heard(handle, "BootNotification")


async def _no_trigger(original: Any, identity: str, goal: str, **arguments: Any) -> Any:
    return None if goal == "trigger" else await original(identity, goal, **arguments)


async def _another_trigger(original: Any, identity: str, goal: str, **arguments: Any) -> Any:
    wish = {"requested_message": "FirmwareStatusNotification"} if goal == "trigger" else arguments
    return await original(identity, goal, **wish)


FAULTS = (
    of_csms(
        "serves-while-pending",
        "serves a station whose boot it answered Pending or Rejected",
        "B02.FR.09",
        may_serve=always(True),
    ),
    of_csms(
        "serves-pending",
        "serves what it didn't ask a Pending station for",
        "B02.FR.09",
        may_serve=_served_while("Pending"),
    ),
    of_csms(
        "serves-pending-events",
        "takes a NotifyEvent that it didn't ask a Pending station for",
        "B02.FR.09",
        may_serve=heard(always(True), "NotifyEvent"),
    ),
    of_csms(
        "serves-rejected",
        "serves a station whose boot it answered Rejected",
        "B03.FR.07",
        may_serve=_served_while("Rejected"),
    ),
    of_csms(
        "newcomer-internal-error",
        "answers InternalError to a station that has never booted",
        "B01.FR.10",
        may_serve=_newcomers_refused,
    ),
    of_csms(
        "reconnect-forgets-boot",
        "forgets at a reconnect that it accepted the station",
        "G02.FR.03",
        decide=_forgets,
    ),
    of_csms("rejects-always", "answers every boot with Rejected", "B01.FR.02", boot_status=always("Rejected")),
    of_csms(
        "pending-for-ever",
        "never accepts a station that it once answered Pending",
        "B01.FR.02",
        boot_status=_pending_for_ever,
    ),
    of_csms(
        "pending-hang-up",
        "closes the connection of a Pending station",
        "B02.FR.06",
        handle=heard(_hangs_up, "BootNotification"),
    ),
    of_csms("rejected-called", "sends CALLs to a station that it has rejected", "B03.FR.03", handle=_calls("Rejected")),
    of_csms(
        "asked-heartbeat-refused",
        "refuses the Heartbeat that it asked a Pending station for",
        "B02.FR.09",
        may_serve=_refused_while("Pending", "Heartbeat"),
    ),
    of_csms(
        "asked-status-refused",
        "refuses the StatusNotification that it asked a Pending station for",
        "B02.FR.09",
        may_serve=_refused_while("Pending", "StatusNotification"),
    ),
    of_csms(
        "trigger-not-sent", "says that it sent TriggerMessage, and sends nothing", "F06.FR.01", operate=_no_trigger
    ),
    of_csms(
        "trigger-wrong-message",
        "asks for another message than was wanted",
        "F06.FR.01",
        operate=about(_another_trigger, "TriggerMessage"),
    ),
)
