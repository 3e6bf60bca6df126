"""What the cases of F01 to F03 share: where TransactionEvents tell of a remote start, and transactions everywhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, id_token
from ocpp_conformance.conformance.station.connectors import connectors
from ocpp_conformance.conformance.station.remote_states import remotely_authorized
from ocpp_conformance.conformance.station.states import energy_transfer_started, ev_connected, visiting
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.payloads import unknown_uid


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
async def charging_everywhere(csms: CsmsProbe, driver: CaseDriver) -> AsyncIterator[list[Visit]]:
    """EnergyTransferStarted at the first connector of every EVSE, as a precondition: our CSMS starts each transaction
    with a card of its own, so that none ends another."""
    firsts = dict(sorted(await connectors(csms), reverse=True)) or {1: 1}
    async with AsyncExitStack() as stack:
        visits = []
        for place in sorted(firsts.items()):
            visit = await stack.enter_async_context(visiting(csms, driver, id_token(unknown_uid()), place=place))
            await ev_connected(visit)
            await remotely_authorized(visit)
            await energy_transfer_started(visit)
            await csms.settled()
            visits.append(visit)
        yield visits
