"""M06: a CSMS asks OCSP responders in place of a station."""

from ocpp_conformance.conformance.case import Need, StationProbe, case, step
from ocpp_conformance.conformance.csms.m_certificates.ev_certificates import ocsp_result_about, sub_cas_of
from ocpp_conformance.harness.probes.responder import Responder
from ocpp_conformance.harness.sut.plug_and_charge import PlugAndCharge


@case("TC_M_24_CSMS", topics=("iso15118",), needs=(Need.CONTRACT_CAS,))
async def test_csms_tells_what_ocsp_says(
    station: StationProbe, plug_and_charge: PlugAndCharge, responder: Responder | None
) -> None:
    await station.booted()
    for data in sub_cas_of(plug_and_charge, responder):
        answer = await station.call("GetCertificateStatus", {"ocspRequestData": data})
        answer.meets("M06.FR.02", status="Accepted")
        answer.meets(step(2), status="Accepted", ocspResult=ocsp_result_about(data))
