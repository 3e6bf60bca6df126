"""E01: TxStartPoint says with what a transaction starts."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import PRESENT, CaseDriver, CsmsProbe, a_list_with, case, one_of, step, variable
from ocpp_conformance.conformance.station.car import BAY
from ocpp_conformance.conformance.station.car_states import parking_bay_occupied
from ocpp_conformance.conformance.station.e_transactions.events import names_card, names_place, numbered, starts
from ocpp_conformance.conformance.station.remote_states import remotely_authorized
from ocpp_conformance.conformance.station.states import authorized, ev_connected, visiting
from ocpp_conformance.conformance.station.tx_points import START_POINTS, starting_at
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE, same_token
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_SIGNED = {
    "context": "Transaction.Begin",
    "signedMeterValue": dict.fromkeys(("encodingMethod", "publicKey", "signedMeterData", "signingMethod"), PRESENT),
}


@case("TC_E_01_CS", intents=PEOPLE)
async def test_closed_power_path_starts_a_transaction(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = starting_at(csms, "PowerPathClosed", without=START_POINTS[:4])
    async with point, visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await authorized(visit)
        await ev_connected(visit, step(1))

        await starts(
            visit,
            "E01.FR.05",
            visit.plugged,
            triggerReason=one_of("CablePluggedIn", "ChargingStateChanged"),
            transactionInfo={"chargingState": one_of("EVConnected", "SuspendedEVSE", "Charging")},
        )
        names_place(visit, "E01.FR.16")
        names_card(visit, "E01.FR.10")
        numbered(visit, "E01.FR.07")


@case("TC_E_02_CS", intents=PEOPLE)
async def test_energy_transfer_starts_a_transaction(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = starting_at(csms, "EnergyTransfer", without=START_POINTS[:5])
    async with point, visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await authorized(visit)
        await ev_connected(visit, step(1))

        await starts(
            visit,
            "E01.FR.06",
            visit.plugged,
            triggerReason=one_of("ChargingStateChanged", "Authorized"),
            transactionInfo={"chargingState": "Charging"},
        )
        names_place(visit, "E01.FR.16")
        names_card(visit, "E01.FR.10")
        numbered(visit, "E01.FR.07")


@case("TC_E_09_CS", intents=PEOPLE)
async def test_connected_ev_starts_a_transaction(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    point = starting_at(csms, "EVConnected", without=START_POINTS[:1])
    async with point, visiting(csms, station_driver) as visit:
        await ev_connected(visit, step(1), step(3))

        await starts(
            visit,
            "E01.FR.02",
            visit.plugged,
            triggerReason=one_of("CablePluggedIn", "ChargingStateChanged"),
            transactionInfo={"chargingState": "EVConnected"},
        )
        names_place(visit, "E01.FR.16")
        numbered(visit, "E01.FR.07")


@case("TC_E_10_CS", intents=PEOPLE)
async def test_authorized_driver_starts_a_transaction(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = starting_at(csms, "Authorized")
    async with point, visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await authorized(visit, "C01.FR.02", step(3))

        await starts(visit, "E01.FR.03", visit.asked, triggerReason="Authorized", idToken=same_token(visit.card))
        numbered(visit, "E01.FR.07")


@case("TC_E_13_CS", intents=PEOPLE)
async def test_remote_start_starts_a_transaction(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    point = starting_at(csms, "Authorized")
    async with point, visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await remotely_authorized(visit, step(2), step(3), step(5))

        await starts(visit, "E01.FR.03", visit.asked, triggerReason="RemoteStart", idToken=same_token(visit.card))
        numbered(visit, "E01.FR.07")


@case("TC_E_11_CS", intents=PEOPLE)
async def test_signed_reading_starts_a_transaction(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = starting_at(csms, "DataSigned", without=START_POINTS[:3])
    signing = configured(csms, variable("SampledDataCtrlr", "SignReadings", attributeValue="true"))
    async with point, signing, visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await authorized(visit)
        await ev_connected(visit, step(1))

        started = await starts(visit, "E01.FR.04", visit.plugged, triggerReason="SignedDataReceived")
        started.meets("E03.FR.10", meterValue=a_list_with({"sampledValue": a_list_with(_SIGNED)}))
        flows = {"transactionInfo": {"chargingState": "Charging"}}
        event = await csms.must_send(step(5), "TransactionEvent", since=started.frame, where=flows)
        event.meets(step(5), eventType="Updated", triggerReason="ChargingStateChanged")
        names_place(visit, "E01.FR.16")
        names_card(visit, "E01.FR.10")
        numbered(visit, "E01.FR.07")


@case("TC_E_12_CS", intents=(*PEOPLE, *BAY))
async def test_car_in_the_parking_bay_starts_a_transaction(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    bay = variable("TxCtrlr", "TxStopPoint", attributeValue="ParkingBayOccupancy")  # else nothing would end it
    point, stop = starting_at(csms, "ParkingBayOccupancy"), configured(csms, bay, if_implemented=True)
    async with point, stop, visiting(csms, station_driver) as visit:
        since = csms.mark
        await parking_bay_occupied(visit, step(1))

        await starts(visit, "E01.FR.01", since, triggerReason="EVDetected")
        numbered(visit, "E01.FR.07")
