"""N10: the CSMS has the station clear what it keeps of a customer."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, Need, StationProbe, case, step
from ocpp_conformance.conformance.csms.m_certificates.certificates import CSMS_ROOT, hash_of
from ocpp_conformance.conformance.csms.n_diagnostics.logs_and_customers import (
    IDENTIFIER,
    NO_DATA,
    customer_asked,
    customer_told,
    leaves_local_list,
)
from ocpp_conformance.harness.rpc import Payload

Tokens = Mapping[str, Payload]


@case("TC_N_30_CSMS", needs=(Need.TOKEN_ACCEPTED,), intents=("customer_information",))
async def test_customer_is_reported_and_cleared(station: StationProbe, csms_driver: CaseDriver, tokens: Tokens) -> None:
    await station.booted()
    request = await customer_asked(station, csms_driver, "N10.FR.08", tokens["accepted"], clear=True)
    request.meets(step(1), report=True, clear=True)
    await customer_told(station, request, "cache: Accepted; ", "transactions: none")


@case("TC_N_31_CSMS", needs=(Need.TOKEN_ACCEPTED,), intents=("customer_information",))
async def test_there_is_nothing_to_clear(station: StationProbe, csms_driver: CaseDriver, tokens: Tokens) -> None:
    await station.booted()
    request = await customer_asked(station, csms_driver, "N10.FR.08", tokens["accepted"], clear=True)
    request.meets(step(1), report=True, clear=True)
    await customer_told(station, request, NO_DATA)


@case("TC_N_32_CSMS", needs=(Need.TOKEN_ACCEPTED,), intents=("customer_information",))
async def test_customer_is_cleared_only(station: StationProbe, csms_driver: CaseDriver, tokens: Tokens) -> None:
    await station.booted()
    request = await customer_asked(station, csms_driver, "N10.FR.08", tokens["accepted"], report=False, clear=True)
    request.meets(step(1), report=False, clear=True)
    await customer_told(station, request, "Data cleared")


@case("TC_N_62_CSMS", intents=("customer_information",))
async def test_customer_is_cleared_by_identifier(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    customer = {"customerIdentifier": IDENTIFIER}
    request = await customer_asked(station, csms_driver, "N10.FR.08", customer, clear=True)
    request.meets(step(1), report=True, clear=True)
    await customer_told(station, request, "identifier: OpenChargeAlliance")


@case(
    "TC_N_46_CSMS",
    topics=("auth", "rfid"),
    needs=(Need.TOKEN_ACCEPTED,),
    intents=("setup", "customer_information", "send_local_list"),
)
async def test_cleared_customer_is_taken_off_the_list(
    station: StationProbe, csms_driver: CaseDriver, tokens: Tokens
) -> None:
    customer = tokens["accepted"]
    entry = {"id_token": customer["idToken"], "type": customer["type"]}
    await csms_driver.setup(local_list={"version": 1, "entries": [entry]})
    station.answers("GetLocalListVersion", {"versionNumber": 1})
    await station.booted()
    since = station.mark
    request = await customer_asked(station, csms_driver, "N10.FR.08", customer, clear=True)
    request.meets(step(1), report=True, clear=True)
    await customer_told(station, request, "cache: Accepted; ", "local list: Accepted")
    await leaves_local_list(station, csms_driver, customer, 1, since)


@case("TC_N_63_CSMS", intents=("customer_information",))
async def test_customer_is_cleared_by_certificate(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    customer = {"customerCertificate": hash_of(CSMS_ROOT, "SHA256")}
    request = await customer_asked(station, csms_driver, "N10.FR.08", customer, clear=True)
    request.meets(step(1), report=True, clear=True)
    await customer_told(station, request, "certificate: contract of OpenChargeAlliance")


@case(
    "TOKEN-CSMS-LIST-01",
    "A customer who is cleared leaves the local authorization list",
    topics=("auth", "rfid"),
    needs=(Need.TOKEN_ACCEPTED,),
    intents=("setup", "customer_information", "send_local_list"),
)
async def test_cleared_customer_leaves_the_local_list(
    station: StationProbe, csms_driver: CaseDriver, tokens: Tokens
) -> None:
    customer = tokens["accepted"]
    entry = {"id_token": customer["idToken"], "type": customer["type"]}
    await csms_driver.setup(local_list={"version": 1, "entries": [entry]})
    station.answers("GetLocalListVersion", {"versionNumber": 1})
    await station.booted()
    since = station.mark
    request = await customer_asked(station, csms_driver, "N10.FR.08", customer, clear=True, source="N10.FR.08")
    await customer_told(station, request, "cache: Accepted", source=None)
    await leaves_local_list(station, csms_driver, customer, 1, since)
