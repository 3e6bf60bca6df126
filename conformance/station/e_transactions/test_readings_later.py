"""E04, E05: the readings of the begin where the EVSE is not known when the transaction starts, offline."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.due_readings import readings_due
from ocpp_conformance.conformance.station.e_transactions.outages import WAIT, outage, patient
from ocpp_conformance.conformance.station.memory import ACCEPTED, INVALID, says, trusted_offline
from ocpp_conformance.conformance.station.states import visiting
from ocpp_conformance.conformance.station.tx_points import starting_at, stopping_at
from ocpp_conformance.conformance.station.visit import PEOPLE, Visit
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_TOPICS = ("offline", "transactions")
_NEEDS = (Need.BOOT_SCALE, Need.ALLOW_CACHE, Need.ALLOW_LISTS, Need.SECOND_EVSE)
_CHARGING = {"transactionInfo": {"chargingState": "Charging"}}


@case("PART2-CS-E04-03", "Readings of a card before its EVSE", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_readings_wait_for_the_evse(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with readings_due(csms) as due, _card_first(csms, station_driver, tokens, ACCEPTED) as visit:
        due.begin_later("E04.FR.11", visit)


@case("PART2-CS-E05-06", "Readings of a refused card before its EVSE", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_refused_readings_wait_for_the_evse(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with readings_due(csms) as due, _card_first(csms, station_driver, tokens, INVALID) as visit:
        visit.deauthorized()
        due.begin_later("E05.FR.08", visit)


@asynccontextmanager
async def _card_first(
    csms: CsmsProbe, driver: CaseDriver, tokens: _Tokens, info: Mapping[str, object]
) -> AsyncIterator[Visit]:
    """Offline a driver presents a card, then plugs in and charges; the station is back and has said all of it, and our
    CSMS says this about the card."""
    begins, ends = starting_at(csms, "Authorized"), stopping_at(csms, "EVConnected", "Authorized")
    known = trusted_offline(csms, driver, tokens.get("accepted"))
    async with begins, ends, patient(csms), known as card, visiting(csms, driver, card, unasked=True) as visit:
        says(csms, info)
        async with outage(csms) as gap:
            await visit.start()
            await visit.plug_in()
            await csms.listen(csms.patience.scaled(WAIT))
        await csms.next_call("TransactionEvent", since=gap.since, within=csms.patience.boot, where=_CHARGING)
        await csms.settled()
        yield visit
