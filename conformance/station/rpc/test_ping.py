"""Part 4, 5.2 and 8.4: WebSocket pings."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, because, case, one_of, variable
from ocpp_conformance.conformance.station.rpc.line import answers_ping, pings_within, reconnected, shows, variables


@case("RPC-CS-PING-01", "A ping gets a pong", topics=("rpc",))
async def test_ping_gets_a_pong(csms: CsmsProbe) -> None:
    await csms.accepted()
    await answers_ping(csms, "J-5.2-01")
    await answers_ping(csms, "J-5.2-01")


@case(
    "RPC-CS-PING-02", "WebSocketPingInterval 0 turns pings off", topics=("rpc", "variables"), needs=(Need.BOOT_SCALE,)
)
async def test_interval_zero_turns_pings_off(csms: CsmsProbe) -> None:
    await csms.accepted()
    async with variables(csms, WebSocketPingInterval=10), variables(csms, WebSocketPingInterval=0):
        await reconnected(csms)
        shows(csms, "J-8.4-02", {"pings": 0}, {"pings": await pings_within(csms, 25)})
        await answers_ping(csms, "J-8.4-02")


@case(
    "RPC-CS-PING-03",
    "WebSocketPingInterval is the time between pings",
    topics=("rpc", "variables"),
    needs=(Need.BOOT_SCALE,),
)
async def test_pings_keep_the_interval(csms: CsmsProbe) -> None:
    await csms.accepted()
    async with variables(csms, WebSocketPingInterval=10):
        await reconnected(csms)
        sent = await pings_within(csms, 35)
        shows(csms, "J-8.4-03", one_of(2, 3, 4), sent, mild=sent == 1, seen=f"{sent} pings in 35 s")


@case("RPC-CS-PING-04", "A negative WebSocketPingInterval is rejected", topics=("rpc", "variables"))
async def test_negative_interval_is_rejected(csms: CsmsProbe) -> None:
    await csms.accepted()
    wrong = variable("OCPPCommCtrlr", "WebSocketPingInterval", attributeValue="-1")
    reply = await csms.call("SetVariables", {"setVariableData": [wrong]})
    reply.meets("J-8.4-03", setVariableResult=[{"attributeStatus": because("a negative interval", "Rejected")}])
