"""Block L: how a CSMS has firmware published by a Local Controller."""

from __future__ import annotations

from ocpp_conformance.harness.faults.departures import refuses
from ocpp_conformance.harness.faults.fault import of_csms
from ocpp_conformance.harness.faults.own_calls import asks, having, never_asks

FAULTS = (
    of_csms(
        "published-from-elsewhere",
        "names another place where the firmware is",
        "L03.FR.01",
        call=asks("PublishFirmware", having(location="https://elsewhere.invalid/file")),
    ),
    of_csms(
        "published-refused",
        "refuses to hear that firmware is published",
        "J-4.1.7-01",
        handle=refuses("PublishFirmwareStatusNotification", lambda _, call: call.payload["status"] == "Published"),
    ),
    of_csms(
        "publishing-failure-refused",
        "refuses to hear that firmware could not be published",
        "J-4.1.7-01",
        handle=refuses(
            "PublishFirmwareStatusNotification",
            lambda _, call: call.payload["status"] in ("InvalidChecksum", "PublishFailed", "DownloadFailed"),
        ),
    ),
    of_csms(
        "never-unpublished",
        "leaves firmware published",
        "L04.FR.01",
        call=never_asks("UnpublishFirmware", lambda _: True),
    ),
)
