"""N06: the CSMS clears monitors."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, a_list_with, at_least, case, ignoring_case, step
from ocpp_conformance.conformance.csms.asking import asked, goes_on, not_dictated
from ocpp_conformance.conformance.csms.configuration import all_read
from ocpp_conformance.conformance.csms.n_diagnostics.monitors import none_cleared
from ocpp_conformance.harness.probes import Matcher

AT_ONCE = 2
LIMIT = {"component": "MonitoringCtrlr", "variable": "ItemsPerMessage", "instance": "ClearVariableMonitoring"}
ASKED = {"name": ignoring_case("ItemsPerMessage"), "instance": ignoring_case("ClearVariableMonitoring")}
IDS = [1, 2, 3]
FEW = Matcher(f"at most {AT_ONCE} ids", lambda ids: isinstance(ids, list) and len(ids) <= AT_ONCE)


@case("TC_N_18_CSMS", intents=("read_variables", "clear_monitors"))
async def test_more_monitors_are_cleared_than_go_into_a_message(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    limit = all_read(ItemsPerMessage=str(AT_ONCE))
    where: dict[str, object] = {"getVariableData": a_list_with({"variable": ASKED})}
    await asked(station, csms_driver, step(1), "read_variables", limit, where=where, variables=[LIMIT])

    left = set(IDS)
    call = await asked(station, csms_driver, step(3), "clear_monitors", none_cleared("NotFound"), ids=IDS)
    not_dictated(call, "id")
    call.meets("N06.FR.04", id=FEW)
    while left := left - set(call["id"]):
        call = await station.must_send(step(3), "ClearVariableMonitoring", since=call.frame + 1)
        call.meets("N06.FR.04", id=FEW)


@case("TC_N_44_CSMS", intents=("clear_monitors",))
async def test_monitor_can_not_be_cleared(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    clear = await asked(station, csms_driver, step(1), "clear_monitors", none_cleared("Rejected"), ids=[1])
    clear.meets(step(1), id=[at_least(0)])
    await goes_on(station, step(2))
