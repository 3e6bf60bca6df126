"""F03: our CSMS stops the transaction."""

import uuid
from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, because, case
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.e_transactions.events import numbered
from ocpp_conformance.conformance.station.remote_states import remotely_stopped
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case("TC_F_08_CS", intents=PEOPLE)
async def test_transaction_is_stopped_from_afar(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        await remotely_stopped(visit, "F03.FR.07", "F03.FR.09")
        numbered(visit, "E07.FR.11")


@case("TC_F_09_CS", intents=PEOPLE)
async def test_unknown_transaction_is_not_stopped(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with while_charging(csms, station_driver, tokens.get("accepted")):
        reply = await csms.call("RequestStopTransaction", {"transactionId": str(uuid.uuid4())})
        reply.meets("F03.FR.08", status=because("no such transaction", "Rejected"))
