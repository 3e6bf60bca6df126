"""The TLS cases see each fault that they are for, and need their certificates on an external system."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ocpp_conformance.harness.faults import FAULTS
from ocpp_conformance.harness.sut.description import Description
from ocpp_conformance.harness.transport import ClientTls

from .different.processes import suite

ROOT = Path(__file__).parents[1]

KILLS = {
    "tls-self-made": {
        "TC_A_04_CSMS",
        "TC_A_06_CSMS",
        "TC_A_07_CSMS",
        "TC_A_08_CSMS",
        "TLS-CSMS-REVOKED-01",
        "TLS-CSMS-SERIAL-01",
        "TLS-CSMS-SUITE-01",
        "TLS-CSMS-SUITE-03",
    },
    "tls-old-spoken": {"TC_A_06_CSMS"},
    "tls-no-ecdsa-suite": {"TLS-CSMS-SUITE-01"},
    "tls-no-rsa-suite": {"TLS-CSMS-SUITE-02"},
    "tls-weak-spoken": {"TLS-CSMS-SUITE-03"},
    "client-certificate-revoked": {"TLS-CSMS-REVOKED-01"},
    "tls-no-named-suite": {"TC_A_04_CS", "TC_A_07_CS", "TLS-CS-SUITE-01"},
    "tls-weak-taken": {"TLS-CS-SUITE-02"},
    "client-certificate-not-taken": {
        "TC_A_07_CSMS",
        "TC_A_08_CSMS",
        "TLS-CSMS-REVOKED-01",
        "TLS-CSMS-SERIAL-01",
    },
    "serial-number-of-any-station": {"TLS-CSMS-SERIAL-01"},
    "client-certificate-not-asked-for": {"TC_A_08_CSMS", "TLS-CSMS-REVOKED-01"},
    "client-certificate-of-any-station": {"TC_A_08_CSMS"},
    "tls-never-tried": {
        "TC_A_04_CS",
        "TC_A_05_CS",
        "TC_A_06_CS",
        "TC_A_07_CS",
        "TLS-CS-SUITE-01",
        "TLS-CS-SUITE-02",
    },
    "tls-unverified": {"TC_A_05_CS"},
    "tls-any-name": {"TC_A_05_CS"},
    "tls-unreported": {"TC_A_05_CS"},
    "tls-old-taken": {"TC_A_06_CS"},
    "client-certificate-not-shown": {"TC_A_07_CS"},
}


@pytest.mark.parametrize("fault", KILLS)
def test_a_fault_turns_its_cases_red_and_no_other(fault, tmp_path):
    role = str(FAULTS[fault].role)
    folder = ROOT / "conformance" / role / "a_security"
    files = [str(folder / name) for name in ("test_a00_tls.py", "test_a00_cipher_suites.py")]
    suite(*files, f"--{role}-fault", fault, "--output", str(tmp_path))
    lines = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text().splitlines()]
    red = {line["case"] for line in lines if line["line"] == "verdict" and line["verdict"] != "passed"}
    assert red == KILLS[fault]


@pytest.mark.parametrize(
    ("url", "tls", "profile"),
    [
        ("ws://h/x", None, 1),
        ("wss://h/x", None, 2),
        ("wss://h/x", ClientTls(insecure=True), 1),  # nothing is known of a certificate that nobody verified
        ("wss://h/x", ClientTls(certificate=Path("station.pem")), 3),
    ],
)
def test_what_an_external_csms_can_be_judged_on(url, tls, profile):
    assert Description(endpoint=url, tls=tls).security_profile == profile
