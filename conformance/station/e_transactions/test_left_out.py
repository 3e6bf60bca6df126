"""E06 to E12, E15, F03, F04: what is left out of too many readings, however a transaction ends."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, variable
from ocpp_conformance.conformance.station.car import EV_SIDE
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.e_transactions.ev_sessions import WITH_EV, ended_by_ev, with_ev
from ocpp_conformance.conformance.station.e_transactions.left_out import (
    ended,
    known_offline,
    many,
    read_often,
)
from ocpp_conformance.conformance.station.e_transactions.outages import outage
from ocpp_conformance.conformance.station.tx_points import stopping_at
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_TOPICS, _OFFLINE, _SLOW = ("transactions",), ("transactions", "offline"), (Need.BOOT_SCALE,)
_TRUST = (*_SLOW, Need.ALLOW_CACHE, Need.ALLOW_LISTS)


@case(
    "PART2-CS-E07-02",
    "Too many readings before a card stops",
    topics=_TOPICS,
    needs=_SLOW,
    intents=PEOPLE,
    subject=("E06.FR.13", "E07.FR.10"),
)
async def test_card_stops(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with _for_the_end(csms), while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        await many(csms)
        await ended(visit, await visit.stop())


@case(
    "PART2-CS-E08-04",
    "Too many readings before a card stops offline",
    topics=_OFFLINE,
    needs=_SLOW,
    intents=PEOPLE,
    subject=("E08.FR.11",),
)
async def test_card_stops_offline(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with _for_the_end(csms), while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        await many(csms)
        async with outage(csms) as gap:
            await visit.stop()
            await visit.unplug()
        await ended(visit, gap.since)


@case(
    "PART2-CS-E09-04",
    "Too many readings before the EV is taken off",
    topics=_TOPICS,
    needs=_SLOW,
    intents=(*PEOPLE, *EV_SIDE),
    subject=("E09.FR.07",),
)
async def test_ev_is_taken_off(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    charging = while_charging(csms, station_driver, tokens.get("accepted"))
    async with stopping_at(csms, "EVConnected", "PowerPathClosed"), _for_the_end(csms), charging as visit:
        await many(csms)
        await ended(visit, await visit.unplug_ev())


@case(
    "PART2-CS-E10-03",
    "Too many readings of a transaction that goes on without its EV",
    topics=_TOPICS,
    needs=_SLOW,
    intents=(*PEOPLE, *EV_SIDE, "plug_in_ev"),
    subject=("E10.FR.06",),
)
async def test_ev_comes_back(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    stays = configured(csms, variable("TxCtrlr", "StopTxOnEVSideDisconnect", attributeValue="false"))
    charging = while_charging(csms, station_driver, tokens.get("accepted"))
    point = stopping_at(csms, "Authorized", without=("EVConnected", "PowerPathClosed", "EnergyTransfer"))
    async with point, stays, _for_the_end(csms), charging as visit:
        since = await visit.unplug_ev()
        await csms.next_call("TransactionEvent", since=since, where={"triggerReason": "EVCommunicationLost"})
        await visit.plug_in_ev()
        await many(csms)
        await ended(visit, await visit.stop())


@case(
    "PART2-CS-E12-03",
    "Too many readings of a transaction that nobody saw",
    topics=_OFFLINE,
    needs=_TRUST,
    intents=PEOPLE,
    subject=("E12.FR.09",),
)
async def test_all_of_it_is_offline(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with _for_the_end(csms), known_offline(csms, station_driver, tokens) as visit:
        async with outage(csms) as gap:
            await visit.plug_in()
            await visit.start()
            await many(csms)
            await visit.stop()
            await visit.unplug()
        await ended(visit, gap.since)


@case(
    "PART2-CS-E15-03",
    "Too many readings before the EV ends its session",
    topics=(*_TOPICS, "iso15118"),
    needs=_SLOW,
    intents=(*WITH_EV, "end_ev_session"),
    subject=("E15.FR.03",),
)
async def test_ev_ends_its_session(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    point = stopping_at(csms, "Authorized", "PowerPathClosed", "EnergyTransfer")
    async with point, _for_the_end(csms), with_ev(csms, station_driver) as visit:
        await many(csms)
        await ended(visit, await ended_by_ev(visit))


@case(
    "PART2-CS-F03-02",
    "Too many readings before the CSMS stops",
    topics=_TOPICS,
    needs=_SLOW,
    intents=PEOPLE,
    subject=("F03.FR.06",),
)
async def test_csms_stops(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with _for_the_end(csms), while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        await many(csms)
        since = csms.mark
        (await visit.stop_remotely()).expects(status="Accepted")
        await ended(visit, since)


@case(
    "PART2-CS-F04-03",
    "Too many readings before the CSMS stops a session of ISO 15118",
    topics=(*_TOPICS, "iso15118"),
    needs=_SLOW,
    intents=WITH_EV,
    subject=("F04.FR.06",),
)
async def test_csms_stops_a_session(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with _for_the_end(csms), with_ev(csms, station_driver) as visit:
        await many(csms)
        since = csms.mark
        (await visit.stop_remotely()).expects(status="Accepted")
        await ended(visit, since)


def _for_the_end(csms: CsmsProbe) -> AbstractAsyncContextManager[None]:
    return read_often(csms, "SampledDataCtrlr", "TxEnded")
