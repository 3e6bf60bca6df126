"""Block E, transactions: what a CSMS must do."""

from __future__ import annotations

from dataclasses import replace

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.evidence.breach import MUST
from ocpp_conformance.harness.requirements.csms.c_authorization import infos, token_of
from ocpp_conformance.harness.requirements.rule import HELD, NOT_EXERCISED, Answers, Context, missed, rule
from ocpp_conformance.harness.rpc import Role

CSMS = Role.CSMS
OF_EVENTS = "Part 2, TransactionEventResponse"


def _started_without_token(exchange: Exchange, context: Context) -> bool:
    """Whether a cable began the transaction and a card came later (E02); false where the start isn't in the
    conversation."""
    transaction = context.conversation.transactions[exchange.request["transactionInfo"]["transactionId"]]
    started = transaction.started
    return started is not None and started is not exchange and "idToken" not in started.request


def _authorized_after_the_cable(exchange: Exchange, context: Context) -> bool:
    return exchange.request["triggerReason"] == "Authorized" and _started_without_token(exchange, context)


def _started_by_a_card(exchange: Exchange, _: Context) -> bool:
    return bool(exchange.request["eventType"] == "Started")


@rule(
    *("E01.FR.12", OF_EVENTS),
    judges=CSMS,
    answers="TransactionEvent",
    twins={"E02.FR.02": _authorized_after_the_cable, "E03.FR.02": _started_by_a_card},
)
def a_card_is_answered_for(exchange: Exchange, context: Context) -> Answers:
    """The answer to an event with an idToken has idTokenInfo; each proves it, E02 where the transaction began without
    a token and this is its Authorized, E03 where it begins with one. For a token that stops it is the table of the
    message that demands it.

    Not judged where the event has no idToken.
    """
    if "idToken" not in exchange.request:
        return NOT_EXERCISED
    stops = exchange.request["triggerReason"] == "StopAuthorized"
    if "idTokenInfo" in exchange.result:
        return HELD.of(OF_EVENTS) if stops else HELD
    miss = missed("the event has an idToken, the answer no idTokenInfo", cause="stop" if stops else "info")
    return replace(miss.of(OF_EVENTS), grade=MUST) if stops else miss


_NOT_VALID = ("Blocked", "Expired", "Invalid", "Unknown")
"""What a token is whatever the time, the place and the transactions that run."""


@rule("E01.FR.11", "E05.FR.01", "E02.FR.04", judges=CSMS, answers=("Authorize", "TransactionEvent"))
def the_token_of_an_event_is_verified(exchange: Exchange, context: Context) -> Answers:
    """An id token that the CSMS knows to be invalid is not accepted in an event; one that isn't accepted there proves
    it, E02 where the transaction began without a token.

    Not judged: accepted tokens that the same case did not show to be invalid before.
    """
    known, case = context.memory("invalid tokens"), context.conversation.case
    for id_token, info in infos(exchange):
        key, status = (case, token_of(id_token)), info["status"]
        before, known[key] = known[key], status if status in _NOT_VALID else None
        if exchange.action == "Authorize":
            return NOT_EXERCISED
        also = ("E02.FR.04",) if _started_without_token(exchange, context) else ()
        if status != "Accepted":
            return HELD.of("E01.FR.11", "E05.FR.01", *also)
        if before is not None:
            text = f"{id_token['idToken']} is accepted in an event; it was {before} a moment ago"
            return missed(text, cause="accepted").of("E01.FR.11", "E05.FR.01", *also)
    return NOT_EXERCISED
