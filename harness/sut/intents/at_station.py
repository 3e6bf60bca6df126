"""What a person does at a charging station."""

from __future__ import annotations

from collections.abc import Callable

from ocpp_conformance.harness.probes import a_list_with, ignoring_case, one_of
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut.intents.record import (
    CONNECTOR,
    ID_TOKEN,
    Argument,
    Arguments,
    Goal,
    Link,
    Sign,
    optional,
)

_EVSE = {"evse": Argument("integer", 1)}


def _connector(status: object, *triggers: str) -> Callable[[Arguments], tuple[Sign, ...]]:
    """A report of the connector's state, or a TransactionEvent for one of these reasons."""

    def signs(a: Arguments) -> tuple[Sign, ...]:
        evse, connector = a["evse"], a["connector"]
        told = {"component": {"evse": {"id": evse, "connectorId": connector}}, "actualValue": status}
        return (
            ("StatusNotification", {"evseId": evse, "connectorId": connector, "connectorStatus": status}),
            ("NotifyEvent", {"eventData": a_list_with(told)}),
            *(("TransactionEvent", {"triggerReason": trigger}) for trigger in triggers),
        )

    return signs


def _event(trigger: str) -> Callable[[Arguments], tuple[Sign, ...]]:
    return lambda _: (("TransactionEvent", {"triggerReason": one_of(trigger)}),)


def _state(*states: str) -> Callable[[Arguments], tuple[Sign, ...]]:
    """A TransactionEvent that says one of these charging states."""
    return lambda _: (("TransactionEvent", {"transactionInfo": {"chargingState": one_of(*states)}}),)


def _card(a: Arguments) -> tuple[Sign, ...]:
    token = {"idToken": {"idToken": ignoring_case(a["id_token"])}}
    return ("Authorize", token), ("TransactionEvent", {"triggerReason": one_of("Authorized", "StopAuthorized")})


def _stop(_: Arguments) -> tuple[Sign, ...]:
    return ("TransactionEvent", {"eventType": "Ended"}), ("TransactionEvent", {"triggerReason": "StopAuthorized"})


ROWS = (
    Goal(
        "plug_in",
        Role.STATION,
        "Plug a cable into connector {connector} of EVSE {evse}, and into the car",
        CONNECTOR,
        confirmation=_connector("Occupied", "CablePluggedIn"),
        turn=50,
    ),
    Goal(
        "plug_in_15118",
        Role.STATION,
        "Plug an EV that speaks ISO 15118 into connector {connector} of EVSE {evse}: it charges with {current}, wants "
        "{energy} Wh and leaves at {departure} (none named: some time); whether it returns a charging profile: "
        "{profile}; the eMAID of its contract certificate: {contract} (none named: plug and charge is off); whether "
        "the station has the root of that: {root_known}, whether the certificate is valid: {valid}; how it asks for "
        "that certificate first: {asks} (Install, Update for another one; none named: it has it)",
        {
            **CONNECTOR,
            "current": Argument("string", "AC"),
            "energy": Argument("integer", 20_000),
            "departure": optional("string"),
            "profile": optional("boolean"),
            "contract": optional("string"),
            "root_known": optional("boolean"),
            "valid": optional("boolean"),
            "asks": optional("string"),
        },
        confirmation=_connector("Occupied", "CablePluggedIn"),
        lasting=True,
    ),
    Goal(
        "renegotiate_ev",
        Role.STATION,
        "Have the EV at EVSE {evse} ask by ISO 15118 for another schedule: it now wants {energy} Wh",
        {**_EVSE, "energy": Argument("integer", 10_000)},
        action="NotifyEVChargingNeeds",
        lasting=True,
    ),
    Goal(
        "end_ev_session",
        Role.STATION,
        "Have the EV at connector {connector} of EVSE {evse} end its session by ISO 15118, with its cable plugged in",
        CONNECTOR,
        confirmation=_event("StopAuthorized"),
        lasting=True,
    ),
    Goal(
        "ask_for_contract",
        Role.STATION,
        "Have an EV ask by ISO 15118 for a contract certificate: for one (Install), or for another (Update): {action}",
        {"action": Argument("string", "Install")},
        action="Get15118EVCertificate",
        lasting=True,
    ),
    Goal(
        "jam_lock",
        Role.STATION,
        "Keep the lock of connector {connector} of EVSE {evse} from moving",
        CONNECTOR,
        lasting=True,
    ),
    Goal(
        "free_lock",
        Role.STATION,
        "Let the lock of connector {connector} of EVSE {evse} move again",
        CONNECTOR,
        lasting=True,
    ),
    Goal(
        "plug_in_loosely",
        Role.STATION,
        "Plug a cable into connector {connector} of EVSE {evse}, not all the way in, and into the car",
        CONNECTOR,
        confirmation=_connector("Occupied", "CablePluggedIn"),
        lasting=True,
    ),
    Goal(
        "unplug_ev",
        Role.STATION,
        "Take the cable of connector {connector} of EVSE {evse} out of the car; leave it in the socket if it has one",
        CONNECTOR,
        confirmation=_connector("Available", "EVCommunicationLost"),
        undoes="plug_in",
        turn=73,
    ),
    Goal(
        "unplug",
        Role.STATION,
        "Take the cable out of connector {connector} of EVSE {evse}",
        CONNECTOR,
        confirmation=_connector("Available", "EVCommunicationLost"),
        undoes="plug_in",
        turn=80,
    ),
    Goal(
        "suspend_ev",
        Role.STATION,
        "Have the car for connector {connector} of EVSE {evse} take no energy, or not be ready for it",
        CONNECTOR,
        confirmation=_state("SuspendedEV", "EVConnected"),
        turn=64,
    ),
    Goal(
        "resume_ev",
        Role.STATION,
        "Have the car for connector {connector} of EVSE {evse} take energy again",
        CONNECTOR,
        confirmation=_state("Charging"),
        undoes="suspend_ev",
        turn=66,
    ),
    Goal(
        "plug_in_ev",
        Role.STATION,
        "Plug the cable of connector {connector} of EVSE {evse} into the car again",
        CONNECTOR,
        confirmation=_connector("Occupied", "CablePluggedIn"),
        turn=76,
    ),
    Goal(
        "present_token",
        Role.STATION,
        "Hold the id token {id_token} ({type}) to the reader",
        ID_TOKEN,
        confirmation=_card,
        turn=60,
    ),
    Goal(
        "choose_to_stop",
        Role.STATION,
        "In the menu that the master pass opened, choose to stop the transaction at EVSE {evse} (none named: all)",
        {"evse": optional("integer")},
        action="TransactionEvent",
        confirmation=_stop,
        lasting=True,
    ),
    Goal(
        "power_cycle",
        Role.STATION,
        "Switch the station off and on again",
        action="BootNotification",
        turn=30,
    ),
    Goal(
        "network_down",
        Role.STATION,
        "Cut the station from the network",
        confirmation=Link.DOWN,
        turn=10,
    ),
    Goal(
        "network_up",
        Role.STATION,
        "Give the station its network back",
        confirmation=Link.UP,
        undoes="network_down",
        turn=20,
    ),
    Goal(
        "raise_fault",
        Role.STATION,
        "Make connector {connector} of EVSE {evse} report a fault",
        CONNECTOR,
        confirmation=_connector("Faulted"),
        turn=100,
    ),
    Goal(
        "clear_fault",
        Role.STATION,
        "Take the fault of connector {connector} of EVSE {evse} away",
        CONNECTOR,
        confirmation=_connector(one_of("Available", "Occupied")),
        undoes="raise_fault",
        turn=110,
    ),
    Goal(
        "local_stop",
        Role.STATION,
        "Stop the transaction at EVSE {evse} at the station itself",
        _EVSE,
        action="TransactionEvent",
        confirmation=_stop,
        turn=70,
    ),
    Goal(
        "park",
        Role.STATION,
        "Drive a car to EVSE {evse}",
        _EVSE,
        confirmation=_event("EVDetected"),
        turn=40,
    ),
    Goal(
        "leave",
        Role.STATION,
        "Drive the car away from EVSE {evse}",
        _EVSE,
        confirmation=_event("EVDeparted"),
        undoes="park",
        turn=90,
    ),
    Goal(
        "limit_charging",
        Role.STATION,
        "Have another system than the CSMS limit EVSE {evse} (0: the whole station) to {amperes} A on each phase",
        {"amperes": Argument("number", 8), "evse": Argument("integer", 0)},
        action="NotifyChargingLimit",
        turn=112,
    ),
    Goal(
        "release_charging",
        Role.STATION,
        "Have the other system take its limit of EVSE {evse} (0: the whole station) back",
        {"evse": Argument("integer", 0)},
        action="ClearedChargingLimit",
        undoes="limit_charging",
        turn=113,
    ),
    Goal(
        "store_customer",
        Role.STATION,
        "Store the customer {identifier} at the station",
        {"identifier": Argument("string", "OpenChargeAlliance")},
        turn=115,
    ),
    Goal(
        "wait_idle",
        Role.STATION,
        "Wait until the station has nothing more to do",
        turn=120,
    ),
)
