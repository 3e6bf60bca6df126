"""F06: the CSMS asks for messages."""

from ocpp_conformance.conformance.case import NOTHING, PRESENT, CaseDriver, Need, case, meter_value, step
from ocpp_conformance.conformance.csms.f_remote_control.remote_starts import triggered
from ocpp_conformance.conformance.csms.states import booted, energy_transfer_started, told
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.sut.description import Description

EVSE_1 = {"id": 1}
CONNECTOR_1 = {"id": 1, "connectorId": 1}
NOT_IMPLEMENTED = {"status": "NotImplemented"}
IDLE = {"status": "Idle"}


async def metered(session: ChargingSession, evse: int) -> None:
    """The station sends the meter values of an EVSE that it was asked for."""
    values = await session.station.call("MeterValues", {"evseId": evse, "meterValue": [meter_value(1500.0, "Trigger")]})
    values.meets(step(4))


@case("TC_F_11_CSMS", intents=("trigger",))
async def test_meter_values_of_one_evse(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    trigger = await triggered(session, csms_driver, "MeterValues", evse=EVSE_1)
    trigger.meets(step(1), evse=EVSE_1)
    await metered(session, 1)


@case("TC_F_12_CSMS", intents=("trigger",))
async def test_meter_values_of_every_evse(session: ChargingSession, csms_driver: CaseDriver, sut: Description) -> None:
    await booted(session)
    trigger = await triggered(session, csms_driver, "MeterValues")
    trigger.meets(step(1), evse=NOTHING)
    for evse in range(1, len(sut.evses) + 1):
        await metered(session, evse)


@case("TC_F_13_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("trigger",))
async def test_transaction_event_of_one_evse(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    await energy_transfer_started(session)
    trigger = await triggered(session, csms_driver, "TransactionEvent", evse=EVSE_1)
    trigger.meets(step(1), evse=EVSE_1)

    event = await session.event("Trigger", state="Charging", meterValue=[meter_value(1500.0, "Trigger")])
    event.meets(step(4))


@case("TC_F_14_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("trigger",))
async def test_transaction_event_of_every_evse(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    await energy_transfer_started(session)
    trigger = await triggered(session, csms_driver, "TransactionEvent")
    trigger.meets(step(1), evse=NOTHING)

    event = await session.event("Trigger", state="Charging", meterValue=[meter_value(1500.0, "Trigger")])
    event.meets(step(4))


@case("TC_F_15_CSMS", intents=("trigger",))
async def test_idle_log_status(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    trigger = await triggered(session, csms_driver, "LogStatusNotification")
    trigger.meets(step(1))

    status = await session.station.call("LogStatusNotification", IDLE)
    status.meets(step(4))


@case("TC_F_18_CSMS", intents=("trigger",))
async def test_idle_firmware_status(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    trigger = await triggered(session, csms_driver, "FirmwareStatusNotification")
    trigger.meets(step(1))

    status = await session.station.call("FirmwareStatusNotification", IDLE)
    status.meets(step(4))


@case("TC_F_20_CSMS", intents=("trigger",))
async def test_heartbeat(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    trigger = await triggered(session, csms_driver, "Heartbeat")
    trigger.meets(step(1))

    heartbeat = await session.station.call("Heartbeat", {})
    heartbeat.meets(step(4))


@case("TC_F_23_CSMS", topics=("status",), intents=("trigger",))
async def test_status_of_an_available_connector(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    trigger = await triggered(session, csms_driver, "StatusNotification", evse=CONNECTOR_1)
    trigger.meets(step(1), evse=CONNECTOR_1)
    await told(session, "Available", step(4))


@case("TC_F_24_CSMS", topics=("status",), intents=("trigger",))
async def test_status_of_an_occupied_connector(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    await told(session, "Occupied", step(2))

    trigger = await triggered(session, csms_driver, "StatusNotification", evse=CONNECTOR_1)
    trigger.meets(step(3), evse=CONNECTOR_1)
    await told(session, "Occupied", step(6))


@case("TC_F_27_CSMS", intents=("trigger",))
async def test_station_that_does_not_implement_the_message(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    trigger = await triggered(session, csms_driver, "Heartbeat", answer=NOT_IMPLEMENTED)
    trigger.meets(step(1))

    heartbeat = await session.station.call("Heartbeat", {})
    heartbeat.meets("G02.FR.03", currentTime=PRESENT)
