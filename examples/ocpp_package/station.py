"""A charging station on the package `ocpp`, as its documentation has one written: `pip install ocpp websockets`.

ocpp-conformance run --listen 127.0.0.1:9000
python examples/ocpp_package/station.py --csms ws://127.0.0.1:9000/ocpp --identity CS001
"""

import argparse
import asyncio
from datetime import UTC, datetime

import websockets
from ocpp.exceptions import OCPPError
from ocpp.routing import after, on
from ocpp.v201 import ChargePoint as cp  # noqa: N813  the documentation's name
from ocpp.v201 import call, call_result

VARIABLES = {"HeartbeatInterval": "300", "OfflineThreshold": "60", "WebSocketPingInterval": "20"}
VARIABLES |= {"RetryBackOffRepeatTimes": "3", "RetryBackOffRandomRange": "5", "RetryBackOffWaitMinimum": "5"}
MODEL = {("OCPPCommCtrlr", name): value for name, value in VARIABLES.items()}


def now():
    return datetime.now(UTC).isoformat()


def result_for(wish):
    """What becomes of asking for a variable: its place in the model, and the result."""
    component, name = place = wish["component"]["name"], wish["variable"]["name"]
    unknown = "UnknownVariable" if component == "OCPPCommCtrlr" else "UnknownComponent"
    echo = {field: wish.get(field) for field in ("component", "variable", "attribute_type")}
    return place, echo | {"attribute_status": "Accepted" if place in MODEL else unknown}


class ChargePoint(cp):
    accepted, to_reset = False, False

    async def run(self, reason):
        """Boot for this reason, unless it is None, until accepted; then send heartbeats."""
        self.accepted = reason is None
        while not self.accepted:
            await asyncio.sleep(await self.boot(reason))
        while True:
            await asyncio.sleep(int(MODEL["OCPPCommCtrlr", "HeartbeatInterval"]))
            await self.call(call.Heartbeat())

    async def boot(self, reason):
        """Returns the seconds to wait before the next boot."""
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
            if place in MODEL and value.isdecimal():
                MODEL[place] = value
            elif place in MODEL:
                result["attribute_status"] = "Rejected"  # all our variables are whole numbers
        return call_result.SetVariables([result for _, _, result in found])

    @on("TriggerMessage")
    def on_trigger_message(self, requested_message, **kwargs):
        if requested_message == "BootNotification":
            return call_result.TriggerMessage("Rejected" if self.accepted else "Accepted")
        known = requested_message in ("Heartbeat", "StatusNotification")
        return call_result.TriggerMessage("Accepted" if known else "NotImplemented")

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
        station = ChargePoint(identity, websocket)
        listening, running = asyncio.create_task(station.start()), asyncio.create_task(station.run(reason))
        try:
            await asyncio.gather(listening, running)
        except websockets.ConnectionClosed:
            running.cancel()
            reason = "RemoteReset" if station.to_reset else None if station.accepted else reason


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--csms", default="ws://127.0.0.1:9000/ocpp")
    parser.add_argument("--identity", default="CS001")
    given = parser.parse_args()
    asyncio.run(main(given.csms, given.identity))
