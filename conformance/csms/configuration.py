"""What a CSMS writes into a station and reads from it: variables and network profiles, demanded and answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ocpp_conformance.conformance.case import NOTHING, PRESENT, at_least, ignoring_case, one_of, text_like
from ocpp_conformance.harness.probes import CsmsAddress
from ocpp_conformance.harness.rpc import Call, Payload

ON_ACTUAL = one_of(None, "Actual")
"""The `attributeType` of what is read or written where nothing else was asked for."""
NO_INSTANCE = one_of(None, "")
"""The `instance` of what has none (B06.FR.15)."""


def named(component: str, name: str, *, evse: int | None = None, **more: object) -> dict[str, object]:
    """A demand on one item of GetVariables, SetVariables or a request for a report: of the variable without an
    instance, of this EVSE or of none; names are identifierStrings, which ignore letter case (Part 2, 2.1)."""
    place = NOTHING if evse is None else {"id": evse}
    return {
        "component": {"name": ignoring_case(component), "instance": NO_INSTANCE, "evse": place},
        "variable": {"name": ignoring_case(name), "instance": NO_INSTANCE},
        **more,
    }


def all_written(call: Call) -> Payload:
    """A SetVariablesResponse that accepts everything."""
    return _results(call, "setVariable", lambda _: {"attributeStatus": "Accepted"})


def none_written(call: Call) -> Payload:
    """A SetVariablesResponse that rejects everything."""
    return _results(call, "setVariable", lambda _: {"attributeStatus": "Rejected"})


def all_read(**values: str) -> Callable[[Call], Payload]:
    """Makes the GetVariablesResponse: these values by name of the variable, for whatever attribute was asked."""
    by_name = {name.casefold(): value for name, value in values.items()}

    def read(item: Payload) -> Payload:
        value = by_name.get(item["variable"]["name"].casefold())
        found = {"attributeStatus": "Accepted", "attributeValue": value}
        return found if value is not None else {"attributeStatus": "UnknownVariable"}

    return lambda call: _results(call, "getVariable", read)


def profile_in_use(address: CsmsAddress, slot: int) -> dict[str, Any]:
    """The arguments of the goal `set_network_profile` for the way in which the station connects already."""
    profile = 3 if address.tls is not None and address.tls.certificate is not None else 2
    return {
        "slot": slot,
        "url": address.endpoint,
        "security_profile": profile if address.endpoint.startswith("wss:") else 1,
    }


def network_profile(wanted: Payload) -> dict[str, object]:
    """A demand on the SetNetworkProfileRequest for these arguments; time-out and interface are the CSMS's to choose."""
    endpoint = wanted["url"].rstrip("/")
    connection = {
        "ocppVersion": "OCPP20",
        "ocppTransport": "JSON",
        "ocppCsmsUrl": text_like(rf"{re.escape(endpoint)}/?", f"{endpoint}, with or without a slash at its end"),
        "securityProfile": wanted["security_profile"],
        "messageTimeout": at_least(1),
        "ocppInterface": PRESENT,
    }
    return {"configurationSlot": wanted["slot"], "connectionData": connection}


def _results(call: Call, what: str, result: Callable[[Payload], Payload]) -> Payload:
    """An attribute that isn't named is Actual (B05.FR.12, B06.FR.11)."""
    echoed = ("component", "variable", "attributeType")
    return {
        f"{what}Result": [
            {"attributeType": "Actual", **{name: item[name] for name in echoed if name in item}, **result(item)}
            for item in call.payload[f"{what}Data"]
        ]
    }


def _key(item: Payload) -> tuple[str, str, str]:
    component, variable = repr(item["component"]).casefold(), repr(item["variable"]).casefold()
    return component, variable, item.get("attributeType", "Actual")
