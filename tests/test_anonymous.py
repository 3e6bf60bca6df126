"""`--anonymize`: a trace that can be shown; what is valid, and what belongs together, is still seen."""

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_conformance.reports.anonymous import HIDDEN, Anonymizer
from ocpp_conformance.schemas.files import own_schema

from .different import processes
from .result_lines import objects

PEM = "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQx==\n-----END CERTIFICATE-----\n"


def call(action, payload, **more):
    raw = json.dumps([2, "7", action, payload])
    return {"chargePointId": "ACME-0042", "raw": raw, "payload": payload, "meta": {}, **more}


def shown(payload):
    return Anonymizer().record(call("DataTransfer", payload))["payload"]


def test_a_thing_has_one_stand_in_of_its_kind_wherever_it_stands():
    once = Anonymizer()
    first = once.record(call("Authorize", {"idToken": {"idToken": "04A2B3C4", "type": "ISO14443"}}))
    again = once.record(call("Authorize", {"idToken": {"idToken": "04a2b3c4", "type": "ISO14443"}}))
    token = first["payload"]["idToken"]["idToken"]
    assert token not in ("04A2B3C4", "04a2b3c4")
    assert len(bytes.fromhex(token)) == 4
    assert token == token.upper()
    assert again["payload"]["idToken"] == {"idToken": token.lower(), "type": "ISO14443"}
    assert json.loads(first["raw"])[3] == first["payload"]
    assert first["chargePointId"] == again["chargePointId"] != "ACME-0042"


@pytest.mark.parametrize(
    ("payload", "gone"),
    [
        ({"chargingStation": {"serialNumber": "SN-77-1", "model": "M", "vendorName": "V"}}, "SN-77-1"),
        ({"certificateChain": PEM}, "MIIBszCCAVmgAwIBAgIUQx"),
        ({"customData": {"vendorId": "org.acme", "owner": "J. Doe"}}, "J. Doe"),
        ({"location": "https://acme.example/firmware/4.bin"}, "acme.example"),
        ({"variable": {"name": "Identity"}, "attributeValue": "ACME-77"}, "ACME-77"),
        ({"idTag": "ABCDEF", "meterStart": 0}, "ABCDEF"),
        ({"statusInfo": {"reasonCode": "X", "additionalInfo": "called +49 30 1234"}}, "1234"),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else "",
)
def test_what_tells_who_somebody_is_goes(payload, gone):
    assert gone not in json.dumps(shown(payload))


def test_an_identity_goes_out_of_ids_that_were_made_of_it():
    record = call("TransactionEvent", {"transactionInfo": {"transactionId": "acme-0042/17"}}, messageId="ACME-0042-1")
    record["raw"] = record["raw"].replace('"7"', '"ACME-0042-1"')
    told = Anonymizer().record(record)
    assert "0042" not in json.dumps(told)
    assert told["payload"]["transactionInfo"]["transactionId"].endswith("/17")
    assert json.loads(told["raw"])[1] == told["messageId"] != "ACME-0042-1"


def test_what_tells_nobody_stays():
    payload = {
        "vendorId": "org.acme",
        "model": "M",
        "transactionId": "t-1",
        "evse": {"id": 1},
        "status": "Accepted",
        "meterValue": [{"sampledValue": [{"value": 1.5, "location": "Outlet"}], "timestamp": "2026-03-01T10:00:00Z"}],
        "variable": {"name": "HeartbeatInterval"},
        "attributeValue": "60",
    }
    assert shown(payload) == payload
    assert shown({"certificate": PEM})["certificate"].startswith("-----BEGIN CERTIFICATE-----\n")


@given(st.text(min_size=1, max_size=30))
def test_a_stand_in_is_as_long_and_the_same_each_time(text):
    one = Anonymizer()
    assert len(one.stand_in(text)) == len(text)
    assert one.stand_in(text) == one.stand_in(text)


def test_what_is_no_frame_is_hidden():
    before = [
        {"line": "frame", "raw": "GET / 04A2B3C4"},
        {"line": "note", "text": "ACME-0042 was switched off"},
        {"line": "handshake", "path": "/ocpp/ACME-0042?key=1", "request": [["Host", "acme.example"]], "response": []},
    ]
    line, note, handshake = Anonymizer().record(call("Heartbeat", {}, meta={"before": before}))["meta"]["before"]
    assert line["raw"] == HIDDEN
    assert "ACME-0042" not in note["text"]
    assert note["text"].endswith("was switched off")
    assert handshake["request"] == [["Host", HIDDEN]]
    assert "ACME" not in handshake["path"]


@pytest.mark.parametrize("fault", ["--station-fault=place-in-every-event", "--csms-fault=boot-optional-null"])
def test_a_run_is_judged_as_before(tmp_path, fault):
    """Of a trace of a whole run, told anonymously, the rules say what they say of the trace itself."""
    processes.run("run", fault, "-k", "test_b01 or test_c01 or test_e0", "--output", "live", cwd=tmp_path)
    results = tmp_path / "live/results.jsonl"
    schema = jsonschema.Draft202012Validator(own_schema("trace-1.1"))
    broken = []
    for name, options in (("plain", ()), ("anonymous", ("--anonymize",))):
        done = processes.run("trace", str(results), *options, cwd=tmp_path)
        assert done.code == 0, done.output[:500]
        (tmp_path / name).write_text(done.output)
        records = [json.loads(line) for line in done.output.splitlines()]
        assert [error.message for record in records for error in schema.iter_errors(record)] == []
        processes.run("judge", name, "--output", f"of-{name}", cwd=tmp_path)
        lines = objects(tmp_path / f"of-{name}/results.jsonl")
        broken.append(sorted({(line["rule"], line["role"]) for line in lines if line["line"] == "rule"}))
    assert broken[0] != []
    assert broken[0] == broken[1]
    text = (tmp_path / "anonymous").read_text()
    identities = {record["chargePointId"] for record in map(json.loads, (tmp_path / "plain").read_text().splitlines())}
    assert [each for each in ("04A2B3C4", *identities) if each in text] == []
