"""A charging station on the package `ocpp`, as its documentation has one written: `pip install ocpp websockets`.

ocpp-conformance run --listen 127.0.0.1:9000
python examples/ocpp_package/station.py --csms ws://127.0.0.1:9000/ocpp --identity CS001
"""

import argparse
import asyncio
import logging
from datetime import UTC, datetime

import websockets
from ocpp.exceptions import OCPPError
from ocpp.routing import after, on
from ocpp.v201 import ChargePoint as cp  # noqa: N813  the documentation's name
from ocpp.v201 import call, call_result
from ocpp.v201.enums import Action

COMPONENT = "OCPPCommCtrlr"
VARIABLES = {"HeartbeatInterval": "300", "OfflineThreshold": "60", "WebSocketPingInterval": "20"}
VARIABLES |= {"RetryBackOffRepeatTimes": "3", "RetryBackOffRandomRange": "5", "RetryBackOffWaitMinimum": "5"}


def now():
    return datetime.now(UTC).isoformat()


def outcome(wish):
    """What becomes of asking for a variable: its name, and the result."""
    name = wish["variable"]["name"]
    known = "Accepted" if name in VARIABLES else "UnknownVariable"
    status = known if wish["component"]["name"] == COMPONENT else "UnknownComponent"
    return name, {"attribute_status": status, "component": wish["component"], "variable": wish["variable"]}


class ChargePoint(cp):
    accepted, to_reset = False, False

    async def run(self, reason):
        """Boot for this reason, unless it is None, until accepted; then send heartbeats."""
        self.accepted = reason is None
        while not self.accepted:
            await asyncio.sleep(await self.boot(reason))
        while True:
            await asyncio.sleep(int(VARIABLES["HeartbeatInterval"]))
            await self.call(call.Heartbeat())

    async def boot(self, reason):
        """Returns the seconds to wait before the next boot."""
        station = {"model": "Example", "vendor_name": "ocpp"}
        try:
            response = await self.call(call.BootNotification(station, reason), suppress=False)
        except (TimeoutError, OCPPError) as error:
            logging.warning("booting again in 30 s: %r", error)
            return 30
        if response.status != "Accepted":
            return response.interval or 30
        self.accepted = True
        VARIABLES["HeartbeatInterval"] = str(response.interval or 300)
        await self.send_status()
        return 0

    async def send_status(self):
        await self.call(call.StatusNotification(now(), "Available", evse_id=1, connector_id=1))

    @on(Action.get_variables)
    def on_get_variables(self, get_variable_data, **kwargs):
        found = [outcome(wish) for wish in get_variable_data]
        values = [{"attribute_value": VARIABLES[n]} if r["attribute_status"] == "Accepted" else {} for n, r in found]
        return call_result.GetVariables([result | value for (_, result), value in zip(found, values, strict=True)])

    @on(Action.set_variables)
    def on_set_variables(self, set_variable_data, **kwargs):
        found = [(wish["attribute_value"], *outcome(wish)) for wish in set_variable_data]
        for value, name, result in found:
            if result["attribute_status"] == "Accepted" and value.isdecimal():
                VARIABLES[name] = value
            elif result["attribute_status"] == "Accepted":
                result["attribute_status"] = "Rejected"  # all our variables are whole numbers
        return call_result.SetVariables([result for _, _, result in found])

    @on(Action.get_base_report)
    def on_get_base_report(self, request_id, report_base, **kwargs):
        return call_result.GetBaseReport("Accepted" if report_base == "FullInventory" else "NotSupported")

    @after(Action.get_base_report)
    async def after_get_base_report(self, request_id, report_base, **kwargs):
        about = {"data_type": "integer", "supports_monitoring": False}
        data = [
            {"component": {"name": COMPONENT}, "variable": {"name": name}, "variable_attribute": [{"value": value}]}
            | {"variable_characteristics": about}
            for name, value in VARIABLES.items()
        ]
        if report_base == "FullInventory":
            await self.call(call.NotifyReport(request_id, now(), seq_no=0, report_data=data))

    @on(Action.trigger_message)
    def on_trigger_message(self, requested_message, **kwargs):
        if requested_message == "BootNotification":
            return call_result.TriggerMessage("Rejected" if self.accepted else "Accepted")
        known = requested_message in ("Heartbeat", "StatusNotification")
        return call_result.TriggerMessage("Accepted" if known else "NotImplemented")

    @after(Action.trigger_message)
    async def after_trigger_message(self, requested_message, **kwargs):
        if requested_message == "Heartbeat":
            await self.call(call.Heartbeat())
        elif requested_message == "StatusNotification":
            await self.send_status()
        elif requested_message == "BootNotification" and not self.accepted:
            await self.boot("Triggered")

    @on(Action.request_stop_transaction)
    def on_request_stop_transaction(self, transaction_id, **kwargs):
        return call_result.RequestStopTransaction("Rejected")

    @on(Action.get_transaction_status)
    def on_get_transaction_status(self, transaction_id=None, **kwargs):
        ongoing = None if transaction_id is None else False
        return call_result.GetTransactionStatus(messages_in_queue=False, ongoing_indicator=ongoing)

    @on(Action.reset)
    def on_reset(self, type, **kwargs):
        return call_result.Reset("Accepted")

    @after(Action.reset)
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
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(main(given.csms, given.identity))
