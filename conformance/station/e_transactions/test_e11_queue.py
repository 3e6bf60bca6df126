"""E11: what waits in the queue when the connection is lost."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.e_transactions.outages import (
    WAIT,
    events_unanswered,
    outage,
    read_while_charging,
)
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case(
    "PART2-CS-E11-02",
    "An event that was not answered is offline",
    topics=("offline",),
    needs=(Need.BOOT_SCALE,),
    intents=PEOPLE,
)
async def test_unanswered_event_is_offline(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with read_while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        async with events_unanswered(csms):
            waiting = await csms.next_call("TransactionEvent", since=csms.mark, within=csms.patience.too_late(WAIT))
            async with outage(csms) as gap:
                await csms.listen(csms.patience.scaled(WAIT))
        same = {"seqNo": waiting["seqNo"], "transactionInfo": {"transactionId": visit.transaction_id}}
        again = await csms.next_call("TransactionEvent", since=gap.since, where=same)  # E13 may have given it up
        again.meets("E11.FR.07", offline=True)
