"""F05: the CSMS unlocks a connector."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, because, case, variable
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.states import ev_connected, visiting
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

CONNECTOR = {"evseId": 1, "connectorId": 1}


@case("TC_F_05_CS", intents=PEOPLE)
async def test_connector_of_a_transaction_stays_locked(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with while_charging(csms, station_driver, tokens.get("accepted")):
        reply = await csms.call("UnlockConnector", CONNECTOR)
        reply.meets("F05.FR.02", status=because("a transaction is ongoing", "OngoingAuthorizedTransaction"))


@case("TC_F_06_CS", intents=PEOPLE)
async def test_cable_is_let_go(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    await csms.booted()
    # The cable alone shall begin no transaction; one that nobody has authorized would not matter either (F05.FR.02)
    late = variable("TxCtrlr", "TxStartPoint", attributeValue="Authorized")
    async with configured(csms, late, if_implemented=True), visiting(csms, station_driver) as visit:
        await ev_connected(visit)
        reply = await csms.call("UnlockConnector", CONNECTOR)
        reply.meets("F05.FR.04", status="Unlocked")


@case("TC_F_07_CS")
async def test_connector_without_a_cable_is_unlocked(csms: CsmsProbe) -> None:
    await csms.booted()
    reply = await csms.call("UnlockConnector", CONNECTOR)
    reply.meets("F05.FR.06", status="Unlocked")


@case("TC_F_10_CS")
async def test_unknown_connector_is_called_so(csms: CsmsProbe) -> None:
    await csms.booted()
    reply = await csms.call("UnlockConnector", {"evseId": 1, "connectorId": 999})
    reply.meets("F05.FR.03", status="UnknownConnector")
