"""A00: HTTP Basic authentication (security profile 1)."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, one_of, step
from ocpp_conformance.conformance.station.a_security.credentials import carry_credentials, password_of
from ocpp_conformance.conformance.station.starts import start_told
from ocpp_conformance.harness.sut.description import Description


@case("TC_A_01_CS", topics=("auth",), needs=(Need.RESET, Need.PASSWORD))
async def test_connection_attempts_carry_identity_and_password(csms: CsmsProbe, sut: Description) -> None:
    boot = await csms.reboot()
    carry_credentials(csms, csms.upgrades, password_of(sut), step(1))
    boot.meets("B01.FR.01")
    boot.meets("B01.FR.09", reason=one_of("PowerUp", "RemoteReset"))
    await start_told(csms, boot)
