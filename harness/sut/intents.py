"""The goals that a driver can be asked for, as data: what every carrier, schema, prompt and list of gains reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ocpp_conformance.harness.rpc import Role

SETUP = "setup"
"""Stands among the names of intents for a driver that can prepare a state before a case starts."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal. `arguments` maps names to JSON types, with `?` behind those that may be left out.

    `text` tells a person what to do, with the arguments in braces. `action` is the CALL that shows on the wire when
    it is done, None where the consequences differ from station to station.
    """

    name: str
    role: Role
    text: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    action: str | None = None

    @property
    def required(self) -> frozenset[str]:
        """The names of the arguments that must be there."""
        return frozenset(name for name, kind in self.arguments.items() if not kind.endswith("?"))


def _csms(name: str, action: str, text: str, **arguments: str) -> Goal:
    return Goal(name, Role.CSMS, text, arguments, action)


def _station(name: str, text: str, action: str | None = None, **arguments: str) -> Goal:
    return Goal(name, Role.STATION, text, arguments, action)


_TOKEN = {"id_token": "string", "type": "string"}
_PLACE = {"evse": "integer", "connector": "integer"}

_GOALS = (
    _csms(
        "remote_start",
        "RequestStartTransaction",
        "Start a transaction from afar at EVSE {evse} for the id token {id_token} ({type})",
        evse="integer?",
        **_TOKEN,
    ),
    _csms("remote_stop", "RequestStopTransaction", "Stop transaction {transaction_id}", transaction_id="string"),
    _csms(
        "transaction_status", "GetTransactionStatus", "Ask for the status of {transaction_id}", transaction_id="string?"
    ),
    _csms("reset", "Reset", "Reset the station ({kind}) or its EVSE {evse}", kind="string", evse="integer?"),
    _csms("unlock", "UnlockConnector", "Unlock connector {connector} of EVSE {evse}", **_PLACE),
    _csms(
        "change_availability",
        "ChangeAvailability",
        "Make the station, EVSE {evse} or connector {connector} operative: {operative}",
        operative="boolean",
        evse="integer?",
        connector="integer?",
    ),
    _csms("read_variables", "GetVariables", "Read the variables {variables}", variables="array"),
    _csms("write_variables", "SetVariables", "Write the variables {variables}", variables="array"),
    _csms("change_password", "SetVariables", "Give the station the new password {password}", password="string"),
    _csms("base_report", "GetBaseReport", "Ask for the base report {kind}", kind="string"),
    _csms(
        "report",
        "GetReport",
        "Ask for a report of {variables} with the criteria {criteria}",
        variables="array?",
        criteria="array?",
    ),
    _csms("clear_cache", "ClearCache", "Clear the authorization cache of the station"),
    _csms(
        "send_local_list",
        "SendLocalList",
        "Send version {version} of the local authorization list ({kind}): {entries}",
        kind="string",
        version="integer",
        entries="array",
    ),
    _csms("local_list_version", "GetLocalListVersion", "Ask for the version of the local authorization list"),
    _csms(
        "reserve",
        "ReserveNow",
        "Reserve EVSE {evse} for the id token {id_token} ({type}), reservation {id}",
        id="integer",
        evse="integer?",
        **_TOKEN,
    ),
    _csms("cancel_reservation", "CancelReservation", "Cancel the reservation {id}", id="integer"),
    _csms(
        "set_profile",
        "SetChargingProfile",
        "Limit EVSE {evse} to {limit} A by a charging profile for {purpose}",
        evse="integer",
        purpose="string",
        limit="number",
        transaction_id="string?",
    ),
    _csms("clear_profile", "ClearChargingProfile", "Clear the charging profiles for {purpose}", purpose="string?"),
    _csms(
        "composite_schedule",
        "GetCompositeSchedule",
        "Ask for the schedule of EVSE {evse} over {duration} s",
        evse="integer",
        duration="integer",
    ),
    _csms(
        "trigger",
        "TriggerMessage",
        "Make the station send {requested_message} for {evse}",
        requested_message="string",
        evse="object?",
    ),
    _csms(
        "firmware",
        "UpdateFirmware",
        "Update the firmware from {location}, to be retrieved at {retrieve_at} and installed at {install_at}, with the "
        "signing certificate {signing_certificate} and the signature {signature}",
        location="string",
        retrieve_at="string?",
        install_at="string?",
        signing_certificate="string?",
        signature="string?",
    ),
    _csms("log", "GetLog", "Ask for the {kind}, to be sent to {location}", kind="string", location="string"),
    _csms(
        "install_certificate",
        "InstallCertificate",
        "Install this certificate as {kind}: {certificate}",
        kind="string",
        certificate="string",
    ),
    _csms(
        "delete_certificate",
        "DeleteCertificate",
        "Delete the certificate {hash}, or the first {kind} that the station has listed",
        hash="object?",
        kind="string?",
    ),
    _csms("list_certificates", "GetInstalledCertificateIds", "List the certificates for {kinds}", kinds="array?"),
    _csms(
        "customer_information",
        "CustomerInformation",
        "Ask for (report: {report}) or clear (clear: {clear}) what the station keeps of {customer}",
        report="boolean",
        clear="boolean",
        customer="object",
    ),
    _csms(
        "set_network_profile",
        "SetNetworkProfile",
        "Put the profile of {url} (security profile {security_profile}) into slot {slot}",
        slot="integer",
        url="string",
        security_profile="integer",
    ),
    _csms(
        "data_transfer",
        "DataTransfer",
        "Send data of vendor {vendor_id}: {data}",
        vendor_id="string",
        message_id="string?",
        data="string?",
    ),
    _station("plug_in", "Plug a cable into connector {connector} of EVSE {evse}, and into the car", **_PLACE),
    _station("unplug", "Take the cable out of connector {connector} of EVSE {evse}", **_PLACE),
    _station("present_token", "Hold the id token {id_token} ({type}) to the reader", **_TOKEN),
    _station("power_cycle", "Switch the station off and on again", "BootNotification"),
    _station("network_down", "Cut the station from the network"),
    _station("network_up", "Give the station its network back"),
    _station("raise_fault", "Make connector {connector} of EVSE {evse} report a fault", **_PLACE),
    _station("clear_fault", "Take the fault of connector {connector} of EVSE {evse} away", **_PLACE),
    _station(
        "local_stop", "Stop the transaction at EVSE {evse} at the station itself", "TransactionEvent", evse="integer"
    ),
    _station("park", "Drive a car to EVSE {evse}", evse="integer"),
    _station("leave", "Drive the car away from EVSE {evse}", evse="integer"),
    _station("wait_idle", "Wait until the station has nothing more to do"),
)

GOALS: Mapping[str, Goal] = {goal.name: goal for goal in _GOALS}
"""Name → goal, of both roles.

What the structured arguments hold: `variables` objects with `component`, `variable` and where wanted `evse`,
`connector`, `component_instance`, `instance`, `attribute` (AttributeEnumType), to write them also `value`, a text;
in a report `variable` may be left out. `criteria` ComponentCriterionEnumType values. `entries` objects with `id_token`
and `type`, of which the CSMS knows the rest, with `"remove": true` where the entry goes. `evse` of `trigger` an
EVSEType. `hash` a CertificateHashDataType. `customer` either `id_token` and `type`, or `identifier`, or `certificate`
with a CertificateHashDataType. `kind` is the enum of the CALL's field, `kinds` a list of such values. `retrieve_at` and
`install_at` are RFC 3339, certificates PEM.
"""


STATES: Mapping[str, str] = {
    "registration": "answer the next boots of the station with these RegistrationStatus values, the last one from then "
    'on: `["Pending", "Accepted"]`',
    "tokens": "know these id tokens, or change what is known of them: a list of `id_token`, `type`, `status` "
    "(AuthorizationStatus) and, where it has one, `group` with `id_token` and `type`",
    "local_list": "take the local authorization list of the station for this: `version`, and `entries` as in "
    "`send_local_list`",
    "password": "expect this password of the station from its next connection on",
    "security_profile": "let the station in with this security profile or a higher one; that undoes an upgrade",
}
"""Name → what `setup` is asked to bring about in a CSMS before a case starts."""


def names(role: Role) -> frozenset[str]:
    """The names of the intents that a driver of a system of this role may know, `setup` among them for a CSMS."""
    found = {name for name, goal in GOALS.items() if goal.role is role}
    return frozenset(found | {SETUP} if role is Role.CSMS else found)
