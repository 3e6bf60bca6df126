"""E06, E07, E08: how a transaction ends."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.c_authorization.outdated import (
    OFFLINE,
    card_told,
    energy_stopped,
    known_and_connected,
    on_invalid_id,
    started_offline,
)
from ocpp_conformance.conformance.station.charging import ended, while_charging
from ocpp_conformance.conformance.station.due_readings import signed_readings_due
from ocpp_conformance.conformance.station.e_transactions.outages import outage, patient
from ocpp_conformance.conformance.station.tx_points import stopping_at
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_TOPICS, _SLOW = ("transactions",), (Need.BOOT_SCALE,)
_TRUST = (*_SLOW, Need.ALLOW_CACHE, Need.ALLOW_LISTS)


@case("PART2-CS-E06-01", "A card that is refused ends its transaction", topics=_TOPICS, needs=_TRUST, intents=PEOPLE)
async def test_refused_card_ends_the_transaction(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    stops, none = on_invalid_id(stop=True, energy=0)
    point = stopping_at(csms, "Authorized")
    driver = known_and_connected(csms, station_driver, tokens.get("accepted"), OFFLINE, stops)
    async with point, configured(csms, none, if_implemented=True), driver as visit:
        gap = await started_offline(visit)
        visit.deauthorized()
        await card_told(csms, gap.since)
        await csms.must_send("E06.FR.04", "TransactionEvent", since=gap.since, where={"eventType": "Ended"})


@case("PART2-CS-E07-01", "Signed readings of a local stop", topics=_TOPICS, needs=_SLOW, intents=PEOPLE)
async def test_local_stop_is_signed(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    driver = while_charging(csms, station_driver, tokens.get("accepted"))
    async with signed_readings_due(csms) as due, driver as visit:
        since = csms.mark
        await ended(visit)
        await due.signed("E07.FR.12", visit, since)


@case("PART2-CS-E08-03", "The card stops its transaction offline", topics=_TOPICS, needs=_SLOW, intents=PEOPLE)
async def test_card_stops_offline(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    await csms.booted()
    async with patient(csms), while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        async with outage(csms) as gap:
            await visit.stop()
        await csms.comes("TransactionEvent", since=gap.since)
        await energy_stopped(visit, gap, "E08.FR.01")
