"""N02: the CSMS asks which monitors there are."""

from ocpp_conformance.conformance.case import CsmsProbe, case
from ocpp_conformance.conformance.station.n_diagnostics.dials import HIGH, dial
from ocpp_conformance.conformance.station.n_diagnostics.monitorable import (
    about,
    at_connector,
    at_evse,
    has_instance,
    of_evse,
    of_instances,
    same_component,
)
from ocpp_conformance.conformance.station.n_diagnostics.monitors import REQUEST, monitoring

_TOPICS = ("variables",)
_MANY = 25
_CRITERIA = {"UpperThreshold": "ThresholdMonitoring", "Delta": "DeltaMonitoring", "Periodic": "PeriodicMonitoring"}


@case("PART2-CS-N02-01", "Every monitor is reported", topics=_TOPICS)
async def test_all_monitors_are_reported(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        monitors = [await value.monitor("UpperThreshold", HIGH), await value.monitor("Delta", HIGH)]
        since = csms.mark
        reply = await value.monitors.call("GetMonitoringReport", {"requestId": REQUEST})
        reply.meets("N02.FR.01", status="Accepted")
        await csms.must_send("N02.FR.03", "NotifyMonitoringReport", since=since, where={"requestId": REQUEST})
        await csms.settled()
        await value.monitors.are_listed("N02.FR.03", monitors)


@case("PART2-CS-N02-02", "Monitors of the kinds that are asked for", topics=_TOPICS)
async def test_criteria_choose_kinds(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        mine = {type: [await value.monitor(type, HIGH)] for type in _CRITERIA}
        mine["UpperThreshold"].append(await value.monitor("LowerThreshold", 1))
        mine["Periodic"].append(await value.monitor("PeriodicClockAligned", HIGH))
        for type, criterion in _CRITERIA.items():
            await value.monitors.are_listed("N02.FR.03", mine[type], monitoringCriteria=[criterion])


@case("PART2-CS-N02-03", "What has no monitor: an empty set", topics=_TOPICS)
async def test_nothing_is_an_empty_set(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        wanted = [{"component": {"name": "NoSuchComponent"}, "variable": {"name": "NoSuchVariable"}}]
        reply = await monitors.call("GetMonitoringReport", {"requestId": REQUEST, "componentVariable": wanted})
        reply.meets("N02.FR.10", status="EmptyResultSet")


@case("PART2-CS-N02-04", "A component without a variable: all its variables", topics=_TOPICS)
async def test_component_stands_for_all_its_variables(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        monitors = [await value.monitor("Delta", HIGH)]
        other = value.monitors.find(same_component(value.item), "second variable of a component")
        monitors.append(await value.monitors.set(other, "Delta", HIGH))
        wanted = [{"component": {"name": value.item["component"]["name"]}}]
        await value.monitors.are_listed("N02.FR.16", monitors, componentVariable=wanted)


@case("PART2-CS-N02-09", "A component without an instance: the one that has none", topics=_TOPICS)
async def test_component_without_an_instance(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        monitors = [await value.monitor("Delta", HIGH)]
        wanted = {"component": {"name": value.item["component"]["name"]}, "variable": value.item["variable"]}
        await value.monitors.are_listed("N02.FR.21", monitors, componentVariable=[wanted])


@case("PART2-CS-N02-10", "A component's instance, named or left open", topics=_TOPICS)
async def test_instance_of_a_component(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        item = monitors.find(has_instance, "variable of a component with an instance")
        ids = [await monitors.set(item, "Delta", HIGH)]
        await monitors.are_listed("N02.FR.20", ids, componentVariable=[about(item)])
        component = {name: value for name, value in item["component"].items() if name != "instance"}
        open_to_all = {"component": component, "variable": item["variable"]}
        await monitors.are_listed("N02.FR.21", ids, componentVariable=[open_to_all])


@case("PART2-CS-N02-05", "A variable without an instance: all its instances", topics=_TOPICS)
async def test_variable_stands_for_all_its_instances(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        one = monitors.find(of_instances(monitors.items.values()), "variable with instances")
        other = monitors.find(of_instances([one]), "variable with two instances")
        ids = [await monitors.set(item, "Delta", HIGH) for item in (one, other)]
        wanted = [{"component": one["component"], "variable": {"name": one["variable"]["name"]}}]
        await monitors.are_listed("N02.FR.17", ids, componentVariable=wanted)


@case("PART2-CS-N02-06", "An EVSE without a connector: every connector", topics=_TOPICS)
async def test_evse_stands_for_every_connector(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        item = monitors.find(at_connector, "variable of a connector")
        ids = [await monitors.set(item, "Delta", HIGH)]
        await monitors.are_listed("N02.FR.18", ids, componentVariable=[of_evse(item)])


@case("PART2-CS-N02-07", "A component at an EVSE", topics=_TOPICS)
async def test_component_of_an_evse(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        item = monitors.find(at_evse, "variable of an EVSE")
        ids = [await monitors.set(item, "Delta", HIGH)]
        await monitors.are_listed("N02.FR.19", ids, componentVariable=[of_evse(item)])


@case(
    "PART2-CS-N02-08",
    "Many monitors: the parts of the report are numbered",
    topics=_TOPICS,
    subject=("N02.FR.03", "N02.FR.04", "N02.FR.09"),
)
async def test_parts_are_numbered(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        items = [item for item in monitors.items.values() if item["variableCharacteristics"].get("supportsMonitoring")]
        data = [{"type": "Delta", "value": HIGH, "severity": 9, **about(item)} for item in items[:_MANY]]
        for each in data:
            await monitors.asked_all(each)
        await monitors.are_listed("N02.FR.03", monitors.ids)


@case("PART2-CS-N02-11", "A criterion that the station does not support is called so", topics=_TOPICS)
async def test_unsupported_criterion_is_called_so(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        for criterion in _CRITERIA.values():
            asked = {"requestId": REQUEST, "monitoringCriteria": [criterion]}
            reply = await monitors.call("GetMonitoringReport", asked)
            if reply["status"] not in ("Accepted", "EmptyResultSet"):
                reply.meets("N02.FR.02", status="NotSupported")
                return
    raise csms.checklist.give_up("the station supports each criterion")
