"""E04, E05, E08, E11, E12: the readings of a transaction that is offline at its begin, on its way or at its end."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.due_readings import readings_due, signed_readings_due
from ocpp_conformance.conformance.station.e_transactions.events import numbered
from ocpp_conformance.conformance.station.e_transactions.outages import WAIT, Outage, outage, patient
from ocpp_conformance.conformance.station.memory import INVALID, says, trusted_offline
from ocpp_conformance.conformance.station.states import visiting
from ocpp_conformance.conformance.station.tx_points import stopping_at
from ocpp_conformance.conformance.station.visit import PEOPLE, Visit
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_TOPICS, _NEEDS = ("offline", "transactions"), (Need.BOOT_SCALE,)
_TRUST = (*_NEEDS, Need.ALLOW_CACHE, Need.ALLOW_LISTS)


@case("PART2-CS-E04-01", "A transaction that begins offline", topics=_TOPICS, needs=_TRUST, intents=PEOPLE)
async def test_offline_start_is_told(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with readings_due(csms) as due, _begun_offline(csms, station_driver, tokens) as (visit, gap):
        await csms.must_send("E04.FR.02", "TransactionEvent", since=gap.since, where={"eventType": "Started"})
        numbered(visit, "E04.FR.01")
        early = visit.starts & {"EVConnected", "Authorized"}  # what waits for the EV may begin when the station is back
        for event in visit.events(gap.since) if early else ():
            if event["eventType"] == "Started" or "idToken" in event.payload:  # these cannot be from later
                event.meets("E04.FR.03", offline=True)
        due.begin("E04.FR.05", visit)
        due.course("E04.FR.06", visit, gap.since)


@case("PART2-CS-E04-02", "Signed readings of an offline begin", topics=_TOPICS, needs=_TRUST, intents=PEOPLE)
async def test_offline_start_is_signed(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with signed_readings_due(csms) as due, _begun_offline(csms, station_driver, tokens) as (visit, gap):
        await due.signed("E04.FR.10", visit, gap.since)


@case("PART2-CS-E05-01", "Readings of a card that is refused later", topics=_TOPICS, needs=_TRUST, intents=PEOPLE)
async def test_refused_start_has_readings(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    begun = _begun_offline(csms, station_driver, tokens, refused=True)
    async with readings_due(csms) as due, begun as (visit, _):
        due.begin("E05.FR.05", visit)


@case("PART2-CS-E05-02", "Signed readings of a card that is refused", topics=_TOPICS, needs=_TRUST, intents=PEOPLE)
async def test_refused_start_is_signed(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    begun = _begun_offline(csms, station_driver, tokens, refused=True)
    async with signed_readings_due(csms) as due, begun as (visit, gap):
        await due.signed("E05.FR.06", visit, gap.since)


@case("PART2-CS-E08-01", "A stop while offline", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_offline_stop_is_told(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with readings_due(csms) as due, _stopped_offline(csms, station_driver, tokens) as (visit, gap):
        await csms.must_send("E08.FR.06", "TransactionEvent", since=gap.since, where={"eventType": "Ended"})
        numbered(visit, "E08.FR.05")
        due.end("E08.FR.09", visit)


@case("PART2-CS-E08-02", "Signed readings of a stop while offline", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_offline_stop_is_signed(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with signed_readings_due(csms) as due, _stopped_offline(csms, station_driver, tokens) as (visit, gap):
        await due.signed("E08.FR.12", visit, gap.since)


@case("PART2-CS-E11-01", "Signed readings of an outage", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_readings_of_an_outage_are_signed(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    driver = while_charging(csms, station_driver, tokens.get("accepted"))
    async with signed_readings_due(csms) as due, patient(csms), driver as visit:
        async with outage(csms) as gap:
            await csms.listen(csms.patience.scaled(WAIT))
        await csms.must_send("E11.FR.01", "TransactionEvent", since=gap.since)
        await csms.settled()
        numbered(visit, "E11.FR.01")
        await due.signed("E11.FR.08", visit, gap.since)


@case("PART2-CS-E12-01", "A whole transaction while offline", topics=_TOPICS, needs=_TRUST, intents=PEOPLE)
async def test_offline_transaction_has_readings(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    begun = _begun_offline(csms, station_driver, tokens, stops=True)
    async with readings_due(csms) as due, begun as (visit, gap):
        due.course("E12.FR.03", visit, gap.since)
        due.end("E12.FR.07", visit)


@case("PART2-CS-E12-02", "Signed readings of a whole transaction", topics=_TOPICS, needs=_TRUST, intents=PEOPLE)
async def test_offline_transaction_is_signed(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    begun = _begun_offline(csms, station_driver, tokens, stops=True)
    async with signed_readings_due(csms) as due, begun as (visit, gap):
        await due.signed("E12.FR.10", visit, gap.since)


@asynccontextmanager
async def _begun_offline(
    csms: CsmsProbe, driver: CaseDriver, tokens: _Tokens, *, refused: bool = False, stops: bool = False
) -> AsyncIterator[tuple[Visit, Outage]]:
    """A driver plugs in and starts while the station is offline, charges for a while, and stops if it is so; the
    station is back and has said all of it. The card may be `refused` then."""
    known = trusted_offline(csms, driver, tokens.get("accepted"))
    async with _ending(csms), patient(csms), known as card, visiting(csms, driver, card, unasked=True) as visit:
        if refused:
            says(csms, INVALID)
        async with outage(csms) as gap:
            await visit.plug_in()
            await visit.start()
            await csms.listen(csms.patience.scaled(WAIT))
            if stops:
                await visit.stop()
                await visit.unplug()
        await csms.next_call("TransactionEvent", since=gap.since)
        await csms.settled()
        if refused:
            visit.deauthorized()
        yield visit, gap


@asynccontextmanager
async def _stopped_offline(csms: CsmsProbe, driver: CaseDriver, tokens: _Tokens) -> AsyncIterator[tuple[Visit, Outage]]:
    """The driver stops and leaves while the station is offline, which is back and has said all of it."""
    async with _ending(csms), patient(csms), while_charging(csms, driver, tokens.get("accepted")) as visit:
        async with outage(csms) as gap:
            await visit.stop()
            await visit.unplug()
        await csms.next_call("TransactionEvent", since=gap.since)
        await csms.settled()
        yield visit, gap


def _ending(csms: CsmsProbe) -> AbstractAsyncContextManager[None]:
    """For the block a transaction ends when the driver stops or leaves, at the latest."""
    return stopping_at(csms, "EVConnected", "Authorized", "PowerPathClosed")
