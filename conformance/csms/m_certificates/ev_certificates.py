"""What a CSMS hands on to a station: what OCSP says of certificates, and messages for EVs."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from functools import partial

from ocpp_conformance.conformance.case import StationProbe, step
from ocpp_conformance.harness.evidence import NotRun
from ocpp_conformance.harness.probes import Matcher
from ocpp_conformance.harness.probes.responder import Responder
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.sut.plug_and_charge import PlugAndCharge
from ocpp_conformance.harness.transport.ocsp import response_problem

EXI_OF_AN_EV = Matcher("an EXI message, base64", lambda text: _decoded(text, _is_exi))


async def ev_certificate_wanted(station: StationProbe, known: PlugAndCharge, action: str, request: str) -> None:
    """An EV wants a contract certificate; the CSMS hands the answer for it on (step 2)."""
    await station.booted()
    payload = {"iso15118SchemaVersion": known.schema_version, "action": action, "exiRequest": request}
    answer = await station.call("Get15118EVCertificate", payload)
    answer.meets(step(2), status="Accepted", exiResponse=EXI_OF_AN_EV)


def sub_cas_of(known: PlugAndCharge, responder: Responder | None) -> list[Payload]:
    """The OCSPRequestDataType of the CAs of a mobility operator without the root: by our responder, where the keys of
    these CAs are there, else by those that their certificates name. Raises `NotRun` where these name none."""
    if known.operator is not None and responder is not None:
        return list(known.operator.sub_cas(responder.url).ocsp_data)
    found = known.ocsp_data
    if not found:
        raise NotRun("needs sub CAs with an OCSP responder", "write chain_keys into [iso15118], or another chain")
    return list(found)


def ocsp_result_about(data: Payload) -> Matcher:
    """A demand for the OCSPResponse about this OCSPRequestDataType."""
    holds = partial(_is_about, int(data["serialNumber"], 16))
    return Matcher("an OCSPResponse about the certificate, DER, base64", lambda text: _decoded(text, holds))


def _is_about(serial_number: int, content: bytes) -> bool:
    return response_problem(content, serial_number) is None


def _is_exi(content: bytes) -> bool:
    """Whether this begins as EXI does: with the bits 10, or its cookie (EXI 1.0, 5)."""
    return content.startswith(b"$EXI") or (content != b"" and content[0] >> 6 == 0b10)


def _decoded(text: object, holds: Callable[[bytes], bool]) -> bool:
    try:
        return isinstance(text, str) and holds(base64.b64decode(text, validate=True))
    except binascii.Error:
        return False
