"""The memory states of Part 6, 2.20: what a station knows of id tokens without asking the CSMS."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, variable
from ocpp_conformance.conformance.station.states import authorized, ev_connected, visiting
from ocpp_conformance.conformance.station.variables import configured, value_of
from ocpp_conformance.conformance.station.visit import same_token
from ocpp_conformance.harness.rpc import Call, Payload

ACCEPTED: Mapping[str, object] = {"status": "Accepted"}
INVALID: Mapping[str, object] = {"status": "Invalid"}
_TRUST = ("LocalAuthorizeOffline", "OfflineTxForUnknownIdEnabled")


def says(csms: CsmsProbe, info: Mapping[str, object], *others: Mapping[str, object]) -> None:
    """Our CSMS answers this idTokenInfo about every id token, to Authorize and to TransactionEvent.

    The `others` come after it in turn, each for one TransactionEvent with an id token, the last of them for good.
    """
    infos = [info, *others]

    def told(call: Call) -> Payload:
        if "idToken" not in call.payload:
            return {}
        return {"idTokenInfo": infos.pop(0) if len(infos) > 1 else infos[0]}

    csms.answers("Authorize", {"idTokenInfo": info})
    csms.answers("TransactionEvent", told)


@asynccontextmanager
async def cache_in_use(csms: CsmsProbe, *settings: Payload) -> AsyncIterator[None]:
    """The station is Booted and has an Authorization Cache, on where that can be chosen, empty at first and at the end;
    it has these settings besides."""
    await csms.booted()
    if not await has(csms, "AuthCacheCtrlr"):
        raise csms.checklist.give_up("the station tells of no Authorization Cache: AuthCacheCtrlr.Available")
    enabled = variable("AuthCacheCtrlr", "Enabled", attributeValue="true")
    async with configured(csms, enabled, if_implemented=True), configured(csms, *settings):
        await _clear(csms)
        try:
            yield
        finally:
            await _clear(csms)


async def id_token_cached(
    csms: CsmsProbe, driver: CaseDriver, card: Payload | None, info: Mapping[str, object] = ACCEPTED
) -> Payload:
    """IdTokenCached: a driver presents the card, our CSMS says this about it, and the driver is gone again.

    Returns the card that was presented. Our CSMS goes on saying this until it is told to say something else.
    """
    says(csms, info)
    async with visiting(csms, driver, card) as visit:
        await ev_connected(visit)
        if info["status"] == "Accepted":
            await authorized(visit)
            known = visit.card
        else:
            since = csms.mark
            await visit.present(card)
            known = (await csms.next_call("Authorize", since=since, where={"idToken": same_token(card)}))["idToken"]
    await csms.settled()
    assert known is not None, "the station asked about it"
    return known


@asynccontextmanager
async def id_token_on_local_list(
    csms: CsmsProbe, card: Payload, info: Mapping[str, object] = ACCEPTED, version: int = 1
) -> AsyncIterator[None]:
    """IdTokenLocalAuthList for the block: the Local Authorization List, which is on, holds this card alone; it is
    empty at the end."""
    async with id_tokens_on_local_list(csms, (card, info), version=version):
        yield


@asynccontextmanager
async def id_tokens_on_local_list(
    csms: CsmsProbe, *cards: tuple[Payload, Mapping[str, object]], version: int = 1
) -> AsyncIterator[None]:
    """As `id_token_on_local_list`, for several cards, each with what the list says of it."""
    enabled = variable("LocalAuthListCtrlr", "Enabled", attributeValue="true")
    async with configured(csms, enabled, if_implemented=True):
        entries = [{"idToken": card, "idTokenInfo": info} for card, info in cards]
        update = {"updateType": "Full", "versionNumber": version}
        try:
            reply = await csms.call("SendLocalList", {**update, "localAuthorizationList": entries})
            reply.expects(status="Accepted")
            yield
        finally:
            await csms.tidy("the Local Authorization List is not empty", "SendLocalList", update)


@asynccontextmanager
async def trusted_offline(
    csms: CsmsProbe, driver: CaseDriver, card: Payload | None, info: Mapping[str, object] = ACCEPTED
) -> AsyncIterator[Payload | None]:
    """For the block the station starts offline for the card, by what it has for that: it is cached, and on the local
    list, both with this info, and unknown ones do as well. Gives the card, None where none is known."""
    await csms.booted()
    trust = (variable("AuthCtrlr", name, attributeValue="true") for name in _TRUST)
    async with configured(csms, *trust, if_implemented=True), AsyncExitStack() as stack:
        if await has(csms, "AuthCacheCtrlr"):
            await stack.enter_async_context(cache_in_use(csms))
            card = await id_token_cached(csms, driver, card, info)
        if card is not None and await has(csms, "LocalAuthListCtrlr"):
            await stack.enter_async_context(id_token_on_local_list(csms, card, info))
        yield card


async def has(csms: CsmsProbe, component: str) -> bool:
    """Whether the station says that it has what this controller is for."""
    return (await value_of(csms, variable(component, "Available")) or "").lower() == "true"


async def _clear(csms: CsmsProbe) -> None:
    await csms.tidy("the Authorization Cache is not empty", "ClearCache", {})
