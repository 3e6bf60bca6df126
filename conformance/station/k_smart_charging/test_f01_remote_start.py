"""F01.FR.12: a station that charges as it likes starts a transaction, whatever charging profile comes along."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step, variable
from ocpp_conformance.conformance.station.e_transactions.events import names_card
from ocpp_conformance.conformance.station.f_remote_control.remote_starts import names_remote_start
from ocpp_conformance.conformance.station.k_smart_charging.profiles import charges_smartly
from ocpp_conformance.conformance.station.remote_states import remotely_authorized
from ocpp_conformance.conformance.station.states import energy_transfer_started, ev_connected, visiting
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

PROFILE = {
    "id": 1,
    "stackLevel": 0,
    "chargingProfilePurpose": "TxProfile",
    "chargingProfileKind": "Relative",
    "chargingSchedule": [
        {
            "id": 1,
            "chargingRateUnit": "A",
            "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 6, "numberPhases": 3}],
        }
    ],
}


@case("TC_K_38_CS", intents=PEOPLE)
async def test_profile_of_a_remote_start_is_ignored(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with (
        visiting(csms, station_driver, tokens.get("accepted")) as visit,
        configured(csms, variable("SmartChargingCtrlr", "Enabled", attributeValue="false"), if_implemented=True),
    ):
        if await charges_smartly(csms):
            raise csms.checklist.give_up("the station heeds charging profiles: SmartChargingCtrlr")
        await ev_connected(visit)

        await remotely_authorized(visit, "F01.FR.12", step(3), step(5), chargingProfile=PROFILE)
        await energy_transfer_started(visit, step(7))
        names_remote_start(visit, "F01.FR.19", "F01.FR.25")
        names_card(visit, "F01.FR.04")
