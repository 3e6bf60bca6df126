"""A station starts a transaction offline for a token that it trusts, and then hears that the CSMS doesn't accept it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from ocpp_conformance.conformance.case import PRESENT, CaseDriver, CsmsProbe, variable
from ocpp_conformance.conformance.station.c_authorization.cached import serves
from ocpp_conformance.conformance.station.e_transactions.outages import WAIT, Outage, outage, patient
from ocpp_conformance.conformance.station.memory import (
    INVALID,
    cache_in_use,
    id_token_cached,
    id_token_on_local_list,
    says,
)
from ocpp_conformance.conformance.station.states import ev_connected, visiting
from ocpp_conformance.conformance.station.tx_points import begins_without_a_bay
from ocpp_conformance.conformance.station.variables import value_of
from ocpp_conformance.conformance.station.visit import READINGS, Visit, same_token
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.rpc import Payload

OFFLINE = variable("AuthCtrlr", "LocalAuthorizeOffline", attributeValue="true")
UNKNOWN = variable("AuthCtrlr", "OfflineTxForUnknownIdEnabled", attributeValue="true")
CHARGING = {"triggerReason": "ChargingStateChanged", "offline": True}
DEAUTHORIZED = {"triggerReason": "Deauthorized"}
SUSPENDED = {"transactionInfo": {"chargingState": "SuspendedEVSE"}}


def on_invalid_id(*, stop: bool, energy: int) -> tuple[Payload, Payload]:
    """The settings of what happens to a transaction whose id token turns out invalid."""
    stops = variable("TxCtrlr", "StopTxOnInvalidId", attributeValue=str(stop).lower())
    return stops, variable("TxCtrlr", "MaxEnergyOnInvalidId", attributeValue=str(energy))


@asynccontextmanager
async def known_and_connected(
    csms: CsmsProbe, driver: CaseDriver, card: Payload | None, *settings: Payload
) -> AsyncIterator[Visit]:
    """The station has these settings and knows the card, from its cache and, where it has one, its local list; the EV
    is plugged in. From here on our CSMS says Invalid."""
    async with cache_in_use(csms, *settings), patient(csms), AsyncExitStack() as stack:
        known = await id_token_cached(csms, driver, card)
        if (await value_of(csms, variable("LocalAuthListCtrlr", "Available")) or "").lower() == "true":
            await stack.enter_async_context(id_token_on_local_list(csms, known))
        visit = await stack.enter_async_context(visiting(csms, driver, known, unasked=True))
        begins_without_a_bay(visit)
        await ev_connected(visit)
        await csms.settled()
        says(csms, INVALID)
        yield visit


async def started_offline(visit: Visit) -> Outage:
    """The driver presents the card while there is no connection; the station is back, and its queue is empty."""
    csms = visit.csms
    async with outage(csms) as gap:
        await visit.start()
        await csms.listen(csms.patience.scaled(WAIT))
    await csms.comes("TransactionEvent", since=gap.since)
    await csms.settled()
    return gap


async def card_told(csms: CsmsProbe, since: int) -> None:
    """From a bookmark on an event named the card, as a precondition: what our CSMS says of it is the answer to that."""
    await csms.next_call("TransactionEvent", since=since, within=csms.patience.boot, where={"idToken": PRESENT})


async def tells(visit: Visit, gap: Outage, source: Source, wanted: Mapping[str, object]) -> None:
    """One of the TransactionEvents since an outage has these fields."""
    await visit.csms.must_send(source, "TransactionEvent", since=gap.since, where=wanted)


def tells_none(visit: Visit, gap: Outage, source: Source, unwanted: Mapping[str, object]) -> None:
    """None of the TransactionEvents since an outage has these fields."""
    found = [event for event in visit.events(gap.since) if not mismatches(unwanted, event.payload)]
    misses = (Miss("", f"no TransactionEvent with {dict(unwanted)}", str(dict(found[0].payload))),) if found else ()
    visit.csms.checklist.book(source, misses, frame=found[0].frame if found else None)


def authorization_told(visit: Visit, gap: Outage, source: Source, *, optional: bool = False) -> None:
    """The TransactionEvent with which the card was authorized offline names it. Where TxStartPoint doesn't contain
    Authorized, and nothing had started before, none is due."""
    due = not optional and ("Authorized" in visit.starts or any(e.frame < gap.since for e in visit.events()))
    told = [event for event in visit.events(gap.since) if event["triggerReason"] == "Authorized"]
    for event in told[:1]:
        event.meets(source, idToken=same_token(visit.card), offline=True)
    if due and not told:
        visit.csms.checklist.book(source, (Miss("", "a TransactionEvent with Authorized", "none"),))


async def energy_stopped(visit: Visit, gap: Outage, source: Source) -> None:
    """What was told last of the energy is that none flows any more, or that the transaction has ended."""
    await visit.csms.settled()
    last = [e for e in visit.events(gap.since) if "chargingState" in e["transactionInfo"] or e["eventType"] == "Ended"]
    flows = not last or (serves(last[-1]) and last[-1]["eventType"] != "Ended")
    misses = (Miss("", "an event that tells that no energy flows", "none"),) if flows else ()
    visit.csms.checklist.book(source, misses, frame=last[-1].frame if last else None)


def queue_is_offline(visit: Visit, gap: Outage, source: Source) -> None:
    """What was told up to the answer about the token, and is no reading, is marked as offline."""
    queued = [event for event in visit.events(gap.since) if event["triggerReason"] not in READINGS]
    until = next((event["seqNo"] for event in queued if not mismatches(SUSPENDED, event.payload)), None)
    for event in queued:
        if until is None or event["seqNo"] < until:
            event.meets(source, offline=True)
