"""C07: the CSMS looks at the contract certificate of an EV."""

from ocpp_conformance.conformance.case import Need, because, case, step
from ocpp_conformance.conformance.csms.asking import ACCEPTED
from ocpp_conformance.conformance.csms.c_authorization.contracts import ContractShown
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.probes.responder import Responder
from ocpp_conformance.harness.sut.plug_and_charge import PlugAndCharge

TOPICS = ("iso15118",)


@case("TC_C_50_CSMS", topics=TOPICS, needs=(Need.CONTRACTS,))
async def test_contract_is_accepted_by_its_hashes(
    session: ChargingSession, plug_and_charge: PlugAndCharge, responder: Responder
) -> None:
    shown = await ContractShown.at(session, plug_and_charge, responder)
    answer = await shown.asked(iso15118CertificateHashData=shown.contract.ocsp_data)
    shown.was_looked_at(step(2), step(3))
    answer.meets("C07.FR.14", certificateStatus="Accepted")
    answer.meets(step(4), idTokenInfo=ACCEPTED, certificateStatus="Accepted")
    await shown.charges(step(6), step(7))


@case("TC_C_51_CSMS", topics=TOPICS, needs=(Need.CONTRACTS,))
async def test_revoked_contract_is_not_accepted(
    session: ChargingSession, plug_and_charge: PlugAndCharge, responder: Responder
) -> None:
    shown = await ContractShown.at(session, plug_and_charge, responder)
    shown.operator.revoked.add(shown.contract.serial_number)
    answer = await shown.asked(iso15118CertificateHashData=shown.contract.ocsp_data)
    shown.was_looked_at(step(2), step(3))
    why = "a revoked contract"
    told = {"certificateStatus": because(why, "CertificateRevoked"), "idTokenInfo": {"status": because(why, "Invalid")}}
    answer.meets("C07.FR.16", **told)
    answer.meets(step(4), **told)


@case("TC_C_52_CSMS", topics=TOPICS, needs=(Need.CONTRACTS,))
async def test_contract_is_accepted_by_its_certificates(
    session: ChargingSession, plug_and_charge: PlugAndCharge, responder: Responder
) -> None:
    shown = await ContractShown.at(session, plug_and_charge, responder)
    answer = await shown.asked(certificate=shown.contract.chain)
    shown.was_looked_at(step(2), step(3))
    answer.meets("C07.FR.14", certificateStatus="Accepted")
    answer.meets(step(4), idTokenInfo=ACCEPTED, certificateStatus="Accepted")
    await shown.charges(step(6), step(7))
