"""A station starts, stops and unlocks from afar as it should not (F01 to F05), and takes data of any vendor (P01)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import always, heard, memory_of, sent, system_of
from ocpp_conformance.harness.faults.fault import About, about, of_station
from ocpp_conformance.harness.faults.kinds import Hearing
from ocpp_conformance.harness.faults.station_order import responds
from ocpp_conformance.harness.faults.station_transactions import instead_of
from ocpp_conformance.harness.rpc import Payload

Reading = Callable[[Payload], Payload]


def answers(action: str, change: Reading) -> About[Hearing]:
    """For `handle`: what this action gets is changed."""

    def handle(original: Any, call: Any) -> Any:
        answer = original(call)
        return None if answer is None else change(answer)

    return heard(handle, action)


def _refuses_profiles(original: Any, call: Any) -> Any:
    return {"status": "Rejected"} if "chargingProfile" in call.payload else original(call)


async def _asks_for_remote_starts(original: Any, action: str, payload: Any, **more: Any) -> Any:
    if payload["triggerReason"] == "RemoteStart" and "idToken" in payload:
        await original("Authorize", {"idToken": payload["idToken"]})
    return await original(action, payload, **more)


async def _asks_for_central_tokens(original: Any, action: str, payload: Any, **more: Any) -> Any:
    if payload.get("idToken", {}).get("type") == "Central":
        await original("Authorize", {"idToken": payload["idToken"]})
    return await original(action, payload, **more)


def _placeless(original: Any, payload: Any) -> Any:
    return original({name: value for name, value in payload.items() if name != "evse"})


def _updates_on_timeout(original: Any, payload: Any) -> Any:
    if payload["triggerReason"] != "EVConnectTimeout":
        return original(payload)
    info = {name: value for name, value in payload["transactionInfo"].items() if name != "stoppedReason"}
    return original({**payload, "eventType": "Updated", "transactionInfo": info})


def _starts_once(original: Any, call: Any) -> Any:
    memory = memory_of(system_of(original))
    before, memory["started"] = memory.get("started", False), True
    return {"status": "Rejected"} if before else original(call)


def _refuses_custom_data(original: Any, item: Any) -> Any:
    result = original(item)
    return {**result, "attributeStatus": "Rejected"} if "customData" in item else result


def _of_another(original: Any, payload: Any) -> Any:
    if "remoteStartId" in payload["transactionInfo"] and "idToken" in payload:
        payload = {**payload, "idToken": {**payload["idToken"], "idToken": "04FFFFFF"}}
    return original(payload)


FAULTS = (
    of_station(
        "remote-start-of-another",
        "tells another id token than the one of the remote start",
        "F02.FR.12",
        transaction_event=_of_another,
    ),
    of_station(
        "remote-start-waiting-unnamed",
        "answers a remote start without the id of the transaction that waits",
        "F01.FR.13",
        handle=answers(
            "RequestStartTransaction", lambda a: {name: value for name, value in a.items() if name != "transactionId"}
        ),
    ),
    of_station(
        "remote-start-as-authorized",
        "says Authorized where RemoteStart is due",
        "F01.FR.19",
        transaction_event=instead_of("triggerReason", "RemoteStart", "Authorized"),
    ),
    of_station(
        "remote-start-always-asks",
        "asks about the card of a remote start though AuthorizeRemoteStart is false",
        "F02.FR.10",
        call=sent(_asks_for_remote_starts, "TransactionEvent"),
    ),
    of_station(
        "remote-start-only-once",
        "rejects every remote start but the first",
        "F02.FR.09",
        handle=heard(_starts_once, "RequestStartTransaction"),
    ),
    of_station(
        "remote-start-place-untold",
        "never tells the EVSE of a transaction",
        "F01.FR.20",
        transaction_event=_placeless,
    ),
    of_station(
        "cable-timeout-as-update",
        "goes on with a transaction to which no cable came",
        "F02.FR.07",
        transaction_event=_updates_on_timeout,
    ),
    of_station(
        "remote-stop-as-local",
        "says StopAuthorized of a remote stop",
        "F03.FR.09",
        transaction_event=instead_of("triggerReason", "RemoteStop", "StopAuthorized"),
    ),
    of_station(
        "remote-stop-of-anything",
        "accepts to stop a transaction that it doesn't know",
        "F03.FR.08",
        handle=responds("RequestStopTransaction", {"status": "Accepted"}),
    ),
    of_station(
        "remote-start-profile-refused",
        "rejects a remote start with a charging profile, which it need not heed",
        "F01.FR.12",
        handle=heard(_refuses_profiles, "RequestStartTransaction"),
    ),
    of_station(
        "remote-start-central-asked",
        "asks about a Central token",
        "C05.FR.01",
        call=sent(_asks_for_central_tokens, "TransactionEvent"),
    ),
    of_station(
        "unlock-fails",
        "does not get the lock of a connector open",
        "F05.FR.04",
        unlock=about(always(False), "UnlockConnector"),
    ),
    of_station(
        "unlock-in-use",
        "unlocks the connector of a transaction",
        "F05.FR.02",
        handle=answers(
            "UnlockConnector", lambda a: {"status": "Unlocked"} if a["status"] == "OngoingAuthorizedTransaction" else a
        ),
    ),
    of_station(
        "station-vendor-data-accepted",
        "accepts the data of any vendor",
        "P01.FR.05",
        handle=responds("DataTransfer", {"status": "Accepted"}),
    ),
    of_station(
        "custom-variable-refused",
        "rejects a variable to be set that has customData",
        "J-9-04",
        set_variable=_refuses_custom_data,
    ),
)
