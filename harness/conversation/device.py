"""What a conversation tells of the station's device model: variables, and its inventory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ocpp_conformance.harness.conversation.exchange import Exchange
from ocpp_conformance.harness.rpc import Payload

Key = tuple[str, str, int | None, int | None, str, str]
"""Component, its instance, EVSE, connector, variable, its instance; names in small letters."""


def key_of(about: Mapping[str, Any]) -> Key:
    """The key of what has a `component` and a `variable`."""
    component, variable = about["component"], about.get("variable") or {}
    evse = component.get("evse") or {}
    return (
        component["name"].lower(),
        component.get("instance", "").lower(),
        evse.get("id"),
        evse.get("connectorId"),
        variable.get("name", "").lower(),
        variable.get("instance", "").lower(),
    )


@dataclass
class Device:
    """The station's variables as far as they were told. `inventory` has what the last whole FullInventory held, None
    before there was one."""

    values: dict[Key, str] = field(default_factory=dict)
    inventory: frozenset[Key] | None = None
    _asked: dict[int, str] = field(default_factory=dict)
    _parts: dict[int, set[Key]] = field(default_factory=dict)

    def value(self, component: str, variable: str, instance: str = "") -> str | None:
        """The last known Actual value of a variable of the station itself; None where none was told."""
        return self.values.get((component.lower(), "", None, None, variable.lower(), instance.lower()))

    @property
    def connectors(self) -> frozenset[tuple[int, int]] | None:
        """The connectors of the inventory, as EVSE and connector; None without one."""
        if self.inventory is None:
            return None
        return frozenset((k[2], k[3]) for k in self.inventory if k[2] is not None and k[3] is not None)

    @property
    def evses(self) -> frozenset[int] | None:
        """The EVSEs of the inventory; None without one."""
        return None if self.inventory is None else frozenset(k[2] for k in self.inventory if k[2] is not None)

    def called(self, exchange: Exchange) -> None:
        """Take a valid CALL of either side."""
        if exchange.action == "NotifyReport":
            self._report(exchange.request)

    def answered(self, exchange: Exchange) -> None:
        """Take an exchange that succeeded."""
        match exchange.action:
            case "GetVariables":
                for result in exchange.result["getVariableResult"]:
                    if result["attributeStatus"] == "Accepted" and _is_actual(result) and "attributeValue" in result:
                        self.values[key_of(result)] = result["attributeValue"]
            case "SetVariables":
                asked = {key_of(item): item for item in exchange.request["setVariableData"] if _is_actual(item)}
                for result in exchange.result["setVariableResult"]:
                    if result["attributeStatus"] == "Accepted" and _is_actual(result) and key_of(result) in asked:
                        self.values[key_of(result)] = asked[key_of(result)]["attributeValue"]
            case "GetBaseReport":
                if exchange.result["status"] == "Accepted":
                    self._asked[exchange.request["requestId"]] = exchange.request["reportBase"]

    def _report(self, report: Payload) -> None:
        number = report["requestId"]
        parts = self._parts.setdefault(number, set())
        for item in report.get("reportData", ()):
            parts.add(key_of(item))
            for value in _actual_values(item):
                self.values[key_of(item)] = value
        if not report.get("tbc", False):
            whole = frozenset(self._parts.pop(number))
            if self._asked.get(number) == "FullInventory" and whole:
                self.inventory = whole


def _is_actual(item: Mapping[str, Any], name: str = "attributeType") -> bool:
    return bool(item.get(name, "Actual") == "Actual")


def _actual_values(item: Mapping[str, Any]) -> Iterator[str]:
    return (each["value"] for each in item["variableAttribute"] if _is_actual(each, "type") and "value" in each)
