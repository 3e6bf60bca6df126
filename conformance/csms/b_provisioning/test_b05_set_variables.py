"""B05: the CSMS writes variables."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, a_list_with, case, step
from ocpp_conformance.conformance.csms.asking import asked, still_served
from ocpp_conformance.conformance.csms.configuration import ON_ACTUAL, all_written, named

THRESHOLD = {"component": "OCPPCommCtrlr", "variable": "OfflineThreshold", "value": "123"}
REMOTE_START = {"component": "AuthCtrlr", "variable": "AuthorizeRemoteStart", "value": "false"}
THRESHOLD_WRITTEN = a_list_with(
    named("OCPPCommCtrlr", "OfflineThreshold", attributeValue="123", attributeType=ON_ACTUAL)
)
REMOTE_START_WRITTEN = a_list_with(
    named("AuthCtrlr", "AuthorizeRemoteStart", attributeValue="false", attributeType=ON_ACTUAL)
)
ABOUT_IT: dict[str, object] = {"setVariableData": a_list_with(named("OCPPCommCtrlr", "OfflineThreshold"))}
"""Tells the CALL from what a CSMS may write of its own accord."""


@case("TC_B_09_CSMS", intents=("write_variables",))
async def test_one_variable_is_written(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    written = await asked(
        station, csms_driver, step(1), "write_variables", all_written, where=ABOUT_IT, variables=[THRESHOLD]
    )
    written.meets(step(1), setVariableData=THRESHOLD_WRITTEN)
    await still_served(station)


@case("TC_B_10_CSMS", intents=("write_variables",))
async def test_two_variables_are_written_at_once(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    both = [THRESHOLD, REMOTE_START]
    written = await asked(station, csms_driver, step(1), "write_variables", all_written, where=ABOUT_IT, variables=both)
    written.meets(step(1), setVariableData=THRESHOLD_WRITTEN)
    written.meets(step(1), setVariableData=REMOTE_START_WRITTEN)
    await still_served(station)
