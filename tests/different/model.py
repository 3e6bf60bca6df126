"""The device model of the stand-alone station: a handful of variables, read, set and reported by the rules."""

from __future__ import annotations

from datetime import UTC, datetime

BACKOFF = ("RetryBackOffWaitMinimum", "RetryBackOffRandomRange", "RetryBackOffRepeatTimes")
PING = "WebSocketPingInterval"
EVSES = (1, 2)
FIXED, SETTABLE, SECRET = "ReadOnly", "ReadWrite", "WriteOnly"
STATES = "Available,Occupied,Reserved,Unavailable,Faulted"
LEAST = {"HeartbeatInterval": 1}  # below it the heart would race
POINTS = "EVConnected,Authorized,PowerPathClosed,EnergyTransfer"
ENERGY = "Energy.Active.Import.Register"

# component, variable/instance, type, first letter of the mutability, value (- is none), values of a list
TABLE = """
AlignedDataCtrlr Interval integer W 0
AlignedDataCtrlr Measurands MemberList W ENERGY ENERGY
AlignedDataCtrlr TxEndedInterval integer W 0
AlignedDataCtrlr TxEndedMeasurands MemberList W ENERGY ENERGY
AuthCtrlr AuthorizeRemoteStart boolean W true
AuthCtrlr LocalAuthorizeOffline boolean W false
AuthCtrlr LocalPreAuthorize boolean W false
ClockCtrlr DateTime dateTime R -
ClockCtrlr TimeSource SequenceList W Heartbeat Heartbeat,NTP
DeviceDataCtrlr BytesPerMessage/GetReport integer R 9000
DeviceDataCtrlr BytesPerMessage/GetVariables integer R 9000
DeviceDataCtrlr BytesPerMessage/SetVariables integer R 9000
DeviceDataCtrlr ItemsPerMessage/GetReport integer R 20
DeviceDataCtrlr ItemsPerMessage/GetVariables integer R 20
DeviceDataCtrlr ItemsPerMessage/SetVariables integer R 20
OCPPCommCtrlr FileTransferProtocols MemberList R HTTP HTTP,HTTPS
OCPPCommCtrlr HeartbeatInterval integer W 300
OCPPCommCtrlr MessageAttemptInterval/TransactionEvent integer W 10
OCPPCommCtrlr MessageAttempts/TransactionEvent integer W 3
OCPPCommCtrlr MessageTimeout/Default integer R 15
OCPPCommCtrlr NetworkConfigurationPriority SequenceList W 1 0,1
OCPPCommCtrlr NetworkProfileConnectionAttempts integer W 1
OCPPCommCtrlr OfflineThreshold integer W 60
OCPPCommCtrlr ResetRetries integer W 0
OCPPCommCtrlr RetryBackOffRandomRange integer W 1
OCPPCommCtrlr RetryBackOffRepeatTimes integer W 2
OCPPCommCtrlr RetryBackOffWaitMinimum integer W 1
OCPPCommCtrlr UnlockOnEVSideDisconnect boolean R false
OCPPCommCtrlr WebSocketPingInterval integer W 0
SampledDataCtrlr TxEndedInterval integer W 0
SampledDataCtrlr TxEndedMeasurands MemberList W ENERGY ENERGY
SampledDataCtrlr TxStartedMeasurands MemberList W ENERGY ENERGY
SampledDataCtrlr TxUpdatedInterval integer W 0
SampledDataCtrlr TxUpdatedMeasurands MemberList W ENERGY ENERGY
SecurityCtrlr BasicAuthPassword string S -
SecurityCtrlr CertificateEntries integer R 0
SecurityCtrlr OrganizationName string W Elsewhere
SecurityCtrlr SecurityProfile integer R 1
TxCtrlr EVConnectionTimeOut integer W 30
TxCtrlr StopTxOnEVSideDisconnect boolean W true
TxCtrlr StopTxOnInvalidId boolean W true
TxCtrlr TxStartPoint MemberList W STARTS POINTS
TxCtrlr TxStopPoint MemberList W STOPS POINTS
"""
PLACE = f"""
AvailabilityState OptionList R Available {STATES}
Available boolean R true
SupplyPhases integer R 1
"""


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Model:
    """Variables by (component, EVSE, connector, variable, instance)."""

    def __init__(self, starts: str, stops: str) -> None:
        self.entries: dict[tuple, dict] = {}
        filled = TABLE.replace("ENERGY", ENERGY).replace("POINTS", POINTS)
        for row in filled.replace("STARTS", starts).replace("STOPS", stops).split("\n")[1:-1]:
            component, rest = row.split(" ", 1)
            self._add(component, None, None, rest)
        places = [("ChargingStation", None, None)]
        for evse in EVSES:
            places += [("EVSE", evse, None), ("Connector", evse, 1)]
            self._add("EVSE", evse, None, "Power decimal R 0")
            self._add("Connector", evse, 1, "ConnectorType string R sType2")
        self._add("EVSE", EVSES[0], None, "AllowReset boolean R true")
        for place in places:
            for row in PLACE.split("\n")[1:-1]:
                self._add(*place, row)

    def _add(self, component: str, evse: int | None, connector: int | None, row: str) -> None:
        name, kind, may, value, *values = row.split(" ")
        name, _, instance = name.partition("/")
        entry = {"type": kind, "may": {"R": FIXED, "W": SETTABLE, "S": SECRET}[may], "value": value.strip("-")}
        if kind.endswith("List"):
            entry["values"] = values[0]
        self.entries[component, evse, connector, name, instance or None] = entry

    @property
    def password(self) -> str:
        """The one that was written; empty before."""
        return self.entries["SecurityCtrlr", None, None, "BasicAuthPassword", None]["value"]

    @property
    def priority(self) -> list[str]:
        """The slots of network profiles in the order in which they are tried."""
        return self._setting("NetworkConfigurationPriority")["value"].split(",")

    @priority.setter
    def priority(self, slots: list[str]) -> None:
        self._setting("NetworkConfigurationPriority")["value"] = ",".join(slots)

    def value(self, component: str, name: str, instance: str | None = None) -> str:
        return self.entries[component, None, None, name, instance]["value"]

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
            limits = {"valuesList": entry["values"]} if "values" in entry else {}
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
    match entry["type"]:
        case "integer":
            return text.isascii() and text.isdecimal() and int(text) >= LEAST.get(item["variable"]["name"], 0)
        case "boolean":
            return text in ("true", "false")
        case "MemberList" | "SequenceList":
            return all(each in entry["values"].split(",") for each in text.split(",") if each)
    return entry["may"] != SECRET or 16 <= len(text) <= 40


def _place(evse: int) -> dict:
    return {"id": evse, "connectorId": 1}


def _value(entry: dict) -> str:
    return now() if entry["type"] == "dateTime" else entry["value"]
