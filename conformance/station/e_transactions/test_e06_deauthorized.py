"""E06: a transaction ends where its authorization does, without anybody who stops it."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.e_transactions.timeouts import only_plugs_in, patient, times_out
from ocpp_conformance.conformance.station.states import authorized, ev_connected, visiting
from ocpp_conformance.conformance.station.tx_points import stopping_at
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]


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
