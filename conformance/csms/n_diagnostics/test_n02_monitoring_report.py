"""N02: the CSMS asks which monitors a station has."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, case, step
from ocpp_conformance.conformance.csms.n_diagnostics.monitors import (
    EVSE_POWER,
    EVSE_STATE,
    POWER,
    STATION_STATE,
    report_asked,
    report_told,
)

INTENTS = ("monitoring_report",)
NONE = "EmptyResultSet"


@case("TC_N_01_CSMS", intents=INTENTS)
async def test_monitors_of_a_kind_are_asked_for(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await report_asked(station, csms_driver, step(1), criterion="DeltaMonitoring", answer=NONE)
    request = await report_asked(station, csms_driver, step(3), criterion="ThresholdMonitoring")
    await report_told(station, request, step(6), POWER, EVSE_POWER, kind="UpperThreshold")


@case("TC_N_02_CSMS", intents=INTENTS)
async def test_monitors_of_a_variable_are_asked_for(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await report_asked(station, csms_driver, step(1), POWER, answer=NONE)
    request = await report_asked(station, csms_driver, step(3), EVSE_STATE)
    await report_told(station, request, step(6), EVSE_STATE)


@case("TC_N_03_CSMS", intents=INTENTS)
async def test_monitors_of_a_kind_of_a_variable_are_asked_for(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    await report_asked(station, csms_driver, step(1), EVSE_STATE, criterion="DeltaMonitoring", answer=NONE)
    request = await report_asked(station, csms_driver, step(3), POWER, criterion="ThresholdMonitoring")
    await report_told(station, request, step(6), POWER, kind="UpperThreshold")


@case("TC_N_47_CSMS", intents=INTENTS)
async def test_all_monitors_are_asked_for(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    request = await report_asked(station, csms_driver, step(1))
    await report_told(station, request, step(4), STATION_STATE, EVSE_STATE)


@case("TC_N_60_CSMS", intents=INTENTS)
async def test_monitors_of_a_kind_of_two_variables_are_asked_for(
    station: StationProbe, csms_driver: CaseDriver
) -> None:
    await station.booted()
    # the checks are printed the other way round than what the operator is to do; the CSMS does what it is asked
    threshold, delta = "ThresholdMonitoring", "DeltaMonitoring"
    await report_asked(station, csms_driver, step(1), POWER, EVSE_POWER, criterion=threshold, answer=NONE)
    request = await report_asked(station, csms_driver, step(3), STATION_STATE, EVSE_STATE, criterion=delta)
    await report_told(station, request, step(6), STATION_STATE, EVSE_STATE)
