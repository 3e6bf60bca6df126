"""E06: a transaction ends where its authorization does, without anybody who stops it."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import PRESENT, CaseDriver, CsmsProbe, Need, case, step, variable
from ocpp_conformance.conformance.station.e_transactions import outages
from ocpp_conformance.conformance.station.e_transactions.events import ended, numbered
from ocpp_conformance.conformance.station.e_transactions.timeouts import only_plugs_in, patient, times_out
from ocpp_conformance.conformance.station.memory import INVALID, says, trusted_offline
from ocpp_conformance.conformance.station.states import authorized, ev_connected, visiting
from ocpp_conformance.conformance.station.tx_points import begins_without_a_bay, stopping_at
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_REFUSED = {"stoppedReason": "DeAuthorized"}
_INVALID_STOPS = variable("TxCtrlr", "StopTxOnInvalidId", attributeValue="true")


@case("TC_E_16_CS", topics=("offline",), needs=(Need.BOOT_SCALE, Need.ALLOW_CACHE, Need.ALLOW_LISTS), intents=PEOPLE)
async def test_card_that_turns_out_invalid_ends_the_transaction(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = stopping_at(csms, "Authorized", "PowerPathClosed", without=("EnergyTransfer", "DataSigned"))
    async with (
        point,
        configured(csms, _INVALID_STOPS),
        outages.patient(csms),
        trusted_offline(csms, station_driver, tokens.get("accepted")) as card,
        visiting(csms, station_driver, card, unasked=True) as visit,
    ):
        begins_without_a_bay(visit)
        says(csms, INVALID)
        async with outages.outage(csms) as gap:
            await visit.start()
            await visit.plug_in()
            await csms.listen(csms.patience.scaled(outages.WAIT))

        queued = await csms.must_send(step(1), "TransactionEvent", since=gap.since, where={"idToken": PRESENT})
        await ended(visit, "C15.FR.04", gap.since, triggerReason="Deauthorized", transactionInfo=_REFUSED)
        for each in visit.events(gap.since):
            if each["seqNo"] <= queued["seqNo"]:
                each.meets(step(1), offline=True)
        numbered(visit, "E06.FR.14")


@case("TC_E_39_CS", needs=(Need.BOOT_SCALE,), intents=PEOPLE)
async def test_cable_that_never_comes_ends_the_authorization(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = stopping_at(csms, "Authorized")
    async with point, patient(csms), visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await authorized(visit)
        await times_out(visit, step(1), may_go_on="ParkingBayOccupancy" in visit.starts)

        visit.begin_again()
        await ev_connected(visit, None, step(3))
        await csms.listen(csms.patience.silence(5))
        only_plugs_in(visit, step(3), visit.since)
