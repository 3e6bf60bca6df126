"""Block M, certificates: what a CSMS must do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.rule import HELD, NOT_EXERCISED, Answers, Context, missed, rule
from ocpp_conformance.harness.rpc import Role

CSMS = Role.CSMS


@rule("M04.FR.07", judges=CSMS, sends="DeleteCertificate")
def a_certificate_is_deleted_by_the_hash_that_was_told(call: Exchange, context: Context) -> Answers:
    """A certificate that the station listed is deleted by the hashAlgorithm of that list; each such proves it.

    Not judged: certificates whose serial number no list has.
    """
    asked = call.request["certificateHashData"]
    told = [hash["hashAlgorithm"] for hash in _listed(context) if hash["serialNumber"] == asked["serialNumber"]]
    if not told:
        return NOT_EXERCISED
    if asked["hashAlgorithm"] in told:
        return HELD
    return missed(f"deleted by {asked['hashAlgorithm']}; the station listed it by {told[-1]}", cause="algorithm")


def _listed(context: Context) -> Iterator[Mapping[str, Any]]:
    """The hash data of all certificates that the station listed."""
    for exchange in context.conversation.exchanges.of("GetInstalledCertificateIds"):
        if exchange.succeeded:
            for chain in exchange.result.get("certificateHashDataChain", ()):
                yield chain["certificateHashData"]
                yield from chain.get("childCertificateHashData", ())
