"""What a CSMS breaks in any conversation, whatever a case asks: times, texts, costs, lists, profiles, certificates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from ocpp_conformance.harness.faults.departures import Elements, asked, errs, heard, memory_of, own_calls, system_of
from ocpp_conformance.harness.faults.fault import About, of_csms
from ocpp_conformance.harness.faults.kinds import Asking, Making
from ocpp_conformance.harness.faults.own_calls import asks, having, inside, writes
from ocpp_conformance.harness.peer import Refusal
from ocpp_conformance.harness.rpc import Call, ErrorCode, Payload, Role
from ocpp_conformance.harness.times import now

_OF_1999: dict[str, Payload] = {
    "BootNotification": {"currentTime": "1999-12-31T23:59:59Z", "interval": -7},
    "Heartbeat": {"currentTime": "1999-12-31T23:59:59Z"},
    "TransactionEvent": {"totalCost": -5},
}


def _in_1999(original: Any, station: Any, call: Call) -> Any:
    answer = {**original(station, call), **_OF_1999.get(call.action, {})}
    return inside("idTokenInfo", having(language1="!!!!"))(answer)


def _minutes_back(original: Any, station: Any, call: Call) -> Any:
    """Each answer is two minutes before the last one."""
    memory = memory_of(system_of(original))
    memory["answers"] = memory.get("answers", 0) + 1
    return {**original(station, call), "currentTime": now(timedelta(minutes=-2 * memory["answers"]))}


def _tells(**fields: object) -> Making:
    """For `token_info`: these fields too."""
    return lambda original, id_token: {**original(id_token), **fields}


def _second_thoughts(original: Any, station: Any, call: Call) -> Any:
    """A token that ends a transaction is Blocked; in the next one that it ends it is not."""
    answer, memory = original(station, call), memory_of(system_of(original))
    if call.payload["eventType"] != "Ended" or "idTokenInfo" not in answer:
        return answer
    status = "Accepted" if memory.setdefault("blocked", False) else "Blocked"
    memory["blocked"] = True
    return inside("idTokenInfo", having(status=status))(answer)


def _starts_at_once(original: Any, station: Any, call: Call) -> Any:
    """Ask a Pending station for a transaction, right behind the answer to its boot."""
    answer, csms = original(station, call), system_of(original)
    if answer["status"] == "Pending":
        wanted = {"remoteStartId": csms.next_id(), "evseId": 1, "idToken": {"idToken": "04A2B3C4", "type": "ISO14443"}}
        csms.later(csms.call(station.identity, "RequestStartTransaction", wanted))
    return answer


def _listed_twice(payload: Payload) -> Payload:
    return {**payload, "localAuthorizationList": [*payload["localAuthorizationList"]] * 2}


def _short(payload: Payload) -> Payload:
    def shortened(item: Payload) -> Payload:
        return {**item, "attributeValue": "short"} if item["variable"]["name"] == "BasicAuthPassword" else item

    return {**payload, "setVariableData": [shortened(item) for item in payload["setVariableData"]]}


# -- charging profiles -------------------------------------------------------------------------------------------------


def _profile(purpose: str, *starts: int, kind: str = "Relative", **period: Any) -> Payload:
    periods = [{"startPeriod": start, "limit": 16.0, **period} for start in starts]
    schedule = {"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": periods}
    about = {"id": 1, "stackLevel": 0, "chargingProfilePurpose": purpose, "chargingProfileKind": kind}
    return {**about, "chargingSchedule": [schedule]}


_UNSET: tuple[Payload, ...] = (
    {"evseId": 0, "chargingProfile": _profile("ChargingStationMaxProfile", 0)},
    {"evseId": 0, "chargingProfile": _profile("ChargingStationExternalConstraints", 0)},
    {"evseId": 0, "chargingProfile": _profile("TxProfile", 0, numberPhases=3, phaseToUse=2)},
)


def _sets(*profiles: Payload) -> About[Asking]:
    """For `call`: these profiles are set before a remote start."""

    async def call(original: Any, identity: str, action: str, payload: Payload) -> Any:
        for each in profiles:
            await original(identity, "SetChargingProfile", each)
        return await original(identity, action, payload)

    return asked(call, "RequestStartTransaction")


# -- certificates ------------------------------------------------------------------------------------------------------


def _careless(frame: Elements) -> Elements:
    """A certificate over SHA-224, with Extended Key Usage and without Key Usage."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID

    key, begin = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.load_pem_x509_certificate(frame[3]["certificateChain"].encode()).subject
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin + timedelta(days=30))
    made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    chain = made.sign(key, hashes.SHA224()).public_bytes(serialization.Encoding.PEM).decode()
    return [*frame[:3], {**frame[3], "certificateChain": chain}]


def _does_not_know_buttons(original: Any, station: Any, call: Call) -> Any:
    answer = original(station, call)
    if call.payload.get("idToken", {}).get("type") != "NoAuthorization":
        return answer
    return {**answer, "idTokenInfo": {"status": "Unknown"}}


def _notes_old_versions(original: Any, request: Any) -> Any:
    if "ocpp1.6" in request.subprotocols:
        memory_of(system_of(original)).setdefault("old", set()).add(request.path.rsplit("/", 1)[-1])
    return original(request)


def _reads_as_before(original: Any, station: Any, call: Call) -> Any:
    if station.identity in memory_of(system_of(original)).get("old", ()):
        raise Refusal(ErrorCode.FORMAT_VIOLATION, "'chargePointVendor' is a required property")
    return original(station, call)


FAULTS = (
    of_csms(
        "version-of-the-first-connection",
        "reads boots by OCPP 1.6 once a station has offered that",
        "J-3.2-04",
        decide=_notes_old_versions,
        handle=heard(_reads_as_before, "BootNotification"),
    ),
    of_csms(
        "button-unknown",
        "answers Unknown where a button started a transaction, without a token",
        "C02.FR.02",
        handle=heard(_does_not_know_buttons, "TransactionEvent"),
    ),
    of_csms(
        "idle-log-unfit",
        "refuses the status of logs Idle for its lack of a requestId, which an Idle has none of",
        "J-4.1.7-01",
        reply=errs(lambda call: call.action == "LogStatusNotification", ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION),
    ),
    of_csms(
        "csms-of-1999",
        "tells a time of 1999, a negative interval, no language and a negative cost",
        "G02.FR.03",
        handle=heard(_in_1999, *_OF_1999, "Authorize"),
    ),
    of_csms(
        "clock-runs-back",
        "tells an earlier time in each answer to a Heartbeat",
        "G02.FR.03",
        handle=heard(_minutes_back, "Heartbeat"),
    ),
    of_csms(
        "second-language-alone",
        "tells a second language without a first",
        "C01.FR.10",
        token_info=_tells(language2="nl"),
    ),
    of_csms(
        "languages-the-same",
        "tells one language twice",
        "C01.FR.11",
        token_info=_tells(language1="en", language2="EN"),
    ),
    of_csms(
        "second-thoughts-on-token",
        "accepts a token in the second transaction that it ends, which it blocked in the first",
        "E05.FR.01",
        handle=heard(_second_thoughts, "TransactionEvent"),
    ),
    of_csms(
        "pending-told-to-start",
        "asks a Pending station to start a transaction",
        "B02.FR.05",
        handle=heard(_starts_at_once, "BootNotification"),
    ),
    of_csms(
        "list-of-version-0",
        "sends a local list of version 0",
        "D01.FR.18",
        call=asks("SendLocalList", having(versionNumber=0)),
    ),
    of_csms("token-listed-twice", "lists each token twice", "D01.FR.06", call=asks("SendLocalList", _listed_twice)),
    of_csms("password-short", "sets a password of five characters", "A00.FR.205", call=asks("SetVariables", _short)),
    of_csms(
        "firmware-over-http",
        "has firmware fetched over HTTP",
        "L01.FR.08",
        call=asks("UpdateFirmware", inside("firmware", having(location="http://firmware.invalid/2.0.bin"))),
    ),
    of_csms(
        "remote-start-schedule-unordered",
        "puts a schedule without a beginning and out of order into a remote start",
        "K01.FR.35",
        **writes("RequestStartTransaction", having(chargingProfile=_profile("TxProfile", 20, 10, kind="Absolute"))),
    ),
    of_csms(
        "profiles-unfit",
        "sets profiles with purposes, kinds and phases that don't go together before a remote start",
        "K01.FR.22",
        call=_sets(*_UNSET),
    ),
    of_csms(
        "certificate-careless",
        "issues certificates over SHA-224, with Extended Key Usage and without Key Usage",
        "A00.FR.514",
        **own_calls(Role.CSMS, _careless, "CertificateSigned"),
    ),
)
