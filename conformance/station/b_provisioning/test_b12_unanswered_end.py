"""B12: a reset ends a transaction, and the CSMS doesn't answer that."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import SILENCE, CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.b_provisioning.resets import boots, reset
from ocpp_conformance.conformance.station.e_transactions.retries import INTERVAL, retrying
from ocpp_conformance.conformance.station.states import charging, visiting
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case(
    "PART2-CS-B12-05",
    "The end that a reset brings is sent again after the boot where nobody answered it",
    topics=("reset", "offline"),
    needs=(Need.RESET, Need.BOOT_SCALE),
    intents=PEOPLE,
)
async def test_unanswered_end_is_sent_again_after_the_boot(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    await csms.booted()
    async with retrying(csms), visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await charging(visit)
        csms.answers("TransactionEvent", SILENCE)
        since = await reset(csms, {"type": "Immediate"}, "B12.FR.02", "Accepted")
        ended = await csms.next_call("TransactionEvent", since=since, where={"eventType": "Ended"})
        boot = await boots(csms, "B11.FR.03", since, "RemoteReset")
        csms.answers("TransactionEvent")
        same = {name: ended[name] for name in ("eventType", "seqNo", "transactionInfo")}
        late = csms.patience.too_late(2 * INTERVAL)
        await csms.must_send("B12.FR.05", "TransactionEvent", since=boot.frame, within=late, where=same)
