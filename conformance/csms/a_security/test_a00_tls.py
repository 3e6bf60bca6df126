"""A00: TLS with a certificate of the CSMS (security profile 2), and of both sides (security profile 3)."""

from dataclasses import replace

from ocpp_conformance.conformance.case import Need, StationProbe, booting, case, connector_status, step
from ocpp_conformance.conformance.frames import call_text
from ocpp_conformance.harness.evidence import Miss
from ocpp_conformance.harness.sut.certificates import Certificates
from ocpp_conformance.harness.transport.client_hello import Forbidden
from ocpp_conformance.harness.transport.pki import Flaw

_WITH_PASSWORD = (Need.SECURITY_PROFILE_2,)
_WITH_CERTIFICATE = (Need.SECURITY_PROFILE_3,)


@case("TC_A_04_CSMS", needs=_WITH_PASSWORD)
async def test_station_is_served_over_tls(station: StationProbe) -> None:
    await station.connect(step(6))
    await _is_served(station, boot=8, status=10)


@case("TC_A_06_CSMS", needs=_WITH_PASSWORD)
async def test_station_that_offers_only_old_tls_is_dropped(station: StationProbe) -> None:
    old = await station.offer(Forbidden.OLD_TLS)
    old.by_system("A00.FR.315")
    await station.connect("A00.FR.314")
    await _is_served(station, boot=10, status=12)


@case("TC_A_07_CSMS", needs=_WITH_CERTIFICATE)
async def test_station_signs_in_with_its_certificate(station: StationProbe) -> None:
    await station.connect(step(6))
    await _is_served(station, boot=8, status=10)


@case("TC_A_08_CSMS", needs=_WITH_CERTIFICATE)
async def test_station_with_a_bad_certificate_is_dropped(station: StationProbe, certificates: Certificates) -> None:
    for flaw in certificates.flaws:
        end = await station.sign_in(certificates.client(flaw), f"a client certificate {flaw}")
        end.by_system("A00.FR.405" if flaw is Flaw.OTHER_NAME else "A00.FR.407")
    known = station.address
    station.address = replace(known, password=None)  # with its password it may be taken for one of profile 2
    bare = await station.sign_in(certificates.client(profile=2), "a station without a client certificate")
    bare.by_system("A00.FR.407")

    station.address = known
    await station.connect(step(10))
    await _is_served(station, boot=12, status=14)


@case(
    "TLS-CSMS-SERIAL-01",
    "a station whose serial number is not what its certificate names is dropped",
    topics=("security", "boot"),
    needs=_WITH_CERTIFICATE,
)
async def test_station_with_another_serial_number_is_dropped(station: StationProbe) -> None:
    await station.connect()
    boot = booting(serial_number="NOT-IN-THE-CERTIFICATE")
    outcome = await station.provoke(call_text("BootNotification", boot), quiet=station.patience.reply)
    misses = () if outcome.closed is not None else (Miss("", "the connection to be closed", outcome.seen),)
    station.checklist.book("B01.FR.12", misses, seen=outcome.seen)


async def _is_served(station: StationProbe, *, boot: int, status: int) -> None:
    """The end of each of these cases: boot, then the state of a connector, at these steps."""
    booted = await station.boot()
    booted.meets(step(boot), status="Accepted")
    told = await station.call("StatusNotification", connector_status())
    told.meets(step(status))
