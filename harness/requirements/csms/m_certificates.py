"""Block M, certificates: what a CSMS must do."""

from __future__ import annotations

import base64
import binascii
import string
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


@rule("M06.FR.03", "M06.FR.08", "M06.FR.09", judges=CSMS, answers="GetCertificateStatus")
def a_status_comes_with_what_ocsp_says(exchange: Exchange, context: Context) -> Answers:
    """An Accepted answer has an ocspResult (.03), which is an OCSPResponse (.08) in DER, in base64 (.09); each proves
    it.

    Not judged: Failed.
    """
    if exchange.result["status"] != "Accepted":
        return NOT_EXERCISED
    text = exchange.result.get("ocspResult")
    if not text:
        return missed("Accepted without ocspResult", cause="missing").of("M06.FR.03")
    from ocpp_conformance.harness.transport.ocsp import is_response  # brings cryptography along

    if _is_hexadecimal(text) and is_response(bytes.fromhex(text)):  # by its length it may be base64 of something else
        return missed("an ocspResult in hexadecimal", cause="hexadecimal").of("M06.FR.09")
    try:
        is_one = is_response(base64.b64decode(text, validate=True))
    except binascii.Error:
        return missed("an ocspResult that is no base64", cause="base64").of("M06.FR.09")
    ids = ("M06.FR.08", "M06.FR.09")
    return HELD.of("M06.FR.03", *ids) if is_one else missed("an ocspResult of another form", cause="form").of(*ids)


def _is_hexadecimal(text: str) -> bool:
    return len(text) % 2 == 0 and set(text) <= set(string.hexdigits)


def _listed(context: Context) -> Iterator[Mapping[str, Any]]:
    """The hash data of all certificates that the station listed."""
    for exchange in context.conversation.exchanges.of("GetInstalledCertificateIds"):
        if exchange.succeeded:
            for chain in exchange.result.get("certificateHashDataChain", ()):
                yield chain["certificateHashData"]
                yield from chain.get("childCertificateHashData", ())
