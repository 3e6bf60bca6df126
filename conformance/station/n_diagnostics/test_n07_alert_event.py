"""N07: monitors of thresholds and of changes tell the CSMS what they see."""

from ocpp_conformance.conformance.case import (
    CaseDriver,
    CsmsProbe,
    Need,
    a_list_with,
    absent_or,
    case,
    ignoring_case,
    variable,
)
from ocpp_conformance.conformance.station.e_transactions.outages import outage, patient
from ocpp_conformance.conformance.station.n_diagnostics.dials import HIGH, LOW, MIDDLE, OPPOSITE, dial, switch
from ocpp_conformance.conformance.station.n_diagnostics.monitorable import is_state_of_evse, is_write_only, names
from ocpp_conformance.conformance.station.n_diagnostics.monitors import monitoring
from ocpp_conformance.conformance.station.n_diagnostics.periods import PERIOD
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.harness.conversation import key_of

_TOPICS = ("variables",)
_UPPER, _LOWER = 320, 280
_ALERT = {"trigger": "Alerting", "cleared": absent_or(False)}


@case("PART2-CS-N07-01", "A value above the upper threshold: an alert", topics=_TOPICS)
async def test_upper_threshold_is_told(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        monitor = await value.monitor("UpperThreshold", _UPPER)
        since = await value.turn(_UPPER)
        await value.silent("N07.FR.16", monitor, since)
        since = await value.turn(HIGH)
        await value.told("N07.FR.16", monitor, since, **_ALERT)


@case("PART2-CS-N07-02", "A value below the lower threshold: an alert", topics=_TOPICS)
async def test_lower_threshold_is_told(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        monitor = await value.monitor("LowerThreshold", _LOWER)
        since = await value.turn(_LOWER)
        await value.silent("N07.FR.17", monitor, since)
        since = await value.turn(LOW)
        await value.told("N07.FR.17", monitor, since, **_ALERT)


@case("PART2-CS-N07-03", "A value that returns: the alert is cleared", topics=_TOPICS)
async def test_return_is_told(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        upper = await value.monitor("UpperThreshold", _UPPER)
        lower = await value.monitor("LowerThreshold", _LOWER)
        for monitor, beyond in ((upper, HIGH), (lower, LOW)):
            since = await value.turn(beyond)
            await value.told("N07.FR.02", monitor, since, **_ALERT)
            since = await value.turn(MIDDLE)
            await value.told("N07.FR.02", monitor, since, cleared=True)


@case("PART2-CS-N07-04", "An event names component, variable and monitor", topics=_TOPICS)
async def test_event_names_its_cause(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        monitor = await value.monitor("UpperThreshold", _UPPER)
        since = await value.turn(HIGH)
        await value.told("N07.FR.06", monitor, since, **names(value.item))


@case("PART2-CS-N07-05", "The first message of an event has number 0", topics=_TOPICS, subject=("N07.FR.07",))
async def test_events_are_numbered(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        monitor = await value.monitor("UpperThreshold", _UPPER)
        for _ in range(2):
            since = await value.turn(HIGH)
            await value.told("N07.FR.16", monitor, since, **_ALERT)
            since = await value.turn(MIDDLE)
            await value.told("N07.FR.02", monitor, since, cleared=True)


@case("PART2-CS-N07-06", "A number that changes by more than the delta", topics=_TOPICS)
async def test_delta_is_told(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        monitor = await value.monitor("Delta", 20)
        since = await value.turn(MIDDLE + 15)
        await value.silent("N07.FR.18", monitor, since)
        since = await value.turn(MIDDLE + 30)
        await value.told("N07.FR.18", monitor, since, trigger="Delta")
        since = await value.turn(MIDDLE + 5)
        await value.told("N07.FR.18", monitor, since, trigger="Delta")


@case("PART2-CS-N07-07", "A switch that changes", topics=_TOPICS)
async def test_change_of_a_switch_is_told(csms: CsmsProbe) -> None:
    async with switch(csms) as (value, before):
        monitor = await value.monitor("Delta", 1)
        since = await value.turn(OPPOSITE[before])
        await value.told("N07.FR.19", monitor, since, trigger="Delta")
        since = await value.turn(before)
        await value.told("N07.FR.19", monitor, since, trigger="Delta")


@case("PART2-CS-N07-08", "A threshold that is moved past the value", topics=_TOPICS)
async def test_moved_threshold_is_checked(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        monitor = await value.monitor("UpperThreshold", _UPPER)
        since = await value.replaced(monitor, "UpperThreshold", _LOWER)
        await value.told("N07.FR.11", monitor, since, **_ALERT)
        since = await value.replaced(monitor, "UpperThreshold", _UPPER)
        await value.told("N07.FR.11", monitor, since, cleared=True)


@case("PART2-CS-N07-09", "A monitor that is removed is not told as cleared", topics=_TOPICS)
async def test_removed_monitor_is_silent(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        monitor = await value.monitor("UpperThreshold", _UPPER)
        since = await value.turn(HIGH)
        since = await value.told("N07.FR.16", monitor, since, **_ALERT)
        reply = await value.monitors.call("ClearVariableMonitoring", {"id": [monitor]})
        reply.expects(clearMonitoringResult=[{"status": "Accepted"}])
        await value.turn(MIDDLE)
        await value.silent("N07.FR.12", monitor, since, cleared=True)


@case("PART2-CS-N07-10", "A value that returns after a reboot", topics=_TOPICS, needs=(Need.RESET,))
async def test_return_after_a_reboot_is_told(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        monitor = await value.monitor("UpperThreshold", _UPPER)
        since = await value.turn(HIGH)
        await value.told("N07.FR.16", monitor, since, **_ALERT)
        await csms.reboot()
        await csms.booted()
        await value.monitors.recount(value.item, "UpperThreshold", _UPPER)
        since = await value.turn(MIDDLE)
        await value.told("N07.FR.14", None, since, cleared=True, **names(value.item))


@case("PART2-CS-N07-11", "The value of a secret is not told", topics=_TOPICS, needs=(Need.BOOT_SCALE,))
async def test_write_only_value_is_empty(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        item = monitors.find(is_write_only, "write-only variable")
        since = csms.mark
        monitor = await monitors.set(item, "Periodic", PERIOD)
        call = await monitors.event("N08.FR.06", monitor, since, csms.patience.too_late(PERIOD))
        call.meets("N07.FR.10", eventData=a_list_with({"variableMonitoringId": monitor, "actualValue": ""}))


@case(
    "PART2-CS-N07-12",
    "A change while the station is offline is told afterwards",
    topics=("variables", "offline"),
    needs=(Need.BOOT_SCALE,),
    intents=("plug_in", "unplug"),
)
async def test_change_is_queued_offline(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    queues = variable("MonitoringCtrlr", "OfflineQueuingSeverity", attributeValue="9")
    async with monitoring(csms) as monitors, configured(csms, queues), patient(csms):
        item = monitors.find(is_state_of_evse, "state of an EVSE")
        place = {"evse": key_of(item)[2], "connector": 1}
        monitor = await monitors.set(item, "Delta", 1)
        async with outage(csms) as gap:
            await station_driver.intend("plug_in", **place)
            await station_driver.intend("unplug", **place)
        await monitors.told("N07.FR.04", monitor, gap.since, trigger="Delta", actualValue=ignoring_case("Occupied"))
