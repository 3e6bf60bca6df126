"""E04, E11, E12: what is left out of too many events of an outage."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.e_transactions.left_out import ended, known_offline, many, read_often
from ocpp_conformance.conformance.station.e_transactions.outages import outage
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_OFFLINE, _SLOW = ("transactions", "offline"), (Need.BOOT_SCALE,)
_TRUST = (*_SLOW, Need.ALLOW_CACHE, Need.ALLOW_LISTS)


@case(
    "PART2-CS-E11-03",
    "Too many events of an outage",
    topics=_OFFLINE,
    needs=_SLOW,
    intents=PEOPLE,
    subject=("E11.FR.05", "J02.FR.13"),
)
async def test_long_outage(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with _on_the_way(csms), while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        async with outage(csms):
            await many(csms)
        await csms.settled()
        await ended(visit, await visit.stop())


@case(
    "PART2-CS-E04-04",
    "Too many events of an outage in which a transaction starts",
    topics=_OFFLINE,
    needs=_TRUST,
    intents=PEOPLE,
    subject=("E04.FR.08",),
)
async def test_start_in_a_long_outage(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with _on_the_way(csms), known_offline(csms, station_driver, tokens) as visit:
        async with outage(csms):
            await visit.plug_in()
            await visit.start()
            await many(csms)
        await csms.settled()
        await ended(visit, await visit.stop())


@case(
    "PART2-CS-E12-04",
    "Too many events of an outage in which a transaction ends",
    topics=_OFFLINE,
    needs=_SLOW,
    intents=PEOPLE,
    subject=("E12.FR.05",),
)
async def test_end_in_a_long_outage(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with _on_the_way(csms), while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        async with outage(csms) as gap:
            await many(csms)
            await visit.stop()
            await visit.unplug()
        await ended(visit, gap.since)


def _on_the_way(csms: CsmsProbe) -> AbstractAsyncContextManager[None]:
    return read_often(csms, "SampledDataCtrlr", "TxUpdated")
