"""How a station of ours uploads logs and tells what it keeps of a customer."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from ocpp_conformance.conformance.case import (
    NOTHING,
    PRESENT,
    CaseDriver,
    StationProbe,
    at_least,
    ignoring_case,
    step,
)
from ocpp_conformance.conformance.csms.asking import asked
from ocpp_conformance.conformance.csms.m_certificates.certificates import as_told
from ocpp_conformance.conformance.waiting import demand
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes import Matcher, ReceivedCall, mismatches
from ocpp_conformance.harness.probes.upload import upload
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.times import now

IDENTIFIER = "OpenChargeAlliance"
"""The customerIdentifier that Part 6 names."""
_ASKED, _TOLD = step(1), step(4)
"""Where Part 6 has the CALL that asks and the answer to what is told."""
NO_DATA = "No data found"
"""What a station may say that knows nothing of a customer (N09.FR.06, N10.FR.04); the text is its own."""


async def log_asked(
    station: StationProbe, csms_driver: CaseDriver, source: Source, kind: str, url: str, answer: str = "Accepted"
) -> ReceivedCall:
    """The CSMS asks for a log of this kind, to be sent to the URL; the station answers with this status."""
    reply = {"status": answer} if answer == "Rejected" else {"status": answer, "filename": f"{kind}.txt"}
    request = await asked(station, csms_driver, source, "log", reply, kind=kind, location=url)
    request.meets(source, requestId=PRESENT, log={"remoteLocation": PRESENT})
    return request


async def log_uploaded(station: StationProbe, csms_driver: CaseDriver, kind: str, url: str, method: str) -> None:
    """The CSMS asks for a log of this kind, and the station uploads it by this HTTP method to where the CSMS says.

    Where that is no HTTP server that can be reached, the station says that it has uploaded it and nothing is judged. A
    server that takes no such log may do so for reasons of its own, but not refuse the method (N01.FR.18); the station
    then says that the upload failed.
    """
    request = await log_asked(station, csms_driver, step(1), kind, url)
    request.meets(step(1), logType=kind)
    await told(station, request, 4, "Uploading")
    location = request["log"]["remoteLocation"]
    status = await upload(location, method, f"{kind}.txt", b"a line of a log\n", station.patience.reply)
    if isinstance(status, str):
        station.recording.note(status)
    else:
        refused = status in (HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED)
        misses = (Miss("", f"a log to be taken by {method}", f"HTTP status {status}"),) if refused else ()
        station.checklist.book("N01.FR.18", misses, seen=f"HTTP status {status}")
    failed = isinstance(status, int) and not 200 <= status < 300
    await told(station, request, 6, "UploadFailure" if failed else "Uploaded")


async def told(station: StationProbe, request: ReceivedCall, answered: int, status: str) -> None:
    """The station tells how the upload goes on; the CSMS answers in this step."""
    reply = await station.call("LogStatusNotification", {"requestId": request["requestId"], "status": status})
    reply.meets(step(answered))


async def customer_asked(
    station: StationProbe,
    csms_driver: CaseDriver,
    reference: Source,
    customer: Payload,
    *,
    report: bool = True,
    clear: bool = False,
    answer: str = "Accepted",
    source: Source = _ASKED,
) -> ReceivedCall:
    """The CSMS asks what the station keeps of a customer, or has it cleared, or both; the station answers with this
    status. The customer is an IdTokenType, or has a customerIdentifier or a customerCertificate; `reference` demands
    that he is named so, and in no second way, `source` the rest.
    """
    wish: dict[str, Any] = {"report": report, "clear": clear, "customer": _in_the_wish(customer)}
    request = await asked(station, csms_driver, source, "customer_information", {"status": answer}, **wish)
    request.meets(reference, **(_NOT_NAMED | _on_the_wire(customer, PRESENT)))
    request.meets(source, **_on_the_wire(customer))
    return request


async def leaves_local_list(
    station: StationProbe, csms_driver: CaseDriver, customer: Payload, version: int, since: int
) -> None:
    """From this bookmark on the CSMS takes this IdTokenType off the local authorization list of this version: it sends
    all of the list without him, or a newer version of which he is the entry to take out, without idTokenInfo.

    Where it does not do so by itself, its owner does.
    """

    def of(entries: Any) -> list[Payload]:
        return [each for each in entries or [] if not mismatches(_on_the_wire(customer), each)]

    if not await station.comes("SendLocalList", since=since):
        gone = {**_in_the_wish(customer), "remove": True}
        await csms_driver.intend("send_local_list", kind="Differential", version=version + 1, entries=[gone])
    update = await station.must_send("N10.FR.02", "SendLocalList", since=since)
    if update["updateType"] == "Full":
        update.meets(
            "N10.FR.02", localAuthorizationList=Matcher("a list without the customer", lambda entries: not of(entries))
        )
        return
    removed = Matcher(
        "one entry of the customer, without idTokenInfo",
        lambda entries: [each.get("idTokenInfo") for each in of(entries)] == [None],
    )
    update.meets("N10.FR.02", versionNumber=at_least(version + 1), localAuthorizationList=removed)


async def customer_told(
    station: StationProbe, request: ReceivedCall, *chunks: str, source: Source | None = _TOLD
) -> None:
    """The station sends what it keeps of the customer, in so many messages; the source demands each answer, without one
    they are a precondition."""
    for seq_no, data in enumerate(chunks):
        more = {"tbc": True} if seq_no + 1 < len(chunks) else {}
        payload = {"data": data, "seqNo": seq_no, "generatedAt": now(), "requestId": request["requestId"], **more}
        reply = await station.call("NotifyCustomerInformation", payload)
        demand(reply, source)


_NOT_NAMED = {"idToken": NOTHING, "customerCertificate": NOTHING, "customerIdentifier": NOTHING}


def _in_the_wish(customer: Payload) -> Payload:
    if "customerCertificate" in customer:
        return {"certificate": customer["customerCertificate"]}
    if "customerIdentifier" in customer:
        return {"identifier": customer["customerIdentifier"]}
    return {"id_token": customer["idToken"], "type": customer["type"]}


def _on_the_wire(customer: Payload, demand: object = None) -> dict[str, object]:
    if "customerCertificate" in customer:
        return {"customerCertificate": demand or as_told(customer["customerCertificate"])}
    if "customerIdentifier" in customer:
        return {"customerIdentifier": demand or customer["customerIdentifier"]}
    return {"idToken": demand or {"idToken": ignoring_case(customer["idToken"]), "type": customer["type"]}}
