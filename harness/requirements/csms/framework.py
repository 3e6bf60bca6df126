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

    Not judged where no answer came (Part 4, 4.2.3 allows that), nor what was served though a value is too long, too
    large, not of its enumeration or not of its schema (Part 4, 4.1.7 names none of these), or a customData is no good,
    which nobody reads.
    """
    return (_refusal(each) for each in context.window if each.sender is CSMS.other and not each.valid)


_NAMED = ("required", "type")
"""What Part 4, 4.1.7 calls invalid."""


def _refusal(exchange: Exchange) -> Ruling:
    judgement = exchange.judgement
    if exchange.answer is None or judgement is None or len(exchange.answers) > 1:
        return NOT_EXERCISED
    if exchange.error is not None:
        return HELD
    if ANSWERS[judgement.wrong].served is not Grade.FAILURE:
        return NOT_EXERCISED
    if judgement.defects and not any(d.keyword in _NAMED and "/customData" not in d.pointer for d in judgement.defects):
        return NOT_EXERCISED
    text = f"a CALLRESULT to an invalid CALL: {judgement.text}"
    return missed(text, cause=str(judgement.wrong)).seen(exchange.answer.entry)
