"""B07: the CSMS asks for a base report."""

from collections.abc import Collection, Sequence

from ocpp_conformance.conformance.case import CsmsProbe, absent_or, case, step
from ocpp_conformance.conformance.station.b_provisioning.inventory import actual_value, by_key, inventory
from ocpp_conformance.conformance.station.b_provisioning.required_variables import (
    Required,
    differing,
    missing,
    of_every_station,
    of_this_station,
)
from ocpp_conformance.conformance.station.variables import NO_ERROR, base_report, full_inventory
from ocpp_conformance.harness.conversation import Key, key_of
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload

_TROUBLE = ("problem", "tripped", "overload", "fallback")
_LISTS = ("OptionList", "SequenceList", "MemberList")


@case("TC_B_12_CS")
async def test_configuration_inventory_is_complete(csms: CsmsProbe) -> None:
    await csms.accepted()
    parts = await base_report(csms, "ConfigurationInventory", 12, "B07.FR.01", "B07.FR.03")
    follow_each_other(parts, 12)
    items = [item for part in parts for item in part["reportData"] or ()]
    hold(csms, items, of_every_station(writable=True), "B07.FR.07")
    fixed = [_name(item) for item in items if not _can_be_set(item)]
    csms.checklist.book("B07.FR.07", tuple(Miss(name, "to be writable", "ReadOnly") for name in fixed))


@case("TC_B_13_CS")
async def test_full_inventory_is_complete(csms: CsmsProbe) -> None:
    await csms.accepted()
    parts = await full_inventory(csms, 13, "B07.FR.01", "B07.FR.03")
    follow_each_other(parts, 13)
    items = [item for part in parts for item in part["reportData"] or ()]
    hold(csms, items, of_every_station(), "B07.FR.08")


@case("TC_B_53_CS")
async def test_full_inventory_has_the_required_variables(csms: CsmsProbe) -> None:
    await csms.accepted()
    parts = await full_inventory(csms, 53, "B07.FR.01", "B07.FR.03")
    follow_each_other(parts, 53)
    items = [item for part in parts for item in part["reportData"] or ()]
    required = of_this_station(items)

    csms.checklist.book("B07.FR.08", missing(required, items))
    csms.checklist.book(step(3), differing(required, items))


@case("TC_B_14_CS")
async def test_summary_inventory_is_complete(csms: CsmsProbe) -> None:
    await csms.accepted()
    items = await inventory(csms)
    since = csms.mark
    reply = await csms.call("GetBaseReport", {"requestId": 14, "reportBase": "SummaryInventory"})
    if reply["status"] == "NotSupported":
        raise csms.checklist.give_up("the station doesn't support SummaryInventory")
    reply.meets("B07.FR.01", status="Accepted", statusInfo=NO_ERROR)
    parts = await _parts_since(csms, since, 14)
    follow_each_other(parts, 14)
    told = [item for part in parts for item in part["reportData"] or ()]
    hold(csms, told, (), step(3))

    keys = by_key(told)
    states_are_told(csms, keys, {key[2] for key in items if key[0] == "evse" and key[2] is not None})
    wrong = [key for key, item in items.items() if key[4] in _TROUBLE and actual_value(item).lower() == "true"]
    lacking = tuple(Miss(f"{key[0]}.{key[4]}", "to be reported", "not reported") for key in wrong if key not in keys)
    csms.checklist.book("B07.FR.09", lacking)


@case("TC_B_15_CS")
async def test_base_report_that_is_not_supported_is_called_so(csms: CsmsProbe) -> None:
    await csms.booted()
    since = csms.mark
    reply = await csms.call("GetBaseReport", {"requestId": 15, "reportBase": "SummaryInventory"})
    if reply["status"] == "Accepted" and await csms.comes("NotifyReport", since=since):
        raise csms.checklist.give_up("the station supports SummaryInventory")

    reply.meets("B07.FR.02", status="NotSupported")
    reply.meets(step(2), statusInfo=absent_or({"reasonCode": "UnsupportedParam"}))
    await csms.settled()
    reports = csms.received("NotifyReport", since=since)
    csms.checklist.book("B07.FR.05", mismatches(0, len(reports), "number of NotifyReports"))


@case("PART2-CS-B07-01", "A summary tells what is available, and what is wrong", topics=("variables",))
async def test_summary_tells_what_is_available(csms: CsmsProbe) -> None:
    await csms.accepted()
    parts = await full_inventory(csms, 71)
    keys = {key_of(item) for part in parts for item in part["reportData"] or ()}
    evses = {key[2] for key in keys if key[0] == "evse" and key[2] is not None}
    since = csms.mark
    reply = await csms.call("GetBaseReport", {"requestId": 72, "reportBase": "SummaryInventory"})
    if reply["status"] != "Accepted":
        raise csms.checklist.give_up("the station doesn't support SummaryInventory")
    parts = await _parts_since(csms, since, 72)
    states_are_told(csms, {key_of(item) for part in parts for item in part["reportData"] or ()}, evses)


@case("PART2-CS-B07-02", "Both base reports are there", topics=("variables",), subject=("B07.FR.12",))
async def test_both_base_reports_are_there(csms: CsmsProbe) -> None:
    await csms.accepted()
    for number, base in enumerate(("ConfigurationInventory", "FullInventory"), 73):
        await csms.call("GetBaseReport", {"requestId": number, "reportBase": base})
        await csms.settled()


async def _parts_since(csms: CsmsProbe, since: int, request_id: int) -> list[ReceivedCall]:
    """The NotifyReports of a request, up to the last one."""
    mine = {"requestId": request_id}
    parts = [await csms.must_send("B07.FR.09", "NotifyReport", since=since, where=mine)]
    while parts[-1]["tbc"]:
        parts.append(await csms.must_send("B07.FR.09", "NotifyReport", since=parts[-1].frame + 1, where=mine))
    return parts


def states_are_told(csms: CsmsProbe, told: Collection[Key], evses: Collection[int]) -> None:
    """A summary has the AvailabilityState of the station and of each of these EVSEs."""
    states = {(key[0], key[2]) for key in told if key[4] == "availabilitystate"}
    due: list[tuple[str, int | None]] = [("chargingstation", None), *(("evse", evse) for evse in sorted(evses))]
    lacking = [f"{name}{'' if evse is None else f' {evse}'}" for name, evse in due if (name, evse) not in states]
    csms.checklist.book("B07.FR.09", tuple(Miss(name, "its AvailabilityState", "none") for name in lacking))


def follow_each_other(parts: Sequence[ReceivedCall], request_id: int) -> None:
    """The parts belong to the request and are numbered from 0."""
    for number, part in enumerate(parts):
        part.meets("B07.FR.04", requestId=request_id)
        part.meets("B07.FR.10", seqNo=number)


def hold(csms: CsmsProbe, items: Sequence[Payload], required: Sequence[Required], source: Source) -> None:
    """The required variables are there; each variable has its characteristics, each list its values."""
    bare = [_name(item) for item in items if not item.get("variableCharacteristics")]
    kinds = [(_name(item), item.get("variableCharacteristics", {})) for item in items]
    open_lists = [name for name, kind in kinds if kind.get("dataType") in _LISTS and "valuesList" not in kind]

    csms.checklist.book(source, tuple(Miss(name, "variableCharacteristics", "none") for name in bare))
    csms.checklist.book(step(3), tuple(Miss(name, "a valuesList", "none") for name in open_lists))
    csms.checklist.book(source, missing(required, items))


def _can_be_set(item: Payload) -> bool:
    return any(each.get("mutability", "ReadWrite") != "ReadOnly" for each in item["variableAttribute"])


def _name(item: Payload) -> str:
    return f"{item['component']['name']}.{item['variable']['name']}"
