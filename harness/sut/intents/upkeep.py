"""Triggered messages, files, certificates, customer data, the network and vendors' own messages."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.rpc import Payload, Role
from ocpp_conformance.harness.sut.intents.record import Argument, Arguments, Goal, optional
from ocpp_conformance.harness.sut.intents.wording import given, token
from ocpp_conformance.harness.times import now

_LOCATION = Argument("string", "https://self-test.invalid/file")
_CHECKSUM = "d41d8cd98f00b204e9800998ecf8427e"
"""The MD5 sum of an empty file."""


def _firmware(a: Arguments, number: int) -> dict[str, Any]:
    firmware = {
        "location": a["location"],
        "retrieveDateTime": a.get("retrieve_at") or now(precision="seconds"),
        "installDateTime": a.get("install_at"),
        "signingCertificate": a.get("signing_certificate"),
        "signature": a.get("signature"),
    }
    return {"requestId": number, "firmware": given(firmware)}


def _customer(customer: Arguments) -> Payload:
    if "id_token" in customer:
        return {"idToken": token(customer)}
    return given({"customerIdentifier": customer.get("identifier"), "customerCertificate": customer.get("certificate")})


def _network(a: Arguments, _: int) -> dict[str, Any]:
    connection = {
        "ocppVersion": "OCPP20",
        "ocppTransport": "JSON",
        "ocppCsmsUrl": a["url"],
        "messageTimeout": 30,
        "securityProfile": a["security_profile"],
        "ocppInterface": "Wired0",
    }
    return {"configurationSlot": a["slot"], "connectionData": connection}


ROWS = (
    Goal(
        "trigger",
        Role.CSMS,
        "Make the station send {requested_message} for {evse}",
        {"requested_message": Argument("string", "Heartbeat"), "evse": optional("object")},
        action="TriggerMessage",
        words=lambda a, _: {"requestedMessage": a["requested_message"], "evse": a.get("evse")},
        confirmation=lambda a: (("TriggerMessage", {"requestedMessage": a["requested_message"]}),),
    ),
    Goal(
        "firmware",
        Role.CSMS,
        "Update the firmware from {location}, to be retrieved at {retrieve_at} and installed at {install_at}, with the "
        "signing certificate {signing_certificate} and the signature {signature}",
        {
            "location": _LOCATION,
            "retrieve_at": optional("string"),
            "install_at": optional("string"),
            "signing_certificate": optional("string"),
            "signature": optional("string"),
        },
        action="UpdateFirmware",
        words=_firmware,
    ),
    Goal(
        "publish_firmware",
        Role.CSMS,
        "Have the Local Controller publish the firmware from {location}, whose MD5 sum is {checksum}",
        {"location": _LOCATION, "checksum": Argument("string", _CHECKSUM)},
        action="PublishFirmware",
        words=lambda a, n: {"requestId": n, "location": a["location"], "checksum": a["checksum"]},
    ),
    Goal(
        "unpublish_firmware",
        Role.CSMS,
        "Have the Local Controller no longer publish the firmware whose MD5 sum is {checksum}",
        {"checksum": Argument("string", _CHECKSUM)},
        action="UnpublishFirmware",
        words=lambda a, _: {"checksum": a["checksum"]},
    ),
    Goal(
        "log",
        Role.CSMS,
        "Ask for the {kind}, to be sent to {location}",
        {"kind": Argument("string", "DiagnosticsLog"), "location": _LOCATION},
        action="GetLog",
        words=lambda a, n: {"requestId": n, "logType": a["kind"], "log": {"remoteLocation": a["location"]}},
    ),
    Goal(
        "install_certificate",
        Role.CSMS,
        "Install this certificate as {kind}: {certificate}",
        {
            "kind": Argument("string", "CSMSRootCertificate"),
            "certificate": Argument("string", "no certificate, a self-test"),
        },
        action="InstallCertificate",
        words=lambda a, _: {"certificateType": a["kind"], "certificate": a["certificate"]},
    ),
    Goal(
        "delete_certificate",
        Role.CSMS,
        "Delete the certificate {hash}, or the first {kind} that the station has listed",
        {"hash": optional("object"), "kind": optional("string")},
        action="DeleteCertificate",
        words=lambda a, _: {"certificateHashData": a["hash"]},
    ),
    Goal(
        "list_certificates",
        Role.CSMS,
        "List the certificates for {kinds}",
        {"kinds": optional("array")},
        action="GetInstalledCertificateIds",
        words=lambda a, _: {"certificateType": a.get("kinds")},
    ),
    Goal(
        "customer_information",
        Role.CSMS,
        "Ask for (report: {report}) or clear (clear: {clear}) what the station keeps of {customer}",
        {
            "report": Argument("boolean", True),
            "clear": Argument("boolean", False),
            "customer": Argument("object", {"identifier": "self-test"}),
        },
        action="CustomerInformation",
        words=lambda a, n: {"requestId": n, "report": a["report"], "clear": a["clear"], **_customer(a["customer"])},
    ),
    Goal(
        "set_network_profile",
        Role.CSMS,
        "Put the profile of {url} (security profile {security_profile}) into slot {slot}",
        {
            "slot": Argument("integer", 1),
            "url": Argument("string", "ws://self-test.invalid/ocpp"),
            "security_profile": Argument("integer", 1),
        },
        action="SetNetworkProfile",
        words=_network,
    ),
    Goal(
        "data_transfer",
        Role.CSMS,
        "Send data of vendor {vendor_id}: {data}",
        {
            "vendor_id": Argument("string", "self-test"),
            "message_id": optional("string"),
            "data": optional("string"),
        },
        action="DataTransfer",
        words=lambda a, _: {"vendorId": a["vendor_id"], "messageId": a.get("message_id"), "data": a.get("data")},
    ),
)
