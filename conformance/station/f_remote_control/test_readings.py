"""F01 to F03: what a transaction tells that our CSMS starts or stops."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, variable
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.due_readings import readings_due
from ocpp_conformance.conformance.station.e_transactions.events import names_card
from ocpp_conformance.conformance.station.remote_states import remotely_authorized
from ocpp_conformance.conformance.station.states import (
    energy_transfer_started,
    ev_connected,
    sends_none,
    visiting,
)
from ocpp_conformance.conformance.station.tx_points import starting_at, stopping_at
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_TOPICS, _NEEDS = ("transactions",), (Need.BOOT_SCALE,)
_UNASKED = variable("AuthCtrlr", "AuthorizeRemoteStart", attributeValue="false")


@case("PART2-CS-F01-05", "Readings of a remote start behind the cable", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_readings_of_a_remote_start(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    point = starting_at(csms, "Authorized", without=("EVConnected", "ParkingBayOccupancy"))
    driver = visiting(csms, station_driver, tokens.get("accepted"))
    async with readings_due(csms) as due, point, driver as visit:
        await ev_connected(visit)
        await remotely_authorized(visit)
        await energy_transfer_started(visit)
        await due.one("F01.FR.15")
        due.begin("F01.FR.14", visit)
        due.course("F01.FR.15", visit)


@case("PART2-CS-F01-06", "A remote start that is not asked about", topics=_TOPICS, intents=PEOPLE)
async def test_remote_start_is_not_asked_about(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    await csms.booted()
    async with configured(csms, _UNASKED), visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await ev_connected(visit)
        await remotely_authorized(visit)
        await energy_transfer_started(visit, "F01.FR.02")
        sends_none(csms, "F01.FR.02", "Authorize", since=visit.since)
        names_card(visit, "F01.FR.03")


@case("PART2-CS-F01-07", "A remote start where somebody charges", topics=_TOPICS, intents=PEOPLE)
async def test_remote_start_of_a_used_evse(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with while_charging(csms, station_driver, tokens.get("accepted")):
        request = {"idToken": {"idToken": "0411223344", "type": "ISO14443"}, "remoteStartId": 4711, "evseId": 1}
        reply = await csms.call("RequestStartTransaction", request)
        reply.meets("F01.FR.24", status="Rejected")
        reply.meets("F02.FR.26", status="Rejected")


@case("PART2-CS-F02-03", "Readings of a remote start before the cable", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_readings_of_an_early_remote_start(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    # our CSMS names the EVSE, which is known for that where the cable is the start
    point = starting_at(csms, "EVConnected", without=("ParkingBayOccupancy", "Authorized"))
    driver = visiting(csms, station_driver, tokens.get("accepted"))
    async with readings_due(csms) as due, point, driver as visit:
        await remotely_authorized(visit)
        await csms.settled()  # what the station is told of the card goes before the cable
        await ev_connected(visit)
        await energy_transfer_started(visit)
        await due.one("F02.FR.03")
        due.begin("F02.FR.02", visit)
        due.course("F02.FR.03", visit)
        names_card(visit, "F02.FR.11")


@case("PART2-CS-F03-01", "Readings of a remote stop that ends", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_readings_of_a_remote_stop(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    driver = while_charging(csms, station_driver, tokens.get("accepted"))
    async with readings_due(csms) as due, stopping_at(csms, "Authorized", "PowerPathClosed"), driver as visit:
        since = csms.mark
        (await visit.stop_remotely()).expects(status="Accepted")
        await csms.next_call("TransactionEvent", since=since, where={"eventType": "Ended"})
        due.end("F03.FR.04", visit)
