"""Generated sequences: a station that is asked for things in any order answers as it must, and goes on serving."""

from ocpp_conformance.conformance.case import case
from ocpp_conformance.harness.fuzzing.csms_sequences import CsmsSequence, SequencedStation


@case(
    "FUZZ-CS-SEQUENCE-01",
    "Messages in any order get the answers that are due",
    topics=("fuzz", "ordering", "rpc", "transactions"),
)
async def test_messages_in_any_order_are_answered(sequenced_station: SequencedStation) -> None:
    await sequenced_station.hunted(CsmsSequence)
