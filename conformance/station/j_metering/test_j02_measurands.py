"""J02: a reading says what it is of."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.due_readings import readings_due
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case(
    "PART2-CS-J02-03",
    "A reading says what it is of",
    topics=("transactions",),
    needs=(Need.BOOT_SCALE,),
    intents=PEOPLE,
)
async def test_reading_says_what_it_is_of(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with readings_due(csms) as due, while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        await due.one("J02.FR.03")
        due.course("J02.FR.03", visit)
