"""Who is served when: before acceptance only what was asked for, after it also on the next connection."""

from ocpp_conformance.conformance.case import PRESENT, CaseDriver, StationProbe, case, connector_status


@case(
    "RPC-CSMS-ORDER-01",
    "Pending: a Heartbeat that the CSMS asked for",
    topics=("boot", "ordering"),
    intents=("setup", "trigger"),
)
async def test_asked_heartbeat_is_served_while_pending(station: StationProbe, csms_driver: CaseDriver) -> None:
    await csms_driver.setup(registration=("Pending", "Accepted"))
    boot = await station.boot("PowerUp")
    boot.expects(status="Pending")
    station.answers("TriggerMessage", {"status": "Accepted"})
    await csms_driver.intend("trigger", requested_message="Heartbeat")
    await station.next_call("TriggerMessage", where={"requestedMessage": "Heartbeat"})

    heartbeat = await station.call("Heartbeat", {})
    heartbeat.meets("J-4.1.7-01", currentTime=PRESENT)


@case(
    "RPC-CSMS-ORDER-02",
    "Pending: a StatusNotification that the CSMS asked for",
    topics=("boot", "ordering", "status"),
    intents=("setup", "trigger"),
)
async def test_asked_status_is_served_while_pending(station: StationProbe, csms_driver: CaseDriver) -> None:
    await csms_driver.setup(registration=("Pending", "Accepted"))
    boot = await station.boot("PowerUp")
    boot.expects(status="Pending")
    place = {"id": 1, "connectorId": 1}
    station.answers("TriggerMessage", {"status": "Accepted"})
    await csms_driver.intend("trigger", requested_message="StatusNotification", evse=place)
    await station.next_call("TriggerMessage", where={"requestedMessage": "StatusNotification", "evse": place})

    status = await station.call("StatusNotification", connector_status())
    status.meets("J-4.1.7-01")


@case(
    "RPC-CSMS-ORDER-03",
    "Rejected: a message other than BootNotification",
    topics=("boot", "ordering"),
    intents=("setup",),
)
async def test_rejected_station_is_refused(station: StationProbe, csms_driver: CaseDriver) -> None:
    await csms_driver.setup(registration=("Rejected", "Accepted"))
    boot = await station.boot("PowerUp")
    boot.expects(status="Rejected")

    heartbeat = await station.call("Heartbeat", {})
    heartbeat.meets("B03.FR.07", error="SecurityError")


@case("RPC-CSMS-ORDER-04", "Messages before any BootNotification", topics=("boot", "ordering"))
async def test_station_that_never_booted_is_served_or_refused(station: StationProbe) -> None:
    heartbeat = await station.call("Heartbeat", {})
    heartbeat.served_or_refused("J-4.1.7-01")
    status = await station.call("StatusNotification", connector_status())
    status.served_or_refused("J-4.1.7-01")


@case("RPC-CSMS-ORDER-05", "A new connection without a new boot", topics=("boot", "offline", "ordering"))
async def test_accepted_station_is_served_after_a_reconnect(station: StationProbe) -> None:
    await station.booted()
    await station.reconnected()

    heartbeat = await station.call("Heartbeat", {})
    heartbeat.meets("G02.FR.03", currentTime=PRESENT)
