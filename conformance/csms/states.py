"""The reusable states of Part 6, 3.18, as our station goes through them in front of a CSMS.

A state judges its answers under the source that it is given. Without one the state is a precondition: what is missed
then makes the case inconclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ocpp_conformance.conformance.case import PRESENT, notify_event
from ocpp_conformance.conformance.csms.asking import ACCEPTED
from ocpp_conformance.conformance.waiting import demand
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes.charging_session import ChargingSession

PULLED: Mapping[str, Any] = {"stopped": "EVDisconnected", "ended": True}
A_STATUS = {"status": PRESENT}
"""An idTokenInfo that says how things are; the schema allows only values of AuthorizationStatusEnumType."""


async def booted(session: ChargingSession) -> None:
    """Booted: accepted, and all connectors are reported Available (B01.FR.05). Always a precondition."""
    await session.station.booted()
    for evse, connectors in enumerate(session.evses, start=1):
        for connector in range(1, connectors + 1):
            status = await ChargingSession(session.station, evse=evse, connector=connector, ago=session.ago).status(
                "Available"
            )
            status.expects()
    session.reported = "Available"


async def ev_connected_pre_session(session: ChargingSession, source: Source | None = None, **more: Any) -> None:
    """EVConnectedPreSession: the cable is plugged in; `more` is for the TransactionEvent."""
    status = await session.status("Occupied")
    demand(status, source)
    connected = await session.event("CablePluggedIn", state="EVConnected", **more)
    demand(connected, source)


async def authorized(
    session: ChargingSession, source: Source | None = None, told: Source | None = None, **more: Any
) -> None:
    """Authorized: the driver presents an accepted card; `told` demands the status in the TransactionEventResponse,
    `more` is for the TransactionEvent."""
    authorize = await session.station.call("Authorize", {"idToken": session.card})
    demand(authorize, source, idTokenInfo=ACCEPTED)

    event = await session.event("Authorized", token=session.card, **more)
    if told is not None:
        event.meets(told, idTokenInfo=A_STATUS)
    demand(event, source, idTokenInfo=ACCEPTED)
    session.states.add("Authorized")


async def energy_transfer_started(session: ChargingSession, source: Source | None = None) -> None:
    """EnergyTransferStarted: card and cable are there, where they were not yet, and energy flows."""
    if "Authorized" not in session.states:
        await authorized(session, source)
    if not session.occupied:
        await ev_connected_pre_session(session, source)
    charging = await session.event("ChargingStateChanged", state="Charging")
    demand(charging, source)
    session.states.add("EnergyTransferStarted")


async def energy_transfer_suspended(session: ChargingSession, source: Source | None = None) -> None:
    """EnergyTransferSuspended: the EV takes no energy for now."""
    if "EnergyTransferStarted" not in session.states:
        await energy_transfer_started(session, source)
    suspended = await session.event("ChargingStateChanged", state="SuspendedEV")
    demand(suspended, source)
    session.states.add("EnergyTransferSuspended")


async def stop_authorized(session: ChargingSession, source: Source | None = None) -> None:
    """StopAuthorized: the driver presents the card again."""
    if "EnergyTransferStarted" not in session.states:
        await energy_transfer_started(session, source)
    stop = await session.event("StopAuthorized", token=session.card)
    demand(stop, source, idTokenInfo=ACCEPTED)
    session.states.add("StopAuthorized")


async def ev_connected_post_session(session: ChargingSession, source: Source | None = None) -> None:
    """EVConnectedPostSession: energy doesn't flow any more, the cable is still plugged in."""
    if "StopAuthorized" not in session.states:
        await stop_authorized(session, source)
    suspended = await session.event("ChargingStateChanged", state="EVConnected")
    demand(suspended, source)
    session.states.add("EVConnectedPostSession")


async def ev_disconnected(session: ChargingSession, source: Source | None = None, **more: Any) -> None:
    """EVDisconnected: the cable is pulled, which ends the transaction; `more` is for the TransactionEvent."""
    if "EVConnectedPostSession" not in session.states:
        await ev_connected_post_session(session, source)
    status = await session.status("Available")
    demand(status, source)
    ended = await session.event("EVCommunicationLost", state="Idle", **{**PULLED, **more})
    demand(ended, source)


async def told(session: ChargingSession, status: str, source: Source | None = None) -> None:
    """The CSMS is told the state of the connector in both ways that a station may choose from (G01.FR.07)."""
    by_status = await session.status(status)
    demand(by_status, source)
    changed = notify_event("Connector", "AvailabilityState", status, evse=session.evse, connector=session.connector)
    by_event = await session.station.call("NotifyEvent", changed)
    demand(by_event, source)
