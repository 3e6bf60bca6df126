"""What the cases about RPC do in front of a CSMS."""

from __future__ import annotations

from ocpp_conformance.conformance.case import StationProbe
from ocpp_conformance.harness.probes import Reaction


async def proper_call(station: StationProbe, raw: str) -> Reaction:
    """Send a text that is a valid CALL, and wait for its answer as long as for any: until then none of ours may follow
    (J-4.1.1-01)."""
    return await station.provoke(raw, quiet=station.patience.reply)
