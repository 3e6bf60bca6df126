"""Block F, remote control: what a CSMS must do."""

from __future__ import annotations

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.rule import HELD, NOT_EXERCISED, Answers, Context, missed, rule
from ocpp_conformance.harness.rpc import Role

CSMS = Role.CSMS


@rule("F06.FR.13", judges=CSMS, sends="TriggerMessage")
def a_triggered_status_names_its_connector(call: Exchange, context: Context) -> Answers:
    """A TriggerMessage for a StatusNotification has a connectorId; each proves it.

    Not judged: TriggerMessages for anything else.
    """
    if call.request["requestedMessage"] != "StatusNotification":
        return NOT_EXERCISED
    if "connectorId" in call.request.get("evse", {}):
        return HELD
    return missed("TriggerMessage for a StatusNotification without connectorId", cause="connector")


@rule("F02.FR.17", "F01.FR.09", "K05.FR.02", judges=CSMS, sends="RequestStartTransaction")
def the_profile_of_a_remote_start_is_for_its_transaction(call: Exchange, context: Context) -> Answers:
    """A charging profile in a RequestStartTransaction is a TxProfile; one in it proves it, F01 where a transaction runs
    at the EVSE already.

    Not judged where there is none.
    """
    profile = call.request.get("chargingProfile")
    if profile is None:
        return NOT_EXERCISED
    ids = ("F01.FR.09" if _cable_came_first(call, context) else "F02.FR.17", "K05.FR.02")
    purpose = profile["chargingProfilePurpose"]
    return (
        HELD.of(*ids)
        if purpose == "TxProfile"
        else missed(f"a remote start with a {purpose}", cause="purpose").of(*ids)
    )


@rule("F02.FR.19", "F01.FR.11", judges=CSMS, sends="RequestStartTransaction")
def the_profile_of_a_remote_start_names_no_transaction(call: Exchange, context: Context) -> Answers:
    """A charging profile in a RequestStartTransaction has no transactionId: the station makes it; one in it proves it,
    F01 where a transaction runs at the EVSE already.

    Not judged where there is none.
    """
    profile = call.request.get("chargingProfile")
    if profile is None:
        return NOT_EXERCISED
    id = "F01.FR.11" if _cable_came_first(call, context) else "F02.FR.19"
    if "transactionId" not in profile:
        return HELD.of(id)
    return missed(f"the profile of a remote start names {profile['transactionId']!r}", cause="transaction").of(id)


def _cable_came_first(call: Exchange, context: Context) -> bool:
    """Whether a transaction runs at the EVSE of the CALL, as far as the conversation tells."""
    running = (each for each in context.conversation.transactions.values() if each.started and not each.ended)
    return any(each.place is not None and each.place[0] == call.request.get("evseId") for each in running)
