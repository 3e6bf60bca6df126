"""External systems on TLS: the suite with the options that a user gives, a bundled system as the external one."""

from __future__ import annotations

import json

import pytest

from ocpp_conformance.harness.transport.pki import new_pki

from .different.processes import free_port, ours, run, stranger

STATION = ("TC_A_04_CS", "TC_A_05_CS", "TC_A_06_CS", "TC_A_07_CS", "TLS-CS-SUITE-01", "TLS-CS-SUITE-02")
CSMS = ("TC_A_04_CSMS", "TC_A_08_CSMS", "TLS-CSMS-SUITE-01", "TLS-CSMS-SUITE-02", "TLS-CSMS-SUITE-03")
QUICK = {"OCPP_SUT_QUIET": "0.2", "OCPP_SUT_REPLY_TIMEOUT": "3", "OCPP_SUT_BOOT_TIMEOUT": "15"}


@pytest.fixture(scope="module")
def pki():
    with new_pki() as pki:
        yield pki


def judged(cases, *options, folder):
    chosen = [word for case in cases for word in ("--case", case)]
    done = run("run", *map(str, options), *chosen, cwd=folder, env=QUICK)
    lines = [json.loads(line) for line in (folder / "reports/out/results.jsonl").read_text().splitlines()]
    return done, {line["case"]: line["verdict"] for line in lines if line["line"] == "verdict"}


@pytest.mark.parametrize("profile", [2, 3])
def test_a_station_that_dials_in_over_tls(tmp_path, pki, profile):
    port, server, client = free_port(), pki.csms(), pki.station("SN-1")
    own = (str(client.chain), str(client.key)) if profile == 3 else ()
    options = ["--listen", f"127.0.0.1:{port}", "--tls-cert", server.chain, "--tls-key", server.key]
    password = "" if profile == 3 else "a-password-of-its-own"
    options += ["--client-ca", pki.root] if profile == 3 else ["--password", password]
    with stranger("quick_station.py", f"wss://127.0.0.1:{port}/ocpp", password, str(pki.root), *own):
        done, found = judged(STATION, *options, folder=tmp_path)
    wanted = dict.fromkeys(STATION, "passed") | {"TC_A_07_CS": "passed" if profile == 3 else "not run"}
    assert (done.code, found) == (0, wanted), done.output


def test_a_station_that_does_not_trust_us_is_told(tmp_path, pki):
    port, server = free_port(), pki.csms()
    with new_pki() as other, stranger("quick_station.py", f"wss://127.0.0.1:{port}/ocpp", "", str(other.root)):
        options = ["--listen", f"127.0.0.1:{port}", "--tls-cert", server.chain, "--tls-key", server.key]
        done = run(
            "run", *map(str, options), "--case", "TC_A_04_CS", cwd=tmp_path, env=QUICK | {"OCPP_SUT_BOOT_TIMEOUT": "2"}
        )
    assert done.code == 10, done.output
    assert "trusting the root of --tls-cert" in done.output


def test_a_csms_at_a_wss_url(tmp_path, pki):
    server, port = pki.csms(), free_port()
    password = "open-conformance-0001"
    command = ("csms", "--port", str(port), "--register", f"CS001:{password}")
    with ours(*command, "--tls-cert", str(server.chain), "--tls-key", str(server.key)) as csms:
        csms.line_with("listening")
        url = f"wss://127.0.0.1:{port}/ocpp"
        done, found = judged(CSMS, "--csms", url, "--ca", pki.root, "--password", password, folder=tmp_path)
    wanted = dict.fromkeys(CSMS, "passed")
    wanted |= {"TC_A_08_CSMS": "not run", "TLS-CSMS-SUITE-02": "failed"}  # one certificate, for ECDSA
    assert (done.code, found) == (1, wanted), done.output
