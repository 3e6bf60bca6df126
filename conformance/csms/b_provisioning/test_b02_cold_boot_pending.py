"""B02: a charging station boots and has to wait."""

from ocpp_conformance.conformance.case import (
    CaseDriver,
    Need,
    StationProbe,
    at_least,
    case,
    connector_status,
    notify_event,
    step,
)
from ocpp_conformance.harness.rpc import Call, Payload

OWN_INTERVAL = 10
"""Seconds that our station waits where the CSMS leaves it to the station (B02.FR.07)."""
BOOT = "BootNotification"


@case("TC_B_02_CSMS", needs=(Need.BOOT_SCALE,), intents=("setup",))
async def test_pending_station_is_accepted_at_its_next_boot(station: StationProbe, csms_driver: CaseDriver) -> None:
    await csms_driver.setup(registration=("Pending", "Accepted"))
    first = await station.boot("PowerUp")
    first.expects(status="Pending", interval=at_least(0))

    await station.listen(station.patience.scaled(first["interval"] or OWN_INTERVAL))
    station.stays_open("B02.FR.06")

    second = await station.boot("PowerUp")
    second.meets(step(4), status="Accepted")
    status = await station.call("StatusNotification", connector_status())
    status.meets(step(6))


@case("TC_B_30_CSMS", intents=("setup",))
async def test_unasked_message_while_pending_is_refused(station: StationProbe, csms_driver: CaseDriver) -> None:
    await csms_driver.setup(registration=("Pending", "Accepted"))
    station.answers("TriggerMessage", {"status": "NotImplemented"})
    boot = await station.boot("PowerUp")
    boot.expects(status="Pending")

    await _is_refused(station, "StatusNotification", connector_status())
    await _is_refused(station, "NotifyEvent", notify_event("Connector", "AvailabilityState", "Available"))


@case("TC_B_31_CSMS", intents=("setup", "trigger"))
async def test_pending_station_is_told_to_boot_again(station: StationProbe, csms_driver: CaseDriver) -> None:
    await csms_driver.setup(registration=("Pending", "Accepted"))
    station.answers("TriggerMessage", _to_boot_only)
    boot = await station.boot("PowerUp")
    boot.expects(status="Pending")

    await csms_driver.intend("trigger", requested_message=BOOT)
    await station.must_send(step(3), "TriggerMessage", since=boot.frame, where={"requestedMessage": BOOT})

    again = await station.boot("Triggered")
    again.meets(step(6), status="Accepted")
    status = await station.call("StatusNotification", connector_status())
    status.meets(step(8))


def _to_boot_only(call: Call) -> Payload:
    """A TriggerMessageResponse; what else a CSMS wants of a Pending station (B02.FR.02) is not sent."""
    return {"status": "Accepted" if call.payload["requestedMessage"] == BOOT else "NotImplemented"}


async def _is_refused(station: StationProbe, action: str, payload: Payload) -> None:
    """Check that a message gets SecurityError; where the CSMS asked for it, it may serve it too: our refusal to send it
    can still be on its way."""
    reply = await station.call(action, payload)
    if any(trigger["requestedMessage"] == action for trigger in station.received("TriggerMessage")):
        reply.served_or_refused("J-4.1.7-01")
    else:
        reply.meets("B02.FR.09", error="SecurityError")
