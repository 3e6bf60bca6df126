"""What the CSMS knows of the variables of a station: from reports, and from what was read and written."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.csms.errors import InvalidCallError
from ocpp_conformance.harness.rpc import Payload

MOST = 10_000
"""How many attributes of one station are kept; more of them are ignored."""

Key = tuple[str, str | None, int | None, int | None, str, str | None, str]

_SECRET = ("securityctrlr", "basicauthpassword")


class DeviceModel:
    """The attributes that a station told of, or took over. A password is never kept (A01.FR.09)."""

    def __init__(self) -> None:
        self._values: dict[Key, str] = {}
        self._unsaved: set[Key] = set()

    def __len__(self) -> int:
        return len(self._values)

    def value(
        self,
        component: str,
        variable: str,
        *,
        evse: int | None = None,
        connector: int | None = None,
        component_instance: str | None = None,
        instance: str | None = None,
        attribute: str = "Actual",
    ) -> str | None:
        """The value of an attribute as text; None where the station never told it."""
        return self._values.get(
            (*_named(component, component_instance), evse, connector, *_named(variable, instance), attribute)
        )

    def items_per_message(self, component: str, action: str) -> int | None:
        """How many items the station takes in one message of this action; None where it never told a number above 0."""
        told = self.value(component, "ItemsPerMessage", instance=action)
        return int(told) or None if told is not None and told.isdecimal() else None

    def keep(self, item: Payload, attribute: str | None, value: str) -> None:
        """Take over a value; `item` has a component and a variable as any of the OCPP types do."""
        key = _key(item, attribute or "Actual")
        if (key[0], key[4]) != _SECRET and (key in self._values or len(self._values) < MOST):
            self._values[key] = value
            self._unsaved.add(key)

    def unsaved(self) -> dict[Key, str]:
        """What was taken over since the last `saved`."""
        return {key: self._values[key] for key in self._unsaved}

    def saved(self) -> None:
        """Note that all of it is kept elsewhere."""
        self._unsaved.clear()

    def restore(self, values: dict[Key, str]) -> None:
        """Take this for what the station told of itself."""
        self._values, self._unsaved = values, set()

    def take_report(self, report_data: list[Payload]) -> None:
        """Take over a chunk of a report (B07, B08)."""
        for item in report_data:
            for attribute in item["variableAttribute"]:
                if "value" in attribute:
                    self.keep(item, attribute.get("type"), attribute["value"])

    def take_read(self, results: list[Payload]) -> None:
        """Take over the answer to GetVariables (B06)."""
        for result in results:
            if result["attributeStatus"] == "Accepted" and "attributeValue" in result:
                self.keep(result, result.get("attributeType"), result["attributeValue"])

    def take_written(self, data: list[Payload], results: list[Payload]) -> None:
        """Take over what SetVariables wrote, as far as the station accepted it (B05)."""
        accepted = {
            _key(result, result.get("attributeType", "Actual"))
            for result in results
            if result["attributeStatus"] == "Accepted"
        }
        for item in data:
            if _key(item, item.get("attributeType", "Actual")) in accepted:
                self.keep(item, item.get("attributeType"), item["attributeValue"])


def component_variable(action: str, item: Payload) -> dict[str, Any]:
    """The component and the variable of a goal: `component`, `variable`, and where wanted `evse`, `connector`,
    `component_instance`, `instance`. Raises `InvalidCallError` for an item without a component."""
    if not isinstance(item, dict) or "component" not in item:
        raise InvalidCallError(action, f"{item!r} names no component; give component and variable")
    component: dict[str, Any] = {"name": item["component"]}
    if "component_instance" in item:
        component["instance"] = item["component_instance"]
    if "evse" in item:
        component["evse"] = {"id": item["evse"]}
        if "connector" in item:
            component["evse"]["connectorId"] = item["connector"]
    made: dict[str, Any] = {"component": component}
    if "variable" in item:
        made["variable"] = {"name": item["variable"]}
        if "instance" in item:
            made["variable"]["instance"] = item["instance"]
    return made


def _key(item: Payload, attribute: str) -> Key:
    component, variable = item["component"], item["variable"]
    evse = component.get("evse", {})
    return (
        *_named(component["name"], component.get("instance")),
        evse.get("id"),
        evse.get("connectorId"),
        *_named(variable["name"], variable.get("instance")),
        attribute,
    )


def _named(name: str, instance: str | None) -> tuple[str, str | None]:
    """Names are case-insensitive."""
    return name.casefold(), None if instance is None else instance.casefold()
