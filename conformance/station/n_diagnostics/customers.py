"""What a station keeps of a customer: how it is asked for, told and cleared."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count

from ocpp_conformance.conformance.case import NOT_EMPTY, CaseDriver, CsmsProbe, absent_or, id_token, variable
from ocpp_conformance.conformance.station.memory import id_token_cached, id_token_on_local_list
from ocpp_conformance.conformance.station.variables import configured, value_of
from ocpp_conformance.conformance.waiting import awaited, demand
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload

STRANGER = {"idToken": id_token("04BADA55")}
"""A customer of whom the station keeps nothing."""
_IDS = count(1)
_CACHE = variable("AuthCacheCtrlr", "Enabled", attributeValue="true")
_LOCAL = variable("AuthCtrlr", "LocalPreAuthorize", attributeValue="true")
TELLS = "NotifyCustomerInformation"


async def customer_asked(
    csms: CsmsProbe,
    customer: Payload,
    accepted: Source | None,
    told: Source | None,
    *,
    report: bool = True,
    clear: bool = False,
) -> list[ReceivedCall]:
    """Ask for what the station keeps of a customer, or have it cleared, or both; returns what it tells, up to the last
    part. `accepted` demands the answer, `told` that all parts come; without them they are preconditions."""
    since, number = csms.mark, next(_IDS)
    request = {"requestId": number, "report": report, "clear": clear, **customer}
    reply = await csms.call("CustomerInformation", request)
    demand(reply, accepted, status="Accepted")
    parts: list[ReceivedCall] = []
    while not parts or parts[-1]["tbc"]:
        part = await awaited(csms, told, TELLS, since=since, where={"requestId": number})
        demand(part, told, seqNo=len(parts))
        parts.append(part)
        since = part.frame + 1
    return parts


async def one_message(csms: CsmsProbe, parts: list[ReceivedCall], source: Source) -> None:
    """The station told it in one message."""
    parts[0].meets(source, tbc=absent_or(False))
    await csms.settled()
    more = csms.received(TELLS, since=parts[-1].frame + 1)
    misses = tuple(Miss("", "one message", f"another one: {dict(call.payload)!r}") for call in more[:1])
    csms.checklist.book(source, misses, frame=more[0].frame if more else parts[0].frame)


def text_of(parts: list[ReceivedCall]) -> str:
    """What all parts say together."""
    return "".join(str(part["data"]) for part in parts)


def has_data(parts: list[ReceivedCall], source: Source) -> None:
    """The first part says something."""
    parts[0].meets(source, data=NOT_EMPTY)


def gone(csms: CsmsProbe, parts: list[ReceivedCall], left: list[ReceivedCall], source: Source) -> None:
    """What was told of the customer is told no more."""
    was, said = text_of(parts), text_of(left)
    misses = (Miss("/data", "nothing of what was cleared", repr(said)),) if was and was in said else ()
    csms.checklist.book(source, misses, frame=left[0].frame)


def forgotten(csms: CsmsProbe, left: list[ReceivedCall], source: Source, *names: str) -> None:
    """What is left of a customer has none of these names. A station that never kept anything may say so in words."""
    said = text_of(left).lower()
    found = [name for name in names if name.lower() in said]
    misses = (Miss("/data", "nothing of what was cleared", repr(text_of(left))),) if found else ()
    csms.checklist.book(source, misses, frame=left[0].frame)


def says_nothing(csms: CsmsProbe, left: list[ReceivedCall], source: Source) -> None:
    """What is left of a customer is nothing, which should be told by empty data: N09.FR.06 leaves it to the station."""
    said = text_of(left)
    misses = (Miss("/data", "empty", repr(said)),) if said else ()
    csms.checklist.book(source, misses, frame=left[0].frame, mild=True)


@asynccontextmanager
async def known_customer(csms: CsmsProbe, driver: CaseDriver, card: Payload | None) -> AsyncIterator[Payload]:
    """IdTokenCached, which has Authorized and the driver's leaving in it, and IdTokenLocalAuthList where the station
    has no cache; the block gets the customer."""
    await csms.booted()
    async with configured(csms, _CACHE, _LOCAL, if_implemented=True), AsyncExitStack() as listed:
        known = await id_token_cached(csms, driver, card)
        token = {name: known[name] for name in ("idToken", "type")}
        if (await value_of(csms, _CACHE) or "").lower() != "true":
            await listed.enter_async_context(id_token_on_local_list(csms, token))
        yield {"idToken": token}
