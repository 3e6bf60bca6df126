"""N10: the CSMS has the station clear what it keeps of the contract certificate of an EV."""

from ocpp_conformance.conformance.case import NOT_EMPTY, CaseDriver, CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.c_authorization.contracts import PLUG_AND_CHARGE, plugging_in
from ocpp_conformance.conformance.station.c_authorization.plug_and_charge import (
    ACCEPTED,
    contract_asked,
    contract_authorized,
    equipped,
)
from ocpp_conformance.conformance.station.e_transactions.ev_sessions import ended_by_ev
from ocpp_conformance.conformance.station.m_certificates.certificates import MO_ROOT, V2G_ROOT
from ocpp_conformance.conformance.station.n_diagnostics.customers import customer_asked, forgotten, says_nothing
from ocpp_conformance.conformance.station.states import energy_transfer_started


@case(
    "TC_N_63_CS",
    topics=("iso15118",),
    needs=(Need.ALLOW_CUSTOMER, Need.ALLOW_CERTIFICATES),
    intents=(*PLUG_AND_CHARGE, "end_ev_session"),
)
async def test_customer_is_cleared_by_certificate(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    """The contract is named by the first of the hashes by which the station asked about it."""
    csms.answers("Authorize", ACCEPTED)
    async with equipped(csms, V2G_ROOT, MO_ROOT), plugging_in(csms, station_driver) as visit:
        ask = await contract_asked(visit)
        ask.expects(iso15118CertificateHashData=NOT_EMPTY)
        await contract_authorized(visit, ask)
        await energy_transfer_started(visit)
        await ended_by_ev(visit)
        await csms.settled()
        told = ask["iso15118CertificateHashData"][0]
        certificate = {name: value for name, value in told.items() if name != "responderURL"}
        customer = {"customerCertificate": certificate}
        await customer_asked(csms, customer, step(2), step(3), clear=True)

        left = await customer_asked(csms, customer, step(6), step(7))
        forgotten(csms, left, step(7), ask["idToken"]["idToken"], certificate["serialNumber"])
        says_nothing(csms, left, step(7))
