"""N05, N06: the CSMS has monitors say less, or nothing at all."""

from ocpp_conformance.conformance.case import (
    CaseDriver,
    CsmsProbe,
    Need,
    a_list_with,
    absent_or,
    case,
    one_of,
    step,
)
from ocpp_conformance.conformance.station.n_diagnostics.factory import factory, level_kept
from ocpp_conformance.conformance.station.n_diagnostics.monitor_reports import (
    NOT_FOUND,
    is_state_of_station,
    reports_none,
)
from ocpp_conformance.conformance.station.n_diagnostics.monitorable import about, is_state_of_evse
from ocpp_conformance.conformance.station.n_diagnostics.monitors import monitoring
from ocpp_conformance.conformance.station.states import visiting
from ocpp_conformance.conformance.station.variables import NO_ERROR
from ocpp_conformance.conformance.station.visit import PEOPLE

_NEEDS = (Need.ALLOW_MONITORS,)
_LEVEL = 7


@case("TC_N_16_CS", needs=_NEEDS, intents=PEOPLE)
async def test_milder_monitor_says_nothing(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with visiting(csms, station_driver) as visit, level_kept(csms) as monitors:
        item = monitors.find(is_state_of_evse, "state of an EVSE")
        id = await monitors.set(item, "Delta", 1, _LEVEL + 1)
        loud = await monitors.set(item, "Delta", 1, _LEVEL - 2)
        reply = await monitors.call("SetMonitoringLevel", {"severity": _LEVEL})
        reply.meets("N05.FR.01", status="Accepted")
        reply.meets(step(2), status="Accepted", statusInfo=NO_ERROR)
        since = await visit.plug_in()
        told = a_list_with({"variableMonitoringId": loud})
        await csms.next_call("NotifyEvent", since=since, where={"eventData": told})  # the other one had cause to speak
        await monitors.silent(step(4), id, since)


@case("TC_N_17_CS", needs=_NEEDS)
async def test_levels_that_there_are_not(csms: CsmsProbe) -> None:
    async with level_kept(csms) as monitors:
        for severity, answered, why in ((10, 2, "ValueTooHigh"), (-1, 4, "ValueTooLow")):
            reply = await monitors.call("SetMonitoringLevel", {"severity": severity})
            reply.meets("N05.FR.02", status="Rejected")
            reason = absent_or({"reasonCode": one_of("ValueOutOfRange", why)})
            reply.meets(step(answered), status="Rejected", statusInfo=reason)


@case("TC_N_18_CS")
async def test_monitors_are_cleared(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        items = [
            monitors.find(is_state_of_station, "state of the station"),
            monitors.find(is_state_of_evse, "state of an EVSE"),
        ]
        ids = [await monitors.set(item, "Delta", 1) for item in items]
        reply = await monitors.call("ClearVariableMonitoring", {"id": ids})
        for id in ids:
            cleared = {"status": "Accepted", "id": id, "statusInfo": NO_ERROR}
            reply.meets("N06.FR.01", clearMonitoringResult=a_list_with({"status": "Accepted", "id": id}))
            reply.meets(step(2), clearMonitoringResult=a_list_with(cleared))
        await reports_none(monitors, step(4), componentVariable=[about(item) for item in items])


@case("TC_N_19_CS")
async def test_monitor_that_there_is_not(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        id = max(await monitors.report(step(1)) or {}, default=123_455) + 1
        reply = await monitors.call("ClearVariableMonitoring", {"id": [id]})
        reply.meets("N06.FR.02", clearMonitoringResult=[{"status": "NotFound", "id": id}])
        reply.meets(step(2), clearMonitoringResult=[{"status": "NotFound", "id": id, "statusInfo": NOT_FOUND}])


@case("TC_N_44_CS", needs=_NEEDS)
async def test_monitor_of_the_manufacturer_is_not_cleared(csms: CsmsProbe) -> None:
    async with factory(csms) as made:
        fixed = made.some(made.hard_wired, "hard-wired")
        reply = await made.monitors.call("ClearVariableMonitoring", {"id": [fixed["id"]]})
        reply.meets("N06.FR.03", clearMonitoringResult=[{"status": "Rejected", "id": fixed["id"]}])
        reply.meets(step(2), clearMonitoringResult=[{"status": "Rejected"}])
