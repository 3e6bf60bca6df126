"""E15, F04: a session of ISO 15118 ends, by the EV or by the CSMS."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step, variable
from ocpp_conformance.conformance.station.due_readings import readings_due
from ocpp_conformance.conformance.station.states import authorized, energy_transfer_started, ev_connected, visiting
from ocpp_conformance.conformance.station.tx_points import stopping_at
from ocpp_conformance.conformance.station.variables import members
from ocpp_conformance.conformance.station.visit import Visit

_TOPICS = ("transactions", "iso15118")
_WITH_EV = ("plug_in_15118", "present_token", "unplug")
_BY_EV = (*_WITH_EV, "end_ev_session")
_STOPPED = {"triggerReason": "StopAuthorized"}
_ENDS_EARLY = ("Authorized", "PowerPathClosed", "EnergyTransfer")


@case("TC_E_46_CS", intents=_BY_EV)
async def test_car_ends_its_session(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    """Part 6 has it executed with external identification: who charges has presented a card."""
    async with _charging(csms, station_driver) as visit:
        stops = await members(csms, variable("TxCtrlr", "TxStopPoint"))
        since = await _ended_by_ev(visit)
        event = await csms.must_send(step(1), "TransactionEvent", since=since, where=_STOPPED)
        if stops & set(_ENDS_EARLY):
            event.meets("E15.FR.04", eventType="Ended", transactionInfo={"stoppedReason": "StoppedByEV"})
            event.meets(step(1), eventType="Ended", transactionInfo={"chargingState": "EVConnected"})
        else:
            event.meets("E15.FR.05", eventType="Updated")
            event.meets(step(1), eventType="Updated", transactionInfo={"chargingState": "EVConnected"})


@case("PART2-CS-E15-01", "The EV ends its session, and with it the transaction", topics=_TOPICS, intents=_BY_EV)
async def test_ev_ends_the_transaction(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    point = stopping_at(csms, *_ENDS_EARLY)
    async with point, readings_due(csms) as due, _charging(csms, station_driver) as visit:
        since = await _ended_by_ev(visit)
        event = await csms.must_send("E15.FR.04", "TransactionEvent", since=since, where=_STOPPED)
        event.meets("E15.FR.04", eventType="Ended", transactionInfo={"stoppedReason": "StoppedByEV"})
        due.end("E15.FR.01", visit)


@case("PART2-CS-E15-02", "The EV ends its session, and the transaction goes on", topics=_TOPICS, intents=_BY_EV)
async def test_ev_ends_its_authorization(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    point = stopping_at(csms, "EVConnected", without=_ENDS_EARLY)
    async with point, _charging(csms, station_driver) as visit:
        since = await _ended_by_ev(visit)
        event = await csms.must_send("E15.FR.05", "TransactionEvent", since=since, where=_STOPPED)
        event.meets("E15.FR.05", eventType="Updated")


@case("PART2-CS-F04-01", "The CSMS stops a session of ISO 15118", topics=_TOPICS, intents=_WITH_EV)
async def test_csms_ends_the_authorization(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    point = stopping_at(csms, "EVConnected", without=_ENDS_EARLY)
    async with point, _charging(csms, station_driver) as visit:
        since = csms.mark
        (await visit.stop_remotely()).expects(status="Accepted")
        stopped = {"triggerReason": "RemoteStop"}
        event = await csms.must_send("F04.FR.02", "TransactionEvent", since=since, where=stopped)
        event.meets("F04.FR.02", eventType="Updated")


@case("PART2-CS-F04-02", "Readings of a session of ISO 15118 that the CSMS stops", topics=_TOPICS, intents=_WITH_EV)
async def test_readings_of_a_remote_stop(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    point = stopping_at(csms, *_ENDS_EARLY)
    async with point, readings_due(csms) as due, _charging(csms, station_driver) as visit:
        since = csms.mark
        (await visit.stop_remotely()).expects(status="Accepted")
        await csms.next_call("TransactionEvent", since=since, where={"eventType": "Ended"})
        due.end("F04.FR.04", visit)


@asynccontextmanager
async def _charging(csms: CsmsProbe, driver: CaseDriver) -> AsyncIterator[Visit]:
    """EnergyTransferStarted with an EV that speaks ISO 15118; our CSMS sets no profile for it."""
    csms.answers("NotifyEVChargingNeeds", {"status": "Rejected"})
    async with visiting(csms, driver) as visit:
        visit.ev = {}
        await ev_connected(visit)
        await authorized(visit)
        await energy_transfer_started(visit)
        yield visit


async def _ended_by_ev(visit: Visit) -> int:
    """The EV ends its session; returns the bookmark from before."""
    since = visit.csms.mark
    visit.deauthorized()
    await visit.driver.intend("end_ev_session", evse=visit.place[0], connector=visit.place[1])
    return since
