"""C15: a station that lets strangers in while it is offline, and what becomes of them."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, id_token, variable
from ocpp_conformance.conformance.station.c_authorization.cached import asked_about
from ocpp_conformance.conformance.station.c_authorization.outdated import (
    DEAUTHORIZED,
    OFFLINE,
    UNKNOWN,
    card_told,
    energy_stopped,
    on_invalid_id,
    tells,
)
from ocpp_conformance.conformance.station.e_transactions.outages import outage, patient
from ocpp_conformance.conformance.station.memory import INVALID, cache_in_use, says
from ocpp_conformance.conformance.station.states import ev_connected, visiting
from ocpp_conformance.conformance.station.tx_points import stopping_at
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_TOPICS, _NEEDS = ("auth", "offline"), (Need.BOOT_SCALE,)
_NEW = id_token("04D7E8FA")
_ENDING = ("Authorized", "PowerPathClosed", "EnergyTransfer", "DataSigned")
_LIST = variable("LocalAuthListCtrlr", "Enabled", attributeValue="true")


@case("PART2-CS-C15-01", "A stranger is not cached", topics=_TOPICS, needs=(*_NEEDS, Need.ALLOW_CACHE), intents=PEOPLE)
async def test_stranger_is_not_cached(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    card = tokens.get("unknown", _NEW)
    csms.answers("TransactionEvent", {})  # what an answer said of the card would be cached (C10.FR.05)
    async with cache_in_use(csms, UNKNOWN, OFFLINE), patient(csms):
        async with visiting(csms, station_driver, card, unasked=True) as visit:
            async with outage(csms) as gap:
                await visit.plug_in()
                await visit.start()
            await csms.next_call("TransactionEvent", since=gap.since)
            await csms.settled()
        await csms.settled()
        async with visiting(csms, station_driver, card, unasked=True) as again:
            await ev_connected(again)
            await asked_about(again, "C15.FR.01", starts=True)


@case("PART2-CS-C15-02", "A stranger that is refused is stopped", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_refused_stranger_is_stopped(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    stops, none = on_invalid_id(stop=True, energy=0)
    async with (
        stopping_at(csms, "EVConnected", without=_ENDING),
        configured(csms, _LIST, none, if_implemented=True),
        configured(csms, UNKNOWN, OFFLINE, stops),
        patient(csms),
        visiting(csms, station_driver, tokens.get("unknown", _NEW), unasked=True) as visit,
    ):
        says(csms, INVALID)
        async with outage(csms) as gap:
            await visit.plug_in()
            await visit.start()
        await card_told(csms, gap.since)
        await tells(visit, gap, "C15.FR.03", {**DEAUTHORIZED, "eventType": "Updated"})
        await energy_stopped(visit, gap, "C15.FR.03")
        visit.deauthorized()
