"""Block B, provisioning: what a charging station must do."""

from __future__ import annotations

from collections.abc import Iterator

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.rule import ANY, HELD, NOT_EXERCISED, Answers, Context, missed, rule
from ocpp_conformance.harness.rpc import Role

CSMS, STATION = Role.CSMS, Role.STATION


@rule("B01.FR.08", judges=STATION, sends=ANY)
def a_station_that_starts_boots_first(call: Exchange, context: Context) -> Answers:
    """A station that starts sends nothing before its BootNotification is answered Accepted or Pending.

    Not judged on connections without a start of the station in the conversation.
    """
    conversation = context.conversation
    if not conversation.power_ons or conversation.registration is not None:
        return NOT_EXERCISED
    if call.action == "BootNotification":
        return HELD
    return missed(f"{call.action} was sent before the BootNotification was answered", cause=call.action)


@rule("B02.FR.02", "B03.FR.02", judges=STATION, sends=ANY)
def nothing_is_sent_unasked_before_acceptance(call: Exchange, context: Context) -> Answers:
    """Between a boot answer that is not Accepted and acceptance a station sends its BootNotification and what
    TriggerMessage, GetBaseReport or GetReport asked for, nothing else.

    Repeated CALLs that were not answered are free.
    """
    status = context.conversation.registration
    if status not in ("Pending", "Rejected") or call.action == "BootNotification":
        return NOT_EXERCISED
    id = "B02.FR.02" if status == "Pending" else "B03.FR.02"
    if _is_asked_for(call, context):
        return HELD.of(id)
    return missed(f"{call.action} was sent unasked while the station is {status}", cause=call.action).of(id)


_ANSWERED_BY = {
    "SignChargingStationCertificate": "SignCertificate",
    "SignV2GCertificate": "SignCertificate",
    "SignCombinedCertificate": "SignCertificate",
}
"""requestedMessage → the action that comes, where it has another name."""
_ONE_EACH = ("MeterValues", "TransactionEvent", "StatusNotification")
"""What comes once for each EVSE or connector where the trigger names none."""


def _is_asked_for(call: Exchange, context: Context) -> bool:
    since_boot = list(_since_boot(call, context))
    before = [each for each in since_boot if each.sender is STATION and each.action == call.action]
    if any(each.answer is None and each.request == call.request for each in before):
        return True
    if call.action == "NotifyReport":
        return any(_asks_for_report(each, call) for each in since_boot)
    return len(before) < sum(_triggered(each, call.action) for each in since_boot)


def _since_boot(call: Exchange, context: Context) -> Iterator[Exchange]:
    """What came since the station was told that it is not accepted, the newest first."""
    for each in reversed(context.conversation.exchanges):
        if each is call:
            continue
        if each.action == "BootNotification" and each.result.get("status") in ("Pending", "Rejected"):
            return
        yield each


def _asks_for_report(each: Exchange, call: Exchange) -> bool:
    asked = each.sender is CSMS and each.action in ("GetBaseReport", "GetReport")
    return asked and each.request.get("requestId") == call.request["requestId"] and _may_be_accepted(each)


def _triggered(each: Exchange, action: str) -> float:
    """How many messages of this action a CALL of the CSMS frees."""
    if each.sender is not CSMS or each.action != "TriggerMessage" or not _may_be_accepted(each):
        return 0
    wanted = str(each.request.get("requestedMessage"))
    if _ANSWERED_BY.get(wanted, wanted) != action:
        return 0
    return float("inf") if wanted in _ONE_EACH and "connectorId" not in (each.request.get("evse") or {}) else 1


def _may_be_accepted(each: Exchange) -> bool:
    """Whether the answer was Accepted, or is still to come."""
    return each.answer is None or each.result.get("status") == "Accepted"
