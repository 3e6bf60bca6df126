"""What a conversation tells of the station's device model: variables, and its inventory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ocpp_conformance.harness.conversation.exchange import Exchange
from ocpp_conformance.harness.rpc import Payload, Role

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


ASKED_BY: Mapping[str, tuple[str, ...]] = {
    "NotifyReport": ("GetBaseReport", "GetReport"),
    "NotifyMonitoringReport": ("GetMonitoringReport",),
    "ReportChargingProfiles": ("GetChargingProfiles",),
    "NotifyDisplayMessages": ("GetDisplayMessages",),
    "NotifyCustomerInformation": ("CustomerInformation",),
}
"""The messages of a report, and what asks for it; each repeats the requestId."""


@dataclass(eq=False)
class Report:
    """A report: the CALL that asked for it, and the valid messages that came with its requestId.

    `told` are the variables that a NotifyReport told of. `shared` is whether another one with this requestId wasn't
    over then, or may not have been, since the conversation begins in the middle of the connection: nobody can tell
    their messages apart.
    """

    asked: Exchange
    parts: list[Exchange] = field(default_factory=list)
    shared: bool = False
    told: list[tuple[Key, Mapping[str, Any]]] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        """Whether it was accepted, by a valid answer."""
        return self.asked.succeeded and self.asked.result.get("status") == "Accepted"

    @property
    def ended(self) -> bool:
        """Whether the last message says that no other one follows."""
        return bool(self.parts) and not self.parts[-1].request.get("tbc", False)

    def holds(self, part: Exchange) -> bool:
        """Whether this message is one of it."""
        return any(part is each for each in self.parts)


@dataclass(frozen=True, slots=True)
class Described:
    """What a report said of a variable: its attributes by type, with their mutability (None: not told), and its
    characteristics."""

    attributes: Mapping[str, str | None]
    data_type: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()


@dataclass
class Device:
    """The station's variables as far as they were told. `inventory` has what the last whole FullInventory held, None
    before there was one; `reports` all that was asked for, in order."""

    values: dict[Key, str] = field(default_factory=dict)
    inventory: frozenset[Key] | None = None
    reports: list[Report] = field(default_factory=list)
    _told: dict[Key, Mapping[str, Any]] = field(default_factory=dict)

    def described(self, key: Key) -> Described | None:
        """What the last report said of a variable beside its values; None where none did."""
        return _described(self._told[key]) if key in self._told else None

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

    def report_of(self, part: Exchange) -> Report | None:
        """The report that this message is a part of: the newest with its requestId; None where nobody asked."""
        number, askers = part.request.get("requestId"), ASKED_BY.get(part.action, ())
        for report in reversed(self.reports):
            if report.asked.action in askers and report.asked.request["requestId"] == number:
                return report
        return None

    def knows_component(self, key: Key) -> bool:
        """Whether a component of this name was told of, wherever it is."""
        told = (each[0] for each in (*self.values, *(self.inventory or ())))
        return any(name == key[0] for name in told)

    def called(self, exchange: Exchange) -> None:
        """Take a valid CALL of either side."""
        if exchange.sender is Role.CSMS:
            if exchange.action in _ASKERS:
                self._ask(exchange)
        elif exchange.action in ASKED_BY:
            report = self.report_of(exchange)
            if report is not None:
                report.parts.append(exchange)
            if exchange.action == "NotifyReport":
                self._learn(exchange.request, report)

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

    def _ask(self, exchange: Exchange) -> None:
        report = Report(exchange, shared=not _has_its_start(exchange))
        for other in self.reports:
            same = other.asked.request["requestId"] == exchange.request["requestId"]
            if same and not other.ended and other.asked.result.get("status", "Accepted") == "Accepted":
                other.shared = report.shared = True
        self.reports.append(report)

    def _learn(self, payload: Payload, report: Report | None) -> None:
        told = [(key_of(item), item) for item in payload.get("reportData", ())]
        for key, item in told:
            self._told[key] = item
            for value in _actual_values(item):
                self.values[key] = value
        if report is not None:
            report.told += told
        if report is None or not report.ended or report.asked.request.get("reportBase") != "FullInventory":
            return
        whole = frozenset(key for key, _ in report.told)
        if whole and report.accepted:
            self.inventory = whole


_ASKERS = frozenset(action for actions in ASKED_BY.values() for action in actions)


def _has_its_start(exchange: Exchange) -> bool:
    connection = exchange.connection
    if connection.opened is not None and not connection.opened.carried:
        return True
    return bool(connection.exchanges.of("BootNotification"))


def _described(item: Mapping[str, Any]) -> Described:
    about = item.get("variableCharacteristics", {})
    return Described(
        {each.get("type", "Actual"): each.get("mutability") for each in item["variableAttribute"]},
        about.get("dataType"),
        about.get("minLimit"),
        about.get("maxLimit"),
        tuple(filter(None, about.get("valuesList", "").split(","))),
    )


def _is_actual(item: Mapping[str, Any], name: str = "attributeType") -> bool:
    return bool(item.get(name, "Actual") == "Actual")


def _actual_values(item: Mapping[str, Any]) -> Iterator[str]:
    return (each["value"] for each in item["variableAttribute"] if _is_actual(each, "type") and "value" in each)
