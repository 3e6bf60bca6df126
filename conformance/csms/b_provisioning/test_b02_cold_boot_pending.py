"""B02: a charging station boots and has to wait."""

from ocpp_conformance.conformance.case import DriverHand, Need, StationProbe, at_least, case, connector_status, step

OWN_INTERVAL = 10
"""Seconds that our station waits where the CSMS leaves it to the station (B02.FR.07)."""


@case("TC_B_02_CSMS", needs=(Need.BOOT_SCALE,), intents=("setup",))
async def test_pending_station_is_accepted_at_its_next_boot(station: StationProbe, csms_driver: DriverHand) -> None:
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
async def test_unasked_message_while_pending_is_refused(station: StationProbe, csms_driver: DriverHand) -> None:
    await csms_driver.setup(registration=("Pending", "Accepted"))
    boot = await station.boot("PowerUp")
    boot.expects(status="Pending")

    status = await station.call("StatusNotification", connector_status())
    status.meets("B02.FR.09", error="SecurityError")


@case("TC_B_31_CSMS", intents=("setup", "trigger"))
async def test_pending_station_is_told_to_boot_again(station: StationProbe, csms_driver: DriverHand) -> None:
    await csms_driver.setup(registration=("Pending", "Accepted"))
    boot = await station.boot("PowerUp")
    boot.expects(status="Pending")

    station.answers("TriggerMessage", {"status": "Accepted"})
    await csms_driver.intend("trigger", requested_message="BootNotification")
    trigger = await station.must_send(step(3), "TriggerMessage", since=boot.frame)
    trigger.meets("F06.FR.01", requestedMessage="BootNotification")

    again = await station.boot("Triggered")
    again.meets(step(6), status="Accepted")
    status = await station.call("StatusNotification", connector_status())
    status.meets(step(8))
