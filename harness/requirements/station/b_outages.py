"""Block B, the states of connectors after an outage (B04): what a charging station must tell."""

from __future__ import annotations

from itertools import pairwise

from ocpp_conformance.harness.conversation import Connection, Exchange
from ocpp_conformance.harness.evidence import CloseEntry
from ocpp_conformance.harness.requirements.rule import HELD, Context, Rulings, missed, rule
from ocpp_conformance.harness.requirements.station.b_boot import connectors, started_since
from ocpp_conformance.harness.rpc import Role

CSMS, STATION = Role.CSMS, Role.STATION


@rule("B04.FR.01", "B04.FR.02", judges=STATION)
def an_outage_is_followed_by_states(context: Context) -> Rulings:
    """After an outage longer than OfflineThreshold each connector is reported; after a shorter one not all of them
    again as they were.

    The outage counts as longer, or shorter, where it is so by half; what is missing, or stays out, is judged after
    patience. Not judged: where OfflineThreshold isn't known; a station that isn't accepted, boots again, or started in
    between; after a long one, where the connectors aren't known; after a short one, a single connector, which may have
    changed and changed back, or a connection that the station closed, which may have lost it earlier; connections with
    a TriggerMessage, a Reset, a ChangeAvailability, or a report that wasn't answered.
    """
    threshold = _threshold(context)
    mine = {id(taken.connection) for taken in context.taken if taken.connection is not None}
    links = [each for each in context.conversation.connections if id(each) in mine]
    for before, after in pairwise(links):
        offline = _outage(before, after, context)
        if offline is None or threshold is None or any(_disturbs(each) for each in after.exchanges):
            continue
        told = [(_place(each), each.request["connectorStatus"]) for each in after.calls_of(STATION) if _is_status(each)]
        if offline > threshold * 1.5:
            if connectors(context) and connectors(context) <= {place for place, _ in told}:
                yield HELD.of("B04.FR.01")
            elif connectors(context) and _is_calm(after, context):
                text = f"{offline:.0f} s offline, OfflineThreshold is {threshold:g} s, not every connector was reported"
                yield missed(text, cause="long").of("B04.FR.01")
        elif offline < threshold / 2 and before.closed is not None and before.closed.by is CSMS:
            last = _last_states(before, context)
            if len(last) > 1 and all(place in dict(told) and (place, last[place]) in told for place in last):
                text = f"{offline:.0f} s offline, OfflineThreshold is {threshold:g} s, every connector was told anew"
                yield missed(text, cause="short").of("B04.FR.02")
            elif len(last) > 1 and _is_calm(after, context):
                yield HELD.of("B04.FR.02")


BACK = 300.0
"""OCPP seconds in which a station tries to come back. The number is ours: 5.3 names no greatest wait."""


@rule("J-5.3-01", judges=STATION)
def a_station_comes_back(context: Context) -> Rulings:
    """A station whose connection the CSMS closed tries to connect within five minutes; later, or not while the
    recording goes on, is an advisory: its wait may be set longer.

    Not judged: a connection that the station closed, that broke off or that another one had replaced, a power-on
    afterwards, and recordings without handshakes or with messages missing.
    """
    if "handshakes" in context.lacks or context.conversation.has_gaps:
        return
    until, wait = context.conversation.last_at, BACK * context.time_scale
    for taken in context.odd:
        closed = taken.entry
        if not isinstance(closed, CloseEntry) or closed.by is STATION or closed.code == 1006:
            continue
        if not context.conversation.was_offline(closed.at, until):
            continue
        tried = [each.at for each in context.conversation.handshakes if each.at > closed.at]
        if not started_since(closed.at, context) and min(tried, default=until) - closed.at >= wait:
            yield missed(f"no attempt to connect within {BACK:g} s", cause="none").seen(closed).mildly()


def _threshold(context: Context) -> float | None:
    value = context.conversation.device.value("OCPPCommCtrlr", "OfflineThreshold")
    return None if value is None or not value.isdigit() else float(value)


def _outage(before: Connection, after: Connection, context: Context) -> float | None:
    """OCPP seconds between two connections; None where it wasn't an outage of an accepted station."""
    if before.closed is None or after.opened is None or after.opened.carried or after.opened.at < before.closed.at:
        return None
    if started_since(before.closed.at, context) or context.conversation.registration != "Accepted":
        return None
    return (after.opened.at - before.closed.at) / context.time_scale


def _disturbs(each: Exchange) -> bool:
    """What makes the states on a new connection say nothing of the outage."""
    if each.sender is STATION:
        return each.action == "BootNotification" or (each.action == "StatusNotification" and not each.succeeded)
    return each.action in ("Reset", "ChangeAvailability", "TriggerMessage", "SetVariables")


def _is_status(each: Exchange) -> bool:
    return each.action == "StatusNotification" and each.sender is STATION and each.valid


def _place(status: Exchange) -> tuple[int, int]:
    return status.request["evseId"], status.request["connectorId"]


def _last_states(before: Connection, context: Context) -> dict[tuple[int, int], str]:
    """What was told of each connector last, until this connection ended."""
    found: dict[tuple[int, int], str] = {}
    for each in context.conversation.exchanges:
        if each.at <= before.last_at and _is_status(each):
            found[_place(each)] = each.request["connectorStatus"]
    return found


def _is_calm(after: Connection, context: Context) -> bool:
    return after.opened is not None and context.waited(after, after.opened.at) >= context.patience
