"""Functional block B, reports: GetBaseReport (B07), GetReport (B08), and the NotifyReport messages that follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.variables import check_limit, limits
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import Mutability, Variable
from ocpp_conformance.harness.station.core.outbox import Item

ITEMS_PER_REPORT = 20

_SUMMARY = {"availabilitystate", "available", "problem"}

BASES: dict[str, Callable[[Variable], bool]] = {
    "FullInventory": lambda _variable: True,  # B07.FR.08
    "ConfigurationInventory": lambda variable: variable.mutability is not Mutability.READ_ONLY,  # B07.FR.07
    "SummaryInventory": lambda variable: variable.name.casefold() in _SUMMARY,  # B07.FR.09
}


def get_base_report(station: Core, request: Payload) -> Payload:
    """GetBaseReport: answer, then report."""
    base = request["reportBase"]
    chosen = BASES.get(base)
    if chosen is None or (base == "SummaryInventory" and not station.config.summary_inventory):
        return {"status": "NotSupported", "statusInfo": {"reasonCode": "UnsupportedParam"}}  # B07.FR.02
    variables = [variable for variable in station.model if chosen(variable)]
    station.connection.after(lambda: send_report(station, request["requestId"], variables))
    return {"status": "Accepted"}


def get_report(station: Core, request: Payload) -> Payload:
    """GetReport: what the criteria and the list of variables select."""
    wanted, criteria = request.get("componentVariable"), request.get("componentCriteria")
    variables = list(station.model)
    if criteria is not None and not station.config.criteria:
        return {"status": "NotSupported"}  # B08.FR.02
    if wanted is not None:
        check_limit(wanted)  # B08.FR.17
        variables = [v for v in variables if any(station.decide(selects, item, v) for item in wanted)]
    if criteria is not None:
        variables = [v for v in variables if any(station.decide(meets, v, name) for name in criteria)]  # B08.FR.13
    if not variables:
        return {"status": "EmptyResultSet"}  # B08.FR.15
    station.connection.after(lambda: send_report(station, request["requestId"], variables))
    return {"status": "Accepted"}


def send_report(station: Core, request_id: int, variables: list[Variable]) -> None:
    """Queue the NotifyReports: parts of 20 items, numbered from 0 (B07.FR.10), each with the request id (B07.FR.04)."""
    starts = range(0, len(variables), ITEMS_PER_REPORT)
    for number, start in enumerate(starts):
        part: dict[str, Any] = {
            "requestId": request_id,
            "generatedAt": station.clock.stamp(),
            "seqNo": number,
            "tbc": number + 1 < len(starts),
            "reportData": [variable.report() for variable in variables[start : start + ITEMS_PER_REPORT]],
        }
        station.outbox.post(Item("NotifyReport", part, requested=True))


def selects(_: Core, item: Payload, variable: Variable) -> bool:
    """Whether a ComponentVariable of GetReport means this variable."""
    component, name = item["component"], item.get("variable")
    evse = component.get("evse", {})
    return (
        _same(component["name"], variable.component)
        and ("instance" not in component or _same(component["instance"], variable.component_instance))  # B08.FR.24, .25
        and evse.get("id") in (None, variable.evse)  # B08.FR.23
        and evse.get("connectorId") in (None, variable.connector)  # B08.FR.22
        and (name is None or _same(name["name"], variable.name))  # B08.FR.20
        and (name is None or "instance" not in name or _same(name["instance"], variable.instance))  # B08.FR.21
    )


def meets(station: Core, variable: Variable, criterion: str) -> bool:
    """B08.FR.07 to .10: a component without the variable meets a criterion, except for Problem."""
    place = variable.key[:4]
    flag = next((v for v in station.model if v.key[:4] == place and _same(v.name, criterion)), None)
    if flag is None:
        return criterion != "Problem"
    return flag.text == "true"


def _same(left: str, right: str | None) -> bool:
    return right is not None and left.casefold() == right.casefold()


BLOCK = Block(
    handlers={"GetBaseReport": get_base_report, "GetReport": get_report},
    variables=lambda _: limits("GetReport"),
    seams=(selects, meets),
)
