"""Block O, display messages: what a CSMS must do."""

from __future__ import annotations

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.csms.languages import LANGUAGE_TAG
from ocpp_conformance.harness.requirements.rule import HELD, NOT_EXERCISED, Answers, Context, missed, rule
from ocpp_conformance.harness.rpc import Role


@rule("O01.FR.17", "O02.FR.12", judges=Role.CSMS, sends="SetDisplayMessage")
def the_language_of_a_message_is_a_tag(exchange: Exchange, context: Context) -> Answers:
    """The language of a message has the form of RFC 5646 (`en-US`): O02 of a message for a transaction, O01 of another.

    Not judged where the message names none.
    """
    message = exchange.request["message"]
    language = message["message"].get("language")
    if language is None:
        return NOT_EXERCISED
    id = "O02.FR.12" if "transactionId" in message else "O01.FR.17"
    if LANGUAGE_TAG.fullmatch(language):
        return HELD.of(id)
    return missed(f"the language {language!r} is no tag of RFC 5646", cause="tag").of(id)
