"""The variables that a station has to have (Part 2, Referenced Components and Variables; TC_B_53_CS lists them)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ocpp_conformance.harness.evidence import Miss
from ocpp_conformance.harness.rpc import Payload

_OF_EVERY_STATION = """
AlignedDataCtrlr Interval ReadWrite integer
AlignedDataCtrlr Measurands ReadWrite MemberList
AlignedDataCtrlr TxEndedInterval ReadWrite integer
AlignedDataCtrlr TxEndedMeasurands ReadWrite MemberList
AuthCtrlr AuthorizeRemoteStart ReadOnly,ReadWrite boolean
AuthCtrlr LocalAuthorizeOffline ReadWrite boolean
AuthCtrlr LocalPreAuthorize ReadWrite boolean
ChargingStation AvailabilityState ReadOnly OptionList
ChargingStation SupplyPhases ReadOnly integer
ClockCtrlr DateTime ReadOnly dateTime
ClockCtrlr TimeSource ReadWrite SequenceList
Connector ConnectorType ReadOnly string
Connector SupplyPhases ReadOnly integer
DeviceDataCtrlr BytesPerMessage[GetReport] ReadOnly integer
DeviceDataCtrlr BytesPerMessage[GetVariables] ReadOnly integer
DeviceDataCtrlr BytesPerMessage[SetVariables] ReadOnly integer
DeviceDataCtrlr ItemsPerMessage[GetReport] ReadOnly integer
DeviceDataCtrlr ItemsPerMessage[GetVariables] ReadOnly integer
DeviceDataCtrlr ItemsPerMessage[SetVariables] ReadOnly integer
EVSE AvailabilityState ReadOnly OptionList
EVSE Power ReadOnly decimal
EVSE SupplyPhases ReadOnly integer
OCPPCommCtrlr FileTransferProtocols ReadOnly MemberList
OCPPCommCtrlr MessageAttemptInterval[TransactionEvent] ReadWrite integer
OCPPCommCtrlr MessageAttempts[TransactionEvent] ReadWrite integer
OCPPCommCtrlr MessageTimeout[Default] ReadOnly integer
OCPPCommCtrlr NetworkConfigurationPriority ReadWrite SequenceList
OCPPCommCtrlr NetworkProfileConnectionAttempts ReadWrite integer
OCPPCommCtrlr OfflineThreshold ReadWrite integer
OCPPCommCtrlr ResetRetries ReadWrite integer
OCPPCommCtrlr UnlockOnEVSideDisconnect ReadOnly,ReadWrite boolean
SampledDataCtrlr TxEndedInterval ReadWrite integer
SampledDataCtrlr TxEndedMeasurands ReadWrite MemberList
SampledDataCtrlr TxStartedMeasurands ReadWrite MemberList
SampledDataCtrlr TxUpdatedInterval ReadWrite integer
SampledDataCtrlr TxUpdatedMeasurands ReadWrite MemberList
SecurityCtrlr CertificateEntries ReadOnly integer
SecurityCtrlr OrganizationName ReadWrite string
SecurityCtrlr SecurityProfile ReadOnly integer
TxCtrlr EVConnectionTimeOut ReadWrite integer
TxCtrlr StopTxOnEVSideDisconnect ReadOnly,ReadWrite boolean
TxCtrlr StopTxOnInvalidId ReadWrite boolean
TxCtrlr TxStartPoint ReadOnly,ReadWrite MemberList
TxCtrlr TxStopPoint ReadOnly,ReadWrite MemberList
"""
"""Available may be left out where a component has another variable (2.13.1), and a connector need have no state of its
own (2.13.2)."""

_OF_A_BLOCK = """
DisplayMessageCtrlr DisplayMessages ReadOnly integer
DisplayMessageCtrlr SupportedFormats ReadOnly MemberList
DisplayMessageCtrlr SupportedPriorities ReadOnly MemberList
ISO15118Ctrlr ContractValidationOffline ReadWrite boolean
LocalAuthListCtrlr BytesPerMessage ReadOnly integer
LocalAuthListCtrlr Entries ReadOnly integer
LocalAuthListCtrlr ItemsPerMessage ReadOnly integer
MonitoringCtrlr BytesPerMessage[SetVariableMonitoring] ReadOnly integer
SmartChargingCtrlr Entries[ChargingProfiles] ReadOnly integer
SmartChargingCtrlr LimitChangeSignificance ReadWrite decimal
SmartChargingCtrlr PeriodsPerSchedule ReadOnly integer
SmartChargingCtrlr ProfileStackLevel ReadOnly integer
SmartChargingCtrlr RateUnit ReadOnly MemberList
TariffCostCtrlr TariffFallbackMessage ReadWrite string
TariffCostCtrlr TotalCostFallbackMessage ReadWrite string
"""
"""Due where the station has the component and doesn't call it unavailable."""


@dataclass(frozen=True, slots=True)
class Required:
    """A required variable; `instance` is empty for one without instances."""

    component: str
    name: str
    instance: str
    mutabilities: tuple[str, ...]
    data_type: str

    def __str__(self) -> str:
        return f"{self.component}.{self.name}{f'[{self.instance}]' if self.instance else ''}"

    @property
    def writable(self) -> bool:
        """Whether every station lets it be written."""
        return self.mutabilities == ("ReadWrite",)

    def among(self, items: Sequence[Payload]) -> list[Payload]:
        """What a report says of it; names and instances are case-insensitive."""
        wanted = (self.component.lower(), self.name.lower(), self.instance.lower())
        return [item for item in items if _named(item) == wanted]


def of_every_station(*, writable: bool = False) -> list[Required]:
    """Those of the functional blocks that every station has, or those of them that it lets be written."""
    return [each for each in _table(_OF_EVERY_STATION) if each.writable or not writable]


def of_this_station(items: Sequence[Payload]) -> list[Required]:
    """Those that the blocks which this full inventory tells of make due."""
    has = {item["component"]["name"].lower() for item in items} - {
        item["component"]["name"].lower()
        for item in items
        if item["variable"]["name"].lower() == "available" and _values(item) == ["false"]
    }
    return of_every_station() + [each for each in _table(_OF_A_BLOCK) if each.component.lower() in has]


def missing(required: Sequence[Required], items: Sequence[Payload]) -> tuple[Miss, ...]:
    """The variables that a report doesn't have."""
    return tuple(Miss(str(each), "to be reported", "not reported") for each in required if not each.among(items))


def differing(required: Sequence[Required], items: Sequence[Payload]) -> tuple[Miss, ...]:
    """The variables that are of another type in a report, or can't be read or written as they must."""
    found = ((each, item) for each in required for item in each.among(items))
    return tuple(miss for each, item in found for miss in _differences(each, item))


def _differences(each: Required, item: Payload) -> Iterator[Miss]:
    data_type = item.get("variableCharacteristics", {}).get("dataType", each.data_type)  # without any: told elsewhere
    if data_type != each.data_type:
        yield Miss(str(each), f"dataType {each.data_type}", data_type)
    for attribute in item["variableAttribute"]:
        mutability = attribute.get("mutability", "ReadWrite")
        if attribute.get("type", "Actual") == "Actual" and mutability not in each.mutabilities:
            yield Miss(str(each), f"mutability {' or '.join(each.mutabilities)}", mutability)


def _table(text: str) -> list[Required]:
    rows = [line.split() for line in text.split("\n") if line]
    return [
        Required(component, *_parts(name), tuple(mutabilities.split(",")), data_type)
        for component, name, mutabilities, data_type in rows
    ]


def _parts(name: str) -> tuple[str, str]:
    name, _, instance = name.removesuffix("]").partition("[")
    return name, instance


def _named(item: Payload) -> tuple[str, str, str]:
    variable = item["variable"]
    return item["component"]["name"].lower(), variable["name"].lower(), variable.get("instance", "").lower()


def _values(item: Payload) -> list[str]:
    return [attribute["value"].lower() for attribute in item["variableAttribute"] if "value" in attribute]
