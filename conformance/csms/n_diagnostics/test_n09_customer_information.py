"""N09: the CSMS asks what the station keeps of a customer."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, Need, StationProbe, case, step
from ocpp_conformance.conformance.csms.asking import goes_on
from ocpp_conformance.conformance.csms.n_diagnostics.logs_and_customers import NO_DATA, customer_asked, customer_told
from ocpp_conformance.harness.rpc import Payload

Tokens = Mapping[str, Payload]


@case("TC_N_27_CSMS", needs=(Need.TOKEN_ACCEPTED,), intents=("customer_information",))
async def test_data_of_a_customer_is_reported(station: StationProbe, csms_driver: CaseDriver, tokens: Tokens) -> None:
    await station.booted()
    request = await customer_asked(station, csms_driver, "N09.FR.04", tokens["accepted"])
    request.meets("N09.FR.01", report=True)
    await customer_told(station, request, "cache: Accepted; ", "transactions: none")


@case("TC_N_28_CSMS", needs=(Need.TOKEN_ACCEPTED,), intents=("customer_information",))
async def test_there_is_no_data_of_a_customer(station: StationProbe, csms_driver: CaseDriver, tokens: Tokens) -> None:
    await station.booted()
    request = await customer_asked(station, csms_driver, "N09.FR.04", tokens["accepted"])
    request.meets("N09.FR.01", report=True)
    await customer_told(station, request, NO_DATA)


@case("TC_N_29_CSMS", needs=(Need.TOKEN_ACCEPTED,), intents=("customer_information",))
async def test_report_of_a_customer_is_refused(station: StationProbe, csms_driver: CaseDriver, tokens: Tokens) -> None:
    await station.booted()
    request = await customer_asked(station, csms_driver, "N09.FR.04", tokens["accepted"], answer="Rejected")
    request.meets("N09.FR.01", report=True)
    await goes_on(station, step(2))
