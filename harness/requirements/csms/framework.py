"""What Part 2 demands of the answers to all messages (FR.01 to FR.05): what a CSMS must do."""

from __future__ import annotations

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.rule import HELD, NOT_EXERCISED, Context, Ruling, Rulings, missed, rule
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.rpc.codes import ANSWERS, Grade

CSMS = Role.CSMS


@rule("FR.03", judges=CSMS)
def invalid_messages_are_refused(context: Context) -> Rulings:
    """A CALL that its schema, its action or its direction makes invalid is answered with a CALLERROR; each proves it.

    Not judged where no answer came (Part 4, 4.2.3 allows that), nor a text that is too long and served nevertheless
    (Part 4, 4.1.7 names no lengths). Serving what the table of Part 4, 4.3 lets pass is an advisory, as is a customData
    without vendorId: what nobody reads may be served.
    """
    return (_refusal(each) for each in context.window if each.sender is CSMS.other and not each.valid)


def _refusal(exchange: Exchange) -> Ruling:
    judgement = exchange.judgement
    if exchange.answer is None or judgement is None or len(exchange.answers) > 1:
        return NOT_EXERCISED
    if exchange.error is not None:
        return HELD
    served, defects = ANSWERS[judgement.wrong].served, judgement.defects
    if served is Grade.ALLOWED or (defects and all(defect.keyword == "maxLength" for defect in defects)):
        return NOT_EXERCISED
    mild = served is Grade.ADVISORY or (bool(defects) and all("/customData" in defect.pointer for defect in defects))
    miss = missed(f"a CALLRESULT to an invalid CALL: {judgement.text}", cause=f"{judgement.wrong}{' mild' * mild}")
    return miss.seen(exchange.answer.entry).mildly(mild)
