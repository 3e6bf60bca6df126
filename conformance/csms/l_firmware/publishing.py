"""What the cases of publishing share: a Local Controller offers firmware to its stations, as the CSMS asks it to."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, at_least, step
from ocpp_conformance.conformance.csms.asking import ACCEPTED, asked
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload

LOCATION = "https://firmware.invalid/station.bin"
CHECKSUM = "9e107d9d372bb6826bd81d3542a419d6"


async def published(station: StationProbe, csms_driver: CaseDriver, *statuses: str) -> None:
    """The CSMS has firmware published (step 1), and our station tells these statuses, each in two steps, the first of
    which is step 3."""
    about: dict[str, Any] = {"location": LOCATION, "checksum": CHECKSUM}
    request = await asked(station, csms_driver, step(1), "publish_firmware", ACCEPTED, **about)
    request.meets(step(1), location=LOCATION, checksum=CHECKSUM, requestId=at_least(0))
    for number, status in enumerate(statuses):
        told = await station.call("PublishFirmwareStatusNotification", _status(request, status))
        told.meets(step(4 + 2 * number))


async def unpublished(station: StationProbe, csms_driver: CaseDriver, answer: str) -> None:
    """The CSMS has firmware no longer published (step 1); our station answers with this UnpublishFirmwareStatus."""
    request = await asked(station, csms_driver, step(1), "unpublish_firmware", {"status": answer}, checksum=CHECKSUM)
    request.meets(step(1), checksum=CHECKSUM)


def _status(request: ReceivedCall, status: str) -> Payload:
    where = {"location": [LOCATION]} if status == "Published" else {}  # L03.FR.04
    return {"status": status, "requestId": request["requestId"], **where}
