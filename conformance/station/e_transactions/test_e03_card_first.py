"""E03: the driver presents a card before the cable is plugged in."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, id_token, step, variable
from ocpp_conformance.conformance.station.car import EV_SUSPENDS
from ocpp_conformance.conformance.station.e_transactions.events import names_card, names_place, numbered
from ocpp_conformance.conformance.station.e_transactions.timeouts import no_energy, patient, times_out
from ocpp_conformance.conformance.station.states import (
    authorized,
    energy_transfer_started,
    ev_connected,
    sends_none,
    visiting,
)
from ocpp_conformance.conformance.station.variables import configured, members
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.probes.payloads import unknown_uid
from ocpp_conformance.harness.rpc import Payload


@case("TC_E_04_CS", intents=PEOPLE)
async def test_cable_after_the_card_starts_charging(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await authorized(visit, "C01.FR.02", step(1))
        await ev_connected(visit, step(2), "E03.FR.12")
        await energy_transfer_started(visit, step(2))

        names_card(visit, "E03.FR.01")
        names_place(visit, "E01.FR.16")
        numbered(visit, "E03.FR.06")


@case("TC_E_05_CS", needs=(Need.BOOT_SCALE,), intents=PEOPLE)
async def test_cable_that_never_comes_frees_the_evse(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    uncached = configured(csms, variable("AuthCacheCtrlr", "Enabled", attributeValue="false"), if_implemented=True)
    await csms.booted()
    async with uncached, patient(csms), visiting(csms, station_driver, tokens.get("accepted")) as visit:
        stops = await members(csms, variable("TxCtrlr", "TxStopPoint"))
        await authorized(visit)
        await times_out(visit, step(1), may_go_on="Authorized" not in stops)

        visit.begin_again()
        await authorized(visit, step(3), step(3))
        await ev_connected(visit, step(4), step(4))
        await energy_transfer_started(visit, step(4))


@case("TC_E_38_CS", intents=(*PEOPLE, *EV_SUSPENDS))
async def test_ev_that_is_not_ready_is_told(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with visiting(csms, station_driver, tokens.get("accepted")) as visit:
        if visit.starts <= {"EnergyTransfer", "ParkingBayOccupancy"}:
            raise csms.checklist.give_up("precondition not reached: a transaction begins before energy flows")
        await visit.car.suspend()
        await authorized(visit)
        await ev_connected(visit, step(1), step(1), pre_session=True)

        waiting = {"transactionInfo": {"chargingState": "SuspendedEV"}}
        event = await csms.must_send(step(2), "TransactionEvent", since=visit.plugged or 0, where=waiting)
        event.meets(step(2), triggerReason="ChargingStateChanged", **waiting)


@case("TC_E_52_CS", intents=PEOPLE)
async def test_card_is_refused_where_nobody_may_be_asked(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    alone = variable("AuthCtrlr", "DisableRemoteAuthorization", attributeValue="true")
    async with visiting(csms, station_driver) as visit, configured(csms, alone):
        since = csms.mark
        await visit.present(tokens.get("invalid", id_token(unknown_uid())))
        await csms.listen(csms.patience.silence(5))

        sends_none(csms, step(1), "Authorize", since=since)
        sends_none(csms, step(1), "TransactionEvent", since=since)
        await ev_connected(visit)
        await csms.listen(csms.patience.silence(5))
        csms.checklist.book(step(1), no_energy(visit, since))
