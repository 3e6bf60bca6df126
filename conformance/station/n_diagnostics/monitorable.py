"""The variables of a station, as far as monitors can be set on them: what a report tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ocpp_conformance.conformance.station.variables import named
from ocpp_conformance.harness.conversation import key_of
from ocpp_conformance.harness.rpc import Payload

NUMERIC = ("integer", "decimal")
THRESHOLDS = ("UpperThreshold", "LowerThreshold")


def is_numeric(item: Payload) -> bool:
    """Whether a reported variable is a number."""
    return item.get("variableCharacteristics", {}).get("dataType") in NUMERIC


def is_switch(item: Payload) -> bool:
    """Whether a reported variable is a boolean or one of several values."""
    return item.get("variableCharacteristics", {}).get("dataType") in ("boolean", "OptionList")


def is_write_only(item: Payload) -> bool:
    """Whether nobody is told the value of a reported variable."""
    return any(each.get("mutability") == "WriteOnly" for each in item["variableAttribute"])


def limits(item: Payload) -> list[tuple[float, float]]:
    """Each limit of a reported number, with a value beyond it."""
    known = item.get("variableCharacteristics", {})
    low, high = known.get("minLimit"), known.get("maxLimit")
    below = [] if low is None else [(low, low - 1)]
    return below if high is None else [*below, (high, high + 1)]


def about(item: Payload) -> Payload:
    """The component and the variable of what names them."""
    return {"component": item["component"], "variable": item["variable"]}


def names(wanted: Payload) -> Payload:
    """The demand for the component and the variable of an event."""
    return named(about(wanted))


def at_evse(item: Payload) -> bool:
    """Whether a variable is of an EVSE's own tier."""
    key = key_of(item)
    return key[2] is not None and key[3] is None


def at_connector(item: Payload) -> bool:
    """Whether a variable is of a connector's tier."""
    return key_of(item)[3] is not None


def is_state_of_evse(item: Payload) -> bool:
    """Whether a variable is the AvailabilityState of the first EVSE."""
    key = key_of(item)
    return at_evse(item) and key[2] == 1 and key[4] == "availabilitystate"


def has_instance(item: Payload) -> bool:
    """Whether a variable is of an instance of its component."""
    return bool(key_of(item)[1])


def same_component(item: Payload) -> Callable[[Payload], bool]:
    """Whether a variable is another one of this variable's component."""
    mine = key_of(item)
    return lambda other: key_of(other)[:4] == mine[:4] and key_of(other)[4] != mine[4]


def of_instances(items: Iterable[Payload]) -> Callable[[Payload], bool]:
    """Whether one of these is another instance of a variable."""
    keys = [key_of(item) for item in items]
    return lambda item: any(key[:5] == key_of(item)[:5] and key[5] != key_of(item)[5] for key in keys)


def of_evse(item: Payload) -> Payload:
    """The ComponentVariable that names a variable, but of its place nothing but the EVSE."""
    component = {**item["component"], "evse": {"id": item["component"]["evse"]["id"]}}
    return {"component": component, "variable": item["variable"]}
