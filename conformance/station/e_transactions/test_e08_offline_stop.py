"""E08: the driver stops while the station is offline."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.e_transactions.outages import outage, patient
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case("TC_E_44_CS", topics=("offline",), needs=(Need.BOOT_SCALE,), intents=PEOPLE)
async def test_stop_of_an_outage_is_told_afterwards(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    await csms.booted()
    async with patient(csms), while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        async with outage(csms) as gap:
            await visit.stop()
            await visit.unplug()

        await csms.must_send("E08.FR.04", "TransactionEvent", since=gap.since, where={"eventType": "Ended"})
        await csms.settled()
        for event in visit.events(gap.since):
            event.meets("E08.FR.07", offline=True)
