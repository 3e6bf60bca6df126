"""F01, F02: our CSMS starts a transaction and leaves the EVSE to the station."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import PRESENT, CaseDriver, CsmsProbe, case, id_token
from ocpp_conformance.conformance.station.states import ev_connected, visiting
from ocpp_conformance.conformance.station.visit import ANY_CARD, PEOPLE, Visit
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes.payloads import unknown_uid
from ocpp_conformance.harness.rpc import Payload

_TOPICS = ("transactions",)
_Tokens = Mapping[str, Payload]


@case("PART2-CS-F01-08", "The station chooses where the cable is", topics=_TOPICS, intents=PEOPLE)
async def test_station_chooses_behind_the_cable(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with _visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await ev_connected(visit)
        since, id = await _started_somewhere(visit)
        await _place_told(visit, "F01.FR.20", since, id)


@case("PART2-CS-F02-04", "The station chooses before the cable", topics=_TOPICS, intents=PEOPLE)
async def test_station_chooses_before_the_cable(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with _visiting(csms, station_driver, tokens.get("accepted")) as visit:
        since, id = await _started_somewhere(visit)
        await csms.settled()
        await visit.plug_in()
        await _place_told(visit, "F02.FR.22", since, id)


async def _started_somewhere(visit: Visit) -> tuple[int, int]:
    """A remote start without an EVSE is Accepted, which the station need not do (F01.FR.07); gives the bookmark from
    before, and its id."""
    csms, id = visit.csms, secrets.randbelow(2**31 - 1) + 1
    visit.card = visit.card or {**ANY_CARD, **id_token(unknown_uid())}
    visit.remote_start, visit.authorized, since = id, csms.mark, csms.mark
    reply = await csms.call("RequestStartTransaction", {"idToken": visit.card, "remoteStartId": id})
    if reply["status"] == "Rejected":
        raise csms.checklist.give_up("the station starts nothing without an EVSE")
    reply.expects(status="Accepted")
    return since, id


async def _place_told(visit: Visit, source: Source, since: int, id: int) -> None:
    """The transaction of the remote start has an EVSE, in the event that tells of it or in another one."""
    csms, info = visit.csms, {"remoteStartId": id}
    event = await csms.next_call("TransactionEvent", since=since, where={"transactionInfo": info})
    mine = {"transactionInfo": {"transactionId": event["transactionInfo"]["transactionId"]}, "evse": {"id": PRESENT}}
    await csms.must_send(source, "TransactionEvent", since=visit.since, where=mine)


@asynccontextmanager
async def _visiting(csms: CsmsProbe, driver: CaseDriver, card: Payload | None) -> AsyncIterator[Visit]:
    """A driver comes to the station, on which whatever has begun is stopped before they leave."""
    async with visiting(csms, driver, card) as visit:
        try:
            yield visit
        finally:
            await csms.settled()
            told = [call for call in csms.received("TransactionEvent") if call.judgement is None]
            for id in {str(call["transactionInfo"]["transactionId"]) for call in told}:
                await csms.tidy("a transaction runs on", "RequestStopTransaction", {"transactionId": id})
