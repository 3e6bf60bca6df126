"""E02, E03: the readings of a transaction that begins with a cable, and of one that begins with a card."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.due_readings import readings_due, signed_readings_due
from ocpp_conformance.conformance.station.states import authorized, energy_transfer_started, ev_connected, visiting
from ocpp_conformance.conformance.station.tx_points import starting_at
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_TOPICS, _NEEDS = ("transactions",), (Need.BOOT_SCALE,)


@case("PART2-CS-E02-01", "Readings after the cable came first", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_readings_after_the_cable(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with readings_due(csms) as due, while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        await due.one("E02.FR.10")
        due.course("E02.FR.10", visit)


@case("PART2-CS-E02-02", "Signed readings after the cable came first", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_signed_readings_after_the_cable(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    driver = while_charging(csms, station_driver, tokens.get("accepted"))
    async with signed_readings_due(csms) as due, driver as visit:
        await due.one("E02.FR.14")
        await due.signed("E02.FR.14", visit)


@case("PART2-CS-E03-01", "Readings after the card came first", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_readings_after_the_card(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    # where it starts with the cable, the EVSE is known, whatever reader the card was held to
    point = starting_at(csms, "EVConnected", without=("ParkingBayOccupancy", "Authorized"))
    driver = visiting(csms, station_driver, tokens.get("accepted"))
    async with readings_due(csms) as due, point, driver as visit:
        await authorized(visit)
        await ev_connected(visit)
        await energy_transfer_started(visit)
        await due.one("E03.FR.08")
        due.begin("E03.FR.07", visit)
        due.course("E03.FR.08", visit)
