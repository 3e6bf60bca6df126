"""How a station of ours uploads logs and tells what it keeps of a customer."""

from __future__ import annotations

from ocpp_conformance.conformance.case import NOTHING, PRESENT, DriverHand, StationProbe, ignoring_case, step
from ocpp_conformance.conformance.csms.wishes import wished
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes import ReceivedCall, now
from ocpp_conformance.harness.rpc import Payload

LOCATION = "https://logs.invalid/upload"
IDENTIFIER = "OpenChargeAlliance"
"""The customerIdentifier that Part 6 names."""
NO_DATA = "No data found"
"""What a station may say that knows nothing of a customer (N09.FR.06, N10.FR.04); the text is its own."""


async def log_asked(
    station: StationProbe, csms_driver: DriverHand, source: Source, kind: str, answer: str = "Accepted"
) -> ReceivedCall:
    """The CSMS asks for a log of this kind, which the station answers with this status."""
    refused = answer == "Rejected"
    station.answers("GetLog", {"status": answer} if refused else {"status": answer, "filename": f"{kind}.txt"})
    request = await wished(station, csms_driver, source, "log", kind=kind, location=LOCATION)
    request.meets(source, requestId=PRESENT, log={"remoteLocation": PRESENT})
    return request


async def uploads(station: StationProbe, request: ReceivedCall, answered: int, status: str) -> None:
    """The station tells how the upload goes on; the CSMS answers in this step."""
    told = await station.call("LogStatusNotification", {"requestId": request["requestId"], "status": status})
    told.meets(step(answered))


async def customer_asked(
    station: StationProbe,
    csms_driver: DriverHand,
    reference: Source,
    customer: Payload,
    *,
    report: bool = True,
    clear: bool = False,
    answer: str = "Accepted",
) -> ReceivedCall:
    """The CSMS asks what the station keeps of a customer, or has it cleared, or both; the station answers with this
    status. The customer is an IdTokenType or has a customerIdentifier; `reference` demands that he is named so, and in
    no second way.
    """
    station.answers("CustomerInformation", {"status": answer})
    wish = {"report": report, "clear": clear, "customer": _in_the_wish(customer)}
    request = await wished(station, csms_driver, step(1), "customer_information", **wish)
    request.meets(reference, **(_NOT_NAMED | _on_the_wire(customer, PRESENT)))
    request.meets(step(1), **_on_the_wire(customer))
    return request


async def customer_told(station: StationProbe, request: ReceivedCall, *chunks: str) -> None:
    """The station sends what it keeps of the customer, in so many messages; each is answered in step 4."""
    for seq_no, data in enumerate(chunks):
        more = {"tbc": True} if seq_no + 1 < len(chunks) else {}
        payload = {"data": data, "seqNo": seq_no, "generatedAt": now(), "requestId": request["requestId"], **more}
        told = await station.call("NotifyCustomerInformation", payload)
        told.meets(step(4))


_NOT_NAMED = {"idToken": NOTHING, "customerCertificate": NOTHING, "customerIdentifier": NOTHING}


def _in_the_wish(customer: Payload) -> Payload:
    if "customerIdentifier" in customer:
        return {"identifier": customer["customerIdentifier"]}
    return {"id_token": customer["idToken"], "type": customer["type"]}


def _on_the_wire(customer: Payload, demand: object = None) -> dict[str, object]:
    if "customerIdentifier" in customer:
        return {"customerIdentifier": demand or customer["customerIdentifier"]}
    return {"idToken": demand or {"idToken": ignoring_case(customer["idToken"]), "type": customer["type"]}}
