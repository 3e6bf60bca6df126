"""What the owner of the CSMS wishes, and the CALL that the CSMS makes of it."""

from __future__ import annotations

import asyncio
from typing import Any

from ocpp_conformance.conformance.case import PRESENT, DriverHand, StationProbe
from ocpp_conformance.harness.evidence import Inconclusive, NotRun, Source
from ocpp_conformance.harness.probes import ReceivedCall
from ocpp_conformance.harness.sut.intents import GOALS


async def wished(
    station: StationProbe, csms_driver: DriverHand, source: Source | None, goal: str, **arguments: Any
) -> ReceivedCall:
    """Ask the driver for a goal and return the CALL that must come of it.

    A CALL that does not come is a `Violation` of the source; without one it is a precondition, so `Inconclusive`. A
    goal that was not carried out comes before that.
    """
    action, since = GOALS[goal].action, station.mark
    assert action is not None, f"nothing on the wire shows the goal {goal}"
    wish = asyncio.create_task(csms_driver.intend(goal, **arguments))
    try:
        if source is None:
            call = await station.next_call(action, since=since)
        else:
            call = await station.must_send(source, action, since=since)
        await wish
    except Exception:
        if wish.done() and isinstance(wish.exception(), NotRun | Inconclusive):
            wish.result()
        raise
    finally:
        wish.cancel()
        await asyncio.gather(wish, return_exceptions=True)
    return call


async def goes_on(station: StationProbe, source: Source) -> None:
    """Check that the CSMS keeps the connection and serves it, after an answer of the station that it can't like."""
    station.stays_open(source)
    heartbeat = await station.call("Heartbeat", {})
    heartbeat.meets(source, currentTime=PRESENT)
