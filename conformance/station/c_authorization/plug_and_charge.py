"""What Part 6 has a station and an EV go through where the EV authorizes itself by a contract certificate (C07)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe
from ocpp_conformance.conformance.station.c_authorization.contracts import EMAID, plugging_in
from ocpp_conformance.conformance.station.iso15118 import expects_iso15118, setting
from ocpp_conformance.conformance.station.k_smart_charging.ev_talks import NEEDS
from ocpp_conformance.conformance.station.m_certificates.certificates import installed, listed
from ocpp_conformance.conformance.station.m_certificates.v2g import V2G_CHAIN, provisioned
from ocpp_conformance.conformance.station.memory import cache_in_use, has, id_token_on_local_list
from ocpp_conformance.conformance.station.states import energy_transfer_started, ev_connected, event_told
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.conformance.waiting import awaited, demand
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.received import ReceivedCall

ACCEPTED = {"idTokenInfo": {"status": "Accepted"}, "certificateStatus": "Accepted"}
"""What our CSMS says of a contract that is good."""


@asynccontextmanager
async def equipped(csms: CsmsProbe, *roots: str) -> AsyncIterator[None]:
    """For the block these roots of ours are installed, and the station has a V2G certificate, one of ours where it had
    none. Our CSMS sets no profile for an EV."""
    await csms.booted()
    await expects_iso15118(csms)
    csms.answers(NEEDS, {"status": "Rejected"})
    may = (setting(f"{name}InstallationEnabled", True) for name in ("V2GCertificate", "ContractCertificate"))
    async with configured(csms, *may, if_implemented=True), AsyncExitStack() as stack:
        for kind in roots:
            await stack.enter_async_context(installed(csms, kind))
        if (await listed(csms, V2G_CHAIN))["status"] != "Accepted":
            await stack.enter_async_context(provisioned(csms))
        yield


async def contract_asked(visit: Visit, source: Source | None = None, **fields: object) -> ReceivedCall:
    """EVConnectedPreSession as a precondition, and the AuthorizeRequest about the contract of the EV, with these
    fields."""
    await ev_connected(visit)
    since = visit.authorized = visit.plugged or 0
    ask = await awaited(visit.csms, source, "Authorize", since=since, within=visit.csms.patience.boot)
    demand(ask, source, idToken={"type": "eMAID"}, **fields)
    visit.card, visit.asked = ask["idToken"], ask.frame
    return ask


async def contract_authorized(visit: Visit, ask: ReceivedCall, told: Source | None = None) -> None:
    """The TransactionEvent of that, due where a transaction begins with it or has begun before."""
    began = any(event.frame < ask.frame for event in visit.events())
    if began or visit.starts & {"Authorized", "EVConnected"}:
        event = await event_told(visit, told, ask.frame, "Authorized")
        demand(event, told, triggerReason="Authorized")


@asynccontextmanager
async def contract_known(csms: CsmsProbe, driver: CaseDriver) -> AsyncIterator[None]:
    """IdTokenCached15118 and IdTokenLocalAuthList for the block, of those that the station has."""
    async with AsyncExitStack() as stack:
        if await has(csms, "AuthCacheCtrlr"):
            await stack.enter_async_context(cache_in_use(csms))
            csms.answers("Authorize", ACCEPTED)
            async with plugging_in(csms, driver) as visit:
                await contract_authorized(visit, await contract_asked(visit))
                await energy_transfer_started(visit)
                await visit.stop_remotely()
                await csms.settled()
                await visit.unplug()
            await csms.settled()
        if await has(csms, "LocalAuthListCtrlr"):
            await stack.enter_async_context(id_token_on_local_list(csms, EMAID))
        yield


async def connected_offline(visit: Visit, source: Source, *, since: int) -> None:
    """The source wants the cable that was plugged in without a connection told, where a transaction begins with it."""
    if "EVConnected" in visit.starts:
        event = await event_told(visit, source, since, "CablePluggedIn")
        event.meets(source, transactionInfo={"chargingState": "EVConnected"}, offline=True)


async def never_charges(visit: Visit, source: Source, *reasons: str, since: int) -> None:
    """The source wants no TransactionEvent that the EV charges, or for one of these reasons."""
    await visit.csms.listen(visit.csms.patience.silence(5))
    await visit.csms.settled()
    for event in visit.events(since):
        state, reason = event["transactionInfo"].get("chargingState"), event["triggerReason"]
        if state == "Charging" or reason in reasons:
            miss = Miss("", "no energy for the EV", f"TransactionEvent {reason}, {state}")
            visit.csms.checklist.book(source, (miss,), frame=event.frame)
            return
    visit.csms.checklist.book(source, ())
