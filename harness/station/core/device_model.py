"""The device model: components, variables, their attribute Actual; how they are read and written (B05, B06)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.times import epoch

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")


class Mutability(StrEnum):
    """Values of MutabilityEnumType."""

    READ_ONLY = "ReadOnly"
    WRITE_ONLY = "WriteOnly"
    READ_WRITE = "ReadWrite"


RO, WO, RW = Mutability.READ_ONLY, Mutability.WRITE_ONLY, Mutability.READ_WRITE

Key = tuple[str, str | None, int | None, int | None, str, str | None]


@dataclass(kw_only=True, eq=False)
class Variable:
    """One variable of one component. `value` is the text on the wire; a callable is asked anew at each reading.

    `values` is the list a value must come from, `minimum` and `maximum` bound a number, or the length of a string.
    `veto` gives the reason code why a well-formed value can't be set all the same, None for one that can. A value that
    `needs_reboot` holds from the next start on. `monitorable` says that monitors can be set on it (N04).
    """

    component: str
    name: str
    value: str | Callable[[], str]
    instance: str | None = None
    component_instance: str | None = None
    evse: int | None = None
    connector: int | None = None
    mutability: Mutability = Mutability.READ_ONLY
    data_type: str = "string"
    unit: str | None = None
    values: tuple[str, ...] | None = None
    minimum: float | None = None
    maximum: float | None = None
    may_be_empty: bool = True
    veto: Callable[[str], str | None] = lambda _: None
    needs_reboot: bool = False
    monitorable: bool = True

    @property
    def key(self) -> Key:
        """Identifies the variable; names are case-insensitive."""
        place = (self.evse, self.connector)
        return (*_names(self.component, self.component_instance), *place, *_names(self.name, self.instance))

    @property
    def text(self) -> str:
        """The value as it stands now."""
        return self.value if isinstance(self.value, str) else self.value()

    def objection(self, value: str) -> str | None:
        """The reason code why the value can't be set; None when it can (B05.FR.07, B05.FR.08)."""
        if not value:
            return (
                None if self.may_be_empty and self.data_type in ("string", "MemberList", "dateTime") else "InvalidValue"
            )
        return _CHECKS.get(self.data_type, _no_text)(self, value) or self.veto(value)

    def report(self) -> dict[str, Any]:
        """The variable as ReportDataType; a WriteOnly value stays out of it."""
        attribute: dict[str, Any] = {"type": "Actual"}
        if self.mutability is not Mutability.WRITE_ONLY:
            attribute["value"] = self.text
        attribute |= {"mutability": self.mutability.value, "persistent": True, "constant": False}
        characteristics: dict[str, Any] = {"dataType": self.data_type, "supportsMonitoring": self.monitorable}
        for name, value in (("unit", self.unit), ("minLimit", self.minimum), ("maxLimit", self.maximum)):
            if value is not None:
                characteristics[name] = value
        if self.values is not None:
            characteristics["valuesList"] = ",".join(self.values)
        return {
            **self.names(),
            "variableAttribute": [attribute],
            "variableCharacteristics": characteristics,
        }

    def names(self) -> dict[str, Any]:
        """The component and the variable, as messages name them."""
        component: dict[str, Any] = {"name": self.component}
        if self.component_instance is not None:
            component["instance"] = self.component_instance
        if self.evse is not None:
            component["evse"] = {"id": self.evse} | ({} if self.connector is None else {"connectorId": self.connector})
        variable = {"name": self.name} | ({} if self.instance is None else {"instance": self.instance})
        return {"component": component, "variable": variable}


class DeviceModel:
    """All variables of a station. Values live as long as the object: they survive a reboot.

    `hidden` are those of blocks that it is built without: blocks find them, at their first values, and a CSMS doesn't.
    Raises `ValueError` when two variables are the same.
    """

    def __init__(self, variables: list[Variable], hidden: Iterable[Variable] = ()) -> None:
        self._hidden = {variable.key: variable for variable in hidden}
        self._variables = {variable.key: variable for variable in variables}
        if len(self._variables) < len(variables):
            twice = [v for v in variables if self._variables[v.key] is not v]
            raise ValueError(f"variables given twice: {', '.join(f'{v.component}.{v.name}' for v in twice)}")
        self._watchers: dict[Key, list[Callable[[], None]]] = {}
        self.stored: list[Callable[[], None]] = []
        """Called when any variable has been set."""

    def __iter__(self) -> Iterator[Variable]:
        return iter(self._variables.values())

    def find(self, component: str, name: str, instance: str | None = None) -> Variable:
        """A variable of the station itself. Raises `KeyError`."""
        key = (*_names(component, None), None, None, *_names(name, instance))
        return self._hidden[key] if key in self._hidden else self._variables[key]

    def of_key(self, key: Key) -> Variable:
        """The variable that this key identifies. Raises `KeyError`."""
        return self._variables[key]

    def text(self, component: str, name: str, instance: str | None = None) -> str:
        """The value as text."""
        return self.find(component, name, instance).text

    def integer(self, component: str, name: str, instance: str | None = None) -> int:
        """The value as a number."""
        return int(self.text(component, name, instance))

    def boolean(self, component: str, name: str) -> bool:
        """The value as a truth value."""
        return self.text(component, name).lower() == "true"

    def members(self, component: str, name: str) -> tuple[str, ...]:
        """The value as a list."""
        return tuple(part for part in self.text(component, name).split(",") if part)

    def write(self, component: str, name: str, value: str) -> None:
        """Set a value from the inside, whatever its mutability."""
        self._store(self.find(component, name), value)

    def watch(self, component: str, name: str, changed: Callable[[], None]) -> None:
        """Have this called whenever the variable is set."""
        self._watchers.setdefault(self.find(component, name).key, []).append(changed)

    def get(self, item: Payload) -> dict[str, Any]:
        """The GetVariableResult of a GetVariableData."""
        found = self._lookup(item)
        if isinstance(found, str):
            return _result(item, found)
        if found.mutability is Mutability.WRITE_ONLY:
            return _result(item, "Rejected", "WriteOnly")  # B06.FR.09
        return _result(item, "Accepted") | {"attributeValue": found.text}

    def set(self, item: Payload) -> dict[str, Any]:
        """Act on a SetVariableData; returns its SetVariableResult."""
        found = self._lookup(item)
        if isinstance(found, str):
            return _result(item, found)
        if found.mutability is Mutability.READ_ONLY:
            return _result(item, "Rejected", "ReadOnly")  # B05.FR.09
        objection = found.objection(item["attributeValue"])
        if objection is not None:
            return _result(item, "Rejected", objection)
        waits = found.needs_reboot and item["attributeValue"] != found.text
        self._store(found, item["attributeValue"])
        return _result(item, "RebootRequired" if waits else "Accepted")

    def _store(self, variable: Variable, value: str) -> None:
        variable.value = value
        for changed in (*self._watchers.get(variable.key, ()), *self.stored):
            changed()

    def named(self, item: Payload) -> Variable | str:
        """The variable that an item names, or the status that says why there is none."""
        return self._lookup(item)

    def _lookup(self, item: Payload) -> Variable | str:
        component, variable = item["component"], item["variable"]
        evse = component.get("evse", {})
        place = (*_names(component["name"], component.get("instance")), evse.get("id"), evse.get("connectorId"))
        if not any(key[:4] == place for key in self._variables):
            return "UnknownComponent"  # B05.FR.04, B06.FR.06, B06.FR.15
        found = self._variables.get((*place, *_names(variable["name"], variable.get("instance"))))
        if found is None:
            return "UnknownVariable"  # B05.FR.05, B06.FR.07, B06.FR.15
        if item.get("attributeType", "Actual") != "Actual":  # B05.FR.12, B06.FR.11: none given means Actual
            return "NotSupportedAttributeType"  # B05.FR.06, B06.FR.08
        return found


def _names(name: str, instance: str | None) -> tuple[str, str | None]:
    return name.casefold(), None if instance is None else instance.casefold()


def _result(item: Payload, status: str, reason: str | None = None) -> dict[str, Any]:
    result = {
        "attributeStatus": status,
        "attributeType": item.get("attributeType", "Actual"),  # B05.FR.12, B06.FR.11
        "component": item["component"],
        "variable": item["variable"],
    }
    if reason is not None:
        result["attributeStatusInfo"] = {"reasonCode": reason}
    return result


def _number(variable: Variable, value: str) -> str | None:
    pattern = _INTEGER if variable.data_type == "integer" else _DECIMAL
    if pattern.fullmatch(value) is None:
        return "InvalidValue"
    try:
        number = Decimal(value)
    except InvalidOperation:  # pragma: no cover - the pattern leaves nothing that Decimal refuses
        return "InvalidValue"
    if variable.minimum is not None and number < Decimal(str(variable.minimum)):
        return "ValueTooLow"
    if variable.maximum is not None and number > Decimal(str(variable.maximum)):
        return "ValueTooHigh"
    return None


def _string(variable: Variable, value: str) -> str | None:
    if variable.minimum is not None and len(value) < variable.minimum:
        return "InvalidValue"
    return "InvalidValue" if variable.maximum is not None and len(value) > variable.maximum else None


def _boolean(_variable: Variable, value: str) -> str | None:
    return None if value.lower() in ("true", "false") else "InvalidValue"


def _option(variable: Variable, value: str) -> str | None:
    return None if value in (variable.values or ()) else "InvalidValue"


def _list(variable: Variable, value: str) -> str | None:
    parts = value.split(",")
    unique = len(set(parts)) == len(parts)
    return None if unique and all(part in (variable.values or ()) for part in parts) else "InvalidValue"


def _moment(_variable: Variable, value: str) -> str | None:
    return "InvalidValue" if epoch(value) is None else None


def _no_text(_variable: Variable, _value: str) -> str | None:
    return "InvalidValue"


_CHECKS: dict[str, Callable[[Variable, str], str | None]] = {
    "string": _string,
    "integer": _number,
    "decimal": _number,
    "boolean": _boolean,
    "dateTime": _moment,
    "OptionList": _option,
    "MemberList": _list,
    "SequenceList": _list,
}
