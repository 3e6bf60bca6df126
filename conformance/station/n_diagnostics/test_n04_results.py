"""N04: the CSMS sets monitors, and reads the results."""

from ocpp_conformance.conformance.case import CsmsProbe, a_list_with, absent_or, case, one_of, step, variable
from ocpp_conformance.conformance.station.n_diagnostics.dials import HIGH, LOW, dial
from ocpp_conformance.conformance.station.n_diagnostics.monitor_reports import (
    are_of,
    has,
    is_state_of_station,
    monitor,
    reported,
    result,
    same_place,
)
from ocpp_conformance.conformance.station.n_diagnostics.monitorable import (
    about,
    is_numeric,
    is_state_of_evse,
    limits,
)
from ocpp_conformance.conformance.station.n_diagnostics.monitors import Monitors, monitoring
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes.received import ReceivedReply
from ocpp_conformance.harness.rpc import Payload

_SEVERITY = 5
_OF_NO_EVSE = {"component": {"name": "EVSE", "evse": {"id": 99}}, "variable": {"name": "AvailabilityState"}}


@case("TC_N_08_CS")
async def test_monitor_is_set(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        wanted = monitor(_state(monitors), "Delta", 1, 8)
        reply = await monitors.asked_all(wanted)
        _results(reply, step(2), result(wanted))
        found = await reported(monitors, step(4), step(5), componentVariable=[about(wanted)])
        are_of(monitors, step(5), found.values(), "Delta")
        has(monitors, step(5), found, monitors.ids[0], **same_place(wanted))


@case("TC_N_09_CS")
async def test_monitors_of_two_variables_are_set(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        items = (_state(monitors), monitors.find(is_state_of_station, "state of the station"))
        wanted = [monitor(item, "Delta", 1, 8) for item in items]
        reply = await monitors.asked_all(*wanted)
        _results(reply, step(2), *(result(each) for each in wanted))
        found = await reported(monitors, step(4), step(5), componentVariable=[about(each) for each in wanted])
        for id in monitors.ids:
            has(monitors, step(5), found, id)


@case("TC_N_10_CS")
async def test_two_monitors_of_a_variable_are_set(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        wanted = [monitor(_state(monitors), "Delta", 1, severity) for severity in (8, 7)]
        reply = await monitors.asked_all(*wanted)
        _results(reply, step(2), *(result(each) for each in wanted))


@case("TC_N_11_CS")
async def test_components_that_there_are_not(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        evse = monitor(_OF_NO_EVSE, "Delta", 1, _SEVERITY)
        strange = monitor(variable("NonExistent", "Power"), "UpperThreshold", 1234.0, _SEVERITY)
        reply = await monitors.asked_all(evse, strange)
        no_evse = absent_or({"reasonCode": one_of("UnknownEVSE", "UnknownEvse", "NotFound")})
        unknown = one_of("UnknownComponent", "Rejected")
        other = one_of("UnknownComponent", "UnknownVariable")
        _results(
            reply,
            step(2),
            {**result(evse, "", statusInfo=no_evse), "status": unknown},
            {**result(strange, "", statusInfo=absent_or({"reasonCode": "NotFound"})), "status": other},
        )
        reply.meets(step(2), setMonitoringResult=[{"id": absent_or(None)}] * 2)


@case("TC_N_12_CS")
async def test_delta_below_zero(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        wanted = monitor(value.item, "Delta", -1, _SEVERITY)
        reply = await value.monitors.asked_all(wanted)
        why = absent_or({"reasonCode": one_of("ValueOutOfRange", "ValuePositiveOnly")})
        _results(reply, "N04.FR.14", {"status": "Rejected"})
        _results(reply, step(2), result(wanted, "Rejected", statusInfo=why))


@case("TC_N_13_CS")
async def test_threshold_above_the_limit(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        item = monitors.find(lambda item: is_numeric(item) and _beyond(item) is not None, "number with a maxLimit")
        wanted = monitor(item, "UpperThreshold", _beyond(item) or 0, _SEVERITY)
        reply = await monitors.asked_all(wanted)
        _results(reply, "N04.FR.06", {"status": "Rejected"})
        _results(
            reply,
            step(2),
            result(wanted, "Rejected", statusInfo=absent_or({"reasonCode": "ValueOutOfRange"})),
        )


@case("TC_N_15_CS")
async def test_second_monitor_of_a_type_and_severity(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        wanted = monitor(_state(monitors), "Delta", 1, _SEVERITY)
        reply = await monitors.asked_all(wanted, wanted)
        why = absent_or({"reasonCode": "InvalidValue"})
        _results(reply, "N04.FR.10", {"status": "Duplicate"})
        _results(reply, step(2), result(wanted), result(wanted, "Duplicate", statusInfo=why))


@case("TC_N_37_CS")
async def test_variable_that_there_is_not(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        strange = {"component": _state(monitors)["component"], "variable": {"name": "unknownVariable"}}
        wanted = monitor(strange, "Delta", 1, _SEVERITY)
        reply = await monitors.asked_all(wanted)
        _results(reply, step(2), result(wanted, "UnknownVariable"))


@case("TC_N_38_CS")
async def test_type_that_the_variable_does_not_take(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        wanted = monitor(_state(monitors), "UpperThreshold", 1, _SEVERITY)
        reply = await monitors.asked_all(wanted)
        refused = one_of("UnsupportedMonitorType", "Rejected")
        _results(reply, step(2), {**result(wanted, ""), "status": refused})


@case("TC_N_39_CS")
async def test_monitor_stays_with_its_variable(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        item = _state(value.monitors)
        id = await value.monitors.set(item, "Delta", 1)
        moved = monitor(value.item, "Delta", 1, _SEVERITY, id=id)
        reply = await value.monitors.asked_all(moved)
        _results(reply, "N04.FR.16", {"status": "Rejected"})
        _results(reply, step(2), result(moved, "Rejected"))
        found = await reported(value.monitors, step(4), step(5))
        has(value.monitors, step(5), found, id, **same_place(item))


@case("TC_N_40_CS")
async def test_monitor_is_given_another_severity(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        item = _state(monitors)
        id = await monitors.set(item, "Delta", 1, 5)
        changed = monitor(item, "Delta", 1, 4, id=id)
        _results(await monitors.asked_all(changed), step(2), result(changed))
        wanted = {"componentVariable": [about(item)], "monitoringCriteria": ["DeltaMonitoring"]}
        found = await reported(monitors, step(4), step(5), **wanted)
        has(monitors, step(5), found, id, severity=4, **same_place(item))


@case("TC_N_43_CS")
async def test_value_out_of_range_between_others(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        upper, lower = (
            monitor(value.item, type, bound, _SEVERITY)
            for type, bound in (("UpperThreshold", HIGH), ("LowerThreshold", LOW))
        )
        wrong = monitor(value.item, "Delta", -1.0, _SEVERITY)
        reply = await value.monitors.asked_all(upper, wrong, lower)
        _results(reply, step(2), result(upper), result(wrong, "Rejected"), result(lower))


def _results(reply: ReceivedReply, source: Source, *wanted: Payload) -> None:
    """The answer has these results, in whatever order."""
    for each in wanted:
        reply.meets(source, setMonitoringResult=a_list_with(each))


def _state(monitors: Monitors) -> Payload:
    return monitors.find(is_state_of_evse, "state of an EVSE")


def _beyond(item: Payload) -> float | None:
    """A value above the maxLimit of a number."""
    return next((beyond for limit, beyond in limits(item) if beyond > limit), None)
