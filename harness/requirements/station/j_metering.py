"""Block J, metering: what a charging station must do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from ocpp_conformance.harness.conversation import Exchange, Transaction
from ocpp_conformance.harness.conversation.transactions import state_of
from ocpp_conformance.harness.requirements.rule import (
    HELD,
    HELD_ONLY,
    NOT_EXERCISED,
    Answers,
    Context,
    Rulings,
    missed,
    rule,
)
from ocpp_conformance.harness.requirements.station.e_events import MARGIN
from ocpp_conformance.harness.requirements.station.e_transactions import new_events, setting, touched, was_cut
from ocpp_conformance.harness.rpc import Payload, Role
from ocpp_conformance.harness.times import epoch

CSMS, STATION = Role.CSMS, Role.STATION
ENERGY = "Energy.Active.Import.Register"
"""The measurand where none is told."""

Meter = tuple[str, str, str, str]
"""Measurand, phase, location, unit."""


@rule("J02.FR.16", judges=STATION, about="TransactionEvent")
def registers_never_fall(context: Context) -> Rulings:
    """The values of a register in one transaction never fall, by the time of the meter: one row for each measurand,
    phase, location and unit. Equal ones are fine. Where the station started anew in between, an advisory: a meter may
    have been replaced. Two times of one register prove it.
    """
    for transaction in touched(context):
        falls = False
        readings = _registers(transaction)
        for meter, row in readings.items():
            for (before, value, earlier), (after, lower, event) in pairwise(sorted(row, key=lambda each: each[0])):
                if lower < value and after > before and any(event is each for each in context.window):
                    falls = True
                    text = f"{meter[0]} falls from {value:g} to {lower:g} in transaction {transaction.id}"
                    anew = was_cut(context.conversation, earlier.at, event.at)
                    yield missed(text, cause=meter[0]).at(event).mildly(anew)
        if not falls and any(len({time for time, _, _ in row}) > 1 for row in readings.values()):
            yield HELD


def _registers(transaction: Transaction) -> Mapping[Meter, list[tuple[float, float, Exchange]]]:
    """Time, value and event of each register."""
    found: defaultdict[Meter, list[tuple[float, float, Exchange]]] = defaultdict(list)
    for event in transaction.by_number:
        for meter_value in event.request.get("meterValue", ()):
            time = epoch(meter_value["timestamp"])
            for sample in meter_value["sampledValue"]:
                name = sample.get("measurand", ENERGY)
                if time is not None and name.endswith(".Register"):
                    unit = sample.get("unitOfMeasure", {})
                    meter = name, sample.get("phase", ""), sample.get("location", "Outlet"), unit.get("unit", "Wh")
                    found[meter].append((time, sample["value"] * 10.0 ** unit.get("multiplier", 0), event))
    return found


_CONTEXTS = {
    "Started": ("Transaction.Begin", "TxStartedMeasurands", ("E01.FR.09", "E02.FR.09", "E03.FR.07")),
    "Ended": ("Transaction.End", "TxEndedMeasurands", ("E06.FR.11", "E07.FR.08")),
}
"""eventType → the context that its values have, the variable that asks for them, the requirements."""
_PERIODIC = {"MeterValuePeriodic": "Sample.Periodic", "MeterValueClock": "Sample.Clock"}


@rule(
    "J02.FR.04",
    "E01.FR.09",
    "E02.FR.09",
    "E03.FR.07",
    "E06.FR.11",
    "E07.FR.08",
    judges=STATION,
    about="TransactionEvent",
)
def values_say_why_they_were_taken(context: Context) -> Rulings:
    """Values in Started have one of Transaction.Begin, in Ended one of Transaction.End, those of MeterValuePeriodic and
    MeterValueClock one of Sample.Periodic (which is the default) and Sample.Clock; never the other way. An advisory,
    unless it is known that TxStartedMeasurands or TxEndedMeasurands ask for them: then values have to be there, which
    proves the requirements of these.

    Not judged: a Started whose EVSE is not known yet (E01.FR.17), an Ended without values where it never was: there is
    no meter then; a station whose SampledDataCtrlr is off.
    """
    for transaction, event in new_events(context):
        kind, values = event.request["eventType"], event.request.get("meterValue", ())
        wanted, variable, ids = _CONTEXTS.get(kind, (_PERIODIC.get(event.request["triggerReason"], ""), "", ()))
        nowhere = (kind == "Started" and "evse" not in event.request) or (transaction.place is None and not values)
        if not wanted or nowhere:
            continue
        configured = bool(variable) and bool(setting(context, "SampledDataCtrlr", variable)) and not _is_off(context)
        told = _of_use_case(transaction, event, ids)
        if wanted in _contexts(values):
            yield HELD.of("J02.FR.04", *(told if configured else ()))
            if not configured and told:
                yield HELD_ONLY.of(*told)
        elif values or configured:
            text = f"{kind} by {event.request['triggerReason']} without a value of context {wanted}"
            yield (
                missed(text, cause=wanted).of(*(ids if configured else ["J02.FR.04"])).at(event).mildly(not configured)
            )


def _is_off(context: Context) -> bool:
    return setting(context, "SampledDataCtrlr", "Enabled") == "false"


def _of_use_case(transaction: Transaction, event: Exchange, ids: tuple[str, ...]) -> list[str]:
    fits = {
        "E02.FR.09": transaction.is_cable_first,
        "E03.FR.07": transaction.is_card_first,
        "E07.FR.08": bool(transaction.told("StopAuthorized")),
    }
    return [id for id in ids if fits.get(id, True)]


def _contexts(values: Any) -> set[str]:
    return {sample.get("context", "Sample.Periodic") for value in values for sample in value["sampledValue"]}


@rule("E01.FR.17", "E03.FR.11", judges=STATION, about="TransactionEvent")
def values_of_the_begin_come_once(context: Context) -> Rulings:
    """Values of the begin of a transaction come in Started or, where the EVSE was not known then, in the event that
    tells that energy flows; in a later Updated they are an advisory.

    Not judged: several events of one moment, events missing. It is proven where the EVSE was not known at the start.
    """
    for transaction, event in new_events(context):
        begun = next((each for each in transaction.by_number if state_of(each) == "Charging"), None)
        has = "Transaction.Begin" in _contexts(event.request.get("meterValue", ()))
        start = transaction.started
        if not transaction.is_whole or begun is None or start is None or event.request["eventType"] != "Updated":
            continue
        if has and event is begun and "evse" not in start.request:
            yield HELD.of("E01.FR.17", *(["E03.FR.11"] if transaction.is_card_first else []))
        late = event.request["seqNo"] > begun.request["seqNo"]
        if has and late and event.request["timestamp"] != begun.request["timestamp"]:
            text = f"values of Transaction.Begin in seqNo {event.request['seqNo']}, after energy flowed"
            yield missed(text, cause="late").of("E01.FR.17").at(event).mildly()


@rule("J02.FR.10", judges=STATION, sends="TransactionEvent")
def values_are_from_the_present_interval(event: Exchange, context: Context) -> Answers:
    """The values of a Started or Updated event are not younger than the event and, where TxUpdatedInterval is known,
    less than an interval older. Where there is one set of values only, an advisory.

    Not judged: Ended, which may hold values of many intervals; differences below 4 s. Several sets of values prove it.
    """
    values, time = event.request.get("meterValue", ()), epoch(event.request["timestamp"])
    if event.request["eventType"] == "Ended" or not values or time is None:
        return NOT_EXERCISED
    known = context.conversation.device.value("SampledDataCtrlr", "TxUpdatedInterval") or ""
    interval = float(known) if known.isdigit() and int(known) else float("inf")
    for value in values:
        age = time - (epoch(value["timestamp"]) or time)
        if age < -MARGIN or (len(values) > 1 and age > interval + MARGIN):
            text = f"values of {value['timestamp']} in an event of {event.request['timestamp']}"
            return missed(text, cause="younger" if age < 0 else "older").mildly(len(values) == 1)
    return HELD if len(values) > 1 else HELD_ONLY


@rule("J01.FR.08", judges=STATION, sends="MeterValues")
def meter_values_say_why_they_were_taken(call: Exchange, context: Context) -> Answers:
    """MeterValues have values of Sample.Clock, or, where a TriggerMessage asked for them, of Trigger: an advisory, as
    the most recent samples may be sent for a trigger (F06.FR.07).

    Not judged: other contexts where both may have sent them. Trigger after a TriggerMessage proves it.
    """
    contexts = _contexts(call.request["meterValue"])
    if not any(_triggers(each.request) for each in context.conversation.exchanges.of("TriggerMessage")):
        return NOT_EXERCISED
    if "Trigger" in contexts:
        return HELD
    if "Sample.Clock" in contexts:
        return NOT_EXERCISED
    return missed(f"MeterValues with {', '.join(sorted(contexts))}", cause="context").mildly()


def _triggers(request: Payload) -> bool:
    return bool(request.get("requestedMessage") == "MeterValues")
