"""What cases of provisioning share: a station that comes back from a reset, variables as requests name them."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.conformance.case import NOTHING, PRESENT, absent_or, at_least, ignoring_case, one_of, step
from ocpp_conformance.conformance.csms.verbs import Session, reconnected
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes import CsmsAddress, ReceivedCall, now
from ocpp_conformance.harness.rpc import Call, Payload

WHOLE_STATION = absent_or(0)
"""The `evseId` of a Reset that isn't about one EVSE."""
ON_ACTUAL = one_of(None, "Actual")
"""The `attributeType` of what is read or written where nothing else was asked for."""


async def rebooted(session: Session, reason: str, connector: str, *, boot: int, status: int) -> None:
    """After a reset: a new connection, a boot (judged as step `boot`), and the connector's state, told in both of
    OCPP's ways (judged as step `status`)."""
    await reconnected(session.station)
    booted = await session.station.boot(reason)
    booted.meets("B01.FR.02", status=one_of("Accepted", "Pending", "Rejected"))
    booted.meets(step(boot), status="Accepted")
    told = await session.status(connector)
    told.meets(step(status))
    event = await session.station.call("NotifyEvent", _availability(session, connector))
    event.meets("N07.FR.03")


def named(component: str, name: str, **more: object) -> dict[str, object]:
    """A demand on one item of GetVariables or SetVariables, of the variable without an instance or an EVSE; names are
    identifierStrings, which ignore letter case (Part 2, 2.1)."""
    return {
        "component": {"name": ignoring_case(component), "instance": NOTHING, "evse": NOTHING},
        "variable": {"name": ignoring_case(name), "instance": NOTHING},
        **more,
    }


def each_item_once(call: ReceivedCall, source: Source) -> None:
    """Check that no combination of component, variable and attribute stands in a SetVariablesRequest twice."""
    items = [_key(item) for item in call.payload.get("setVariableData", [])]
    misses = tuple(
        Miss(f"/setVariableData/{place}", "a combination not named before", repr(item))
        for place, item in enumerate(items)
        if item in items[:place]
    )
    call.docket.judge(source, misses, frame=call.frame)


def all_written(call: Call) -> Payload:
    """A SetVariablesResponse that accepts everything."""
    return _results(call, "setVariable", lambda _: {"attributeStatus": "Accepted"})


def all_read(**values: str) -> Any:
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
    connection = {
        "ocppVersion": "OCPP20",
        "ocppTransport": "JSON",
        "ocppCsmsUrl": wanted["url"],
        "securityProfile": wanted["security_profile"],
        "messageTimeout": at_least(1),
        "ocppInterface": PRESENT,
    }
    return {"configurationSlot": wanted["slot"], "connectionData": connection}


def _results(call: Call, what: str, result: Any) -> Payload:
    echoed = ("component", "variable", "attributeType")
    return {
        f"{what}Result": [
            {name: item[name] for name in echoed if name in item} | result(item) for item in call.payload[f"{what}Data"]
        ]
    }


def _key(item: Payload) -> tuple[str, str, str]:
    component, variable = repr(item["component"]).casefold(), repr(item["variable"]).casefold()
    return component, variable, item.get("attributeType", "Actual")


def _availability(session: Session, state: str) -> Payload:
    """A NotifyEventRequest: the AvailabilityState of the connector has changed."""
    place = {"id": session.evse, "connectorId": session.connector}
    data = {
        "eventId": 1,
        "timestamp": now(),
        "trigger": "Delta",
        "actualValue": state,
        "eventNotificationType": "HardWiredNotification",
        "component": {"name": "Connector", "evse": place},
        "variable": {"name": "AvailabilityState"},
    }
    return {"generatedAt": now(), "seqNo": 0, "tbc": False, "eventData": [data]}
