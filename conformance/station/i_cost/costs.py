"""What our CSMS tells a driver of cost while they charge (I02, I03)."""

from __future__ import annotations

from ocpp_conformance.conformance.case import CsmsProbe
from ocpp_conformance.conformance.station.variables import value_of
from ocpp_conformance.harness.rpc import Call, Payload

COST = 1.25
_AVAILABLE = {"component": {"name": "TariffCostCtrlr"}, "variable": {"name": "Available", "instance": "Cost"}}


async def tells_costs(csms: CsmsProbe) -> None:
    """The station tells its drivers what they pay, as a precondition."""
    if (await value_of(csms, _AVAILABLE) or "").lower() != "true":
        raise csms.checklist.give_up("the station tells of no cost: TariffCostCtrlr.Available")


def costs_told(csms: CsmsProbe, *, running: bool) -> None:
    """Our CSMS tells a text with the id token and with each TransactionEvent that has none; with `running` it tells the
    cost so far in the answers to readings."""
    text = {"format": "UTF8", "content": f"{COST:.2f}"}
    csms.answers("Authorize", {"idTokenInfo": {"status": "Accepted", "personalMessage": text}})

    def told(call: Call) -> Payload:
        if "idToken" in call.payload:
            return {"idTokenInfo": {"status": "Accepted"}}
        if running and call.payload["triggerReason"] == "MeterValuePeriodic":
            return {"totalCost": COST}
        return {"updatedPersonalMessage": text}

    csms.answers("TransactionEvent", told)


def final_cost_told(csms: CsmsProbe) -> None:
    """Our CSMS tells the cost in the answer to the end of a transaction."""

    def told(call: Call) -> Payload:
        known = {"idTokenInfo": {"status": "Accepted"}} if "idToken" in call.payload else {}
        return known | ({"totalCost": COST} if call.payload["eventType"] == "Ended" else {})

    csms.answers("TransactionEvent", told)
