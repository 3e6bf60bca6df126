"""A charging station on the package `ocpp`, as its documentation has one written: `pip install ocpp websockets`.

ocpp-conformance run --listen 127.0.0.1:9000
python examples/ocpp_package/station.py ws://127.0.0.1:9000/ocpp CS001
"""

import asyncio
import sys
from datetime import UTC, datetime

import websockets
from ocpp.exceptions import OCPPError
from ocpp.routing import after, on
from ocpp.v201 import ChargePoint as cp  # noqa: N813  the documentation's name
from ocpp.v201 import call, call_result

VARIABLES = {"HeartbeatInterval": 300, "OfflineThreshold": 60, "WebSocketPingInterval": 20}
VARIABLES |= {"RetryBackOffRepeatTimes": 3, "RetryBackOffRandomRange": 5, "RetryBackOffWaitMinimum": 5}
MODEL = {("OCPPCommCtrlr", name): str(value) for name, value in VARIABLES.items()}


def now():
    return datetime.now(UTC).isoformat()


def result_for(wish):
    place = wish["component"]["name"], wish["variable"]["name"]
    unknown = "UnknownVariable" if place[0] == "OCPPCommCtrlr" else "UnknownComponent"
    echo = {field: wish.get(field) for field in ("component", "variable", "attribute_type")}
    return place, echo | {"attribute_status": "Accepted" if place in MODEL else unknown}


class ChargePoint(cp):
    accepted, to_reset = False, False

    async def run(self, reason):
        """Boot for this reason, unless it is None, until accepted; then send heartbeats."""
        self.accepted = reason is None
        while True:
            if not self.accepted:
                await asyncio.sleep(await self.boot(reason))
                continue
            await asyncio.sleep(int(MODEL["OCPPCommCtrlr", "HeartbeatInterval"]))
            await self.call(call.Heartbeat())

    async def boot(self, reason):  # returns the seconds to wait before the next one
        station = {"model": "Example", "vendor_name": "ocpp"}
        try:
            response = await self.call(call.BootNotification(station, reason), suppress=False)
        except (TimeoutError, OCPPError):
            return 5
        if response.status != "Accepted":
            return response.interval or 5
        self.accepted = True
        MODEL["OCPPCommCtrlr", "HeartbeatInterval"] = str(response.interval or 300)
        await self.send_status()
        await self.call(call.SecurityEventNotification("StartupOfTheDevice", now()))
        return 0

    async def send_status(self):
        await self.call(call.StatusNotification(now(), "Available", evse_id=1, connector_id=1))

    @on("GetVariables")
    def on_get_variables(self, get_variable_data, **kwargs):
        found = [result_for(wish) for wish in get_variable_data]
        return call_result.GetVariables([result | {"attribute_value": MODEL.get(place)} for place, result in found])

    @on("SetVariables")
    def on_set_variables(self, set_variable_data, **kwargs):
        found = [(wish["attribute_value"], *result_for(wish)) for wish in set_variable_data]
        for value, place, result in found:
            if place in MODEL and not value.isdecimal():
                result["attribute_status"] = "Rejected"  # all our variables are whole numbers
        MODEL.update({place: value for value, place, result in found if result["attribute_status"] == "Accepted"})
        return call_result.SetVariables([result for _, _, result in found])

    @on("TriggerMessage")
    def on_trigger_message(self, requested_message, **kwargs):
        boot = "Rejected" if self.accepted else "Accepted"
        answers = {"BootNotification": boot, "Heartbeat": "Accepted", "StatusNotification": "Accepted"}
        return call_result.TriggerMessage(answers.get(requested_message, "NotImplemented"))

    @after("TriggerMessage")
    async def after_trigger_message(self, requested_message, **kwargs):
        if requested_message == "Heartbeat":
            await self.call(call.Heartbeat())
        elif requested_message == "StatusNotification":
            await self.send_status()
        elif requested_message == "BootNotification" and not self.accepted:
            await self.boot("Triggered")

    @on("GetTransactionStatus")
    def on_get_transaction_status(self, transaction_id=None, **kwargs):
        return call_result.GetTransactionStatus(False, ongoing_indicator=None if transaction_id is None else False)

    @on("Reset")
    def on_reset(self, type, **kwargs):
        return call_result.Reset("Accepted")

    @after("Reset")
    async def after_reset(self, type, **kwargs):
        self.to_reset = True
        await self._connection.close()


async def main(csms, identity):
    reason = "PowerUp"
    async for websocket in websockets.connect(f"{csms}/{identity}", subprotocols=["ocpp2.0.1"]):
        station = ChargePoint(identity, websocket, response_timeout=10)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(station.start())
                tasks.create_task(station.run(reason))
        except* websockets.ConnectionClosed:
            reason = "RemoteReset" if station.to_reset else None if station.accepted else reason


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
