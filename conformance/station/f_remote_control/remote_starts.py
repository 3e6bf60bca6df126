"""What the cases of F01 to F03 share: where TransactionEvents tell of a remote start, and what begins a transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CsmsProbe, variable
from ocpp_conformance.conformance.station.variables import configured, members
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.harness.evidence import Miss, Source


def names_remote_start(visit: Visit, reason: Source, id: Source) -> None:
    """The first TransactionEvent after the remote start says RemoteStart, whatever else it tells of, and has its id
    (the general rules of Part 6, 2.1)."""
    first = [event for event in visit.events(visit.asked) if visit.tells_remote_start(event)]
    if not first:
        visit.csms.checklist.book(reason, (Miss("", "a TransactionEvent", "none"),))
        return
    first[0].meets(reason, triggerReason="RemoteStart")
    first[0].meets(id, transactionInfo={"remoteStartId": visit.remote_start})


@asynccontextmanager
async def starting_on_authorization(csms: CsmsProbe) -> AsyncIterator[None]:
    """TxStartPoint contains Authorized for the block, as a precondition."""
    about = variable("TxCtrlr", "TxStartPoint")
    if "Authorized" in await members(csms, about):
        yield
    else:
        async with configured(csms, {**about, "attributeValue": "Authorized"}):
            yield
