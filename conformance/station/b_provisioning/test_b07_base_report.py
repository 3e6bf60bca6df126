"""B07: the CSMS asks for a base report."""

from collections.abc import Mapping, Sequence

from ocpp_conformance.conformance.case import CsmsProbe, case, step
from ocpp_conformance.conformance.station.variables import base_report, full_inventory
from ocpp_conformance.harness.evidence import Miss
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload

_LISTS = ("OptionList", "SequenceList", "MemberList")

_REQUIRED = {
    "AlignedDataCtrlr": "Interval Measurands TxEndedInterval TxEndedMeasurands",
    "AuthCtrlr": "AuthorizeRemoteStart LocalAuthorizeOffline LocalPreAuthorize",
    "ChargingStation": "AvailabilityState SupplyPhases",
    "ClockCtrlr": "DateTime TimeSource",
    "Connector": "ConnectorType SupplyPhases",
    "DeviceDataCtrlr": "BytesPerMessage ItemsPerMessage",
    "EVSE": "AvailabilityState Power SupplyPhases",
    "OCPPCommCtrlr": "FileTransferProtocols MessageAttemptInterval MessageAttempts MessageTimeout"
    " NetworkConfigurationPriority NetworkProfileConnectionAttempts OfflineThreshold ResetRetries"
    " UnlockOnEVSideDisconnect",
    "SampledDataCtrlr": "TxEndedInterval TxEndedMeasurands TxStartedMeasurands TxUpdatedInterval TxUpdatedMeasurands",
    "SecurityCtrlr": "CertificateEntries OrganizationName SecurityProfile",
    "TxCtrlr": "EVConnectionTimeOut StopTxOnEVSideDisconnect StopTxOnInvalidId TxStartPoint TxStopPoint",
}
"""The required variables of the functional blocks that every station has (Part 2, 2.1 to 2.3, 2.6, 2.7 and 2.13 of the
Referenced Components and Variables). Available may be left out where a component has another variable (2.13.1), and a
connector need have no state of its own (2.13.2)."""


_WRITABLE = {
    "AlignedDataCtrlr": "Interval Measurands TxEndedInterval TxEndedMeasurands",
    "AuthCtrlr": "LocalAuthorizeOffline LocalPreAuthorize",
    "ClockCtrlr": "TimeSource",
    "OCPPCommCtrlr": "MessageAttemptInterval MessageAttempts NetworkConfigurationPriority"
    " NetworkProfileConnectionAttempts OfflineThreshold ResetRetries",
    "SampledDataCtrlr": "TxEndedInterval TxEndedMeasurands TxStartedMeasurands TxUpdatedInterval TxUpdatedMeasurands",
    "SecurityCtrlr": "OrganizationName",
    "TxCtrlr": "EVConnectionTimeOut StopTxOnInvalidId",
}
"""Those of them that every station lets be written (TC_B_53_CS lists them)."""


@case("TC_B_12_CS")
async def test_configuration_inventory_is_complete(csms: CsmsProbe) -> None:
    await csms.accepted()
    parts = await base_report(csms, "ConfigurationInventory", 12, "B07.FR.01", "B07.FR.03")
    follow_each_other(parts, 12)
    items = [item for part in parts for item in part["reportData"] or ()]
    hold_the_required_variables(csms, items, _WRITABLE, "B07.FR.07")
    fixed = [_name(item) for item in items if not _can_be_set(item)]
    csms.checklist.book("B07.FR.07", tuple(Miss(name, "to be writable", "ReadOnly") for name in fixed))


@case("TC_B_13_CS")
async def test_full_inventory_is_complete(csms: CsmsProbe) -> None:
    await csms.accepted()
    parts = await full_inventory(csms, 13, "B07.FR.01", "B07.FR.03")
    follow_each_other(parts, 13)
    items = [item for part in parts for item in part["reportData"] or ()]
    hold_the_required_variables(csms, items, _REQUIRED, "B07.FR.08")


def follow_each_other(parts: Sequence[ReceivedCall], request_id: int) -> None:
    """The parts belong to the request and are numbered from 0."""
    for number, part in enumerate(parts):
        part.meets("B07.FR.04", requestId=request_id)
        part.meets("B07.FR.10", seqNo=number)


def hold_the_required_variables(
    csms: CsmsProbe, items: Sequence[Payload], required: Mapping[str, str], source: str
) -> None:
    """The required variables are there; each variable has its characteristics, each list its values."""
    bare = [_name(item) for item in items if not item.get("variableCharacteristics")]
    kinds = [(_name(item), item.get("variableCharacteristics", {})) for item in items]
    open_lists = [name for name, kind in kinds if kind.get("dataType") in _LISTS and "valuesList" not in kind]
    reported = {_name(item).lower() for item in items}
    due = [f"{component}.{name}" for component, names in required.items() for name in names.split()]
    missing = [name for name in due if name.lower() not in reported]

    csms.checklist.book(source, tuple(Miss(name, "variableCharacteristics", "none") for name in bare))
    csms.checklist.book(step(3), tuple(Miss(name, "a valuesList", "none") for name in open_lists))
    csms.checklist.book(source, tuple(Miss(name, "to be reported", "not reported") for name in missing))


def _can_be_set(item: Payload) -> bool:
    return any(each.get("mutability", "ReadWrite") != "ReadOnly" for each in item["variableAttribute"])


def _name(item: Payload) -> str:
    return f"{item['component']['name']}.{item['variable']['name']}"
