"""A05: the CSMS raises the security profile of a station."""

from dataclasses import replace
from typing import Any

from ocpp_conformance.conformance.case import (
    CaseDriver,
    Need,
    StationProbe,
    a_list_with,
    case,
    connector_status,
    step,
    text_like,
)
from ocpp_conformance.conformance.csms.a_security.renewal import renewed_certificate
from ocpp_conformance.conformance.csms.asking import asked
from ocpp_conformance.conformance.csms.configuration import all_written, named, network_profile
from ocpp_conformance.harness.evidence import NotRun
from ocpp_conformance.harness.probes import CsmsAddress
from ocpp_conformance.harness.sut.certificates import Certificates
from ocpp_conformance.harness.sut.csms_under_test import CsmsUnderTest

SLOT = 2
PRIORITY = {"component": "OCPPCommCtrlr", "variable": "NetworkConfigurationPriority"}
IN_IT = text_like(rf"(.*,\s*)?{SLOT}(\s*,.*)?", f"a list with {SLOT}")
UPGRADE = ("reset", "set_network_profile", "trigger", "write_variables")


@case("TC_A_19_CSMS", topics=("reset",), needs=(Need.SECURITY_PROFILE_2,), intents=UPGRADE)
async def test_upgraded_station_can_not_go_back(
    station: StationProbe, csms_side: CsmsUnderTest, csms_driver: CaseDriver, certificates: Certificates
) -> None:
    lower, higher = station.address, _higher(csms_side)
    await station.booted()
    tls = await renewed_certificate(station, csms_driver, certificates)
    await _upgraded(station, csms_driver, higher)

    await station.away()
    station.address = replace(higher, tls=tls)
    await station.connect(step(8))
    boot = await station.boot("RemoteReset")
    boot.meets(step(9), status="Accepted")
    status = await station.call("StatusNotification", connector_status())
    status.meets(step(9))

    await station.away()
    station.address = lower
    (await station.attempt()).turned_away("A05.FR.07")


async def _upgraded(station: StationProbe, csms_driver: CaseDriver, higher: CsmsAddress) -> None:
    """Steps 1 to 6: the new profile, its place in the order of profiles, and the reset that makes it hold."""
    wanted: dict[str, Any] = {"slot": SLOT, "url": higher.endpoint, "security_profile": 3}
    sent = await asked(station, csms_driver, step(1), "set_network_profile", **wanted)
    sent.meets(step(1), **network_profile(wanted))

    about = {"setVariableData": a_list_with(named(*PRIORITY.values()))}
    new = [{**PRIORITY, "value": f"{SLOT},1"}]
    written = await asked(station, csms_driver, step(3), "write_variables", all_written, where=about, variables=new)
    written.meets(step(3), setVariableData=a_list_with(named(*PRIORITY.values(), attributeValue=IN_IT)))

    reset = await asked(station, csms_driver, step(5), "reset", kind="OnIdle")
    reset.meets(step(5))


def _higher(csms_side: CsmsUnderTest) -> CsmsAddress:
    """Where the station connects after the upgrade. Raises `NotRun` where nobody said."""
    if csms_side.higher is None:
        raise NotRun(
            "needs the address for security profile 3", "leave out --csms: so far only the bundled CSMS has it"
        )
    return csms_side.higher
