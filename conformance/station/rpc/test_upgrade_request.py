"""Part 4, 2 and 3: how a station opens its connection, and that it keeps it."""

from contextlib import suppress

from ocpp_conformance.conformance.case import NOTHING, CsmsProbe, Need, case, ignoring_case, text_like
from ocpp_conformance.conformance.station.rpc.line import shows, upgrade_request
from ocpp_conformance.conformance.station.rpc.wire import closed_with, conversation, left
from ocpp_conformance.harness.evidence import Inconclusive

A_KEY = text_like(r"[A-Za-z0-9+/]{22}==", "16 bytes in base64")
PROTOCOL_ERROR = 1002
"""What our WebSocket library closes with when frames are unmasked or marked as compressed (RFC 6455, 7.4.1)."""
UPGRADE = text_like(r"(?i).*\bupgrade\b.*", "the token Upgrade")
SPELLED = text_like(r"ocpp\d+(\.\d+)+|(?!(?i:ocpp)).+", "a registered name such as ocpp2.0.1")


@case("RPC-CS-UPGRADE-01", "The station opens the connection", topics=("rpc", "handshake"))
async def test_station_dials_out(csms: CsmsProbe) -> None:
    with suppress(Inconclusive):
        await csms.accepted()
    shows(csms, "J-3-01", {"came": True}, {"came": csms.connected or bool(csms.upgrades)})


@case("RPC-CS-UPGRADE-02", "The WebSocket protocol is that of RFC 6455", topics=("rpc", "handshake"))
async def test_final_websocket_protocol(csms: CsmsProbe) -> None:
    request = await upgrade_request(csms)
    await conversation(csms)
    seen = {"version": request.get("Sec-WebSocket-Version"), "broken frames": closed_with(csms, PROTOCOL_ERROR)}
    shows(csms, "J-2-01", {"version": "13", "broken frames": False}, seen)


@case("RPC-CS-UPGRADE-03", "The opening handshake is complete", topics=("rpc", "handshake"))
async def test_opening_handshake(csms: CsmsProbe) -> None:
    request = await upgrade_request(csms)
    demand = {"Upgrade": ignoring_case("websocket"), "Connection": UPGRADE, "Sec-WebSocket-Key": A_KEY}
    shows(csms, "J-3.1-01", demand, {name: request.get(name) for name in demand})


@case("RPC-CS-UPGRADE-04", "ocpp2.0.1 is offered as a subprotocol", topics=("rpc", "handshake"))
async def test_subprotocol_is_offered(csms: CsmsProbe) -> None:
    request = await upgrade_request(csms)
    offered = "ocpp2.0.1" in request.subprotocols
    shows(csms, "J-3.1.2-01", {"ocpp2.0.1 offered": True}, {"ocpp2.0.1 offered": offered})


@case("RPC-CS-UPGRADE-05", "Versions are offered by their registered names", topics=("rpc", "handshake"))
async def test_subprotocol_names(csms: CsmsProbe) -> None:
    request = await upgrade_request(csms)
    shows(csms, "J-3.1.2-02", [SPELLED for _ in request.subprotocols], list(request.subprotocols))


@case(
    "RPC-CS-UPGRADE-06",
    "No frame is compressed when compression was not agreed on",
    topics=("rpc", "handshake"),
    needs=(Need.BOOT_SCALE,),
)
async def test_no_compression_without_agreement(csms: CsmsProbe) -> None:
    async with csms.uncompressed():
        await conversation(csms)
        broken = closed_with(csms, PROTOCOL_ERROR)
        shows(csms, "J-3.3-05", {"compressed frames": False}, {"compressed frames": broken})


@case(
    "RPC-CS-UPGRADE-07",
    "The connection is kept when compression was not agreed on",
    topics=("rpc", "handshake"),
    needs=(Need.BOOT_SCALE,),
)
async def test_stays_without_compression(csms: CsmsProbe) -> None:
    async with csms.uncompressed():
        await conversation(csms)
        shows(csms, "J-3.3-06", {"closed by the station": False}, {"closed by the station": left(csms)})


@case("RPC-CS-UPGRADE-08", "A healthy connection stays open", topics=("rpc", "handshake"), needs=(Need.BOOT_SCALE,))
async def test_connection_is_held(csms: CsmsProbe) -> None:
    await csms.accepted()
    used = csms.live
    await csms.listen(csms.patience.scaled(35))
    shows(csms, "J-3.1-02", {"end": NOTHING}, {"end": None if used.closed is None else str(used.closed)})
