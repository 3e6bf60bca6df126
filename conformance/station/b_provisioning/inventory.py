"""What a station's FullInventory holds, and what a report of GetReport must hold of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from ocpp_conformance.conformance.case import PRESENT, CsmsProbe, variable
from ocpp_conformance.conformance.station.variables import NO_ERROR, full_inventory, integer
from ocpp_conformance.conformance.waiting import has_action
from ocpp_conformance.harness.conversation import Key, key_of
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.received import ReceivedReply
from ocpp_conformance.harness.rpc import Payload

Items = Mapping[Key, Payload]
"""The reported variables by their keys."""
_CRITERIA = {"Active": "B08.FR.07", "Available": "B08.FR.08", "Enabled": "B08.FR.09", "Problem": "B08.FR.10"}
REQUEST = 800
"""The requestId of the inventory; reports of a case count on from it."""


async def inventory(csms: CsmsProbe) -> Items:
    """The station's FullInventory, as a precondition."""
    return _items(part["reportData"] for part in await full_inventory(csms, REQUEST))


async def report(csms: CsmsProbe, request_id: int, **wanted: object) -> Items | None:
    """What comes of a GetReport: the reported variables, none where the set is empty, None where the station doesn't
    support what was asked for (B08.FR.02)."""
    since = csms.mark
    reply = await asked(csms, requestId=request_id, **wanted)
    if reply["status"] != "Accepted":
        return _nothing(reply)
    parts = [await csms.must_send("B08.FR.03", "NotifyReport", since=since, where={"requestId": request_id})]
    while parts[-1]["tbc"]:
        mine = {"requestId": request_id}
        parts.append(await csms.must_send("B08.FR.03", "NotifyReport", since=parts[-1].frame + 1, where=mine))
    return _items(part["reportData"] for part in parts)


async def chosen(csms: CsmsProbe, answered: Source, request_id: int, **wanted: object) -> list[Payload]:
    """The variables of a report that the station must make: Accepted, and in parts that belong to the request and are
    numbered from 0. Raises `Inconclusive` where it supports no such criteria (B08.FR.02)."""
    since = csms.mark
    reply = await asked(csms, requestId=request_id, **wanted)
    if "componentCriteria" in wanted and reply["status"] == "NotSupported":
        raise csms.checklist.give_up("the station doesn't support these criteria")
    reply.meets(answered, status="Accepted", statusInfo=NO_ERROR)
    items: list[Payload] = []
    number, more = 0, True
    while more:
        part = await csms.must_send("B08.FR.03", "NotifyReport", since=since)
        part.meets("B08.FR.04", requestId=request_id)
        part.meets("B08.FR.14", seqNo=number)
        items += part["reportData"] or ()
        number, more, since = number + 1, bool(part["tbc"]), part.frame + 1
    bare = [_name(key_of(item)) for item in items if "variableCharacteristics" not in item]
    csms.checklist.book("B08.FR.12", tuple(Miss(name, "variableCharacteristics", "none") for name in bare[:5]))
    return items


async def told_again(csms: CsmsProbe, items: Iterable[Payload]) -> list[tuple[Payload, Payload]]:
    """What GetVariables says of the reported variables that have the attribute Actual: each with its result. Asks for
    no more at a time than ItemsPerMessage allows."""
    limit = await integer(csms, variable("DeviceDataCtrlr", "ItemsPerMessage", instance="GetVariables"))
    left = [item for item in items if any(_is_actual(each) for each in item["variableAttribute"])]
    told: list[tuple[Payload, Payload]] = []
    while left:
        some, left = left[: max(1, limit)], left[max(1, limit) :]
        data = [{"component": item["component"], "variable": item["variable"]} for item in some]
        reply = await csms.call("GetVariables", {"getVariableData": data})
        reply.expects(getVariableResult=[{"attributeStatus": PRESENT}] * len(some))
        results = {key_of(result): result for result in reply["getVariableResult"]}
        told += [(item, results.get(key_of(item), {})) for item in some]
    return told


async def asked(csms: CsmsProbe, **wanted: object) -> ReceivedReply:
    """The answer to a GetReport. Raises `Inconclusive` where the station makes no reports of this kind."""
    return has_action(await csms.call("GetReport", wanted))


def compare(csms: CsmsProbe, source: Source, due: Collection[Key], told: Items | None) -> None:
    """The report holds what is due and nothing else. Raises `Inconclusive` where the station doesn't support it."""
    if told is None:
        raise csms.checklist.give_up("the station doesn't support this report")
    lacking = sorted(_name(key) for key in due if key not in told)
    strange = sorted(_name(key) for key in told if key not in due)
    misses = [Miss(name, "to be reported", "not reported") for name in lacking[:5]]
    misses += [Miss(name, "not asked for", "reported") for name in strange[:5]]
    csms.checklist.book(source, tuple(misses), seen=f"{len(told)} variables")


def of(items: Items, component: str, matches: Callable[[Key], bool] = lambda _: True) -> set[Key]:
    """The variables of the components with this name."""
    return {key for key in items if key[0] == component.lower() and matches(key)}


def meeting(items: Items, *criteria: str) -> set[Key]:
    """The variables of the components that meet one of the criteria: by their own variable of that name, and where they
    have none, all but Problem are met (B08.FR.07 to .10)."""
    flags = {(key[:4], key[4]): actual_value(item) for key, item in items.items()}

    def meets(key: Key, criterion: str) -> bool:
        flag = flags.get((key[:4], criterion.lower()))
        return criterion != "Problem" if flag is None else flag.lower() == "true"

    return {key for key in items if any(meets(key, criterion) for criterion in criteria)}


def source_of(criterion: str) -> str:
    """The requirement behind a componentCriterion."""
    return _CRITERIA[criterion]


def _nothing(reply: ReceivedReply) -> Items | None:
    if reply["status"] == "EmptyResultSet":
        return {}
    reply.meets("B08.FR.02", status="NotSupported")
    return None


def by_key(items: Iterable[Payload]) -> Items:
    """The reported variables by their keys."""
    return {key_of(item): item for item in items}


def _items(lists: Iterable[list[Payload] | None]) -> Items:
    return by_key(item for each in lists for item in each or ())


def actual_value(item: Payload) -> str:
    """The value of the attribute Actual as a report has it, empty where it has none."""
    actual = (each for each in item["variableAttribute"] if each.get("type", "Actual") == "Actual")
    return str(next((each.get("value", "") for each in actual), ""))


def _name(key: Key) -> str:
    component, instance, evse, connector, variable, part = key
    place = "" if evse is None else f" at EVSE {evse}" + ("" if connector is None else f", connector {connector}")
    return f"{component}{f'[{instance}]' if instance else ''}.{variable}{f'[{part}]' if part else ''}{place}"


def _is_actual(attribute: Payload) -> bool:
    return bool(attribute.get("type", "Actual") == "Actual")
