"""E08: the driver stops while the station is offline."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.c_authorization.groups import ACCEPTED_IN_GROUP
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.e_transactions.outages import end_told, outage, patient
from ocpp_conformance.conformance.station.memory import says, trusted_offline
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
TOPICS = ("offline",)
_GROUP = (Need.TOKEN_ACCEPTED, Need.TOKEN_GROUP, Need.ALLOW_CACHE, Need.ALLOW_LISTS)


@case("TC_E_44_CS", topics=TOPICS, needs=(Need.BOOT_SCALE,), intents=PEOPLE)
async def test_stop_of_an_outage_is_told_afterwards(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    await csms.booted()
    async with patient(csms), while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        async with outage(csms) as gap:
            await visit.stop()
            await visit.unplug()

        await end_told(visit, gap, "E08.FR.04", "E08.FR.07")


@case("TC_E_45_CS", topics=TOPICS, needs=(Need.BOOT_SCALE, *_GROUP), intents=PEOPLE)
async def test_card_of_the_group_stops_offline(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    await csms.booted()
    async with patient(csms), trusted_offline(csms, station_driver, tokens["group"], ACCEPTED_IN_GROUP) as other:
        says(csms, ACCEPTED_IN_GROUP)
        async with while_charging(csms, station_driver, tokens["accepted"]) as visit:
            async with outage(csms) as gap:
                await visit.present(other)
                visit.deauthorized()
                await visit.unplug()

            await end_told(visit, gap, "E08.FR.02", "E08.FR.07")
