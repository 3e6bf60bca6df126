"""Block B: how a charging station answers, and stays, while it is Pending or Rejected (B02, B03)."""

from __future__ import annotations

from collections.abc import Iterator

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.evidence import CloseEntry
from ocpp_conformance.harness.requirements.rule import HELD, NOT_EXERCISED, Answers, Context, Rulings, missed, rule
from ocpp_conformance.harness.requirements.station.b_boot import started_since
from ocpp_conformance.harness.rpc import Role

CSMS, STATION = Role.CSMS, Role.STATION


@rule("B02.FR.05", judges=STATION, answers=("RequestStartTransaction", "RequestStopTransaction"))
def a_pending_station_starts_and_stops_nothing(exchange: Exchange, context: Context) -> Answers:
    """While Pending, remote starts and stops are Rejected. Not judged: where a boot was answered in between."""
    if context.conversation.registration != "Pending" or _booted_since(exchange, context):
        return NOT_EXERCISED
    status = exchange.result["status"]
    return HELD if status == "Rejected" else missed(f"{exchange.action} is {status} while Pending", cause=status)


@rule("B02.FR.01", judges=STATION)
def a_pending_station_answers(context: Context) -> Rulings:
    """While Pending, what reads or sets variables, or asks for a report, gets its response, not a CALLERROR.

    Not judged: CALLs that were wrong on purpose, OccurrenceConstraintViolation and FormatViolation, which a long
    request may earn. A missing answer is told of as one.
    """
    asks = ("GetVariables", "SetVariables", "GetBaseReport", "GetReport")
    for exchange in _asked_while("Pending", context):
        if exchange.action not in asks or exchange.answer is None:
            continue
        if exchange.succeeded:
            yield HELD
        elif exchange.error not in (None, "OccurrenceConstraintViolation", "FormatViolation"):
            text = f"{exchange.action} earned {exchange.error} while Pending"
            yield missed(text, cause=exchange.action).at(exchange)


@rule("B03.FR.08", judges=STATION)
def a_rejected_station_answers_security_error(context: Context) -> Rulings:
    """While Rejected, every CALL of the CSMS earns SecurityError. Not judged: where no answer came, as when the station
    leaves until its next boot (B03.FR.04)."""
    for exchange in _asked_while("Rejected", context):
        if exchange.answer is None:
            continue
        if exchange.error == "SecurityError":
            yield HELD
        else:
            text = f"{exchange.action} is answered {exchange.error or 'with a result'} while Rejected"
            yield missed(text, cause="served").at(exchange)


@rule("B02.FR.06", judges=STATION, about="BootNotification")
def a_pending_station_stays_connected(context: Context) -> Rulings:
    """A station that is Pending does not close the connection; it is proven where the next boot comes on it.

    Not judged: a connection that breaks off (1006), or is closed by the CSMS; a station that doesn't come back in the
    case, or starts before, which may have been switched off; after Reset, SetNetworkProfile or SetVariables.
    """
    for boot in context.calls("BootNotification"):
        if not boot.succeeded or boot.result["status"] != "Pending":
            continue
        later = [each for each in boot.connection.exchanges if each.at > boot.at]
        closed = boot.connection.closed
        if any(each.action == "BootNotification" for each in later):
            yield HELD
        elif _leaves(closed, context) and not any(_may_part(each) for each in later):
            yield missed("the station closed the connection while Pending", cause="closed").at(boot)


# -- reading -----------------------------------------------------------------------------------------------------------


def _leaves(closed: CloseEntry | None, context: Context) -> bool:
    """Whether the station closed, and came back without a start."""
    if closed is None or closed.by is not STATION:
        return False
    later = (each for each in context.conversation.handshakes if each.at > closed.at and not each.carried)
    return closed.code != 1006 and any(True for _ in later) and not started_since(closed.at, context)


def _may_part(each: Exchange) -> bool:
    return each.sender is CSMS and each.action in ("Reset", "SetNetworkProfile", "SetVariables")


def _booted_since(exchange: Exchange, context: Context) -> bool:
    """Whether a boot was answered between this CALL and its answer."""
    until = exchange.answered_at or float("inf")
    boots = exchange.connection.exchanges.of("BootNotification")
    return any(exchange.at <= boot.answered_at <= until for boot in boots if boot.answered_at is not None)


def _asked_while(status: str, context: Context) -> Iterator[Exchange]:
    """What the CSMS asked in the case, as it should be, where the registration was this one from CALL to answer."""
    boots = context.conversation.exchanges.of("BootNotification")
    if all(boot.result.get("status") != status for boot in boots):
        return
    for exchange in context.window:
        if exchange.sender is STATION or exchange.entry.deliberate or not exchange.valid:
            continue
        boots = exchange.connection.exchanges.of("BootNotification")
        told = [each for each in boots if each.answered_at is not None and each.answered_at < exchange.at]
        was = bool(told) and told[-1].succeeded and told[-1].result["status"] == status
        if was and not _booted_since(exchange, context):
            yield exchange
