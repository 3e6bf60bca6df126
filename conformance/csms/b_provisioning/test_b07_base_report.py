"""B07: the CSMS asks for a base report and takes it in chunks."""

from ocpp_conformance.conformance.case import DriverHand, StationProbe, at_least, case, step
from ocpp_conformance.conformance.csms.verbs import asked
from ocpp_conformance.harness.probes import now
from ocpp_conformance.harness.rpc import Payload

SETTABLE = {
    "component": {"name": "OCPPCommCtrlr"},
    "variable": {"name": "OfflineThreshold"},
    "variableAttribute": [{"type": "Actual", "value": "60", "mutability": "ReadWrite"}],
}
READ_ONLY = {
    "component": {"name": "ChargingStation"},
    "variable": {"name": "Model"},
    "variableAttribute": [{"value": "Probe", "mutability": "ReadOnly"}],
}


@case("TC_B_12_CSMS", intents=("base_report",))
async def test_configuration_inventory_is_asked_for(station: StationProbe, csms_driver: DriverHand) -> None:
    await _reports(station, csms_driver, "ConfigurationInventory")


@case("TC_B_13_CSMS", intents=("base_report",))
async def test_full_inventory_is_asked_for(station: StationProbe, csms_driver: DriverHand) -> None:
    await _reports(station, csms_driver, "FullInventory")


async def _reports(station: StationProbe, csms_driver: DriverHand, kind: str) -> None:
    """Both cases, to the end of the report that they want to be received."""
    await station.booted()
    where: dict[str, object] = {"reportBase": kind}
    report = await asked(station, csms_driver, step(1), "base_report", where=where, kind=kind)
    report.meets(step(1), reportBase=kind, requestId=at_least(0))

    first = await station.call("NotifyReport", _chunk(report["requestId"], 0, SETTABLE, tbc=True))
    first.meets(step(2))
    last = await station.call("NotifyReport", _chunk(report["requestId"], 1, READ_ONLY))
    last.meets(step(2))


def _chunk(request_id: int, seq_no: int, item: Payload, **more: bool) -> Payload:
    """A NotifyReportRequest; without `tbc` it is the last one."""
    return {"requestId": request_id, "generatedAt": now(), "seqNo": seq_no, "reportData": [item], **more}
