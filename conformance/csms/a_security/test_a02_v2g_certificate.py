"""A02: the CSMS has a station renew the certificate that it shows to EVs by ISO 15118."""

from ocpp_conformance.conformance.case import CaseDriver, Need, StationProbe, case, step
from ocpp_conformance.conformance.csms.a_security.v2g_renewal import V2gRequest, v2g_certificate_sent
from ocpp_conformance.conformance.csms.asking import asked
from ocpp_conformance.harness.sut.plug_and_charge import PlugAndCharge

SIGN = "SignV2GCertificate"


@case("TC_A_12_CSMS", topics=("iso15118",), needs=(Need.V2G_ROOT,), intents=("trigger",))
async def test_v2g_certificate_is_renewed(
    station: StationProbe, csms_driver: CaseDriver, plug_and_charge: PlugAndCharge
) -> None:
    await station.booted()
    where: dict[str, object] = {"requestedMessage": SIGN}
    await asked(station, csms_driver, step(1), "trigger", where=where, requested_message=SIGN)

    request, since = V2gRequest.new(), station.mark
    sign = await station.call("SignCertificate", {"csr": request.csr, "certificateType": "V2GCertificate"})
    sign.meets("A02.FR.11", status="Accepted")
    sign.meets(step(4), status="Accepted")
    await v2g_certificate_sent(station, request, plug_and_charge.v2g_root, step(5), since)
