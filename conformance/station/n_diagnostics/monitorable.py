"""The variables of a station, as far as monitors can be set on them: what a report tells."""

from __future__ import annotations

from collections.abc import Callable

from ocpp_conformance.conformance.case import ignoring_case
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


def limit(item: Payload, name: str) -> float | None:
    """minLimit or maxLimit of a reported variable; None where it has none."""
    found = item.get("variableCharacteristics", {}).get(name)
    return None if found is None else float(found)


def about(item: Payload) -> Payload:
    """The component and the variable of what names them."""
    return {"component": item["component"], "variable": item["variable"]}


def names(wanted: Payload) -> Payload:
    """The demand for the component and the variable of an event."""
    return named(about(wanted))


def at_component(name: str, evse: int | None = None, connector: int | None = None) -> Callable[[Payload], bool]:
    """Whether a variable is of this component, at this place."""

    def fits(item: Payload) -> bool:
        key = key_of(item)
        return ignoring_case(name).holds(key[0]) and key[2:4] == (evse, connector)

    return fits
