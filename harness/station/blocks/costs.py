"""Functional block I: what the display tells the driver of tariff and cost (I01 to I06)."""

from __future__ import annotations

from functools import partial

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RW, Variable

COMPONENT = "TariffCostCtrlr"
TARIFF, COST = "Tariff", "Cost"


class Costs:
    """What the display shows: `shown` is the newest text, None before there was any."""

    def __init__(self, station: Core) -> None:
        self._station = station
        self.shown: str | None = None

    def cost(self, amount: float) -> None:
        """Show what a transaction costs, so far or altogether."""
        self._show(COST, f"{amount:.2f} {self._station.model.text(COMPONENT, 'Currency')}")

    def answered(self, answer: Payload) -> None:
        """Show what the CSMS tells in its answer to a TransactionEvent."""
        info = answer.get("idTokenInfo")
        message = answer.get("updatedPersonalMessage") or (info or {}).get("personalMessage")
        if message is not None:
            self._show(TARIFF, message["content"])  # I01.FR.03, I06.FR.03
        elif info is not None and info["status"] == "Accepted":
            self._show(TARIFF, self._station.model.text(COMPONENT, "TariffFallbackMessage"))  # I04.FR.01
        if "totalCost" in answer:
            self.cost(answer["totalCost"])  # I02.FR.04, I03.FR.03

    def unanswered(self, ends: bool) -> None:
        """A transaction goes on or ends without a connection: show what is said then (I04.FR.01, I05.FR.02)."""
        kind, name = (COST, "TotalCostFallbackMessage") if ends else (TARIFF, "TariffFallbackMessage")
        self._show(kind, self._station.model.text(COMPONENT, name))

    def _show(self, kind: str, text: str) -> None:
        if text and self._station.model.text(COMPONENT, "Enabled", kind).lower() == "true":
            self.shown = text
            self._station.note(f"display: {text}")


def cost_updated(station: Core, request: Payload) -> Payload:
    """CostUpdated (I02.FR.02, I02.FR.03)."""
    station.part(Costs).cost(request["totalCost"])
    return {}


def variables(_: Core) -> list[Variable]:
    make = partial(Variable, component=COMPONENT)
    text = partial(make, mutability=RW, maximum=255)
    found = [
        text(name="TariffFallbackMessage", value="Prices: see the sign"),
        text(name="TotalCostFallbackMessage", value="The invoice tells what it costs"),
        make(name="Currency", value="EUR", mutability=RW, minimum=3, maximum=3, may_be_empty=False),
    ]
    for kind in (TARIFF, COST):
        found.append(make(name="Available", instance=kind, value="true", data_type="boolean"))
        found.append(make(name="Enabled", instance=kind, value="true", data_type="boolean", mutability=RW))
    return found


BLOCK = Block(state=Costs, handlers={"CostUpdated": cost_updated}, variables=variables)
