"""C06: an id token of type Local, such as a ticket."""

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, id_token
from ocpp_conformance.conformance.station.c_authorization.cached import asked_about, is_refused
from ocpp_conformance.conformance.station.memory import INVALID, says
from ocpp_conformance.conformance.station.states import authorized, energy_transfer_started, ev_connected, visiting
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.probes.payloads import unknown_uid


@case(
    "PART2-CS-C06-01",
    "A Local token is asked about, and charges once it is accepted",
    topics=("auth",),
    intents=PEOPLE,
)
async def test_local_token_is_asked_about(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with visiting(csms, station_driver, id_token(unknown_uid(), "Local")) as visit:
        await ev_connected(visit)
        await authorized(visit, "C06.FR.02")
        await energy_transfer_started(visit)


@case("PART2-CS-C06-02", "A Local token that is refused gets no energy", topics=("auth",), intents=PEOPLE)
async def test_refused_local_token_gets_no_energy(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with visiting(csms, station_driver, id_token(unknown_uid(), "Local")) as visit:
        await ev_connected(visit)
        says(csms, INVALID)
        ask = await asked_about(visit, "C06.FR.02")
        await is_refused(visit, "C06.FR.01", ask.frame)
