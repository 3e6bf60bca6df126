"""A CSMS on the package `ocpp`, as its documentation has one written: `pip install ocpp websockets`.

python examples/ocpp_package/csms.py --port 9000
ocpp-conformance run --csms ws://127.0.0.1:9000 --identity 'CS{n:03}' --password a-password-of-its-own \\
    --token accepted=04A2B3C4:ISO14443 --token blocked=04B1B2B3:ISO14443 --token expired=04E1E2E3:ISO14443
"""

import argparse
import asyncio
import contextlib
from datetime import UTC, datetime

import websockets
from ocpp.routing import on
from ocpp.v201 import ChargePoint as cp  # noqa: N813  the documentation's name
from ocpp.v201 import call_result
from ocpp.v201.enums import Action, DataTransferStatusEnumType, RegistrationStatusEnumType

PASSWORD = "a-password-of-its-own"
TOKENS = {"04A2B3C4": "Accepted", "04B1B2B3": "Blocked", "04E1E2E3": "Expired"}


def now():
    return datetime.now(UTC).isoformat()


def id_token_info(id_token):
    if id_token["type"] == "NoAuthorization":  # a button started it
        return {"status": "Accepted"}
    return {"status": TOKENS.get(id_token["id_token"].upper(), "Unknown")}


class ChargePoint(cp):
    @on(Action.boot_notification)
    def on_boot_notification(self, charging_station, reason, **kwargs):
        return call_result.BootNotification(
            current_time=now(), interval=300, status=RegistrationStatusEnumType.accepted
        )

    @on(Action.heartbeat)
    def on_heartbeat(self, **kwargs):
        return call_result.Heartbeat(current_time=now())

    @on(Action.status_notification)
    def on_status_notification(self, timestamp, connector_status, evse_id, connector_id, **kwargs):
        return call_result.StatusNotification()

    @on(Action.authorize)
    def on_authorize(self, id_token, **kwargs):
        return call_result.Authorize(id_token_info=id_token_info(id_token))

    @on(Action.transaction_event)
    def on_transaction_event(self, event_type, transaction_info, id_token=None, **kwargs):
        if id_token is None:
            return call_result.TransactionEvent()
        return call_result.TransactionEvent(id_token_info=id_token_info(id_token))

    @on(Action.meter_values)
    def on_meter_values(self, evse_id, meter_value, **kwargs):
        return call_result.MeterValues()

    @on(Action.notify_event)
    def on_notify_event(self, event_data, **kwargs):
        return call_result.NotifyEvent()

    @on(Action.notify_report)
    def on_notify_report(self, request_id, **kwargs):
        return call_result.NotifyReport()

    @on(Action.security_event_notification)
    def on_security_event_notification(self, type, timestamp, **kwargs):
        return call_result.SecurityEventNotification()

    @on(Action.firmware_status_notification)
    def on_firmware_status_notification(self, status, **kwargs):
        return call_result.FirmwareStatusNotification()

    @on(Action.log_status_notification)
    def on_log_status_notification(self, status, **kwargs):
        return call_result.LogStatusNotification()

    @on(Action.data_transfer)
    def on_data_transfer(self, vendor_id, **kwargs):
        return call_result.DataTransfer(status=DataTransferStatusEnumType.unknown_vendor_id)


def identity_of(path):
    return path.strip("/").split("/")[-1]


async def on_connect(websocket):
    if websocket.username != identity_of(websocket.request.path):
        return await websocket.close(1008, "the user name is not the identity")
    with contextlib.suppress(websockets.ConnectionClosed):
        await ChargePoint(websocket.username, websocket).start()


async def main(port):
    async with websockets.serve(
        on_connect,
        "127.0.0.1",
        port,
        subprotocols=["ocpp2.0.1"],
        process_request=websockets.basic_auth(check_credentials=lambda _, password: password == PASSWORD),
    ) as server:
        print(f"listening on ws://127.0.0.1:{port}", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=9000)
    asyncio.run(main(parser.parse_args().port))
