"""Block L: updates of firmware."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.harness.csms.decisions import Decisions, Handler, Learner, Operation, given
from ocpp_conformance.harness.csms.stations import Progress, StationRecord, kept
from ocpp_conformance.harness.rpc import Call, Payload, Reply
from ocpp_conformance.harness.times import now


async def firmware(
    csms: Decisions,
    station: StationRecord,
    location: str,
    retrieve_at: str | None = None,
    install_at: str | None = None,
    signing_certificate: str | None = None,
    signature: str | None = None,
) -> Reply:
    """UpdateFirmware: with certificate (PEM) and signature (base64) a secure one (L01.FR.11), else as in L02. Without
    a moment (RFC 3339) it is retrieved now, and installed as soon as the station likes."""
    described = given(
        location=location,
        retrieveDateTime=retrieve_at or now(),
        installDateTime=install_at,
        signingCertificate=signing_certificate,
        signature=signature,
    )
    return await csms.call(station.identity, "UpdateFirmware", {"requestId": csms.next_id(), "firmware": described})


def update_answered(_: Decisions, station: StationRecord, request: Payload, response: Payload) -> None:
    kept(station.updates, request["requestId"], Progress(request["requestId"])).answer = response["status"]


def firmware_status(_: Decisions, station: StationRecord, call: Call) -> Payload:
    station.firmware_status = call.payload
    request_id = call.payload.get("requestId")
    if request_id is not None:  # only Idle comes without one (L01.FR.20)
        kept(station.updates, request_id, Progress(request_id)).tell(call.payload["status"])
    return {}


async def publish_firmware(csms: Decisions, station: StationRecord, location: str, checksum: str) -> Reply:
    """PublishFirmware (L03) to a Local Controller; `checksum` is the MD5 sum of the file, 32 hexadecimal digits."""
    payload = {"location": location, "checksum": checksum, "requestId": csms.next_id()}
    return await csms.call(station.identity, "PublishFirmware", payload)


async def unpublish_firmware(csms: Decisions, station: StationRecord, checksum: str) -> Reply:
    """UnpublishFirmware (L04) of the file with this MD5 sum."""
    return await csms.call(station.identity, "UnpublishFirmware", {"checksum": checksum})


def publish_status(_: Decisions, station: StationRecord, call: Call) -> Payload:
    station.published = call.payload
    return {}


HANDLERS: Mapping[str, Handler] = {
    "FirmwareStatusNotification": firmware_status,
    "PublishFirmwareStatusNotification": publish_status,
}
LEARNERS: Mapping[str, Learner] = {"UpdateFirmware": update_answered}
OPERATIONS: Mapping[str, Operation] = {
    "firmware": firmware,
    "publish_firmware": publish_firmware,
    "unpublish_firmware": unpublish_firmware,
}
