"""E15, F04: a session of ISO 15118 ends, by the EV or by the CSMS."""

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step, variable
from ocpp_conformance.conformance.station.due_readings import readings_due
from ocpp_conformance.conformance.station.e_transactions.ev_sessions import WITH_EV, ended_by_ev, with_ev
from ocpp_conformance.conformance.station.tx_points import stopping_at
from ocpp_conformance.conformance.station.variables import members

_TOPICS = ("transactions", "iso15118")
_BY_EV = (*WITH_EV, "end_ev_session")
_STOPPED = {"triggerReason": "StopAuthorized"}
_ENDS_EARLY = ("Authorized", "PowerPathClosed", "EnergyTransfer")


@case("TC_E_46_CS", intents=_BY_EV)
async def test_car_ends_its_session(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    """Part 6 has it executed with external identification: who charges has presented a card."""
    async with with_ev(csms, station_driver) as visit:
        stops = await members(csms, variable("TxCtrlr", "TxStopPoint"))
        since = await ended_by_ev(visit)
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
    async with point, readings_due(csms) as due, with_ev(csms, station_driver) as visit:
        since = await ended_by_ev(visit)
        event = await csms.must_send("E15.FR.04", "TransactionEvent", since=since, where=_STOPPED)
        event.meets("E15.FR.04", eventType="Ended", transactionInfo={"stoppedReason": "StoppedByEV"})
        due.end("E15.FR.01", visit)


@case("PART2-CS-E15-02", "The EV ends its session, and the transaction goes on", topics=_TOPICS, intents=_BY_EV)
async def test_ev_ends_its_authorization(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    point = stopping_at(csms, "EVConnected", without=_ENDS_EARLY)
    async with point, with_ev(csms, station_driver) as visit:
        since = await ended_by_ev(visit)
        event = await csms.must_send("E15.FR.05", "TransactionEvent", since=since, where=_STOPPED)
        event.meets("E15.FR.05", eventType="Updated")


@case("PART2-CS-F04-01", "The CSMS stops a session of ISO 15118", topics=_TOPICS, intents=WITH_EV)
async def test_csms_ends_the_authorization(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    point = stopping_at(csms, "EVConnected", without=_ENDS_EARLY)
    async with point, with_ev(csms, station_driver) as visit:
        since = csms.mark
        (await visit.stop_remotely()).expects(status="Accepted")
        stopped = {"triggerReason": "RemoteStop"}
        event = await csms.must_send("F04.FR.02", "TransactionEvent", since=since, where=stopped)
        event.meets("F04.FR.02", eventType="Updated")


@case("PART2-CS-F04-02", "Readings of a session of ISO 15118 that the CSMS stops", topics=_TOPICS, intents=WITH_EV)
async def test_readings_of_a_remote_stop(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    point = stopping_at(csms, *_ENDS_EARLY)
    async with point, readings_due(csms) as due, with_ev(csms, station_driver) as visit:
        since = csms.mark
        (await visit.stop_remotely()).expects(status="Accepted")
        await csms.next_call("TransactionEvent", since=since, where={"eventType": "Ended"})
        due.end("F04.FR.04", visit)
