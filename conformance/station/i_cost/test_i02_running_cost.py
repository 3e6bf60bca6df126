"""I02: our CSMS tells what a transaction costs so far."""

from ocpp_conformance.conformance.case import CsmsProbe, case
from ocpp_conformance.conformance.station.i_cost.costs import tells_costs
from ocpp_conformance.conformance.station.remote_use import starting


@case("PART2-CS-I02-01", "The running cost of a transaction", topics=("display", "transactions"))
async def test_running_cost_is_answered(csms: CsmsProbe) -> None:
    async with starting(csms) as starts:
        await tells_costs(csms)
        since = csms.mark
        (await starts.start(1)).expects(status="Accepted")
        event = await csms.next_call("TransactionEvent", since=since)
        id = event["transactionInfo"]["transactionId"]
        for cost in (0, 1.25):
            reply = await csms.call("CostUpdated", {"totalCost": cost, "transactionId": id})
            reply.meets("I02.FR.02")
