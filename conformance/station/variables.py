"""What our CSMS reads from the variables of a station and writes into them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from ocpp_conformance.conformance.case import PRESENT, CsmsProbe, absent_or, ignoring_case, one_of, text_like, variable
from ocpp_conformance.conformance.waiting import awaited, demand
from ocpp_conformance.harness import times
from ocpp_conformance.harness.evidence import Inconclusive, Source
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload

OFFLINE_THRESHOLD = variable("OCPPCommCtrlr", "OfflineThreshold", attributeValue="300")
"""The setting that Part 6 uses to try SetVariables and GetVariables."""
NO_ERROR = absent_or({"reasonCode": "NoError"})
"""A statusInfo that goes with success."""
AN_INTEGER = text_like(r"[+-]?[0-9]+", "an integer")
DONE = one_of("Accepted", "RebootRequired")
"""The statuses of a variable that was set."""


def named(about: Payload) -> Payload:
    """The demand for a component and a variable; names are case-insensitive."""
    return {key: {"name": ignoring_case(about[key]["name"])} for key in ("component", "variable")}


async def full_inventory(
    csms: CsmsProbe, request_id: int, accepted: Source | None = None, reported: Source | None = None
) -> list[ReceivedCall]:
    """Ask for the FullInventory; returns the NotifyReports up to the last one."""
    return await base_report(csms, "FullInventory", request_id, accepted, reported)


async def base_report(
    csms: CsmsProbe, base: str, request_id: int, accepted: Source | None = None, reported: Source | None = None
) -> list[ReceivedCall]:
    """Ask for a base report; returns the NotifyReports up to the last one."""
    since = csms.mark
    reply = await csms.call("GetBaseReport", {"requestId": request_id, "reportBase": base})
    if accepted is None:
        reply.expects(status="Accepted")
    else:
        reply.meets(accepted, status="Accepted", statusInfo=NO_ERROR)
    parts: list[ReceivedCall] = []
    while not parts or parts[-1]["tbc"]:
        part = await awaited(csms, reported, "NotifyReport", since=since)
        demand(part, reported)
        parts.append(part)
        since = part.frame + 1
    return parts


async def value_of(csms: CsmsProbe, about: Payload) -> str | None:
    """The value of a variable; None where the station doesn't have it or doesn't tell."""
    wanted = {"component": about["component"], "variable": about["variable"]}
    reply = await csms.call("GetVariables", {"getVariableData": [wanted]})
    reply.expects(getVariableResult=[{"attributeStatus": PRESENT}])
    result: Payload = reply["getVariableResult"][0]
    value = result.get("attributeValue") if result["attributeStatus"] == "Accepted" else None
    return value if isinstance(value, str) else None


async def integer(csms: CsmsProbe, about: Payload) -> int:
    """The value of an integer variable. Raises `Inconclusive` where the station doesn't tell one."""
    text = await value_of(csms, about)
    if not AN_INTEGER.holds(text):
        raise csms.checklist.give_up(f"the station doesn't tell an integer for {_name(about)}")
    return int(str(text))


async def members(csms: CsmsProbe, about: Payload) -> frozenset[str]:
    """The members of a list variable. Raises `Inconclusive` where the station doesn't tell."""
    text = await value_of(csms, about)
    if text is None:
        raise csms.checklist.give_up(f"the station doesn't tell {_name(about)}")
    return frozenset(part.strip() for part in text.split(",") if part.strip())


@asynccontextmanager
async def configured(
    csms: CsmsProbe,
    *settings: Payload,
    if_implemented: bool = False,
    if_possible: bool = False,
    of_connection: bool = False,
) -> AsyncIterator[None]:
    """Set variables for the block, as a precondition, and set them back at the end.

    `if_implemented` leaves those alone that the station doesn't have, `if_possible` those too that it has with another
    value and doesn't let be set. `of_connection` is for the integers that say how the station connects: it must tell
    what they were, it is rebooted where it takes that to heed them, and the block may lose the connection. Raises
    `Inconclusive` where a setting can't be had.
    """
    before: list[Payload] = []
    reboots = False
    try:
        for setting in settings:
            old = await value_of(csms, setting)
            if of_connection and not AN_INTEGER.holds(old):
                raise csms.checklist.give_up(f"the station doesn't tell an integer for {_name(setting)}")
            if old is not None:
                before.append({**setting, "attributeValue": old})
            if old == setting["attributeValue"] or (old is None and (if_implemented or if_possible)):
                continue
            reply = await csms.call("SetVariables", {"setVariableData": [setting]})
            if if_possible:
                continue
            reply.expects(setVariableResult=[{"attributeStatus": PRESENT}])
            status = reply["setVariableResult"][0]["attributeStatus"]
            takes = DONE if of_connection or if_implemented else one_of("Accepted")
            if not takes.holds(status):
                why = f"{_name(setting)} can't be set to {setting['attributeValue']}: {status}"
                raise csms.checklist.give_up(f"precondition not reached: {why}", frame=reply.frame)
            reboots = reboots or (of_connection and status == "RebootRequired")
        if reboots:
            await csms.reboot()
        yield
    finally:
        if of_connection and before:
            await _connected_again(csms)
        await _set_back(csms, before)


@asynccontextmanager
async def kept(csms: CsmsProbe, *abouts: Payload) -> AsyncIterator[None]:
    """What the block makes of these variables is set back at its end, where the station tells what they were."""
    before = [(about, await value_of(csms, about)) for about in abouts]
    try:
        yield
    finally:
        await _set_back(csms, [{**about, "attributeValue": value} for about, value in before if value is not None])


async def _connected_again(csms: CsmsProbe) -> None:
    csms.accepting = True
    if not csms.connected:
        with suppress(Inconclusive):  # what is left behind then is noted
            await csms.wait_connected(csms.patience.too_late(40), after=times.monotonic())


async def _set_back(csms: CsmsProbe, settings: list[Payload]) -> None:
    for setting in settings:
        await csms.tidy(f"{_name(setting)} is not set back", "SetVariables", {"setVariableData": [setting]})


def _name(about: Payload) -> str:
    return f"{about['component']['name']}.{about['variable']['name']}"
