"""E11: the connection is lost while a transaction runs."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.e_transactions.outages import WAIT, outage, read_while_charging, readings_told
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case("TC_E_40_CS", topics=("offline",), needs=(Need.BOOT_SCALE,), intents=PEOPLE)
async def test_readings_of_an_outage_are_told_afterwards(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with read_while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        async with outage(csms) as gap:
            await csms.listen(csms.patience.scaled(WAIT))

        await readings_told(visit, gap, step(3))
