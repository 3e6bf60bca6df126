"""Block N, diagnostics: what a CSMS must do."""

from __future__ import annotations

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.rule import HELD, Answers, Context, missed, rule
from ocpp_conformance.harness.rpc import Role

CSMS = Role.CSMS
_REFERENCES = ("idToken", "customerCertificate", "customerIdentifier")


@rule("N09.FR.04", "N10.FR.08", judges=CSMS, sends="CustomerInformation")
def a_customer_is_named_in_one_way(call: Exchange, context: Context) -> Answers:
    """A CustomerInformation has one of idToken, customerCertificate and customerIdentifier, not two (N09.FR.09); each
    proves it, N10 where it clears."""
    ids = [id for id, flag in (("N09.FR.04", "report"), ("N10.FR.08", "clear")) if call.request[flag]] or ["N09.FR.04"]
    named = [name for name in _REFERENCES if name in call.request]
    if len(named) == 1:
        return HELD.of(*ids)
    text = f"a customer is named by {' and '.join(named) or 'nothing'}"
    return missed(text, cause="none" if not named else "several").of(*ids)
