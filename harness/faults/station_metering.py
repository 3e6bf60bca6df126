"""A station's readings: too few, at other times, of other things, for another reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import always, memory_of, system_of
from ocpp_conformance.harness.faults.fault import Departure, of_station
from ocpp_conformance.harness.faults.kinds import Making


def _reads(change: Callable[[dict[str, Any]], dict[str, Any]], *contexts: str) -> Departure:
    """For `meter_values`: the values that are taken for one of these reasons are changed."""

    def meter_values(original: Any, evse: Any, measurands: Any, context: str, *moment: Any) -> Any:
        found = original(evse, measurands, context, *moment)
        if context not in contexts:
            return found
        return [{**value, "sampledValue": [*map(change, value["sampledValue"])]} for value in found]

    return meter_values


def _rebased(original: Any, evse: Any, measurands: Any, context: str, *moment: Any) -> Any:
    """Each register counts from what it was at the begin of the transaction."""
    found, bases = original(evse, measurands, context, *moment), memory_of(system_of(original))
    samples = [
        sample for value in found for sample in value["sampledValue"] if sample["measurand"].endswith("Register")
    ]
    for sample in samples:
        if context == "Transaction.Begin":
            bases[f"register {evse}"] = sample["value"]
        sample["value"] -= bases.get(f"register {evse}", 0)
    return found


def _energy_alone(original: Any, evse: Any, measurands: Any, context: str, *moment: Any) -> Any:
    return original(evse, measurands[:1], context, *moment)


def _without(kind: str, *contexts: str) -> Making:
    """For `transaction_event`: events of this type have no readings that were taken for one of these reasons."""

    def transaction_event(original: Any, payload: Any) -> Any:
        if payload["eventType"] != kind or "meterValue" not in payload:
            return original(payload)
        kept = [value for value in payload["meterValue"] if value["sampledValue"][0]["context"] not in contexts]
        others = {name: value for name, value in payload.items() if name != "meterValue"}
        return original({**others, "meterValue": kept} if kept else others)

    return transaction_event


def _forgets_clock(original: Any, payload: Any) -> Any:
    return None if payload["triggerReason"] == "MeterValueClock" else original(payload)


_CONTEXTS = ("Sample.Clock", "Sample.Periodic", "Transaction.Begin", "Transaction.End")


def _clock_unsigned(original: Any, values: Any, context: str) -> Any:
    return values if context == "Sample.Clock" else original(values, context)


def _transaction_unsigned(original: Any, values: Any, context: str) -> Any:
    return original(values, context) if context == "Sample.Clock" else values


def _keyless(sample: dict[str, Any]) -> dict[str, Any]:
    signed = sample.get("signedMeterValue")
    return sample if signed is None else {**sample, "signedMeterValue": {**signed, "publicKey": ""}}


FAULTS = (
    of_station(
        "started-without-values",
        "leaves the values of the begin out of Started",
        "E01.FR.09",
        transaction_event=_without("Started", "Transaction.Begin"),
    ),
    of_station(
        "updated-without-begin",
        "leaves the values of the begin out of Updated",
        "E01.FR.17",
        transaction_event=_without("Updated", "Transaction.Begin"),
    ),
    of_station(
        "begin-as-sample",
        "calls the values of the begin Sample.Periodic",
        "J02.FR.04",
        meter_values=_reads(lambda sample: {**sample, "context": "Sample.Periodic"}, "Transaction.Begin"),
    ),
    of_station(
        "measures-energy-alone",
        "reads the first measurand that is configured, and no other",
        "J02.FR.11",
        meter_values=_energy_alone,
    ),
    of_station(
        "register-begins-anew",
        "counts the energy of each transaction from zero",
        "J02.FR.17",
        meter_values=_rebased,
    ),
    of_station(
        "sample-as-clock",
        "calls the values of an interval Sample.Clock",
        "J02.FR.04",
        meter_values=_reads(lambda sample: {**sample, "context": "Sample.Clock"}, "Sample.Periodic"),
    ),
    of_station(
        "reads-too-seldom",
        "takes two intervals for one",
        "J02.FR.11",
        reading_interval=lambda original, variable: 2 * original(variable),
    ),
    of_station(
        "reads-never",
        "takes no readings between the begin and the end of a transaction",
        "J02.FR.11",
        reading_interval=lambda _original, _variable: 0,
    ),
    of_station(
        "ended-without-end",
        "leaves the values of the end out of Ended",
        "E06.FR.11",
        transaction_event=_without("Ended", "Transaction.End"),
    ),
    of_station(
        "clock-read-too-seldom",
        "takes two intervals of the clock for one",
        "J01.FR.14",
        due_in=lambda original, interval, last: original(2 * interval, last),
    ),
    of_station(
        "clock-never-read",
        "takes no readings by the clock",
        "J01.FR.14",
        due_in=always(1e6),
    ),
    of_station(
        "clock-as-sample",
        "calls the values of the clock Sample.Periodic",
        "J01.FR.08",
        meter_values=_reads(lambda sample: {**sample, "context": "Sample.Periodic"}, "Sample.Clock"),
    ),
    of_station(
        "clock-untold-while-charging",
        "doesn't tell of readings by the clock while a transaction runs",
        "J01.FR.22",
        transaction_event=lambda original, event: (
            None if event["triggerReason"] == "MeterValueClock" else original(event)
        ),
    ),
    of_station(
        "clock-told-while-charging",
        "tells of readings by the clock though a transaction runs",
        "J01.FR.20",
        readings_suspended=always(False),
    ),
    of_station(
        "ended-without-clock",
        "leaves the values of the clock out of Ended",
        "E06.FR.11",
        transaction_event=_without("Ended", "Sample.Clock"),
    ),
    of_station(
        "clock-unsigned",
        "signs no reading by the clock though SignReadings says so",
        "J01.FR.21",
        signed_values=_clock_unsigned,
    ),
    of_station(
        "transaction-unsigned",
        "signs no reading of a transaction though SignReadings says so",
        "E02.FR.14",
        signed_values=_transaction_unsigned,
    ),
    of_station(
        "signed-without-key",
        "leaves the public key out of signed readings",
        "J02.FR.21",
        meter_values=_reads(_keyless, *_CONTEXTS),
    ),
)
