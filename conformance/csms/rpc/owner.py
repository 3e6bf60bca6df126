"""The owner of the CSMS, who wants something of the station while the case looks at the wire."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import DriverHand
from ocpp_conformance.harness.evidence import Inconclusive, NotRun
from ocpp_conformance.harness.probes import ReceivedCall
from ocpp_conformance.harness.rpc import CallResult

REFUSED = {"status": "Rejected"}
"""Answers a TriggerMessage in a way that leaves nothing to be done."""


@asynccontextmanager
async def triggering(csms_driver: DriverHand, *messages: str) -> AsyncIterator[None]:
    """The owner wants these messages triggered, all at once; inside is what happens meanwhile.

    Ends when the driver has given its receipts. One that was not carried out comes before what was missed inside.
    """
    wishes = [asyncio.create_task(csms_driver.intend("trigger", requested_message=each)) for each in messages]
    try:
        yield
        await asyncio.gather(*wishes)
    except Exception:
        for wish in wishes:
            if wish.done() and isinstance(wish.exception(), NotRun | Inconclusive):
                wish.result()
        raise
    finally:
        for wish in wishes:
            wish.cancel()
        await asyncio.gather(*wishes, return_exceptions=True)


def answer_to(call: ReceivedCall) -> str:
    """The text that answers a TriggerMessage which was left open."""
    return CallResult(call.call.message_id, REFUSED).text()
