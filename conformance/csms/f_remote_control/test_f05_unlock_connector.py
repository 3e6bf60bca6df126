"""F05: the CSMS unlocks a connector."""

from ocpp_conformance.conformance.case import CaseDriver, case, step
from ocpp_conformance.conformance.csms.asking import asked
from ocpp_conformance.conformance.csms.states import booted
from ocpp_conformance.harness.probes.charging_session import ChargingSession

UNLOCKED = {"status": "Unlocked"}


@case("TC_F_06_CSMS", intents=("unlock",))
async def test_connector_is_unlocked_from_afar(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    unlock = await asked(
        session.station, csms_driver, step(1), "unlock", UNLOCKED, evse=session.evse, connector=session.connector
    )
    unlock.meets(step(1), evseId=session.evse, connectorId=session.connector)
