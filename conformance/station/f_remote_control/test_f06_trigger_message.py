"""F06: the CSMS triggers a message."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, absent_or, because, case, step
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.connectors import connector_reported, connectors
from ocpp_conformance.conformance.station.f_remote_control.remote_starts import charging_everywhere
from ocpp_conformance.conformance.station.f_remote_control.triggers import (
    TRIGGERED,
    meter_values_sent,
    transaction_told,
    triggered,
)
from ocpp_conformance.conformance.station.files import takes_files
from ocpp_conformance.conformance.station.l_firmware import updates
from ocpp_conformance.conformance.station.n_diagnostics import logs
from ocpp_conformance.conformance.station.states import visiting
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.probes.file_server import FileServer
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.sut.firmware import FirmwareSet

EVSE = {"id": 1}
CONNECTOR = {"id": 1, "connectorId": 1}


@case("TC_F_11_CS")
async def test_meter_values_of_an_evse_are_sent(csms: CsmsProbe) -> None:
    await csms.booted()
    since = await triggered(csms, step(2), "MeterValues", EVSE)
    values = await meter_values_sent(csms, "F06.FR.06", since=since)
    values.meets(step(3), evseId=1)
    values.meets(step(3), meterValue=TRIGGERED)


@case("TC_F_12_CS")
async def test_meter_values_of_every_evse_are_sent(csms: CsmsProbe) -> None:
    await csms.booted()
    evses = {evse for evse, _ in await connectors(csms)} or {1}
    since = await triggered(csms, step(2), "MeterValues")
    for evse in sorted(evses):
        values = await meter_values_sent(csms, "F06.FR.11", since=since, evseId=evse)
        values.meets(step(3), meterValue=TRIGGERED)


@case("TC_F_13_CS", intents=PEOPLE)
async def test_transaction_of_an_evse_is_told_of(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        await csms.settled()
        since = await triggered(csms, step(2), "TransactionEvent", EVSE)
        event = await transaction_told(visit, since=since)
        event.meets(step(3), evse=absent_or({"id": 1}))


@case("TC_F_14_CS", intents=PEOPLE)
async def test_transaction_of_every_evse_is_told_of(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    await csms.booted()
    async with charging_everywhere(csms, station_driver) as visits:
        since = await triggered(csms, step(2), "TransactionEvent")
        for visit in visits:
            event = await transaction_told(visit, since=since)
            # Part 6 wants the evse here; Part 2 has it left out once it was told (E01.FR.16), and the id says the same
            event.meets(step(3), evse=absent_or({"id": visit.place[0]}))


@case("TC_F_15_CS")
async def test_log_status_is_idle(csms: CsmsProbe) -> None:
    await csms.booted()
    since = await triggered(csms, step(2), "LogStatusNotification")
    status = await csms.must_send("F06.FR.10", "LogStatusNotification", since=since)
    status.meets("F06.FR.15", status=because("nothing is uploaded", "Idle"))


@case("TC_F_16_CS")
async def test_log_status_is_uploading(csms: CsmsProbe, file_server: FileServer) -> None:
    await takes_files(csms, file_server)
    async with file_server.stalling():
        log, reply = await logs.log_asked(csms, file_server, "DiagnosticsLog")
        reply.meets(step(2), status="Accepted")
        await logs.told(log, step(3), "Uploading")

        log.since = await triggered(csms, step(6), "LogStatusNotification")
        await logs.told(log, "F06.FR.14", "Uploading")


@case("TC_F_17_CS")
async def test_evse_is_ignored_where_it_says_nothing(csms: CsmsProbe) -> None:
    await csms.booted()
    since = await triggered(csms, "F06.FR.03", "FirmwareStatusNotification", EVSE)
    status = await csms.must_send("F06.FR.03", "FirmwareStatusNotification", since=since)
    status.meets("F06.FR.16", status=because("nothing is downloaded", "Idle"))


@case("TC_F_18_CS")
async def test_firmware_status_is_idle(csms: CsmsProbe) -> None:
    await csms.booted()
    since = await triggered(csms, step(2), "FirmwareStatusNotification")
    status = await csms.must_send("F06.FR.10", "FirmwareStatusNotification", since=since)
    status.meets("F06.FR.16", status=because("nothing is downloaded", "Idle"))


@case("TC_F_19_CS", needs=(Need.FIRMWARE,))
async def test_firmware_status_is_downloading(csms: CsmsProbe, file_server: FileServer, firmware: FirmwareSet) -> None:
    await takes_files(csms, file_server)
    async with file_server.stalling():
        update = await updates.asked(csms, file_server, firmware.misplaced)  # which isn't installed after the case
        await updates.told(update, step(3), "Downloading")

        update.since = await triggered(csms, step(6), "FirmwareStatusNotification")
        await updates.told(update, "L01.FR.26", "Downloading")


@case("TC_F_20_CS")
async def test_heartbeat_is_sent(csms: CsmsProbe) -> None:
    await csms.booted()
    since = await triggered(csms, step(2), "Heartbeat")
    await csms.must_send("F06.FR.10", "Heartbeat", since=since)


@case("TC_F_23_CS")
async def test_state_of_a_connector_is_sent(csms: CsmsProbe) -> None:
    await csms.booted()
    since = await triggered(csms, step(2), "StatusNotification", CONNECTOR)
    await connector_reported(csms, "F06.FR.10", "Available", (1, 1), since=since)


@case("TC_F_24_CS", intents=PEOPLE)
async def test_state_of_a_connector_in_use_is_sent(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with visiting(csms, station_driver, connected=True):
        await csms.settled()
        since = await triggered(csms, step(2), "StatusNotification", CONNECTOR)
        await connector_reported(csms, "F06.FR.10", "Occupied", (1, 1), since=since)


@case("TC_F_26_CS")
async def test_boot_is_not_sent_again(csms: CsmsProbe) -> None:
    await csms.booted()
    reply = await csms.call("TriggerMessage", {"requestedMessage": "BootNotification"})
    reply.meets("F06.FR.17", status=because("accepted before", "Rejected"))


@case("TC_F_27_CS")
async def test_unknown_message_is_called_so(csms: CsmsProbe) -> None:
    await csms.booted()
    reply = await csms.call("TriggerMessage", {"requestedMessage": "SignCombinedCertificate"})
    reply.meets("F06.FR.08", status=because("no such message", "NotImplemented"))
