"""The device model of the stand-alone station: a handful of variables, read, set and reported by the rules."""

from __future__ import annotations

from datetime import UTC, datetime

BACKOFF = ("RetryBackOffWaitMinimum", "RetryBackOffRandomRange", "RetryBackOffRepeatTimes")
PING = "WebSocketPingInterval"
EVSES = (1, 2)
FIXED, SETTABLE, SECRET = "ReadOnly", "ReadWrite", "WriteOnly"
STATES = "Available,Occupied,Reserved,Unavailable,Faulted"
LEAST = {"HeartbeatInterval": 1}  # below it the heart would race


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Model:
    """Variables by (component, EVSE, connector, variable, instance)."""

    def __init__(self) -> None:
        self.entries = {
            ("ClockCtrlr", None, None, "DateTime", None): {"type": "dateTime", "may": FIXED},
            ("SecurityCtrlr", None, None, "BasicAuthPassword", None): {"type": "string", "may": SECRET, "value": ""},
            ("ChargingStation", None, None, "AvailabilityState", None): {"type": "OptionList", "may": FIXED},
        }
        numbers = ("1", "1", "2", "300", "60", "0")
        settings = dict(zip((*BACKOFF, "HeartbeatInterval", "OfflineThreshold", PING), numbers, strict=True))
        for name, value in settings.items():
            entry = {"type": "integer", "may": SETTABLE, "value": value}
            self.entries["OCPPCommCtrlr", None, None, name, None] = entry
        for instance in ("GetReport", "GetVariables"):
            entry = {"type": "integer", "may": FIXED, "value": "20"}
            self.entries["DeviceDataCtrlr", None, None, "ItemsPerMessage", instance] = entry
        for evse in EVSES:
            self.entries["EVSE", evse, None, "AvailabilityState", None] = {"type": "OptionList", "may": FIXED}
            self.entries["Connector", evse, 1, "AvailabilityState", None] = {"type": "OptionList", "may": FIXED}

    def setting(self, name: str) -> float:
        return float(self._setting(name)["value"])

    def change(self, name: str, value: float) -> None:
        self._setting(name)["value"] = f"{value:.0f}"

    def read(self, items: list[dict]) -> list[dict]:
        """The results of GetVariables."""
        results = []
        for item in items:
            status, entry = self._find(item)
            if status == "Accepted" and entry["may"] == SECRET:
                status = "Rejected"
            value = {"attributeValue": _value(entry)} if status == "Accepted" else {}
            results.append({**_about(item), "attributeStatus": status, **value})
        return results

    def write(self, items: list[dict]) -> list[dict]:
        """The results of SetVariables."""
        results = []
        for item in items:
            status, entry = self._find(item)
            if status == "Accepted" and (entry["may"] == FIXED or not _fits(item, entry)):
                status = "Rejected"
            if status == "Accepted":
                entry["value"] = item["attributeValue"]
            results.append({**_about(item), "attributeStatus": status})
        return results

    def report(self, *, full: bool) -> list[dict]:
        """The rows of NotifyReport: everything, or what can be set."""
        rows = []
        for (component, evse, connector, name, instance), entry in self.entries.items():
            if entry["may"] == FIXED and not full:
                continue
            place = {} if evse is None else {"evse": {"id": evse}} if connector is None else {"evse": _place(evse)}
            value = {} if entry["may"] == SECRET else {"value": _value(entry)}
            limits = {"valuesList": STATES} if entry["type"] == "OptionList" else {}
            rows.append(
                {
                    "component": {"name": component, **place},
                    "variable": {"name": name} if instance is None else {"name": name, "instance": instance},
                    "variableAttribute": [{"mutability": entry["may"], **value}],
                    "variableCharacteristics": {"dataType": entry["type"], "supportsMonitoring": False, **limits},
                }
            )
        return rows

    def _setting(self, name: str) -> dict:
        return self.entries["OCPPCommCtrlr", None, None, name, None]

    def _find(self, item: dict) -> tuple[str, dict]:
        component, variable = item["component"], item["variable"]
        place = component.get("evse", {})
        wanted = (component["name"].lower(), place.get("id"), place.get("connectorId"))
        keys = [key for key in self.entries if (key[0].lower(), *key[1:3]) == wanted and "instance" not in component]
        if not keys:
            return "UnknownComponent", {}
        wanted = (variable["name"].lower(), variable.get("instance"))
        found = [self.entries[key] for key in keys if (key[3].lower(), key[4]) == wanted]
        if not found:
            return "UnknownVariable", {}
        return ("Accepted" if item.get("attributeType", "Actual") == "Actual" else "NotSupportedAttributeType"), found[
            0
        ]


def _about(item: dict) -> dict:
    return {name: item[name] for name in ("component", "variable", "attributeType") if name in item}


def _fits(item: dict, entry: dict) -> bool:
    text = item["attributeValue"]
    if entry["type"] != "integer":
        return 16 <= len(text) <= 64
    return text.isascii() and text.isdecimal() and int(text) >= LEAST.get(item["variable"]["name"], 0)


def _place(evse: int) -> dict:
    return {"id": evse, "connectorId": 1}


def _value(entry: dict) -> str:
    return now() if entry["type"] == "dateTime" else entry.get("value", "Available")
