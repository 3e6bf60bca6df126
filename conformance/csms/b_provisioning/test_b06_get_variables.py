"""B06: the CSMS reads variables."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, a_list_with, case, step
from ocpp_conformance.conformance.csms.asking import asked, still_served
from ocpp_conformance.conformance.csms.configuration import ON_ACTUAL, all_read, named

THRESHOLD = {"component": "OCPPCommCtrlr", "variable": "OfflineThreshold"}
REMOTE_START = {"component": "AuthCtrlr", "variable": "AuthorizeRemoteStart"}
VALUES = all_read(OfflineThreshold="60", AuthorizeRemoteStart="true")
THRESHOLD_READ = a_list_with(named("OCPPCommCtrlr", "OfflineThreshold", attributeType=ON_ACTUAL))
REMOTE_START_READ = a_list_with(named("AuthCtrlr", "AuthorizeRemoteStart", attributeType=ON_ACTUAL))
ABOUT_IT: dict[str, object] = {"getVariableData": a_list_with(named("OCPPCommCtrlr", "OfflineThreshold"))}
"""Tells the CALL from what a CSMS may read of its own accord."""


@case("TC_B_06_CSMS", intents=("read_variables",))
async def test_one_variable_is_read(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    read = await asked(station, csms_driver, step(1), "read_variables", VALUES, where=ABOUT_IT, variables=[THRESHOLD])
    read.meets(step(1), getVariableData=THRESHOLD_READ)
    await still_served(station)


@case("TC_B_07_CSMS", intents=("read_variables",))
async def test_two_variables_are_read_at_once(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    both = [THRESHOLD, REMOTE_START]
    read = await asked(station, csms_driver, step(1), "read_variables", VALUES, where=ABOUT_IT, variables=both)
    read.meets(step(1), getVariableData=THRESHOLD_READ)
    read.meets(step(1), getVariableData=REMOTE_START_READ)
    await still_served(station)
