"""B08: the CSMS asks for a report of its own choice."""

from ocpp_conformance.conformance.case import CsmsProbe, ErrorCode, case
from ocpp_conformance.conformance.station.b_provisioning.inventory import (
    REQUEST,
    Items,
    asked,
    compare,
    inventory,
    meeting,
    of,
    report,
    source_of,
)
from ocpp_conformance.conformance.station.variables import value_of

_TOPICS = ("variables",)
_MANY = 500
"""A limit of more items than these is not tried."""


@case("PART2-CS-B08-01", "A component without a variable: all its variables", topics=_TOPICS)
async def test_component_stands_for_all_its_variables(csms: CsmsProbe) -> None:
    await csms.accepted()
    items = await inventory(csms)
    told = await report(csms, REQUEST + 1, componentVariable=[{"component": {"name": "OCPPCommCtrlr"}}])
    compare(csms, "B08.FR.20", of(items, "OCPPCommCtrlr"), told)


@case("PART2-CS-B08-02", "A variable without an instance: all its instances", topics=_TOPICS)
async def test_variable_stands_for_all_its_instances(csms: CsmsProbe) -> None:
    await csms.accepted()
    items = await inventory(csms)
    about = {"component": {"name": "DeviceDataCtrlr"}, "variable": {"name": "ItemsPerMessage"}}
    told = await report(csms, REQUEST + 2, componentVariable=[about])
    compare(csms, "B08.FR.21", of(items, "DeviceDataCtrlr", lambda key: key[4] == "itemspermessage"), told)


@case("PART2-CS-B08-03", "An EVSE without a connector: every connector", topics=_TOPICS)
async def test_evse_stands_for_every_connector(csms: CsmsProbe) -> None:
    await csms.accepted()
    items = await inventory(csms)
    about = {"component": {"name": "Connector", "evse": {"id": 1}}}
    told = await report(csms, REQUEST + 3, componentVariable=[about])
    compare(csms, "B08.FR.22", of(items, "Connector", lambda key: key[2] == 1), told)


@case("PART2-CS-B08-04", "A component without an EVSE: at every EVSE", topics=_TOPICS)
async def test_component_stands_for_every_evse(csms: CsmsProbe) -> None:
    await csms.accepted()
    items = await inventory(csms)
    about = {"component": {"name": "EVSE"}, "variable": {"name": "AvailabilityState"}}
    told = await report(csms, REQUEST + 4, componentVariable=[about])
    compare(csms, "B08.FR.23", of(items, "EVSE", lambda key: key[4] == "availabilitystate"), told)


@case("PART2-CS-B08-05", "Each criterion chooses the components that meet it", topics=_TOPICS)
async def test_criterion_chooses_components(csms: CsmsProbe) -> None:
    await csms.accepted()
    items = await inventory(csms)
    for number, criterion in enumerate(("Active", "Available", "Enabled", "Problem"), REQUEST + 5):
        told = await report(csms, number, componentCriteria=[criterion])
        compare(csms, source_of(criterion), meeting(items, criterion), told)


@case("PART2-CS-B08-06", "Of two criteria, a component meets one", topics=_TOPICS)
async def test_two_criteria_are_a_union(csms: CsmsProbe) -> None:
    await csms.accepted()
    items = await inventory(csms)
    told = await report(csms, REQUEST + 9, componentCriteria=["Problem", "Enabled"])
    compare(csms, "B08.FR.13", meeting(items, "Problem", "Enabled"), told)


@case("PART2-CS-B08-07", "What the station does not have: an empty set", topics=_TOPICS)
async def test_nothing_is_an_empty_set(csms: CsmsProbe) -> None:
    await csms.accepted()
    about = {"component": {"name": "NoSuchComponent"}}
    reply = await asked(csms, requestId=REQUEST + 10, componentVariable=[about])
    reply.meets("B08.FR.15", status="EmptyResultSet")


@case("PART2-CS-B08-08", "More items than ItemsPerMessage: all are reported, or none is", topics=_TOPICS)
async def test_too_many_items_are_served_or_refused(csms: CsmsProbe) -> None:
    await csms.accepted()
    limit = await value_of(csms, _limit_of("GetReport"))
    if limit is None or not 0 < int(limit) <= _MANY:
        raise csms.checklist.give_up(f"ItemsPerMessage of GetReport is {limit}")
    about = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "OfflineThreshold"}}
    reply = await asked(csms, requestId=REQUEST + 11, componentVariable=[about] * (int(limit) + 1))
    if reply.error is None:
        reply.meets("B08.FR.01", status="Accepted")
    else:
        reply.meets("J-4.3-07", error=ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION)


@case("PART2-CS-B08-09", "A component with an instance: that instance alone", topics=_TOPICS)
async def test_instance_of_a_component_is_chosen(csms: CsmsProbe) -> None:
    await csms.accepted()
    items = await inventory(csms)
    name, instance = _instance_in(csms, items)
    told = await report(csms, REQUEST + 12, componentVariable=[{"component": {"name": name, "instance": instance}}])
    compare(csms, "B08.FR.24", of(items, name, lambda key: key[1] == instance.lower()), told)


@case("PART2-CS-B08-10", "A component without an instance: every instance", topics=_TOPICS)
async def test_component_stands_for_its_instances(csms: CsmsProbe) -> None:
    await csms.accepted()
    items = await inventory(csms)
    name, _ = _instance_in(csms, items)
    told = await report(csms, REQUEST + 13, componentVariable=[{"component": {"name": name}}])
    compare(csms, "B08.FR.25", of(items, name), told)


@case("PART2-CS-B08-11", "A criterion that the station does not support is called so", topics=_TOPICS)
async def test_unsupported_criterion_is_called_so(csms: CsmsProbe) -> None:
    await csms.accepted()
    for number, criterion in enumerate(("Active", "Available", "Enabled", "Problem"), REQUEST + 14):
        reply = await asked(csms, requestId=number, componentCriteria=[criterion])
        if reply["status"] not in ("Accepted", "EmptyResultSet"):
            reply.meets("B08.FR.02", status="NotSupported")
            return
    raise csms.checklist.give_up("the station supports each criterion")


def _instance_in(csms: CsmsProbe, items: Items) -> tuple[str, str]:
    """A component that has an instance, and that, as the inventory names them. Raises `Inconclusive`."""
    for item in items.values():
        component = item["component"]
        if "instance" in component:
            return component["name"], component["instance"]
    raise csms.checklist.give_up("no component of the station has an instance")


def _limit_of(message: str) -> dict[str, dict[str, str]]:
    return {"component": {"name": "DeviceDataCtrlr"}, "variable": {"name": "ItemsPerMessage", "instance": message}}
