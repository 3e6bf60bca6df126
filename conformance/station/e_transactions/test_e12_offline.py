"""E12: a transaction begins and ends while the station is offline."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.e_transactions.outages import end_told, outage, patient
from ocpp_conformance.conformance.station.memory import trusted_offline
from ocpp_conformance.conformance.station.states import visiting
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case(
    "TC_E_43_CS",
    topics=("offline",),
    needs=(Need.BOOT_SCALE, Need.ALLOW_CACHE, Need.ALLOW_LISTS),
    intents=PEOPLE,
)
async def test_transaction_of_an_outage_is_told_afterwards(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    await csms.booted()
    known = trusted_offline(csms, station_driver, tokens.get("accepted"))
    async with patient(csms), known as card, visiting(csms, station_driver, card, unasked=True) as visit:
        async with outage(csms) as gap:
            await visit.plug_in()
            await visit.start()
            await visit.stop()
            await visit.unplug()

        await end_told(visit, gap, "E12.FR.01", "E12.FR.02")
        await csms.must_send("E12.FR.01", "TransactionEvent", since=gap.since, where={"eventType": "Started"})
