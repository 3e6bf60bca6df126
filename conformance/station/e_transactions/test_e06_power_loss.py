"""E06: the power goes while a transaction runs."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.states import charging, visiting
from ocpp_conformance.conformance.station.tx_points import stopping_at
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case(
    "PART2-CS-E06-16",
    "A transaction that ran when the power went is told to have ended",
    topics=("transactions", "reset"),
    needs=(Need.RESET,),
    intents=PEOPLE,
    subject=("E06.FR.16",),
)
async def test_transaction_ends_with_the_power(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with stopping_at(csms, "EVConnected"), visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await charging(visit)
        running = {"eventType": "Ended", "transactionInfo": {"transactionId": visit.transaction_id}}
        boot = await csms.reboot()
        boot.expects(reason="PowerUp")  # a Reset is no abnormal condition
        await csms.settled()
        gone = await visit.unplug()  # where it was gone on with, it ends now at the latest
        ended = await csms.must_send("E06.FR.16", "TransactionEvent", since=boot.frame, where=running)
        if ended.frame >= gone:
            raise csms.checklist.give_up("the transaction went on after the boot")
        ended.meets("E06.FR.16", triggerReason="AbnormalCondition")
