"""Part 4, 2, 3.1 and 3.2: the WebSocket upgrade."""

from ocpp_conformance.conformance.case import PRESENT, StationProbe, booting, case, ignoring_case
from ocpp_conformance.conformance.csms.rpc.proper_calls import proper_call
from ocpp_conformance.conformance.frames import call_text, fresh_id


@case("RPC-CSMS-HANDSHAKE-01", "The CSMS listens at its URL", topics=("rpc", "handshake"))
async def test_csms_listens_at_its_url(station: StationProbe) -> None:
    opened = await station.connect("J-3.1.1-02")
    opened.meets("J-3-01", status=101)


@case("RPC-CSMS-HANDSHAKE-02", "Upgrade and frames as RFC 6455 has them", topics=("rpc", "handshake"))
async def test_upgrade_and_frames_of_rfc_6455(station: StationProbe) -> None:
    opened = await station.connect("J-3.2-01")
    opened.meets("J-3.2-01", status=101, upgrade=ignoring_case("websocket"))
    boot = await proper_call(station, call_text("BootNotification", booting()))
    boot.is_served("J-2-01", status=PRESENT)


@case("RPC-CSMS-HANDSHAKE-03", "An unknown station is answered with 404", topics=("rpc", "handshake", "security"))
async def test_unknown_station_is_turned_away(station: StationProbe) -> None:
    stranger = f"nobody-{fresh_id()}"
    attempt = await station.attempt(identity=stranger, user=stranger)
    attempt.turned_away("J-3.2-02", with_status=(404,))


@case("RPC-CSMS-HANDSHAKE-04", "The subprotocol says the version, whatever the URL", topics=("rpc", "handshake"))
async def test_subprotocol_says_the_version(station: StationProbe) -> None:
    opened = await station.connect("J-E4.1-01")
    opened.meets("J-E4.1-01", subprotocol="ocpp2.0.1")
    station.recording.note(f"the path is {opened.handshake.path}; a version in it is called good practice (3.1.2)")
