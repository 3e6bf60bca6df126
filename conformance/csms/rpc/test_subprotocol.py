"""Part 4, 3.2: which OCPP version is spoken. 3.2 lets a client without a fitting offer in and closes the connection,
later errata refuse the upgrade (conflict C-4): both pass."""

from contextlib import suppress

from ocpp_conformance.conformance.case import PRESENT, StationProbe, booting, case, step
from ocpp_conformance.conformance.csms.rpc.proper_calls import proper_call
from ocpp_conformance.conformance.frames import call_text
from ocpp_conformance.harness.evidence import Inconclusive

FOREIGN = "ocpp9.9"
"""A version that nobody speaks, so a CSMS of several versions has no other choice than ours."""
NOT_LET_IN = (101, 400, 403)


@case("RPC-CSMS-SUBPROTOCOL-01", "The version that was offered is spoken", topics=("rpc", "handshake"))
async def test_offered_version_is_spoken(station: StationProbe) -> None:
    opened = await station.connect("J-3.2-04")
    opened.meets("J-3.2-04", subprotocol="ocpp2.0.1")
    boot = await proper_call(station, call_text("BootNotification", booting()))
    boot.is_served("J-3.2-04", status=PRESENT, interval=PRESENT, currentTime=PRESENT)


@case("RPC-CSMS-SUBPROTOCOL-02", "The known one of several versions is chosen", topics=("rpc", "handshake"))
async def test_known_version_among_others_is_chosen(station: StationProbe) -> None:
    opened = await station.connect("J-3.2-04", subprotocols=(FOREIGN, "ocpp2.0.1"))
    opened.meets("J-3.2-04", subprotocol="ocpp2.0.1")


@case("RPC-CSMS-SUBPROTOCOL-03", "No service in a version that nobody speaks", topics=("rpc", "handshake"))
async def test_unknown_version_is_not_served(station: StationProbe) -> None:
    attempt = await station.attempt(subprotocols=(FOREIGN,))
    attempt.turned_away("J-3.2-03", with_status=NOT_LET_IN, may_stay_open=False)


@case("TC_B_58_CSMS")
async def test_version_is_negotiated(station: StationProbe) -> None:
    attempt = await station.attempt(subprotocols=("ocpp0.1",))
    # that the upgrade is refused is no check of the case, and Part 4 lets the client in and closes
    attempt.turned_away(step(2), with_status=NOT_LET_IN, may_stay_open=False)
    opened = await station.connect(step(4), subprotocols=("ocpp0.1", "ocpp2.0.1"))
    opened.meets(step(4), subprotocol="ocpp2.0.1")


@case("RPC-CSMS-SUBPROTOCOL-04", "No service without a version", topics=("rpc", "handshake"))
async def test_no_version_is_not_served(station: StationProbe) -> None:
    attempt = await station.attempt(subprotocols=())
    attempt.turned_away("J-3.2-03", with_status=NOT_LET_IN, may_stay_open=False)


@case("RPC-CSMS-SUBPROTOCOL-05", "The version of a connection is its own", topics=("rpc", "handshake"))
async def test_version_of_an_earlier_connection_is_forgotten(station: StationProbe) -> None:
    with suppress(Inconclusive):  # whether it is let in is its business
        await station.connect(subprotocols=("ocpp1.6",))
    await station.away()
    await station.connect("J-3.2-04")
    boot = await proper_call(station, call_text("BootNotification", booting()))
    boot.is_served("J-3.2-04", status=PRESENT, interval=PRESENT, currentTime=PRESENT)
