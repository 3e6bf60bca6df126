"""Block H, reservations (H01): what a charging station must do."""

from __future__ import annotations

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.rule import NOT_EXERCISED, Answers, Context, expect, rule
from ocpp_conformance.harness.rpc import Role

STATION = Role.STATION
COMPONENT = "ReservationCtrlr"
STATES = ("Occupied", "Faulted", "Unavailable")
"""What keeps all EVSEs from being reserved, as an answer says it."""


@rule("H01.FR.19", judges=STATION, answers="ReserveNow")
def a_reservation_needs_an_evse(exchange: Exchange, context: Context) -> Answers:
    """Where NonEvseSpecific is known to be false, a reservation that names no EVSE is Rejected.

    Not judged: where the station doesn't tell the variable, as its absence is not seen in every conversation; another
    refusal, which the state of all EVSEs may demand (H01.FR.11, H01.FR.12, H01.FR.14).
    """
    told = context.conversation.device.value(COMPONENT, "NonEvseSpecific") or ""
    if "evseId" in exchange.request or told.lower() != "false" or exchange.result["status"] in STATES:
        return NOT_EXERCISED
    return expect(exchange.result, status="Rejected")
