"""C12: a master pass that is cached starts nothing."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.c_authorization.cached import is_refused
from ocpp_conformance.conformance.station.c_authorization.master_pass import CONFIGURED, PASSED
from ocpp_conformance.conformance.station.memory import cache_in_use, id_token_cached
from ocpp_conformance.conformance.station.states import ev_connected, visiting
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case(
    "PART2-CS-C12-01",
    "A cached master pass starts nothing",
    topics=("auth",),
    needs=(Need.ALLOW_CACHE,),
    intents=PEOPLE,
)
async def test_cached_master_pass_starts_nothing(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with cache_in_use(csms):
        card = await id_token_cached(csms, station_driver, tokens.get("accepted"), PASSED)
        async with configured(csms, CONFIGURED), visiting(csms, station_driver, card, unasked=True) as visit:
            await ev_connected(visit)
            await csms.settled()
            since = csms.mark
            await visit.present(card)
            await is_refused(visit, "C12.FR.09", since)
