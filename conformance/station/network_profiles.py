"""How our CSMS gives a station network connection profiles."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CsmsProbe, variable
from ocpp_conformance.conformance.station.variables import full_inventory, value_of
from ocpp_conformance.harness.evidence import Inconclusive
from ocpp_conformance.harness.probes.received import ReceivedReply
from ocpp_conformance.harness.rpc import Payload

PRIORITY = variable("OCPPCommCtrlr", "NetworkConfigurationPriority")
SECURITY_PROFILE = variable("SecurityCtrlr", "SecurityProfile")
_ACTIVE = variable("OCPPCommCtrlr", "ActiveNetworkProfile")

MESSAGE_TIMEOUT = 30
INTERFACES = ("Wired0", "Wireless0")
"""Which of them a station has it doesn't tell."""


async def slots(csms: CsmsProbe) -> tuple[int, int]:
    """The configuration slot in use, the first of the order where the station doesn't tell, and another one of those
    that its inventory names."""
    told = await value_of(csms, _ACTIVE)
    if told is None or not told.strip().isdigit():
        told = (await value_of(csms, PRIORITY) or "").split(",")[0]
    active = int(told) if told.strip().isdigit() else 1
    others = [slot for slot in await listed_slots(csms) if slot != active]
    return active, others[0] if others else 2 if active == 1 else 1


async def listed_slots(csms: CsmsProbe) -> list[int]:
    """The slots in the valuesList of NetworkConfigurationPriority (B09.FR.05); none where there is no inventory."""
    try:
        parts = await full_inventory(csms, 9)
    except Inconclusive:
        return []
    items = [item for part in parts if part.judgement is None for item in part["reportData"] or ()]
    lists = [
        item["variableCharacteristics"].get("valuesList", "")
        for item in items
        if item["variable"]["name"].lower() == PRIORITY["variable"]["name"].lower()
        and "variableCharacteristics" in item
    ]
    return [int(slot) for text in lists for slot in text.split(",") if slot.strip().isdigit()]


async def security_profile(csms: CsmsProbe) -> int:
    """The security profile in use. Raises `Inconclusive` where the station doesn't tell."""
    told = await value_of(csms, SECURITY_PROFILE)
    if told is None or not told.strip().isdigit():
        raise csms.checklist.give_up("the station doesn't tell SecurityCtrlr.SecurityProfile")
    return int(told)


async def set_profile(csms: CsmsProbe, slot: int, url: str, security_profile: int) -> ReceivedReply:
    """The answer to a SetNetworkProfile, by the first interface that the station doesn't reject."""
    data: Payload = {
        "messageTimeout": MESSAGE_TIMEOUT,
        "ocppCsmsUrl": url,
        "ocppVersion": "OCPP20",
        "ocppTransport": "JSON",
        "securityProfile": security_profile,
    }
    for interface in INTERFACES:
        request = {"configurationSlot": slot, "connectionData": {**data, "ocppInterface": interface}}
        reply = await csms.call("SetNetworkProfile", request)
        if reply["status"] != "Rejected":
            break
    return reply


async def order(csms: CsmsProbe, *slots: int) -> ReceivedReply:
    """The answer to a NetworkConfigurationPriority with these slots."""
    return await csms.call("SetVariables", _writing(",".join(map(str, slots))))


@asynccontextmanager
async def ordering(csms: CsmsProbe, *slots: int) -> AsyncIterator[ReceivedReply]:
    """As `order`; the block gets the answer. What was there before is written at its end."""
    before = await value_of(csms, PRIORITY)
    reply = await order(csms, *slots)
    try:
        yield reply
    finally:
        if before is not None:
            await csms.tidy("the order of network profiles", "SetVariables", _writing(before))


def _writing(value: str) -> Payload:
    return {"setVariableData": [{**PRIORITY, "attributeValue": value}]}
