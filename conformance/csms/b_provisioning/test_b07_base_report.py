"""B07: the CSMS asks for a base report and takes it in chunks."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, at_least, case, step
from ocpp_conformance.conformance.csms.asking import asked
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.times import now

SETTABLE = {
    "component": {"name": "OCPPCommCtrlr"},
    "variable": {"name": "OfflineThreshold"},
    "variableAttribute": [{"type": "Actual", "value": "60", "mutability": "ReadWrite"}],
    "variableCharacteristics": {"unit": "s", "dataType": "integer", "supportsMonitoring": False},
}
ALSO_SETTABLE = {
    "component": {"name": "AuthCtrlr"},
    "variable": {"name": "AuthorizeRemoteStart"},
    "variableAttribute": [{"value": "true"}],
    "variableCharacteristics": {"dataType": "boolean", "supportsMonitoring": False},
}
READ_ONLY = {
    "component": {"name": "ChargingStation"},
    "variable": {"name": "Model"},
    "variableAttribute": [{"value": "Probe", "mutability": "ReadOnly"}],
    "variableCharacteristics": {"dataType": "string", "supportsMonitoring": False},
}
AVAILABLE = {
    "component": {"name": "ChargingStation"},
    "variable": {"name": "AvailabilityState"},
    "variableAttribute": [{"value": "Available", "mutability": "ReadOnly"}],
    "variableCharacteristics": {"dataType": "OptionList", "supportsMonitoring": True},
}


@case("TC_B_12_CSMS", intents=("base_report",))
async def test_configuration_inventory_is_asked_for(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _reports(station, csms_driver, "ConfigurationInventory", SETTABLE, ALSO_SETTABLE)


@case("TC_B_13_CSMS", intents=("base_report",))
async def test_full_inventory_is_asked_for(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _reports(station, csms_driver, "FullInventory", SETTABLE, READ_ONLY)


@case("TC_B_14_CSMS", intents=("base_report",))
async def test_summary_inventory_is_asked_for(station: StationProbe, csms_driver: CaseDriver) -> None:
    # the page lists no report, yet its last check wants one to be taken
    await _reports(station, csms_driver, "SummaryInventory", AVAILABLE)


async def _reports(station: StationProbe, csms_driver: CaseDriver, kind: str, *variables: Payload) -> None:
    """All of them, to the end of the report of these variables, one by one, that they want to be received."""
    await station.booted()
    where: dict[str, object] = {"reportBase": kind}
    report = await asked(station, csms_driver, step(1), "base_report", where=where, kind=kind)
    report.meets(step(1), reportBase=kind, requestId=at_least(0))

    for seq_no, item in enumerate(variables):
        more = {} if item is variables[-1] else {"tbc": True}
        notified = await station.call("NotifyReport", _chunk(report["requestId"], seq_no, item, **more))
        notified.meets("J-4.1.7-01")


def _chunk(request_id: int, seq_no: int, item: Payload, **more: bool) -> Payload:
    """A NotifyReportRequest; without `tbc` it is the last one."""
    return {"requestId": request_id, "generatedAt": now(), "seqNo": seq_no, "reportData": [item], **more}
