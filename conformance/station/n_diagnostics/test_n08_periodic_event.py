"""N08: periodic monitors tell the CSMS the value of a variable, again and again."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, variable
from ocpp_conformance.conformance.station.e_transactions.outages import WAIT, outage, patient
from ocpp_conformance.conformance.station.n_diagnostics.monitorable import is_numeric
from ocpp_conformance.conformance.station.n_diagnostics.monitors import monitoring
from ocpp_conformance.conformance.station.n_diagnostics.periods import PERIOD, is_aligned, is_not_early, told_of_outage
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.harness import times

_TOPICS = ("variables",)
_NEEDS = (Need.BOOT_SCALE,)
_MINUTE = 60


@case("PART2-CS-N08-01", "A value every so many seconds", topics=_TOPICS, needs=_NEEDS)
async def test_periodic_monitor_speaks_again_and_again(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        item = monitors.find(is_numeric, "number")
        since, began = csms.mark, times.monotonic()
        monitor = await monitors.set(item, "Periodic", PERIOD)
        for number in range(1, 4):
            late = csms.patience.too_late(PERIOD)
            call = await monitors.event("N08.FR.06", monitor, since, late, trigger="Periodic")
            is_not_early(csms, "N08.FR.06", call, began, number * PERIOD)
            since = call.frame + 1


@case("PART2-CS-N08-02", "Periodic events say so", topics=_TOPICS, needs=_NEEDS, subject=("N08.FR.05",))
async def test_periodic_events_say_so(csms: CsmsProbe) -> None:
    await _two_events(csms)


@case("PART2-CS-N08-03", "A value at each full minute", topics=_TOPICS, needs=_NEEDS)
async def test_aligned_monitor_speaks_by_the_clock(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        item = monitors.find(is_numeric, "number")
        since = csms.mark
        monitor = await monitors.set(item, "PeriodicClockAligned", _MINUTE)
        for _ in range(2):
            late = csms.patience.too_late(2 * _MINUTE)
            call = await monitors.event("N08.FR.07", monitor, since, late, trigger="Periodic")
            is_aligned(csms, "N08.FR.07", call, monitor, _MINUTE)
            since = call.frame + 1


@case("PART2-CS-N08-04", "What was due offline is told afterwards", topics=("variables", "offline"), needs=_NEEDS)
async def test_periodic_events_are_queued_offline(csms: CsmsProbe) -> None:
    queues = variable("MonitoringCtrlr", "OfflineQueuingSeverity", attributeValue="9")
    async with monitoring(csms) as monitors, configured(csms, queues), patient(csms):
        item = monitors.find(is_numeric, "number")
        monitor = await monitors.set(item, "Periodic", PERIOD)
        await monitors.event("N08.FR.06", monitor, csms.mark, csms.patience.too_late(PERIOD))
        async with outage(csms) as gap:
            await csms.listen(csms.patience.scaled(WAIT))
        await monitors.event("N08.FR.03", monitor, gap.since, csms.patience.too_late(PERIOD))
        await csms.settled()
        told_of_outage(csms, "N08.FR.03", monitor, gap)


@case("PART2-CS-N08-05", "Periodic events have number 0", topics=_TOPICS, needs=_NEEDS, subject=("N08.FR.04",))
async def test_periodic_events_are_numbered(csms: CsmsProbe) -> None:
    await _two_events(csms)


async def _two_events(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        item = monitors.find(is_numeric, "number")
        since = csms.mark
        monitor = await monitors.set(item, "Periodic", PERIOD)
        for _ in range(2):
            call = await monitors.event("N08.FR.06", monitor, since, csms.patience.too_late(PERIOD))
            since = call.frame + 1
