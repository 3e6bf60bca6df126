"""What the cases of the master pass share: who charges, and that a master pass stops them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, absent_or, id_token, variable
from ocpp_conformance.conformance.station.memory import ACCEPTED, says
from ocpp_conformance.conformance.station.states import NO_READING, charging, visiting
from ocpp_conformance.conformance.station.variables import configured, members
from ocpp_conformance.conformance.station.visit import Visit, same_token
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload

GROUP = "MASTERPASS"
"""MasterPassGroupId."""
PASSED: Mapping[str, object] = {"status": "Accepted", "groupIdToken": id_token(GROUP, "Central")}
"""What our CSMS says of a master pass."""
CONFIGURED = variable("AuthCtrlr", "MasterPassGroupId", attributeValue=GROUP)
BY_MASTER_PASS: Mapping[str, object] = {"stoppedReason": "MasterPass"}


@asynccontextmanager
async def card_first(csms: CsmsProbe) -> AsyncIterator[None]:
    """For the block no transaction starts before a card was accepted."""
    starts = await members(csms, variable("TxCtrlr", "TxStartPoint"))
    fine = starts & {"Authorized", "PowerPathClosed"} and not starts & {"ParkingBayOccupancy", "EVConnected"}
    points = () if fine else (variable("TxCtrlr", "TxStartPoint", attributeValue="Authorized"),)
    async with configured(csms, *points):
        yield


@asynccontextmanager
async def all_charge(
    csms: CsmsProbe, driver: CaseDriver, cards: tuple[Payload, ...], evses: int
) -> AsyncIterator[list[Visit]]:
    """MasterPassGroupId is set, and EnergyTransferStarted for each EVSE, as far as there are cards; the drivers leave
    at the end."""
    await csms.booted()
    async with configured(csms, CONFIGURED), AsyncExitStack() as stack:
        says(csms, ACCEPTED)
        visits = []
        for number, card in enumerate(cards[:evses], start=1):
            visit = await stack.enter_async_context(visiting(csms, driver, card, place=(number, 1)))
            await charging(visit)
            visits.append(visit)
        await csms.settled()
        yield visits


async def pass_presented(visit: Visit, master: Payload, source: Source) -> ReceivedCall:
    """Somebody presents the master pass, and the station asks about it; returns the AuthorizeRequest."""
    csms = visit.csms
    says(csms, PASSED)
    since = csms.mark
    await visit.present(master)
    ask = await csms.must_send(source, "Authorize", since=since)
    ask.meets(source, idToken=same_token(master))
    return ask


async def stopped_by_pass(visit: Visit, master: Payload, source: Source, since: int) -> None:
    """From a bookmark on a TransactionEvent tells that the master pass stopped the transaction of this visit.

    Where TxStopPoint lets the transaction go on, the reason is due with its end: see `left_after_pass`.
    """
    mine = {"triggerReason": NO_READING, "transactionInfo": {"transactionId": visit.transaction_id}}
    event = await visit.csms.must_send(source, "TransactionEvent", since=since, where=mine)
    reason: object = BY_MASTER_PASS if event["eventType"] == "Ended" else {"stoppedReason": absent_or("MasterPass")}
    event.meets(source, idToken=absent_or(same_token(master)), transactionInfo=reason)
    visit.deauthorized()


async def left_after_pass(visit: Visit, stopped: Source) -> None:
    """The end of a transaction that a master pass stopped, once the cable is out, tells so.

    Not so where TxStopPoint waits for the EV to leave the parking bay.
    """
    mine = {"eventType": "Ended", "transactionInfo": {"transactionId": visit.transaction_id}}
    if await members(visit.csms, variable("TxCtrlr", "TxStopPoint")) <= {"ParkingBayOccupancy"}:
        return
    ended = await visit.csms.must_send(stopped, "TransactionEvent", since=visit.since, where=mine)
    ended.meets(stopped, transactionInfo=BY_MASTER_PASS)
