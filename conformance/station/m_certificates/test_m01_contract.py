"""M01, M02: an EV gets a contract certificate through the station."""

from ocpp_conformance.conformance.case import NOT_EMPTY, CaseDriver, CsmsProbe, case
from ocpp_conformance.harness.evidence import Source

_TOPICS, _INTENTS = ("security", "iso15118"), ("ask_for_contract",)


@case("PART2-CS-M01-01", "An EV asks for a contract certificate", topics=_TOPICS, intents=_INTENTS)
async def test_contract_is_asked_for(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    await _forwarded(csms, station_driver, "M01.FR.01", "Install")


@case("PART2-CS-M02-01", "An EV asks for another contract certificate", topics=_TOPICS, intents=_INTENTS)
async def test_another_contract_is_asked_for(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    await _forwarded(csms, station_driver, "M02.FR.01", "Update")


async def _forwarded(csms: CsmsProbe, driver: CaseDriver, source: Source, action: str) -> None:
    """What the EV asks for reaches the CSMS."""
    await csms.booted()
    since = csms.mark
    await driver.intend("ask_for_contract", action=action)
    asked = await csms.must_send(source, "Get15118EVCertificate", since=since, within=csms.patience.boot)
    asked.meets(source, action=action, iso15118SchemaVersion=NOT_EMPTY, exiRequest=NOT_EMPTY)
