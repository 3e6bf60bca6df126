"""N01: the CSMS asks for a log of the station."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, case, step
from ocpp_conformance.conformance.csms.asking import goes_on
from ocpp_conformance.conformance.csms.n_diagnostics.logs_and_customers import log_asked, log_uploaded, told


@case("TC_N_25_CSMS", intents=("log",))
async def test_diagnostics_log_is_uploaded(station: StationProbe, csms_driver: CaseDriver, upload_url: str) -> None:
    await station.booted()
    await log_uploaded(station, csms_driver, "DiagnosticsLog", upload_url, "PUT")


@case("TC_N_34_CSMS", intents=("log",))
async def test_log_is_refused(station: StationProbe, csms_driver: CaseDriver, upload_url: str) -> None:
    await station.booted()
    await log_asked(station, csms_driver, step(1), "DiagnosticsLog", upload_url, "Rejected")
    await goes_on(station, step(2))


@case("TC_N_35_CSMS", topics=("security",), intents=("log",))
async def test_security_log_is_uploaded(station: StationProbe, csms_driver: CaseDriver, upload_url: str) -> None:
    await station.booted()
    await log_uploaded(station, csms_driver, "SecurityLog", upload_url, "POST")


@case("TC_N_36_CSMS", intents=("log",))
async def test_second_log_cancels_the_first(station: StationProbe, csms_driver: CaseDriver, upload_url: str) -> None:
    await station.booted()
    first = await log_asked(station, csms_driver, step(1), "DiagnosticsLog", upload_url)
    await told(station, first, 4, "Uploading")

    second = await log_asked(station, csms_driver, step(5), "DiagnosticsLog", upload_url, "AcceptedCanceled")
    await told(station, first, 8, "AcceptedCanceled")
    await told(station, second, 10, "Uploading")
    await told(station, second, 12, "Uploaded")
