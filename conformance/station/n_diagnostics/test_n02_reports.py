"""N02: the CSMS asks for the monitors of a kind, or on a variable."""

from ocpp_conformance.conformance.case import CsmsProbe, case, step
from ocpp_conformance.conformance.station.n_diagnostics.dials import HIGH, dial
from ocpp_conformance.conformance.station.n_diagnostics.monitor_reports import (
    NOT_SUPPORTED,
    are_of,
    has,
    is_state_of_station,
    reported,
    reports_none,
)
from ocpp_conformance.conformance.station.n_diagnostics.monitorable import THRESHOLDS, about, is_state_of_evse
from ocpp_conformance.conformance.station.n_diagnostics.monitors import REQUEST, Monitors, monitoring
from ocpp_conformance.harness.conversation import key_of
from ocpp_conformance.harness.rpc import Payload

_CRITERIA = {
    "ThresholdMonitoring": THRESHOLDS,
    "DeltaMonitoring": ("Delta",),
    "PeriodicMonitoring": ("Periodic", "PeriodicClockAligned"),
}
_ASKED = {
    (2, 3): ("ThresholdMonitoring",),
    (6, 7): ("ThresholdMonitoring", "DeltaMonitoring"),
    (10, 11): ("DeltaMonitoring", "PeriodicMonitoring"),
}
"""The steps of the answer and of the report → what is asked for."""


@case("TC_N_01_CS")
async def test_report_of_kinds(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        mine = {type: await value.monitor(type, HIGH) for types in _CRITERIA.values() for type in types}
        for (answered, told), criteria in _ASKED.items():
            types = [type for criterion in criteria for type in _CRITERIA[criterion]]
            wanted = list(criteria)
            found = await reported(value.monitors, step(answered), step(told), monitoringCriteria=wanted)
            are_of(value.monitors, step(told), found.values(), *types)
            for type in types:
                has(value.monitors, step(told), found, mine[type], type=type)


@case("TC_N_02_CS")
async def test_report_of_variables(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        station, evse = _states(monitors)
        ids = [await monitors.set(item, "Delta", 1) for item in (station, evse)]
        wanted = [about(station), {"component": {"name": "EVSE", "evse": evse["component"]["evse"]}}]
        found = await reported(monitors, step(2), step(3), componentVariable=wanted)
        states = [each for each in found.values() if key_of(each)[4] == "availabilitystate"]
        are_of(monitors, step(3), states, "Delta")
        for id in ids:
            has(monitors, step(3), found, id, type="Delta")


@case("TC_N_03_CS")
async def test_report_of_kinds_on_variables(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        states = _states(monitors)
        ids = [await monitors.set(item, "Delta", 1) for item in states]
        where = {"componentVariable": [about(item) for item in states]}
        await reports_none(monitors, step(2), monitoringCriteria=["ThresholdMonitoring"], **where)
        found = await reported(monitors, step(4), step(5), monitoringCriteria=["DeltaMonitoring"], **where)
        are_of(monitors, step(5), found.values(), "Delta")
        for id in ids:
            has(monitors, step(5), found, id)


@case("TC_N_04_CS")
async def test_criterion_that_the_station_has_not(csms: CsmsProbe) -> None:
    """Of the criteria that there are; another one is no valid request."""
    async with monitoring(csms) as monitors:
        for criterion in _CRITERIA:
            wanted = sorted({"DeltaMonitoring", criterion})
            reply = await monitors.call("GetMonitoringReport", {"requestId": REQUEST, "monitoringCriteria": wanted})
            if reply["status"] not in ("Accepted", "EmptyResultSet"):
                reply.meets("N02.FR.02", status="NotSupported")
                reply.meets(step(2), status="NotSupported", statusInfo=NOT_SUPPORTED)
                return
        raise csms.checklist.give_up("the station supports each criterion")


@case("TC_N_47_CS")
async def test_report_of_everything(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        ids = [await monitors.set(item, "Delta", 1) for item in _states(monitors)]
        found = await reported(monitors, step(2), step(3))
        for id in ids:
            has(monitors, step(3), found, id, type="Delta")


def _states(monitors: Monitors) -> tuple[Payload, Payload]:
    """The states of the station and of its first EVSE."""
    station = monitors.find(is_state_of_station, "state of the station")
    return station, monitors.find(is_state_of_evse, "state of an EVSE")
