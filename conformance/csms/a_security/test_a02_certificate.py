"""A02: the CSMS has a station renew its certificate."""

from dataclasses import replace

from ocpp_conformance.conformance.case import CaseDriver, Need, StationProbe, case, step
from ocpp_conformance.conformance.csms.a_security.renewal import renewed_certificate
from ocpp_conformance.conformance.csms.asking import still_served
from ocpp_conformance.harness.sut.certificates import Certificates
from ocpp_conformance.harness.times import now

INVALID = "InvalidChargingStationCertificate"


@case("TC_A_11_CSMS", needs=(Need.SECURITY_PROFILE_3,), intents=("trigger",))
async def test_certificate_is_renewed(
    station: StationProbe, csms_driver: CaseDriver, certificates: Certificates
) -> None:
    await station.booted()
    tls = await renewed_certificate(
        station, csms_driver, certificates, triggered="F06.FR.01", accepted="A02.FR.11", sent=step(1)
    )

    await station.away()
    station.address = replace(station.address, tls=tls)
    await station.connect(step(1))
    await still_served(station)


@case("TC_A_14_CSMS", needs=(Need.SECURITY_PROFILE_3,), intents=("trigger",))
async def test_rejected_certificate_leaves_the_old_one(
    station: StationProbe, csms_driver: CaseDriver, certificates: Certificates
) -> None:
    await station.booted()
    await renewed_certificate(
        station, csms_driver, certificates, "Rejected", triggered=step(1), accepted=step(4), sent=step(5)
    )
    event = await station.call("SecurityEventNotification", {"type": INVALID, "timestamp": now()})  # A02.FR.07
    event.meets("A04.FR.03")

    await station.away()
    await station.connect()
    await still_served(station)
