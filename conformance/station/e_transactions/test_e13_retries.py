"""E13: a TransactionEvent gets no answer, or a CALLERROR."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import SILENCE, CaseDriver, CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.e_transactions.retries import ATTEMPTS, FAILURE, energy_untold, tried
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.probes import polite_answer
from ocpp_conformance.harness.rpc import Payload

TOPICS, NEEDS = ("offline",), (Need.BOOT_SCALE,)


@case("TC_E_41_CS", topics=TOPICS, needs=NEEDS, intents=PEOPLE)
async def test_unanswered_event_is_sent_as_often_as_configured(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with energy_untold(csms, station_driver, tokens.get("accepted"), SILENCE) as visit:
        await tried(visit, ATTEMPTS, "E13.FR.04")


# Edition 2 wants as many attempts as configured, its errata (6.1.20) as many as it takes: two
@case("TC_E_42_CS", topics=TOPICS, needs=NEEDS, intents=PEOPLE)
async def test_unanswered_event_is_sent_until_it_is_answered(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with energy_untold(csms, station_driver, tokens.get("accepted"), SILENCE, polite_answer) as visit:
        await tried(visit, 2, step(5))


@case("TC_E_50_CS", topics=TOPICS, needs=NEEDS, intents=PEOPLE)
async def test_refused_event_is_sent_as_often_as_configured(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with energy_untold(csms, station_driver, tokens.get("accepted"), FAILURE) as visit:
        await tried(visit, ATTEMPTS, "E13.FR.04")


@case("TC_E_51_CS", topics=TOPICS, needs=NEEDS, intents=PEOPLE)
async def test_refused_event_is_sent_until_it_is_answered(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with energy_untold(csms, station_driver, tokens.get("accepted"), FAILURE, polite_answer, FAILURE) as visit:
        await tried(visit, 2, step(5))
