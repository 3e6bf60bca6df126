"""Generated sequences: a station that does things in any order is answered as it must be, and service goes on."""

from ocpp_conformance.conformance.case import case
from ocpp_conformance.harness.fuzzing.station_sequences import SequencedCsms, StationSequence


@case(
    "FUZZ-CSMS-SEQUENCE-01",
    "Messages in any order get the answers that are due",
    topics=("fuzz", "ordering", "rpc", "transactions"),
)
def test_messages_in_any_order_are_answered(sequenced_csms: SequencedCsms) -> None:
    sequenced_csms.hunt(StationSequence)
