"""F02: our CSMS starts a transaction, then the cable is plugged in, or never."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, at_least, case, step, variable
from ocpp_conformance.conformance.station.e_transactions.events import names_card, numbered
from ocpp_conformance.conformance.station.f_remote_control.remote_starts import names_remote_start
from ocpp_conformance.conformance.station.remote_states import remotely_authorized
from ocpp_conformance.conformance.station.states import (
    energy_transfer_started,
    ev_connected,
    sends_none,
    visiting,
)
from ocpp_conformance.conformance.station.tx_points import starting_at
from ocpp_conformance.conformance.station.variables import configured, members
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.rpc import Payload

TIMEOUT = 10
"""EVConnectionTimeOut, in OCPP seconds."""


@case("TC_F_02_CS", intents=PEOPLE)
async def test_remote_start_is_authorized_by_the_csms(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    await csms.booted()
    async with authorizing(csms, "true"), visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await remotely_authorized(visit, step(1), "F02.FR.09", step(1))
        await ev_connected(visit, step(2), step(2))
        await energy_transfer_started(visit, step(2))
        names_remote_start(visit, "F02.FR.21", "F02.FR.01")
        names_card(visit, "F02.FR.05")
        numbered(visit, "F02.FR.13")


@case("TC_F_03_CS", intents=PEOPLE)
async def test_remote_start_needs_no_authorization(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    await csms.booted()
    async with authorizing(csms, "false"), visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await remotely_authorized(visit, step(1), None, step(1))
        await ev_connected(visit, step(2), step(2))
        await energy_transfer_started(visit, step(2))
        sends_none(csms, "F02.FR.10", "Authorize", since=visit.since)
        names_remote_start(visit, "F02.FR.21", "F02.FR.01")
        names_card(visit, "F02.FR.05")
        numbered(visit, "F02.FR.13")


@case("TC_F_04_CS", needs=(Need.BOOT_SCALE,), intents=PEOPLE)
async def test_cable_that_never_comes_ends_the_transaction(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    await csms.booted()
    patient = variable("TxCtrlr", "EVConnectionTimeOut", attributeValue=str(TIMEOUT))
    async with (
        configured(csms, patient),
        starting_at(csms, "Authorized"),
        visiting(csms, station_driver, tokens.get("accepted")) as visit,
    ):
        start = await remotely_authorized(visit)

        timed_out = {"triggerReason": "EVConnectTimeout"}
        late = csms.patience.too_late(TIMEOUT)
        event = await csms.must_send(step(1), "TransactionEvent", since=start.frame, within=late, where=timed_out)
        stays = "ParkingBayOccupancy" in await members(csms, variable("TxCtrlr", "TxStopPoint"))
        if not stays:  # F02.FR.08 leaves the end to the driver who drives away
            event.meets("F02.FR.07", eventType="Ended", transactionInfo={"stoppedReason": "Timeout"})
        waited = mismatches(at_least(csms.patience.too_early(TIMEOUT)), event.at - start.at, "real seconds")
        csms.checklist.book("F02.FR.07", waited, frame=event.frame)
        await csms.settled()
        await remotely_authorized(visit, step(3), step(3), step(3))


def authorizing(csms: CsmsProbe, remote_start: str) -> AbstractAsyncContextManager[None]:
    """Whether the station asks about the card of a remote start, as a precondition."""
    return configured(csms, variable("AuthCtrlr", "AuthorizeRemoteStart", attributeValue=remote_start))
