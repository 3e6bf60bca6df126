"""C11: the CSMS clears the Authorization Cache."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, step, variable
from ocpp_conformance.conformance.station.c_authorization.cached import COMPONENT
from ocpp_conformance.conformance.station.c_authorization.groups import authorized_as
from ocpp_conformance.conformance.station.memory import cache_in_use, id_token_cached
from ocpp_conformance.conformance.station.states import energy_transfer_started, ev_connected, visiting
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case("TC_C_37_CS", needs=(Need.ALLOW_CACHE,), intents=PEOPLE)
async def test_cleared_card_is_asked_about(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with cache_in_use(csms):
        card = await id_token_cached(csms, station_driver, tokens.get("accepted"))
        reply = await csms.call("ClearCache", {})
        reply.meets("C11.FR.03", status="Accepted")

        async with visiting(csms, station_driver, card, unasked=True) as visit:
            await ev_connected(visit, step(4), step(4))
            await authorized_as(visit, "C11.FR.01", step(7))
            await energy_transfer_started(visit, step(9))


@case("TC_C_38_CS", needs=(Need.ALLOW_CACHE,), intents=PEOPLE)
async def test_cache_that_is_off_is_not_cleared(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with cache_in_use(csms):
        await id_token_cached(csms, station_driver, tokens.get("accepted"))
        async with configured(csms, variable(COMPONENT, "Enabled", attributeValue="false")):
            reply = await csms.call("ClearCache", {})
            reply.meets("C11.FR.04", status="Rejected")
