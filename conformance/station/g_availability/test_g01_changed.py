"""G01, G04: what a ChangeAvailability changes is reported."""

from ocpp_conformance.conformance.case import CsmsProbe, case
from ocpp_conformance.conformance.station.availability import CONNECTOR, STATION, changes, places_of, unavailable
from ocpp_conformance.conformance.station.connectors import are_free
from ocpp_conformance.harness.rpc import Payload

_TOPICS = ("status",)


@case("PART2-CS-G01-01", "A connector that changes by request is reported", topics=_TOPICS)
async def test_changed_connector_is_reported(csms: CsmsProbe) -> None:
    await _free(csms, CONNECTOR)
    async with unavailable(csms, CONNECTOR, None, "G01.FR.07"):
        await changes(csms, CONNECTOR, "Operative", None, "G01.FR.07")


@case("PART2-CS-G04-01", "Without an EVSE the whole station changes", topics=_TOPICS)
async def test_whole_station_changes(csms: CsmsProbe) -> None:
    await _free(csms, STATION)
    async with unavailable(csms, STATION, None, "G04.FR.01"):
        await changes(csms, STATION, "Operative", None, "G04.FR.01")


async def _free(csms: CsmsProbe, what: Payload) -> None:
    """What is to change is Available, as a precondition: so it is again then."""
    await csms.booted()
    await are_free(csms, *await places_of(csms, what))
