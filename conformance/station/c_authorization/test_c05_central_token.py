"""C03, C05: an id token of the CSMS's own."""

from ocpp_conformance.conformance.case import CsmsProbe, case, id_token, variable
from ocpp_conformance.conformance.station.remote_use import starting
from ocpp_conformance.conformance.station.states import sends_none
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import same_token
from ocpp_conformance.harness.probes.payloads import unknown_uid


@case("PART2-CS-C05-01", "A remote start with a Central token is not asked about", topics=("auth", "transactions"))
async def test_central_token_is_not_asked_about(csms: CsmsProbe) -> None:
    asking = variable("AuthCtrlr", "AuthorizeRemoteStart", attributeValue="true")
    async with starting(csms) as starts, configured(csms, asking, if_implemented=True):
        since, card = csms.mark, id_token(unknown_uid(), "Central")
        reply = await starts.start(1, idToken=card)
        reply.expects(status="Accepted")
        first = await csms.next_call("TransactionEvent", since=since)
        first.meets("C05.FR.03", transactionInfo={"remoteStartId": reply.call.payload["remoteStartId"]})
        first.meets("C05.FR.05", idToken=same_token(card))
        sends_none(csms, "C05.FR.01", "Authorize", since=since)
        sends_none(csms, "C03.FR.01", "Authorize", since=since)
