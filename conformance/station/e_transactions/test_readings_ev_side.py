"""E09, E10: the readings of a transaction whose cable is taken out of the car."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, variable
from ocpp_conformance.conformance.station.car import EV_SIDE
from ocpp_conformance.conformance.station.due_readings import readings_due, signed_readings_due
from ocpp_conformance.conformance.station.e_transactions.ev_side import while_suspended
from ocpp_conformance.conformance.station.tx_points import stopping_at
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE, Visit
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_TOPICS, _NEEDS, _PEOPLE = ("transactions",), (Need.BOOT_SCALE,), (*PEOPLE, *EV_SIDE)


@case("PART2-CS-E09-01", "Readings where the car's side ends it", topics=_TOPICS, needs=_NEEDS, intents=_PEOPLE)
async def test_ev_side_end_has_readings(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    driver = while_suspended(csms, station_driver, tokens.get("accepted"), stop=True, unlock=False)
    async with readings_due(csms) as due, stopping_at(csms, "EVConnected"), driver as visit:
        await _taken_out(visit)
        due.end("E09.FR.05", visit)


@case("PART2-CS-E09-02", "Signed readings where the car's side ends it", topics=_TOPICS, needs=_NEEDS, intents=_PEOPLE)
async def test_ev_side_end_is_signed(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    driver = while_suspended(csms, station_driver, tokens.get("accepted"), stop=True, unlock=False)
    async with signed_readings_due(csms) as due, stopping_at(csms, "EVConnected"), driver as visit:
        await _taken_out(visit)
        await due.signed("E09.FR.08", visit)


@case("PART2-CS-E10-01", "Readings where the car's side may come back", topics=_TOPICS, needs=_NEEDS, intents=_PEOPLE)
async def test_paused_end_has_readings(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    driver = while_suspended(csms, station_driver, tokens.get("accepted"), stop=False, unlock=False)
    async with readings_due(csms) as due, _staying(csms), stopping_at(csms, "Authorized"), driver as visit:
        await _stopped_after(visit)
        due.end("E10.FR.04", visit)


@case("PART2-CS-E10-02", "Signed readings where it may come back", topics=_TOPICS, needs=_NEEDS, intents=_PEOPLE)
async def test_paused_end_is_signed(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    driver = while_suspended(csms, station_driver, tokens.get("accepted"), stop=False, unlock=False)
    async with signed_readings_due(csms) as due, _staying(csms), stopping_at(csms, "Authorized"), driver as visit:
        await _stopped_after(visit)
        await due.signed("E10.FR.07", visit)


async def _taken_out(visit: Visit) -> None:
    """The cable is taken out of the car, which ends the transaction, as a precondition."""
    since = await visit.unplug_ev()
    await visit.csms.next_call("TransactionEvent", since=since, where={"eventType": "Ended"})
    visit.deauthorized()
    await visit.csms.settled()


async def _stopped_after(visit: Visit) -> None:
    """The cable is taken out of the car, and the driver stops, which ends the transaction, as a precondition."""
    await visit.unplug_ev()
    await visit.csms.settled()
    since = await visit.stop()
    await visit.csms.next_call("TransactionEvent", since=since, where={"eventType": "Ended"})
    await visit.csms.settled()


def _staying(csms: CsmsProbe) -> AbstractAsyncContextManager[None]:
    """For the block a transaction waits for its cable longer than the case lasts."""
    return configured(csms, variable("TxCtrlr", "EVConnectionTimeOut", attributeValue="3600"), if_implemented=True)
