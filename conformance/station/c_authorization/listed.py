"""What the cases of the Local Authorization List share: what the station is sent, and how it is set."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, variable
from ocpp_conformance.conformance.station.c_authorization.outdated import OFFLINE
from ocpp_conformance.conformance.station.d_local_list.lists import version_of
from ocpp_conformance.conformance.station.e_transactions.outages import WAIT, Outage, patient
from ocpp_conformance.conformance.station.memory import id_token_on_local_list, says
from ocpp_conformance.conformance.station.states import visiting
from ocpp_conformance.conformance.station.variables import configured, value_of
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.harness.rpc import Payload

COMPONENT = "LocalAuthListCtrlr"
LISTED_POST_AUTHORIZE = variable(COMPONENT, "DisablePostAuthorize", attributeValue="false")
"""The setting with which a token that is listed and not Accepted is asked about."""
_STRANGERS = variable("AuthCtrlr", "OfflineTxForUnknownIdEnabled", attributeValue="false")


async def has_a_list(csms: CsmsProbe) -> None:
    """The station is Booted and has a Local Authorization List, as a precondition."""
    await csms.booted()
    await version_of(csms)


async def entries_expire(csms: CsmsProbe) -> bool:
    """Whether the station heeds until when an entry of the list is good: SupportsExpiryDateTime."""
    return (await value_of(csms, variable(COMPONENT, "SupportsExpiryDateTime")) or "").lower() == "true"


@asynccontextmanager
async def listed(csms: CsmsProbe, driver: CaseDriver, card: Payload, status: str) -> AsyncIterator[Visit]:
    """A driver comes with a card that is on the list with this status, which our CSMS says of it too; the station asks
    about listed cards that are not Accepted, where that can be chosen."""
    await has_a_list(csms)
    says(csms, {"status": status})
    async with (
        configured(csms, LISTED_POST_AUTHORIZE, if_implemented=True),
        id_token_on_local_list(csms, card, {"status": status}),
        visiting(csms, driver, card, unasked=True) as visit,
    ):
        yield visit


@asynccontextmanager
async def listed_offline(csms: CsmsProbe, driver: CaseDriver, card: Payload, status: str) -> AsyncIterator[Visit]:
    """As `listed`, of a station that is `patient`, and that goes by its list while it is offline and lets nobody else
    in."""
    await csms.booted()
    async with (
        configured(csms, _STRANGERS, if_implemented=True),
        configured(csms, OFFLINE),
        patient(csms),
        listed(csms, driver, card, status) as visit,
    ):
        yield visit


async def told_afterwards(visit: Visit, gap: Outage) -> None:
    """The station is back, and has told of all that was while it was offline."""
    await visit.csms.comes("TransactionEvent", since=gap.since)
    await visit.csms.settled()


async def while_offline(visit: Visit) -> None:
    """The outage goes on for a while."""
    await visit.csms.listen(visit.csms.patience.scaled(WAIT))
