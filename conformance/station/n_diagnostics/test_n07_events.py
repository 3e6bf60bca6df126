"""N07, N08: monitors tell what they see.

The variable is one that the CSMS can turn, where Part 6 lets the tester choose.
"""

from collections.abc import Callable

from ocpp_conformance.conformance.case import (
    PRESENT,
    CaseDriver,
    CsmsProbe,
    Need,
    absent_or,
    case,
    ignoring_case,
    step,
    variable,
)
from ocpp_conformance.conformance.station.e_transactions.outages import outage, patient
from ocpp_conformance.conformance.station.n_diagnostics.dials import HIGH, LOW, MIDDLE, OPPOSITE, Dial, dial, switch
from ocpp_conformance.conformance.station.n_diagnostics.monitor_reports import (
    are_of,
    monitor,
    reported,
    reports_none,
    result,
)
from ocpp_conformance.conformance.station.n_diagnostics.monitorable import about, is_state_of_evse, names
from ocpp_conformance.conformance.station.n_diagnostics.monitors import monitoring
from ocpp_conformance.conformance.station.n_diagnostics.periods import PERIOD
from ocpp_conformance.conformance.station.states import ev_connected, visiting
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.evidence.matchers import Matcher

_UPPER, _LOWER, _SEVERITY = 320, 280, 5
_ALERT = {"trigger": "Alerting", "cleared": absent_or(False)}
_CUSTOM = {"eventNotificationType": "CustomMonitor"}
_AT_ALL = {"eventId": PRESENT, "timestamp": PRESENT}


@case("TC_N_20_CS")
async def test_thresholds_are_told(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        upper = await value.monitor("UpperThreshold", _UPPER, severity=_SEVERITY)
        since = await value.turn(HIGH)
        await _alert(value, step(2), upper, since, actualValue=_number("more than", lambda number: number > _UPPER))
        second = monitor(value.item, "LowerThreshold", _LOWER, _SEVERITY)
        reply = await value.monitors.asked_all(second)
        reply.meets(step(5), setMonitoringResult=[{"status": "Accepted", "id": PRESENT}])
        lower = reply["setMonitoringResult"][0]["id"]
        since = await value.turn(LOW)
        back = _number("at most", lambda number: number <= _UPPER)
        cleared = {"trigger": "Alerting", "cleared": True, "actualValue": back, **_CUSTOM, **names(value.item)}
        await value.told(step(7), upper, since, **_AT_ALL, **cleared)
        below = _number("less than", lambda number: number < _LOWER)
        await _alert(value, step(7), lower, since, actualValue=below, **_CUSTOM)


@case("TC_N_22_CS", needs=(Need.BOOT_SCALE,), intents=PEOPLE)
async def test_severe_event_is_queued(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    queues = variable("MonitoringCtrlr", "OfflineQueuingSeverity", attributeValue=str(_SEVERITY))
    driver = visiting(csms, station_driver)
    async with driver as visit, monitoring(csms) as monitors, configured(csms, queues), patient(csms):
        item = monitors.find(is_state_of_evse, "state of an EVSE")
        id = await monitors.set(item, "Delta", 1, _SEVERITY - 2)
        async with outage(csms) as gap:
            await visit.plug_in()
        occupied = {"trigger": "Delta", "actualValue": ignoring_case("Occupied"), **names(item)}
        await monitors.told(step(3), id, gap.since, **occupied)


@case("TC_N_23_CS", needs=(Need.BOOT_SCALE,), intents=PEOPLE)
async def test_mild_event_is_not_queued(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    queues = variable("MonitoringCtrlr", "OfflineQueuingSeverity", attributeValue=str(_SEVERITY))
    driver = visiting(csms, station_driver)
    async with driver as visit, monitoring(csms) as monitors, configured(csms, queues), patient(csms):
        item = monitors.find(is_state_of_evse, "state of an EVSE")
        id = await monitors.set(item, "Delta", 1, _SEVERITY + 1)
        await ev_connected(visit, step(1), step(3))
        await csms.settled()
        async with outage(csms) as gap:
            await visit.unplug()
            await visit.plug_in()
        await monitors.silent(step(8), id, gap.since)


@case("TC_N_24_CS", needs=(Need.BOOT_SCALE,))
async def test_periodic_monitor_speaks(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        since, wanted = csms.mark, monitor(value.item, "Periodic", PERIOD, _SEVERITY)
        reply = await value.monitors.asked_all(wanted)
        reply.meets(step(2), setMonitoringResult=[result(wanted)])
        id = reply["setMonitoringResult"][0]["id"]
        for _ in range(2):
            late = csms.patience.too_late(PERIOD)
            call = await value.monitors.event(step(3), id, since, late, trigger="Periodic", **names(value.item))
            since = call.frame + 1


@case("TC_N_45_CS")
async def test_change_of_a_number_is_told(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        id = await value.monitor("Delta", 20, severity=_SEVERITY)
        since = await value.turn(HIGH)
        await value.told(step(2), id, since, trigger="Delta", **names(value.item))


@case("TC_N_51_CS")
async def test_threshold_moved_past_the_value_is_told(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        id = await value.monitor("UpperThreshold", _UPPER, severity=_SEVERITY)
        since, moved = csms.mark, monitor(value.item, "UpperThreshold", _LOWER, value.monitors.severity, id=id)
        reply = await value.monitors.asked_all(moved)
        reply.meets(step(3), setMonitoringResult=[result(moved)])
        above = _number("more than", lambda number: number > _LOWER)
        await value.told(step(4), id, since, actualValue=above, **_ALERT)


@case("TC_N_52_CS")
async def test_removed_monitor_says_nothing(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        id = await value.monitor("UpperThreshold", _UPPER, severity=_SEVERITY)
        since = await value.turn(HIGH)
        since = await value.told("N07.FR.16", id, since, **_ALERT)
        reply = await value.monitors.call("ClearVariableMonitoring", {"id": [id]})
        reply.meets(step(2), clearMonitoringResult=[{"status": "Accepted", "id": id}])
        criteria = ["ThresholdMonitoring"]
        await reports_none(value.monitors, step(4), componentVariable=[about(value.item)], monitoringCriteria=criteria)
        await value.turn(MIDDLE)
        await value.silent(step(6), id, since)


@case("TC_N_53_CS", needs=(Need.RESET,))
async def test_monitor_outlasts_a_reboot(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        await value.monitor("UpperThreshold", HIGH)
        await csms.reboot()
        await csms.booted()
        await value.monitors.recount(value.item, "UpperThreshold", HIGH)
        found = await reported(value.monitors, step(2), step(3), monitoringCriteria=["ThresholdMonitoring"])
        are_of(value.monitors, step(3), found.values(), "UpperThreshold", "LowerThreshold")
        await value.monitors.has_like(step(3), {"type": "UpperThreshold", "value": HIGH, **value.item})


@case("TC_N_56_CS")
async def test_change_of_a_choice_is_told(csms: CsmsProbe) -> None:
    async with switch(csms) as (value, before):
        id = await value.monitor("Delta", 1, severity=_SEVERITY)
        since = await value.turn(OPPOSITE[before])
        await value.told(step(1), id, since, trigger="Delta", **names(value.item))


@case("TC_N_61_CS")
async def test_change_up_to_the_delta_is_not_told(csms: CsmsProbe) -> None:
    async with dial(csms, "offlinethreshold") as value:
        id = await value.monitor("Delta", 1)
        since = await value.turn(MIDDLE + 1)
        await value.silent("N07.FR.18", id, since)
        since = await value.turn(MIDDLE + 2)
        await value.told(step(7), id, since, actualValue=str(MIDDLE + 2))


async def _alert(value: Dial, source: Source, id: int, since: int, **more: object) -> None:
    """An alert of a monitor, in the first message of its kind."""
    call = await value.monitors.event(source, id, since, None, **_AT_ALL, **_ALERT, **names(value.item), **more)
    call.meets(source, seqNo=0, generatedAt=PRESENT)


def _number(what: str, holds: Callable[[float], bool]) -> Matcher:
    """The text of a number that fits."""
    return Matcher(f"{what} the bound", lambda text: isinstance(text, str) and holds(float(text)))
