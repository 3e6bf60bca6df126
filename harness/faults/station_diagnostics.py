"""A station's logs, and what it keeps of customers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import always, answers_to, sent, with_fields
from ocpp_conformance.harness.faults.fault import Departure, of_station
from ocpp_conformance.harness.faults.station_firmware import answered
from ocpp_conformance.harness.faults.station_order import rewrites, swallows

_STATUS, _TELLS = "LogStatusNotification", "NotifyCustomerInformation"


def _untold(status: str) -> Departure:
    """For `call`: this status isn't sent."""
    return swallows(_STATUS, lambda payload: payload["status"] == status)


def _sent(change: Callable[[bytes, Any], object]) -> Departure:
    """For `upload_sent`: body and headers are others."""
    return lambda original, upload: change(*original(upload))


def _of_any_time(original: Any, request: Any) -> Any:
    """For `log_content`: all there is."""
    log = {name: value for name, value in request["log"].items() if not name.endswith("Timestamp")}
    return original({**request, "log": log})


async def _twice(original: Any, action: str, payload: Any, **more: Any) -> Any:
    await original(action, payload)
    return await original(action, payload, **more)


FAULTS = (
    of_station(
        "log-without-name",
        "does not say how the file with its log is named",
        "N01.FR.01",
        answers_to("GetLog", with_fields(filename=None)),
    ),
    of_station(
        "security-log-missing",
        "has no security log",
        "N01.FR.03",
        log_content=lambda original, asked: b"" if asked["logType"] == "SecurityLog" else original(asked),
    ),
    of_station("log-begin-untold", "does not tell that it uploads a log", "N01.FR.08", call=_untold("Uploading")),
    of_station("log-end-untold", "does not tell that a log is uploaded", "N01.FR.09", call=_untold("Uploaded")),
    of_station(
        "log-id-lost",
        "tells the status of an upload with requestId 0",
        "N01.FR.07",
        call=rewrites(_STATUS, lambda status: {**status, "requestId": 0}),
    ),
    of_station("log-tried-once", "does not try again to upload a log", "N01.FR.10", upload_attempts=always(1)),
    of_station(
        "log-tried-too-often",
        "tries once more to upload a log than it is told to",
        "N01.FR.10",
        upload_attempts=lambda original, upload: original(upload) + 1,
    ),
    of_station("log-tried-at-once", "does not wait before it tries again", "N01.FR.10", upload_interval=always(0.0)),
    of_station(
        "log-empty",
        "uploads a file without its log",
        "N01.FR.02",
        upload_sent=_sent(lambda content, named: (b"", named)),
    ),
    of_station(
        "log-unnamed",
        "uploads a log without the headers that name it",
        "N01.FR.19",
        upload_sent=_sent(lambda content, named: (content, {})),
    ),
    of_station(
        "cancelled-log-unsaid",
        "cancels an upload for another one and does not say so",
        "N01.FR.12",
        answers_to("GetLog", answered("AcceptedCanceled", "Accepted")),
    ),
    of_station(
        "cancelled-log-untold",
        "does not tell that it cancelled an upload",
        "N01.FR.20",
        call=_untold("AcceptedCanceled"),
    ),
    of_station(
        "log-period-ignored",
        "uploads its log whatever time is asked for",
        "N01.FR.05",
        log_content=_of_any_time,
    ),
    of_station(
        "file-server-distrusted",
        "trusts no file server of the CSMS's own chain",
        "N01.FR.15",
        transfer_tls=always(None),
    ),
    of_station("customer-unknown", "tells nothing of any customer", "N09.FR.05", customer_data=always("")),
    of_station(
        "customer-of-none-accepted",
        "accepts a request that names no customer, or two",
        "N09.FR.09",
        answers_to("CustomerInformation", answered("Invalid", "Accepted")),
    ),
    of_station("customer-kept", "clears nothing of a customer", "N10.FR.03", customer_cleared=always(None)),
    of_station(
        "customer-told-twice", "tells twice that it keeps nothing of a customer", "N09.FR.06", call=sent(_twice, _TELLS)
    ),
    of_station(
        "customer-clearing-untold",
        "clears a customer and tells nothing",
        "N10.FR.06",
        call=swallows(_TELLS),
    ),
    of_station(
        "customer-never-told-all",
        "says in each message about a customer that more follows",
        "N09.FR.06",
        call=rewrites(_TELLS, lambda told: {**told, "tbc": True}),
    ),
)
