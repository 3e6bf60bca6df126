"""EVs that authorize themselves by a contract certificate, plug and charge (C07)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe
from ocpp_conformance.conformance.station.e_transactions.outages import WAIT, Outage, outage, patient
from ocpp_conformance.conformance.station.iso15118 import expects_iso15118, setting
from ocpp_conformance.conformance.station.states import visiting
from ocpp_conformance.conformance.station.tx_points import begins_without_a_bay
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.rpc import Payload

EMAID: Payload = {"idToken": "DE8AA1A2B3C4D59", "type": "eMAID"}
"""The contract of the EV."""
PLUG_AND_CHARGE = ("plug_in_15118", "unplug")
"""The intents of a driver with such an EV."""
_CHARGES = {"offline": True, "transactionInfo": {"chargingState": "Charging"}}


@asynccontextmanager
async def plugging_in(csms: CsmsProbe, driver: CaseDriver, *settings: Payload, **ev: object) -> AsyncIterator[Visit]:
    """A driver with an EV that has a contract comes to a station with these settings; plug and charge is on."""
    await csms.booted()
    await expects_iso15118(csms)
    async with (
        configured(csms, setting("PnCEnabled", True), if_implemented=True),
        configured(csms, *settings),
        patient(csms),
        visiting(csms, driver, EMAID, unasked=True) as visit,
    ):
        visit.ev = {"contract": EMAID["idToken"], **ev}
        yield visit


async def plugged_in_offline(visit: Visit) -> Outage:
    """The EV is plugged in while there is no connection; the station is back."""
    begins_without_a_bay(visit)
    async with outage(visit.csms) as gap:
        await visit.plug_in()
        await visit.csms.listen(visit.csms.patience.scaled(WAIT))
    return gap


async def charged_offline(visit: Visit, gap: Outage, *sources: Source) -> None:
    """Each source wants the EV to have charged while there was no connection; without one it is a precondition."""
    if not sources:
        await visit.csms.next_call("TransactionEvent", since=gap.since, where=_CHARGES)
    for source in sources:
        await visit.csms.must_send(source, "TransactionEvent", since=gap.since, where=_CHARGES)


async def charged_not(visit: Visit, gap: Outage, source: Source) -> None:
    """The source wants that the EV did not charge while there was no connection."""
    await visit.csms.listen(visit.csms.patience.silence(5))
    states = [(event, event["transactionInfo"].get("chargingState")) for event in visit.events(gap.since)]
    found = [event for event, state in states if event["offline"] and state == "Charging"]
    misses = (Miss("", "no energy", f"TransactionEvent {dict(found[0].payload)!r}"),) if found else ()
    visit.csms.checklist.book(source, misses, frame=found[0].frame if found else None)
