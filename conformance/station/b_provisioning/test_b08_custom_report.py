"""B08: the CSMS asks for a report of chosen components and variables, as Part 6 has it."""

from collections.abc import Sequence

from ocpp_conformance.conformance.case import CsmsProbe, absent_or, case, ignoring_case, one_of, step
from ocpp_conformance.conformance.station.b_provisioning.inventory import (
    actual_value,
    asked,
    by_key,
    chosen,
    compare,
    inventory,
    of,
    told_again,
)
from ocpp_conformance.conformance.station.connectors import STATES
from ocpp_conformance.conformance.station.variables import value_of
from ocpp_conformance.harness.evidence import Miss
from ocpp_conformance.harness.evidence.matchers import Matcher
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.rpc import Payload

_CRITERIA = ("Active", "Available", "Enabled", "Problem")
_STATE = {"variable": {"name": "AvailabilityState"}}
_STATE_OF_FIRST = {"component": {"name": "EVSE", "evse": {"id": 1}}, **_STATE}
_LIMITS = {"component": {"name": "DeviceDataCtrlr"}, "variable": {"name": "ItemsPerMessage"}}
_LIMIT = {**_LIMITS, "variable": {"name": "ItemsPerMessage", "instance": "GetReport"}}
_ANY_ORDER = Matcher(
    f"the values {', '.join(STATES)}", lambda text: sorted(str(text).replace(" ", "").split(",")) == sorted(STATES)
)


@case("TC_B_16_CS")
async def test_enabled_components_are_reported(csms: CsmsProbe) -> None:
    await csms.accepted()
    items = await inventory(csms)
    told = await chosen(csms, step(2), 16, componentCriteria=["Enabled"])

    flags = [item for item in told if item["variable"]["name"].lower() == "enabled"]
    off = [_name(item) for item in flags if not _is_true(item)]
    csms.checklist.book(step(3), tuple(Miss(name, "not to be reported", "reported") for name in off))
    due = [key for key, item in items.items() if key[4] == "enabled" and actual_value(item).lower() == "true"]
    lacking = [key for key in due if key not in by_key(told)]
    csms.checklist.book(
        "B08.FR.09", tuple(Miss(f"{key[0]}.Enabled", "to be reported", "not reported") for key in lacking)
    )
    for item, result in await told_again(csms, told):
        secret = any(each.get("mutability") == "WriteOnly" for each in item["variableAttribute"])
        wanted: dict[str, object] = {"attributeStatus": "Rejected" if secret else "Accepted"}
        if secret:
            wanted["attributeValue"] = None
        elif item in flags:
            wanted["attributeValue"] = ignoring_case("true")
        csms.checklist.book("B06.FR.09" if secret else step(6), mismatches(wanted, result, _name(item)))


@case("TC_B_17_CS")
async def test_state_of_an_evse_is_reported(csms: CsmsProbe) -> None:
    await csms.accepted()
    told = await chosen(csms, step(2), 17, componentVariable=[_STATE_OF_FIRST])
    _is_state_of_first(csms, told)


@case("TC_B_18_CS")
async def test_criterion_and_variable_are_both_heeded(csms: CsmsProbe) -> None:
    await csms.accepted()
    problem = {**_STATE_OF_FIRST, "variable": {"name": "Problem"}}
    if (await value_of(csms, problem) or "").lower() == "true":
        raise csms.checklist.give_up("EVSE 1 has a problem")
    wanted = [_STATE_OF_FIRST]
    told = await chosen(csms, step(2), 181, componentCriteria=["Available"], componentVariable=wanted)
    _is_state_of_first(csms, told)

    reply = await asked(csms, requestId=182, componentCriteria=["Problem"], componentVariable=wanted)
    if reply["status"] == "NotSupported":
        raise csms.checklist.give_up("the station doesn't support these criteria")
    reply.meets("B08.FR.15", status="EmptyResultSet")
    reply.meets(step(6), statusInfo=absent_or({"reasonCode": "NotFound"}))


@case("TC_B_19_CS")
async def test_criterion_that_is_not_supported_is_called_so(csms: CsmsProbe) -> None:
    await csms.accepted()
    criterion = await _unsupported(csms)
    other = "Available" if criterion != "Available" else "Enabled"
    reply = await asked(csms, requestId=190, componentCriteria=[other, criterion])
    reply.meets("B08.FR.02", status="NotSupported")
    reasons = one_of("UnsupportedParam", "InvalidValue")
    reply.meets(step(2), statusInfo=absent_or({"reasonCode": reasons}))


@case("TC_B_54_CS")
async def test_every_instance_of_a_variable_is_reported(csms: CsmsProbe) -> None:
    await csms.accepted()
    items = await inventory(csms)
    told = by_key(await chosen(csms, step(2), 54, componentVariable=[_LIMITS]))
    compare(csms, "B08.FR.21", of(items, "DeviceDataCtrlr", lambda key: key[4] == "itemspermessage"), told)
    instances = {key[5] for key in told}
    lacking = [name for name in ("GetReport", "GetVariables") if name.lower() not in instances]
    csms.checklist.book(step(3), tuple(Miss(f"ItemsPerMessage[{name}]", "to be reported", "not") for name in lacking))


@case("TC_B_55_CS")
async def test_one_instance_of_a_variable_is_reported(csms: CsmsProbe) -> None:
    await csms.accepted()
    told = by_key(await chosen(csms, step(2), 55, componentVariable=[_LIMIT]))
    compare(csms, step(3), by_key([_LIMIT]), told)


@case("TC_B_56_CS")
async def test_state_of_every_evse_is_reported(csms: CsmsProbe) -> None:
    await csms.accepted()
    items = await inventory(csms)
    told = by_key(await chosen(csms, step(2), 56, componentVariable=[{"component": {"name": "EVSE"}, **_STATE}]))
    compare(csms, "B08.FR.23", of(items, "EVSE", lambda key: key[4] == "availabilitystate"), told)
    evses = {key[2] for key in items if key[0] == "evse"}
    csms.checklist.book(step(3), mismatches(len(evses), len({key[2] for key in told}), "number of EVSEs"))


async def _unsupported(csms: CsmsProbe) -> str:
    """A criterion that the station does not support. Raises `Inconclusive` where it supports each."""
    for number, criterion in enumerate(_CRITERIA, 191):
        reply = await asked(csms, requestId=number, componentCriteria=[criterion])
        if reply["status"] not in ("Accepted", "EmptyResultSet"):
            return criterion
        await csms.settled()
    raise csms.checklist.give_up("the station supports each criterion")


def _is_state_of_first(csms: CsmsProbe, told: Sequence[Payload]) -> None:
    """The report holds the AvailabilityState of EVSE 1 alone, as the device model has it."""
    csms.checklist.book(step(3), mismatches(1, len(told), "number of variables"))
    state = {
        "component": {"name": ignoring_case("EVSE"), "evse": {"id": 1}},
        "variable": {"name": ignoring_case("AvailabilityState")},
        "variableCharacteristics": {"dataType": "OptionList", "valuesList": _ANY_ORDER},
        "variableAttribute": [{"type": absent_or("Actual"), "mutability": "ReadOnly"}],
    }
    for item in told[:1]:
        csms.checklist.book(step(3), mismatches(state, item))


def _is_true(item: Payload) -> bool:
    return actual_value(item).lower() == "true"


def _name(item: Payload) -> str:
    return f"{item['component']['name']}.{item['variable']['name']}"
