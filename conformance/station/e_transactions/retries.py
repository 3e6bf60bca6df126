"""What becomes of a TransactionEvent that our CSMS leaves unanswered or refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, variable
from ocpp_conformance.conformance.station.b_provisioning.boots import not_before
from ocpp_conformance.conformance.station.states import authorized, ev_connected, visiting
from ocpp_conformance.conformance.station.tx_points import begins_without_a_bay
from ocpp_conformance.conformance.station.variables import AN_INTEGER, configured, value_of
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.harness.evidence import Miss, Source, step
from ocpp_conformance.harness.peer import Refusal
from ocpp_conformance.harness.probes import mismatches, polite_answer
from ocpp_conformance.harness.probes.answers import FixedAnswer, OurAnswer
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Call, ErrorCode, Payload

ATTEMPTS = 3
"""MessageAttempts for TransactionEvent."""
INTERVAL = 30
"""MessageAttemptInterval for TransactionEvent, in OCPP seconds."""
FAILURE = Refusal(ErrorCode.INTERNAL_ERROR, "on purpose: the station is to try again")

_CHARGING = {"transactionInfo": {"chargingState": "Charging"}}


@asynccontextmanager
async def energy_untold(
    csms: CsmsProbe, driver: CaseDriver, card: Payload | None, *answers: OurAnswer
) -> AsyncIterator[Visit]:
    """Authorized and EVConnectedPreSession (Part 6, 2.19) as preconditions; the TransactionEvent that tells that energy
    flows gets these answers in turn, the last one again and again."""
    await csms.booted()
    left = list(answers)

    def answer(call: Call) -> FixedAnswer:
        if mismatches(_CHARGING, call.payload):
            return polite_answer(call)
        planned = left.pop(0) if len(left) > 1 else left[0]
        return planned(call) if callable(planned) else planned

    async with retrying(csms), visiting(csms, driver, card) as visit:
        begins_without_a_bay(visit)
        csms.answers("TransactionEvent", answer)
        try:
            await ev_connected(visit)
            await authorized(visit)
            yield visit
        finally:
            csms.answers("TransactionEvent")


async def tried(visit: Visit, times: int, given_up: Source) -> None:
    """The event that tells that energy flows is sent so many times, after the waits that are due, and then no more."""
    csms, timeout = visit.csms, await _timeout(visit.csms)
    sent = [await csms.must_send(step(5), "TransactionEvent", since=visit.since, where=_CHARGING)]
    same = {
        "seqNo": sent[0]["seqNo"],
        "transactionInfo": {"transactionId": sent[0]["transactionInfo"]["transactionId"]},
    }
    while len(sent) < times:
        last, wait = sent[-1], len(sent) * INTERVAL
        late = csms.patience.too_late(timeout + wait)
        again = await csms.must_send("E13.FR.02", "TransactionEvent", since=last.frame + 1, within=late, where=same)
        _waited(csms, last, again, timeout, wait)
        sent.append(again)
    await csms.listen(csms.patience.scaled(timeout + len(sent) * INTERVAL) * 1.2 + csms.patience.quiet)
    more = [
        call
        for call in csms.received("TransactionEvent", since=sent[-1].frame + 1)
        if not mismatches(same, call.payload)
    ]
    misses = tuple(Miss("", f"no attempt after {times}", "another one") for _ in more[:1])
    csms.checklist.book(given_up, misses, frame=more[0].frame if more else None)


def _waited(csms: CsmsProbe, last: ReceivedCall, again: ReceivedCall, timeout: float, wait: float) -> None:
    """An attempt comes no earlier than `wait` after the last one had failed: by our answer, or for want of one."""
    if last.answered_at is None:
        not_before(csms, "E13.FR.03", last.at, again.at, timeout + wait, again.frame)
    else:
        not_before(csms, "E13.FR.03", last.answered_at, again.at, wait, again.frame)


def retrying(csms: CsmsProbe) -> AbstractAsyncContextManager[None]:
    """The station tries a TransactionEvent again, after an interval that we know."""

    def setting(name: str, value: int) -> Mapping[str, object]:
        return variable("OCPPCommCtrlr", name, instance="TransactionEvent", attributeValue=str(value))

    return configured(csms, setting("MessageAttempts", ATTEMPTS), setting("MessageAttemptInterval", INTERVAL))


async def _timeout(csms: CsmsProbe) -> float:
    """MessageTimeout in OCPP seconds; 0 where the station doesn't tell."""
    told = await value_of(csms, variable("OCPPCommCtrlr", "MessageTimeout", instance="Default"))
    return float(told) if told is not None and AN_INTEGER.holds(told) else 0.0
