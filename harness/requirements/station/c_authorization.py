"""Block C, authorization: what a charging station must do."""

from __future__ import annotations

from ocpp_conformance.harness.conversation import Exchange, Transaction
from ocpp_conformance.harness.conversation.transactions import is_offline, same_token, state_of
from ocpp_conformance.harness.requirements.rule import (
    HELD,
    HELD_ONLY,
    NOT_EXERCISED,
    Answers,
    Context,
    Rulings,
    missed,
    rule,
)
from ocpp_conformance.harness.requirements.station.e_transactions import new_events
from ocpp_conformance.harness.rpc import Role

CSMS, STATION = Role.CSMS, Role.STATION
AT_ONCE = 5.0
"""Real seconds within which a card that was asked about stops what it stops."""


@rule("C01.FR.01", judges=STATION, sends="TransactionEvent", twins={"C06.FR.01": lambda e, c: _is_local(e, c)})
def energy_flows_only_after_authorization(event: Exchange, context: Context) -> Answers:
    """Where AuthCtrlr.Enabled is known to be true, an event that tells of energy has an idToken, or comes after one;
    the last answer of the CSMS about that token is Accepted, where it was asked.

    Not judged: events of an outage; transactions whose start is not in the conversation, or with events missing; a
    token that was not told although the CSMS accepted one, which E01.FR.10 is about; a token that was refused in the
    answer to an event of the transaction, which may cross the event that tells of the energy, and which E05 is about.
    """
    transaction = _transaction(event, context)
    if state_of(event) != "Charging" or transaction.state_before(event) == "Charging" or is_offline(event):
        return NOT_EXERCISED
    if not _is_set(context, "AuthCtrlr", "Enabled", "true") or not (transaction.is_whole and transaction.started):
        return NOT_EXERCISED
    token = transaction.token
    if token is None:
        text = "energy flows, and nobody is authorized"
        return NOT_EXERCISED if _accepts_any(event, context) else missed(text, cause="nobody")
    last = _last_answer(token, event, context)
    status = None if last is None else last.result["idTokenInfo"]["status"]
    if last is None or status == "Accepted":
        return HELD
    if last.action == "TransactionEvent" and _transaction(last, context) is transaction:
        return NOT_EXERCISED
    return missed(f"energy flows for a token that the CSMS answered {status}", cause="refused")


def _transaction(event: Exchange, context: Context) -> Transaction:
    return context.conversation.transactions[event.request["transactionInfo"]["transactionId"]]


def _is_local(event: Exchange, context: Context) -> bool:
    token = _transaction(event, context).token
    return token is not None and bool(token["type"] == "Local")


def _is_set(context: Context, component: str, variable: str, value: str) -> bool:
    return (context.conversation.device.value(component, variable) or "").lower() == value


def _accepts_any(event: Exchange, context: Context) -> bool:
    """Whether somebody was accepted, or was asked to be served, before."""
    asked = (e for e in context.conversation.exchanges.of("Authorize") if e.at < event.at and e.succeeded)
    infos = (e.result["idTokenInfo"]["status"] for e in asked)
    started = context.conversation.exchanges.of("RequestStartTransaction")
    return "Accepted" in infos or any(e.at < event.at for e in started)


def _last_answer(token: object, event: Exchange, context: Context) -> Exchange | None:
    """Where the CSMS last said something about a token before an event, None where it never did."""
    for each in reversed(context.conversation.exchanges):
        info = each.result.get("idTokenInfo") if each.succeeded else None
        if info is not None and each.at < event.at and same_token(each.request.get("idToken"), token):
            return each
    return None


@rule("C01.FR.02", judges=STATION, sends="TransactionEvent")
def a_token_is_asked_about(event: Exchange, context: Context) -> Answers:
    """Before an event that says Authorized, the CSMS was asked about its token. Where LocalPreAuthorize is known to be
    false and no Authorize came, it is an advisory: the token may be in a list or cache. A list and a cache that are
    known to be absent or off prove it.

    Not judged: events of an outage; tokens that come with a remote start, or without a reader (Central,
    NoAuthorization); a station known to authorize nobody, or not at the CSMS.
    """
    token, trigger = event.request.get("idToken"), event.request["triggerReason"]
    if trigger != "Authorized" or token is None or _needs_nobody(event, context):
        return NOT_EXERCISED
    asked = any(e.at < event.at and same_token(e.request["idToken"], token) for e in _asked(context))
    sure = all(_is_off(context, component) for component in ("LocalAuthListCtrlr", "AuthCacheCtrlr"))
    if asked:
        return HELD if sure else HELD_ONLY
    if not (sure or _is_set(context, "AuthCtrlr", "LocalPreAuthorize", "false")):
        return NOT_EXERCISED
    return missed("Authorized, and no Authorize asked about the token", cause="token").mildly(not sure)


def _asked(context: Context) -> list[Exchange]:
    return [e for e in context.conversation.exchanges.of("Authorize") if e.sender is STATION and e.valid]


def _needs_nobody(event: Exchange, context: Context) -> bool:
    if is_offline(event) or event.request["idToken"]["type"] in ("Central", "NoAuthorization"):
        return True
    if _is_set(context, "AuthCtrlr", "Enabled", "false"):
        return True
    if _is_set(context, "AuthCtrlr", "DisableRemoteAuthorization", "true"):
        return True
    return any(e.at < event.at for e in context.conversation.exchanges.of("RequestStartTransaction"))


def _is_off(context: Context, component: str) -> bool:
    return any(_is_set(context, component, name, "false") for name in ("Available", "Enabled"))


@rule("C01.FR.03", "C09.FR.07", "E07.FR.01", judges=STATION, about="TransactionEvent")
def the_card_that_started_stops_unasked(context: Context) -> Rulings:
    """A token that authorized a transaction ends the authorization without an Authorize for it.

    Not judged: an Authorize that came long before the stop, or before a remote start with that token or a transaction
    that began after it: the driver may have wanted something else. StopAuthorized with that token proves it.
    """
    for transaction, event in () if "time" in context.lacks else new_events(context):
        token = event.request.get("idToken")
        if event.request["triggerReason"] != "StopAuthorized" or not same_token(token, transaction.token):
            continue
        if transaction.started is None or is_offline(event):
            continue
        since = max(each.at for each in transaction.before(event) if "idToken" in each.request)
        asked = [e for e in _asked(context) if since < e.at < event.at and same_token(e.request["idToken"], token)]
        if asked and event.at - asked[-1].at < AT_ONCE and not _wanted_else(asked[-1], event, context):
            yield missed("Authorize was sent for the card that started", cause="asked").at(asked[-1])
        else:
            yield HELD.of("C01.FR.03", "C09.FR.07", "E07.FR.01")


def _wanted_else(asked: Exchange, stop: Exchange, context: Context) -> bool:
    since = (e for e in context.conversation.exchanges if e.at < stop.at)
    return any(
        e.action == "RequestStartTransaction" or (e.at > asked.at and e.request.get("eventType") == "Started")
        for e in since
    )
