"""Part 4, 4.1.2: JSON in UTF-8."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import PRESENT, StationProbe, absent_or, booting, case, id_token, text_like
from ocpp_conformance.conformance.csms.rpc.proper_calls import proper_call
from ocpp_conformance.conformance.frames import call_text, fresh_id
from ocpp_conformance.harness.probes.payloads import unknown_uid
from ocpp_conformance.harness.rpc import Payload

ASCII = text_like(r"[ -~]*", "US-ASCII")


@case("RPC-CSMS-TEXT-01", "Text beyond US-ASCII is served", topics=("rpc", "schema"))
async def test_text_beyond_ascii_is_served(station: StationProbe) -> None:
    about = {**booting()["chargingStation"], "model": "Ladesäule № 充電", "vendorName": "Größe & Söhne"}
    await station.connect()
    outcome = await proper_call(station, call_text("BootNotification", {**booting(), "chargingStation": about}))
    outcome.is_served("J-4.1.2-01", status=PRESENT)


@case("RPC-CSMS-TEXT-02", "Escapes and blanks are JSON like any other", topics=("rpc", "framing"))
async def test_escapes_and_blanks_are_json(station: StationProbe) -> None:
    await station.booted()
    custom = '{"vendorId": "org\\u002eexample", "text": "\\ud83d\\ude00 \\"\\\\\\/\\b\\n"}'
    outcome = await proper_call(
        station, f'\n[ 2 , "{fresh_id()}",\t"\\u0048eartbeat" , {{ "customData" : {custom} }} ]\r\n'
    )
    outcome.is_served("J-4.1.2-01", currentTime=PRESENT)


@case("RPC-CSMS-TEXT-03", "Identifiers and codes are US-ASCII", topics=("rpc", "schema"))
async def test_identifiers_and_codes_are_ascii(station: StationProbe, tokens: Mapping[str, Payload]) -> None:
    boot = await station.booted()
    boot.meets("J-4.1.2-03", statusInfo=absent_or({"reasonCode": ASCII}))
    card = tokens.get("accepted", id_token(unknown_uid()))
    authorize = await station.call("Authorize", {"idToken": card})
    authorize.meets("J-4.1.2-03", idTokenInfo={"groupIdToken": absent_or({"idToken": ASCII})})
