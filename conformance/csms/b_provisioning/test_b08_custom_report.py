"""B08: the CSMS asks for a report of some variables of some components."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, at_least, case, step
from ocpp_conformance.conformance.csms.asking import asked
from ocpp_conformance.conformance.csms.configuration import named
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes import ReceivedCall
from ocpp_conformance.harness.times import now

EVSE_STATE = {"component": "EVSE", "evse": 1, "variable": "AvailabilityState"}
REPORTED = {
    "component": {"name": "EVSE", "evse": {"id": 1}},
    "variable": {"name": "AvailabilityState"},
    "variableAttribute": [{"value": "Available", "mutability": "ReadOnly"}],
    "variableCharacteristics": {"dataType": "OptionList", "supportsMonitoring": True},
}


@case("TC_B_18_CSMS", intents=("report",))
async def test_report_by_criteria_and_variable(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await _asked(station, csms_driver, step(1), "Problem", "EmptyResultSet")
    request = await _asked(station, csms_driver, step(3), "Available", "Accepted")
    part = {"requestId": request["requestId"], "generatedAt": now(), "seqNo": 0, "reportData": [REPORTED]}
    reply = await station.call("NotifyReport", part)
    reply.meets(step(6))


async def _asked(
    station: StationProbe, csms_driver: CaseDriver, source: Source, criterion: str, answer: str
) -> ReceivedCall:
    """The CSMS asks for the state of EVSE 1 among components of this criterion; the station gives this answer."""
    wish = {"variables": [EVSE_STATE], "criteria": [criterion]}
    where: dict[str, object] = {"componentCriteria": [criterion]}
    request = await asked(station, csms_driver, source, "report", {"status": answer}, where=where, **wish)
    evse_state = named("EVSE", "AvailabilityState", evse=1)
    request.meets(source, requestId=at_least(0), componentCriteria=[criterion], componentVariable=[evse_state])
    return request
