"""M01, M02: a CSMS hands an EV its contract certificate."""

from ocpp_conformance.conformance.case import Need, StationProbe, case
from ocpp_conformance.conformance.csms.m_certificates.ev_certificates import ev_certificate_wanted
from ocpp_conformance.harness.sut.plug_and_charge import PlugAndCharge


@case("TC_M_26_CSMS", topics=("iso15118",), needs=(Need.EXI_INSTALL,))
async def test_ev_gets_a_contract(station: StationProbe, plug_and_charge: PlugAndCharge) -> None:
    await ev_certificate_wanted(station, plug_and_charge, "Install", plug_and_charge.exi_install)


@case("TC_M_28_CSMS", topics=("iso15118",), needs=(Need.EXI_UPDATE,))
async def test_ev_gets_another_contract(station: StationProbe, plug_and_charge: PlugAndCharge) -> None:
    await ev_certificate_wanted(station, plug_and_charge, "Update", plug_and_charge.exi_update)
