"""A station's Local Authorization List as our CSMS fills and reads it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CsmsProbe, id_token, variable
from ocpp_conformance.conformance.station.variables import configured, value_of
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.probes.received import ReceivedReply
from ocpp_conformance.harness.rpc import Payload

CARDS = tuple(id_token(f"04D1D2D{number}") for number in range(4))
"""Id tokens that no other case presents."""
ENABLED = variable("LocalAuthListCtrlr", "Enabled", attributeValue="true")
_ENTRIES = variable("LocalAuthListCtrlr", "Entries")


def listed(*cards: Payload, status: str = "Accepted") -> list[Payload]:
    """The AuthorizationData of these id tokens."""
    return [{"idToken": card, "idTokenInfo": {"status": status}} for card in cards]


@asynccontextmanager
async def list_in_use(csms: CsmsProbe, *cards: Payload) -> AsyncIterator[int]:
    """The station is accepted and has a list that is on, where these cards are; gives its version. It is empty at the
    end."""
    await csms.accepted()
    async with configured(csms, ENABLED, if_implemented=True):
        before = await version_of(csms)
        update = {"updateType": "Full", "versionNumber": before + 1}
        reply = await send(csms, "Full", before + 1, listed(*cards))
        reply.expects(status="Accepted")
        try:
            yield before + 1
        finally:
            await csms.tidy("the Local Authorization List is not empty", "SendLocalList", {**update})


async def send(csms: CsmsProbe, kind: str, version: int, items: list[Payload]) -> ReceivedReply:
    """SendLocalList; without items the field is left out."""
    update = {"updateType": kind, "versionNumber": version}
    return await csms.call("SendLocalList", update | ({"localAuthorizationList": items} if items else {}))


async def version_of(csms: CsmsProbe) -> int:
    """The version that the station tells, as a precondition."""
    reply = await csms.call("GetLocalListVersion", {})
    number = reply["versionNumber"]
    if not isinstance(number, int) or number < 0:
        raise csms.checklist.give_up(f"the station tells the version {number!r} of its list")
    return number


async def holds(csms: CsmsProbe, source: Source, count: int, version: int) -> None:
    """The list has so many entries, where the station says how many, and this version."""
    reply = await csms.call("GetLocalListVersion", {})
    reply.meets(source, versionNumber=version)
    entries = await value_of(csms, _ENTRIES)
    misses = mismatches(str(count), entries, "LocalAuthListCtrlr.Entries") if entries is not None else ()
    csms.checklist.book(source, misses, seen=f"{entries} entries")
