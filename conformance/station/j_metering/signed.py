"""What readings have to have that the meter signs."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from ocpp_conformance.conformance.case import CsmsProbe, variable
from ocpp_conformance.conformance.station.j_metering.values import Reading
from ocpp_conformance.conformance.station.variables import value_of
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.evidence.matchers import Matcher
from ocpp_conformance.harness.probes import mismatches

_WITH_KEY = variable("OCPPCommCtrlr", "PublicKeyWithSignedMeterValue")


def _is_key(value: object) -> bool:
    """Whether this may be a key: how it is encoded before it is put into base64 nothing says."""
    if not isinstance(value, str) or not value:
        return False
    try:
        return bool(base64.b64decode(value, validate=True))
    except binascii.Error:
        return False


_KEY = Matcher("a public key in base64", _is_key)
_KEY_OR_NONE = Matcher("a public key in base64, or ''", lambda value: value == "" or _is_key(value))
# a list of options in Part 2, a boolean in its appendices; the once of a transaction may have been any of its messages
_DUE = {"never": "", "false": "", "everymetervalue": _KEY, "true": _KEY}


async def signed(csms: CsmsProbe, source: Source, found: Sequence[Reading]) -> None:
    """Each reading has a value that is signed, with the public key where the station is told to give it."""
    key = _DUE.get((await value_of(csms, _WITH_KEY) or "").lower(), _KEY_OR_NONE)
    for each in found:
        values = [sample["signedMeterValue"] for sample in each.samples if "signedMeterValue" in sample]
        misses: tuple[Miss, ...] = () if values else (Miss("/sampledValue", "a signedMeterValue", "none"),)
        for value in values:
            misses += mismatches({"publicKey": key}, value)
        csms.checklist.book(source, misses, frame=each.message.frame)
