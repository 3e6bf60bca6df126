"""What the cases of costs share: a price of the kWh, and readings of the meter."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.conformance.case import CaseDriver, meter_value
from ocpp_conformance.harness.probes import Matcher

PRICE = 0.25
"""Of a kWh, in the currency of the CSMS."""


async def priced(csms_driver: CaseDriver) -> None:
    """The CSMS bills energy, so that a transaction has a cost that it knows."""
    await csms_driver.setup(price=PRICE)


def reading(energy: float, context: str) -> dict[str, Any]:
    """For a TransactionEvent: what the meter shows, in Wh, in this ReadingContext."""
    return {"meterValue": [meter_value(energy, context)]}


SOME = Matcher("more than 0", lambda cost: isinstance(cost, int | float) and cost > 0)
"""What energy has cost that was charged at `PRICE`."""
