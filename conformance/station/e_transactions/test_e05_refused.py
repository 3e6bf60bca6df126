"""E05: the CSMS does not accept the id token of a transaction that runs."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.c_authorization.outdated import (
    DEAUTHORIZED,
    OFFLINE,
    SUSPENDED,
    card_told,
    energy_stopped,
    known_and_connected,
    on_invalid_id,
    started_offline,
    tells,
    tells_none,
)
from ocpp_conformance.conformance.station.tx_points import stopping_at
from ocpp_conformance.conformance.station.variables import configured, value_of
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_TOPICS, _NEEDS = ("auth", "offline"), (Need.BOOT_SCALE, Need.ALLOW_CACHE, Need.ALLOW_LISTS)
_CHARGING = {"transactionInfo": {"chargingState": "Charging"}}
_ENDING = ("Authorized", "PowerPathClosed", "EnergyTransfer", "DataSigned")


@case("PART2-CS-E05-03", "A refused card ends the authorization", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_refused_card_is_deauthorized(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    stops, none = on_invalid_id(stop=True, energy=0)
    point = stopping_at(csms, "EVConnected", without=_ENDING)
    driver = known_and_connected(csms, station_driver, tokens.get("accepted"), OFFLINE, stops)
    async with point, configured(csms, none, if_implemented=True), driver as visit:
        gap = await started_offline(visit)
        visit.deauthorized()
        await card_told(csms, gap.since)
        await tells(visit, gap, "E05.FR.09", {**DEAUTHORIZED, "eventType": "Updated"})
        await energy_stopped(visit, gap, "E05.FR.09")


@case("PART2-CS-E05-04", "A refused card gets no more energy", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_refused_card_is_suspended(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    goes_on, none = on_invalid_id(stop=False, energy=0)
    point = stopping_at(csms, "EVConnected", without=("EnergyTransfer",))
    driver = known_and_connected(csms, station_driver, tokens.get("accepted"), OFFLINE, goes_on)
    async with point, configured(csms, none, if_implemented=True), driver as visit:
        if await value_of(csms, none) not in (None, none["attributeValue"]):
            raise csms.checklist.give_up("the station gives energy to anybody: TxCtrlr.MaxEnergyOnInvalidId")
        gap = await started_offline(visit)
        await card_told(csms, gap.since)
        wanted = {"eventType": "Updated", "triggerReason": "ChargingStateChanged", **SUSPENDED}
        await tells(visit, gap, "E05.FR.02", wanted)
        await energy_stopped(visit, gap, "E05.FR.02")


@case("PART2-CS-E05-05", "A refused card charges up to its limit", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_refused_card_charges_on(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    settings = on_invalid_id(stop=False, energy=10_000)
    await csms.booted()
    async with known_and_connected(csms, station_driver, tokens.get("accepted"), OFFLINE, *settings) as visit:
        gap = await started_offline(visit)
        await card_told(csms, gap.since)
        await csms.next_call("TransactionEvent", since=gap.since, within=csms.patience.boot, where=_CHARGING)
        await csms.listen(csms.patience.silence(5))
        tells_none(visit, gap, "E05.FR.03", SUSPENDED)
        tells_none(visit, gap, "E05.FR.03", {"eventType": "Ended"})
