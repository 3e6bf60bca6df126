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
    (Part 4, 4.1.7 names no lengths); serving what the table of Part 4, 4.3 lets pass is an advisory.
    """
    return (_refusal(each) for each in context.window if each.sender is CSMS.other and not each.valid)


def _refusal(exchange: Exchange) -> Ruling:
    judgement = exchange.judgement
    if exchange.answer is None or judgement is None or len(exchange.answers) > 1:
        return NOT_EXERCISED
    if exchange.error is not None:
        return HELD
    served = ANSWERS[judgement.wrong].served
    too_long = bool(judgement.defects) and all(defect.keyword == "maxLength" for defect in judgement.defects)
    if served is Grade.ALLOWED or too_long:
        return NOT_EXERCISED
    text = f"a CALLRESULT to an invalid CALL: {judgement.text}"
    return missed(text, cause=str(judgement.wrong)).seen(exchange.answer.entry).mildly(served is Grade.ADVISORY)
