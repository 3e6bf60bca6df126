"""N03: the CSMS chooses among the monitors of the manufacturer, and undoes what was changed of them."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.n_diagnostics.factory import based, factory
from ocpp_conformance.conformance.station.n_diagnostics.monitor_reports import (
    NOT_SUPPORTED,
    are_of,
    has,
    is_state_of_station,
    monitor,
    reported,
    reports_none,
    result,
)
from ocpp_conformance.conformance.station.n_diagnostics.monitorable import about
from ocpp_conformance.conformance.station.variables import NO_ERROR

_NEEDS = (Need.ALLOW_MONITORS,)
_BASES = ("All", "FactoryDefault", "HardWiredOnly")
_DONE = {"status": "Accepted", "statusInfo": NO_ERROR}
_MOST = 9
"""The mildest severity."""


@case("TC_N_05_CS", needs=_NEEDS)
async def test_each_base_is_accepted(csms: CsmsProbe) -> None:
    async with based(csms) as monitors:
        for base, answered in zip(_BASES, (2, 4, 6), strict=True):
            reply = await monitors.call("SetMonitoringBase", {"monitoringBase": base})
            reply.meets("N03.FR.01", status="Accepted")
            reply.meets(step(answered), **_DONE)


@case("TC_N_06_CS", needs=_NEEDS)
async def test_custom_monitor_is_removed_by_the_base(csms: CsmsProbe) -> None:
    async with based(csms) as monitors:
        item = monitors.find(is_state_of_station, "state of the station")
        id = await monitors.set(item, "Delta", 1)
        wanted = {"componentVariable": [about(item)]}
        found = await reported(monitors, step(2), step(3), **wanted)
        are_of(monitors, step(3), found.values(), "Delta")
        has(monitors, step(3), found, id)
        reply = await monitors.call("SetMonitoringBase", {"monitoringBase": "HardWiredOnly"})
        reply.meets(step(6), **_DONE)
        await reports_none(monitors, step(8), **wanted)


@case("TC_N_07_CS", needs=_NEEDS)
async def test_base_that_the_station_has_not(csms: CsmsProbe) -> None:
    """Of the bases that there are; another one is no valid request."""
    async with based(csms) as monitors:
        for base in _BASES:
            reply = await monitors.call("SetMonitoringBase", {"monitoringBase": base})
            if reply["status"] != "Accepted":
                reply.meets("N03.FR.02", status="NotSupported")
                reply.meets(step(2), status="NotSupported", statusInfo=NOT_SUPPORTED)
                return
        raise csms.checklist.give_up("the station supports each base")


@case("TC_N_41_CS", needs=_NEEDS)
async def test_preconfigured_monitor_is_as_before(csms: CsmsProbe) -> None:
    async with factory(csms) as made:
        before = made.some(made.preconfigured, "preconfigured")
        severity = 5 if before["severity"] == _MOST else before["severity"] + 1
        changed = monitor(before, before["type"], before["value"], severity, id=before["id"])
        reply = await made.monitors.asked_all(changed)
        reply.meets(step(2), setMonitoringResult=[result(changed)])
        where = {"componentVariable": [about(before)]}
        found = await reported(made.monitors, step(4), step(5), **where)
        has(made.monitors, step(5), found, before["id"], severity=severity)
        reply = await made.monitors.call("SetMonitoringBase", {"monitoringBase": "FactoryDefault"})
        reply.meets(step(8), status="Accepted")
        found = await reported(made.monitors, step(10), step(11), **where)
        has(made.monitors, step(11), found, before["id"], severity=before["severity"])
