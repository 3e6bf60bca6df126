"""M01, M02: an EV gets a contract certificate through the station."""

from ocpp_conformance.conformance.case import NOT_EMPTY, CaseDriver, CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.c_authorization.contracts import PLUG_AND_CHARGE
from ocpp_conformance.conformance.station.m_certificates.contract_wishes import WISH, given, unauthorized, wishing
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.sut.description import Description

_TOPICS, _INTENTS = ("security", "iso15118"), ("ask_for_contract",)
_EXI = (Need.EXI,)


@case("PART2-CS-M01-01", "An EV asks for a contract certificate", topics=_TOPICS, intents=_INTENTS)
async def test_contract_is_asked_for(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    await _forwarded(csms, station_driver, "M01.FR.01", "Install")


@case("PART2-CS-M02-01", "An EV asks for another contract certificate", topics=_TOPICS, intents=_INTENTS)
async def test_another_contract_is_asked_for(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    await _forwarded(csms, station_driver, "M02.FR.01", "Update")


@case("TC_M_26_CS", needs=_EXI, intents=PLUG_AND_CHARGE)
async def test_new_contract_authorizes(csms: CsmsProbe, station_driver: CaseDriver, sut: Description) -> None:
    async with wishing(csms, station_driver, "Install", given(sut)) as (_, asked):
        asked.meets(step(1), action="Install")
        await csms.must_send(step(3), "Authorize", since=asked.frame, within=csms.patience.boot)


@case("TC_M_27_CS", intents=PLUG_AND_CHARGE)
async def test_contract_that_is_not_given(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with wishing(csms, station_driver, "Install", None) as (visit, asked):
        asked.meets(step(1), action="Install")
        await unauthorized(visit, step(3), asked)


@case("TC_M_28_CS", needs=_EXI, intents=PLUG_AND_CHARGE)
async def test_renewed_contract_authorizes(csms: CsmsProbe, station_driver: CaseDriver, sut: Description) -> None:
    async with wishing(csms, station_driver, "Update", given(sut)) as (_, asked):
        asked.meets(step(1), action="Update")
        await csms.must_send(step(3), "Authorize", since=asked.frame, within=csms.patience.boot)


@case("TC_M_29_CS", intents=PLUG_AND_CHARGE)
async def test_contract_that_is_not_renewed(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with wishing(csms, station_driver, "Update", None) as (visit, asked):
        asked.meets(step(1), action="Update")
        await unauthorized(visit, step(3), asked)


async def _forwarded(csms: CsmsProbe, driver: CaseDriver, source: Source, action: str) -> None:
    """What the EV asks for reaches the CSMS."""
    await csms.booted()
    since = csms.mark
    await driver.intend("ask_for_contract", action=action)
    asked = await csms.must_send(source, WISH, since=since, within=csms.patience.boot)
    asked.meets(source, action=action, iso15118SchemaVersion=NOT_EMPTY, exiRequest=NOT_EMPTY)
