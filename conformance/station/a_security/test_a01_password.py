"""A01: the CSMS gives a station a new password."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, one_of, step
from ocpp_conformance.conformance.station.a_security.credentials import (
    carry_credentials,
    changing_password,
    password_of,
    signs_in_anew,
)
from ocpp_conformance.conformance.station.connectors import connectors_reported
from ocpp_conformance.conformance.station.starts import start_told
from ocpp_conformance.harness.sut.description import Description
from ocpp_conformance.harness.transport import Secret

NEW, TOO_SHORT = Secret("open-conformance-new-01"), Secret("15-characters-x")


@case("TC_A_09_CS", needs=(Need.PASSWORD,))
async def test_new_password_is_signed_in_with(csms: CsmsProbe, sut: Description) -> None:
    old = password_of(sut)
    assert old is not None, "the need"
    await csms.booted()
    async with changing_password(csms, NEW, old) as reply:
        reply.meets(step(2), setVariableResult=[{"attributeStatus": one_of("Accepted", "RebootRequired")}])
        boot = await signs_in_anew(csms, reply, reply.at)
        carry_credentials(csms, [each for each in csms.upgrades if each.at > reply.at], NEW, "A01.FR.01")
        if boot is not None:
            boot.meets("B01.FR.01")
            await connectors_reported(csms, boot, step(7))


@case("TC_A_10_CS", needs=(Need.PASSWORD, Need.RESET))
async def test_password_that_is_too_short_is_refused(csms: CsmsProbe, sut: Description) -> None:
    old = password_of(sut)
    assert old is not None, "the need"
    await csms.booted()
    async with changing_password(csms, TOO_SHORT, old) as reply:
        reply.meets(step(2), setVariableResult=[{"attributeStatus": "Rejected"}])
        boot = await csms.reboot()
        carry_credentials(csms, [each for each in csms.upgrades if each.at > reply.at], old, step(3))
        boot.meets("B01.FR.01")
        await start_told(csms, boot)
