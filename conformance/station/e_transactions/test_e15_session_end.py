"""E15: the car ends its ISO 15118 session."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step, variable
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.variables import members
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_ENDING = {"Authorized", "PowerPathClosed", "EnergyTransfer"}
"""The members of TxStopPoint with which the transaction ends too."""
_STOP = {"triggerReason": "StopAuthorized"}


@case("TC_E_46_CS", intents=(*PEOPLE, "end_session"))
async def test_car_ends_its_session(csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]) -> None:
    """Part 6 has it executed with external identification: who charges has presented a card."""
    async with while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        stops = await members(csms, variable("TxCtrlr", "TxStopPoint"))
        visit.deauthorized()
        since = await visit.car.end_session()
        event = await csms.must_send(step(1), "TransactionEvent", since=since, where=_STOP)
        if stops & _ENDING:
            event.meets("E15.FR.04", eventType="Ended", transactionInfo={"stoppedReason": "StoppedByEV"})
            event.meets(step(1), eventType="Ended", transactionInfo={"chargingState": "EVConnected"})
        else:
            event.meets("E15.FR.05", eventType="Updated")
            event.meets(step(1), eventType="Updated", transactionInfo={"chargingState": "EVConnected"})
