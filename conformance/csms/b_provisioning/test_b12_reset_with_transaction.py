"""B12: the CSMS resets a station, or one EVSE, while a transaction runs."""

from ocpp_conformance.conformance.case import CaseDriver, Need, case, step
from ocpp_conformance.conformance.csms.asking import asked
from ocpp_conformance.conformance.csms.b_provisioning.reboots import WHOLE_STATION, rebooted
from ocpp_conformance.conformance.csms.states import booted, energy_transfer_started
from ocpp_conformance.harness.probes.charging_session import ChargingSession

SCHEDULED = {"status": "Scheduled"}


@case("TC_B_21_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("reset",))
async def test_station_is_reset_after_its_transaction(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await _charging(session)
    reset = await asked(session.station, csms_driver, step(1), "reset", SCHEDULED, kind="OnIdle")
    reset.meets(step(1), type="OnIdle", evseId=WHOLE_STATION)
    await _driver_leaves(session)
    await rebooted(session, "ScheduledReset", "Available", boot=8, status=10)


@case("TC_B_22_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("reset",))
async def test_station_is_reset_in_spite_of_its_transaction(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await _charging(session)
    reset = await asked(session.station, csms_driver, step(1), "reset", kind="Immediate")
    reset.meets(step(1), type="Immediate", evseId=WHOLE_STATION)
    await _cut_off(session)
    await rebooted(session, "RemoteReset", "Occupied", boot=6, status=8)


@case("TC_B_26_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("reset",))
async def test_evse_is_reset_after_its_transaction(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await _charging(session)
    reset = await asked(session.station, csms_driver, step(1), "reset", SCHEDULED, kind="OnIdle", evse=session.evse)
    reset.meets(step(1), type="OnIdle", evseId=session.evse)
    await _driver_leaves(session)


@case("TC_B_27_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("reset",))
async def test_evse_is_reset_in_spite_of_its_transaction(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await _charging(session)
    reset = await asked(session.station, csms_driver, step(1), "reset", kind="Immediate", evse=session.evse)
    reset.meets(step(1), type="Immediate", evseId=session.evse)
    await _cut_off(session)


async def _charging(session: ChargingSession) -> None:
    """The state in which all of them begin."""
    await booted(session)
    await energy_transfer_started(session)


async def _driver_leaves(session: ChargingSession) -> None:
    """Steps 3 to 6: the driver ends the transaction as usual."""
    stop = await session.event("StopAuthorized", state="EVConnected", token=session.card)
    stop.meets(step(4))
    ended = await session.event("EVCommunicationLost", state="Idle", stopped="EVDisconnected", ended=True)
    ended.meets(step(6))


async def _cut_off(session: ChargingSession) -> None:
    """Steps 3 and 4: the station ends the transaction because of the reset; the cable stays where it is."""
    ended = await session.event("ResetCommand", state="EVConnected", stopped="ImmediateReset", ended=True)
    ended.meets(step(4))
