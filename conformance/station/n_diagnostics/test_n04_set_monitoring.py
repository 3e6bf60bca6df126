"""N04: the CSMS sets monitors on variables, and replaces them."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, variable
from ocpp_conformance.conformance.station.n_diagnostics.dials import HIGH, LOW, dial
from ocpp_conformance.conformance.station.n_diagnostics.factory import factory
from ocpp_conformance.conformance.station.n_diagnostics.monitorable import (
    THRESHOLDS,
    about,
    is_numeric,
    is_switch,
    limits,
    names,
)
from ocpp_conformance.conformance.station.n_diagnostics.monitors import monitoring

_TOPICS = ("variables",)
_REJECTED = [{"status": "Rejected"}]
_NO_SUCH_ID = 2_000_000_000


@case(
    "PART2-CS-N04-01",
    "Two monitors: a result each, about their variable",
    topics=_TOPICS,
    subject=("N04.FR.01", "N04.FR.02"),
)
async def test_each_monitor_has_a_result(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        common = {"type": "Delta", "value": 50, "severity": 9}
        strange = variable("NoSuchComponent", "NoSuchVariable")
        reply = await value.monitors.asked_all({**common, **about(value.item)}, {**common, **strange})
        reply.meets("N04.FR.01")


@case("PART2-CS-N04-02", "A component that the station does not have", topics=_TOPICS)
async def test_unknown_component(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        reply = await monitors.asked(variable("NoSuchComponent", "NoSuchVariable"), "Delta", 1, 9)
        reply.meets("N04.FR.03", setMonitoringResult=[{"status": "UnknownComponent"}])


@case("PART2-CS-N04-03", "A variable that its component does not have", topics=_TOPICS)
async def test_unknown_variable(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        reply = await monitors.asked(variable("OCPPCommCtrlr", "NoSuchVariable"), "Delta", 1, 9)
        reply.meets("N04.FR.04", setMonitoringResult=[{"status": "UnknownVariable"}])


@case("PART2-CS-N04-04", "A threshold of what is no number", topics=_TOPICS)
async def test_threshold_needs_a_number(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        item = monitors.find(is_switch, "switch or choice")
        for type in THRESHOLDS:
            reply = await monitors.asked(item, type, 1, 9)
            reply.meets("N04.FR.05", setMonitoringResult=[{"status": "UnsupportedMonitorType"}])


@case("PART2-CS-N04-05", "A threshold beyond the limits of its variable", topics=_TOPICS)
async def test_threshold_beyond_limits(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        item = monitors.find(lambda item: is_numeric(item) and bool(limits(item)), "number with limits")
        for type in THRESHOLDS:
            for limit, beyond in limits(item):
                await monitors.set(item, type, limit, 6)
                await monitors.clear()
                reply = await monitors.asked(item, type, beyond, monitors.severity)
                reply.meets("N04.FR.06", setMonitoringResult=_REJECTED)


@case("PART2-CS-N04-06", "A monitor that is set: Accepted, and reported", topics=_TOPICS)
async def test_monitor_that_is_set_is_accepted(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        before = await value.monitors.report("N02.FR.03") or {}
        reply = await value.monitors.asked(value.item, "UpperThreshold", HIGH + 1, 8)
        after = await value.monitors.report("N02.FR.03") or {}
        if set(after) == set(before):
            reply.expects(setMonitoringResult=[{"status": "Accepted"}])
        reply.meets("N04.FR.08", setMonitoringResult=[{"status": "Accepted"}])
        await value.monitors.is_listed(
            "N04.FR.08", reply["setMonitoringResult"][0].get("id"), value=HIGH + 1, severity=8
        )


@case("PART2-CS-N04-07", "Two monitors of one type and severity: a duplicate", topics=_TOPICS)
async def test_duplicate(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        await value.monitor("UpperThreshold", HIGH)
        reply = await value.monitors.asked(value.item, "UpperThreshold", HIGH + 1, value.monitors.severity)
        reply.meets("N04.FR.10", setMonitoringResult=[{"status": "Duplicate"}])


@case("PART2-CS-N04-08", "A monitor with an id replaces the one of that id", topics=_TOPICS)
async def test_monitor_is_replaced(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        monitor = await value.monitor("UpperThreshold", HIGH)
        reply = await value.monitors.asked(value.item, "UpperThreshold", HIGH + 1, 7, id=monitor)
        reply.meets("N04.FR.12", setMonitoringResult=[{"status": "Accepted"}])
        await value.monitors.is_listed("N04.FR.12", monitor, value=HIGH + 1, severity=7)


@case("PART2-CS-N04-09", "An id that no monitor has", topics=_TOPICS)
async def test_unknown_id_is_rejected(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        await value.monitor("UpperThreshold", HIGH)
        await value.monitors.clear()
        reply = await value.monitors.asked(value.item, "UpperThreshold", HIGH, value.monitors.severity, id=_NO_SUCH_ID)
        reply.meets("N04.FR.13", setMonitoringResult=_REJECTED)


@case("PART2-CS-N04-10", "A delta below zero", topics=_TOPICS)
async def test_negative_delta_is_rejected(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        await value.monitor("Delta", 10)
        await value.monitors.clear()
        reply = await value.monitors.asked(value.item, "Delta", -10, value.monitors.severity)
        reply.meets("N04.FR.14", setMonitoringResult=_REJECTED)


@case("PART2-CS-N04-11", "A monitor is not moved to another variable", topics=_TOPICS)
async def test_monitor_keeps_its_variable(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        monitor = await value.monitor("UpperThreshold", HIGH)
        other = value.monitors.find(lambda item: is_numeric(item) and item is not value.item, "second number")
        reply = await value.monitors.asked(other, "UpperThreshold", LOW, 8, id=monitor)
        reply.meets("N04.FR.16", setMonitoringResult=_REJECTED)
        await value.monitors.is_listed("N04.FR.16", monitor, value=HIGH, **names(value.item))


@case("PART2-CS-N04-12", "A hard-wired monitor stays as it is", topics=_TOPICS, needs=(Need.ALLOW_MONITORS,))
async def test_hard_wired_monitor_is_not_replaced(csms: CsmsProbe) -> None:
    async with factory(csms) as made:
        fixed = made.some(made.hard_wired, "hard-wired")
        reply = await made.monitors.asked(fixed, fixed["type"], fixed["value"] + 1, 9, id=fixed["id"])
        reply.meets("N04.FR.18", setMonitoringResult=_REJECTED)
        await made.monitors.is_listed("N04.FR.18", fixed["id"], value=fixed["value"], severity=fixed["severity"])


@case(
    "PART2-CS-N04-13",
    "A preconfigured monitor that is replaced is custom",
    topics=_TOPICS,
    needs=(Need.ALLOW_MONITORS,),
)
async def test_replaced_monitor_is_custom(csms: CsmsProbe) -> None:
    async with factory(csms) as made:
        monitor = made.some(made.preconfigured, "preconfigured", *THRESHOLDS)
        actual = await made.monitors.number(monitor)
        beyond = actual - 1 if monitor["type"] == "UpperThreshold" else actual + 1
        since = csms.mark
        reply = await made.monitors.asked(monitor, monitor["type"], beyond, 0, id=monitor["id"])
        reply.expects(setMonitoringResult=[{"status": "Accepted"}])
        await made.monitors.told("N04.FR.15", monitor["id"], since, eventNotificationType="CustomMonitor")
