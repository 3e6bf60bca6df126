"""A CSMS mixes up the connections of one station, or loses a station that comes back soon."""

from __future__ import annotations

import asyncio
from typing import Any

from ocpp_conformance.harness.faults.departures import memory_of, system_of
from ocpp_conformance.harness.faults.fault import of_csms
from ocpp_conformance.harness.probes.reaction import NO_CLOSE_FRAME
from ocpp_conformance.harness.rpc import Call, Reply

_SOON = 0.05
"""Seconds after a connection broke off in which its record is being put away."""


def _lost(original: Any, station: Any, peer: Any) -> None:
    """Hang up on a station that comes back soon after its connection broke off, then and ever after."""
    system = system_of(original)
    memory, loop = memory_of(system), asyncio.get_running_loop()
    ended, lost = memory.setdefault("ended", {}), memory.setdefault("lost", set())
    if loop.time() - ended.get(station.identity, -1.0) < _SOON:
        lost.add(station.identity)

    async def note_the_end() -> None:
        await peer.wait_over()
        if peer.closed.code == NO_CLOSE_FRAME:
            ended[station.identity] = loop.time()

    system.background.run(note_the_end())
    original(station, peer)
    if station.identity in lost:
        system.background.run(peer.socket.close(1011, "this station is being put away"))


def _turned_away(original: Any, station: Any, peer: Any) -> None:
    """Keep the older connection of the station, and close the newer one at once."""
    system, older = system_of(original), station.peer
    if older is None or older.closed is not None:
        original(station, peer)
    else:
        system.background.run(peer.socket.close(1000, "client already exists"))


def _both_kept(original: Any, request: Any) -> Any:
    """Forget the connection that there is, so that the newer one doesn't replace it."""
    for station in system_of(original).stations.values():
        station.peer = None
    return original(request)


def _remembered(original: Any, station: Any, call: Call) -> Reply:
    reply: Reply = original(station, call)
    memory_of(system_of(original)).setdefault("stations", {})[reply.message_id] = station
    return reply


def _to_the_newest(original: Any, reply: Reply) -> str | None:
    """Send an answer on the newest connection of the station, whichever asked."""
    text: str | None = original(reply)
    station = memory_of(system_of(original)).get("stations", {}).pop(reply.message_id, None)
    if text is None or station is None or station.peer is None:
        return text
    system_of(original).background.run(station.peer.send(text))
    return None


FAULTS = (
    of_csms(
        "newer-connection-turned-away",
        "closes the newer connection of a station while it takes the older one for alive",
        "LIVES-ON",
        connected=_turned_away,
    ),
    of_csms("back-at-once-lost", "never again serves a station that came back at once", "LIVES-ON", connected=_lost),
    of_csms(
        "answers-the-newest",
        "answers on the newest connection of a station, whichever asked",
        "J-4.1.4-02",
        decide=_both_kept,
        reply=_remembered,
        encode=_to_the_newest,
    ),
)
