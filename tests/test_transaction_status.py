"""What our station answers a CSMS that asks for the status of transactions, also of its own accord."""

import pytest

from ocpp_conformance.conformance.csms.e_transactions.cards import status_of
from ocpp_conformance.harness.rpc import Call

OURS, ANOTHER = "a transaction", "another"
IDLE, BUSY = {"messagesInQueue": False}, {"messagesInQueue": True}
GOES_ON, IS_OVER = {"ongoingIndicator": True}, {"ongoingIndicator": False}


@pytest.mark.parametrize(
    ("answer", "wanted", "expected"),
    [
        (status_of(OURS), {"transactionId": OURS.upper()}, GOES_ON | IDLE),
        (status_of(OURS, queued=True), {"transactionId": OURS}, GOES_ON | BUSY),
        (status_of(OURS, goes_on=False, queued=True), {"transactionId": OURS}, IS_OVER | BUSY),
        (status_of(OURS, queued=True), {"transactionId": ANOTHER}, IS_OVER | IDLE),
        (status_of(OURS, queued=True), {}, BUSY),
        (status_of(None), {}, IDLE),
        (status_of(None), {"transactionId": ANOTHER}, IS_OVER | IDLE),
    ],
)
def test_status_is_told_as_it_was_asked_for(answer, wanted, expected):
    assert answer(Call("1", "GetTransactionStatus", wanted)) == expected
