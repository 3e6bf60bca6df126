"""Part 4, 5.2: WebSocket pings."""

from ocpp_conformance.conformance.case import StationProbe, case


@case("RPC-CSMS-PING-01", "A ping is answered with a pong", topics=("rpc",))
async def test_ping_is_answered(station: StationProbe) -> None:
    await station.booted()
    await station.ping("J-5.2-01")
    heartbeat = await station.call("Heartbeat", {})
    heartbeat.meets("J-5.2-01")
