"""B06: the CSMS reads variables."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, a_list_with, case, step
from ocpp_conformance.conformance.csms.asking import asked, not_dictated, still_served
from ocpp_conformance.conformance.csms.configuration import ON_ACTUAL, all_read, named
from ocpp_conformance.harness.evidence import Miss
from ocpp_conformance.harness.probes import Matcher

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


LIMIT = 4
FEW = Matcher(f"at most {LIMIT} variables", lambda items: isinstance(items, list) and len(items) <= LIMIT)
LIMITS = [
    {"component": "DeviceDataCtrlr", "variable": variable, "instance": instance}
    for variable in ("ItemsPerMessage", "BytesPerMessage")
    for instance in ("GetReport", "GetVariables")
]


@case("TC_B_08_CSMS", intents=("read_variables",))
async def test_more_variables_are_read_than_go_into_a_message(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    answer = all_read(ItemsPerMessage=str(LIMIT), BytesPerMessage="10000", AuthorizeRemoteStart="true")
    known = {"component": "DeviceDataCtrlr", "variable": "ItemsPerMessage", "instance": "GetVariables"}
    await asked(station, csms_driver, None, "read_variables", answer, variables=[known])

    wanted, read = [*LIMITS, REMOTE_START], []
    call = await asked(station, csms_driver, step(1), "read_variables", answer, variables=wanted)
    not_dictated(call, "getVariableData")
    call.meets("B06.FR.05", getVariableData=FEW)
    read += call["getVariableData"]
    while len(read) < len(wanted):
        call = await station.must_send(step(1), "GetVariables", since=call.frame + 1)
        call.meets("B06.FR.05", getVariableData=FEW)
        read += call["getVariableData"]
    names = {(item["variable"]["name"], item["variable"].get("instance")) for item in read}
    missing = [item for item in wanted if (item["variable"], item.get("instance")) not in names]
    misses = tuple(
        Miss("", f"{item['variable']} {item.get('instance', '')} to be read", "it is not") for item in missing
    )
    call.checklist.book(step(1), misses, frame=call.frame)


@case("TC_B_07_CSMS", intents=("read_variables",))
async def test_two_variables_are_read_at_once(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    both = [THRESHOLD, REMOTE_START]
    read = await asked(station, csms_driver, step(1), "read_variables", VALUES, where=ABOUT_IT, variables=both)
    read.meets(step(1), getVariableData=THRESHOLD_READ)
    read.meets(step(1), getVariableData=REMOTE_START_READ)
    await still_served(station)
