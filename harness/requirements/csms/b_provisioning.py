"""Block B, provisioning: what a CSMS must do."""

from __future__ import annotations

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.rule import ANY, NOT_EXERCISED, Answers, Context, missed, rule
from ocpp_conformance.harness.rpc import Role

CSMS = Role.CSMS


@rule("B03.FR.03", judges=CSMS, sends=ANY)
def nothing_is_asked_of_a_rejected_station(call: Exchange, context: Context) -> Answers:
    """A CSMS starts nothing with a station that it rejected."""
    if context.conversation.registration != "Rejected":
        return NOT_EXERCISED
    return missed(f"{call.action} to a rejected station", cause=call.action)
