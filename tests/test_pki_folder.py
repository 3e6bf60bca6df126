"""Certificates that are made before a run: the folder, and a run that uses it."""

from __future__ import annotations

import json
import stat

import pytest
from click.testing import CliRunner
from cryptography import x509

from ocpp_conformance.harness.cli import main
from ocpp_conformance.harness.transport import TlsSettingError
from ocpp_conformance.harness.transport.pki import common_name_of
from ocpp_conformance.harness.transport.pki_folder import read, write

from .different.processes import free_port, ours, run, stranger

# a station that was there before the run comes back after 10 to 20 s
QUICK = {"OCPP_SUT_QUIET": "0.2", "OCPP_SUT_REPLY_TIMEOUT": "3", "OCPP_SUT_BOOT_TIMEOUT": "60"}
PASSWORD = "a-password-of-its-own"


def made(*arguments):
    return CliRunner().invoke(main, ["pki", *map(str, arguments)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("pki") / "made"
    assert made(path, "--advertise-host", "localhost", "--serial-number", "CS-77").exit_code == 0
    return path


def test_names_are_those_that_were_given(folder):
    assert common_name_of(folder / "csms.pem") == "localhost"  # A00.FR.510
    assert common_name_of(folder / "csms-rsa.pem") == "localhost"
    assert common_name_of(folder / "station.pem") == "CS-77"  # A00.FR.511


def test_all_are_of_the_one_root(folder):
    root = x509.load_pem_x509_certificate((folder / "root.pem").read_bytes())
    for name in ("csms", "csms-rsa", "station"):
        x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()).verify_directly_issued_by(root)


def test_keys_are_for_their_owner_alone(folder):
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.glob("*.key")}
    assert modes == dict.fromkeys(("csms.key", "csms-rsa.key", "root.key", "station.key"), 0o600)


def test_readme_names_every_file(folder):
    text = (folder / "README.md").read_text()
    assert [path.name for path in folder.iterdir() if path.name != "README.md" and f"`{path.name}`" not in text] == []
    assert "wss://localhost:9000/ocpp/" in text


def test_what_is_there_is_made_anew_on_demand_alone(tmp_path):
    write(tmp_path, "one", "SN")
    refused = made(tmp_path, "--advertise-host", "two")
    assert (refused.exit_code, read(tmp_path).host) == (4, "one")
    assert "--force" in refused.output
    assert made(tmp_path, "--advertise-host", "two", "--force").exit_code == 0
    assert read(tmp_path).host == "two"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "ws://host", "a b"])
def test_host_that_nobody_can_connect_to_is_refused(tmp_path, host):
    refused = made(tmp_path / "pki", "--advertise-host", host)
    assert (refused.exit_code, (tmp_path / "pki").exists()) == (4, False)
    assert f"--advertise-host {host}" in refused.output


def test_address_is_warned_of(tmp_path):
    assert "A00.FR.510" in made(tmp_path / "pki", "--advertise-host", "192.0.2.7").output


@pytest.mark.parametrize("gone", ["root.pem", "root.key", "csms.pem"])
def test_folder_that_lacks_a_file_is_none(tmp_path, gone):
    write(tmp_path, "localhost", "SN")
    (tmp_path / gone).unlink()
    with pytest.raises(TlsSettingError, match=r"is no PKI .*; make one with: ocpp-conformance pki"):
        read(tmp_path)


def test_key_of_another_root_is_refused(tmp_path):
    one, other = (write(tmp_path / name, "localhost", "SN") for name in ("one", "other"))
    one.root_key.write_bytes(other.root_key.read_bytes())
    with pytest.raises(TlsSettingError, match="not the key of"):
        read(one.path)


@pytest.mark.parametrize("profile", ["2", "3"])
def test_run_shows_it(tmp_path, folder, profile):
    """What is bad is of the right root too, and turned away all the same."""
    port, cases = free_port(), ("TC_A_04_CS", "TC_A_07_CS")
    own = (str(folder / "station.pem"), str(folder / "station.key")) if profile == "3" else ()
    password = "" if own else PASSWORD
    more = () if own else ("--password", PASSWORD)
    with stranger("quick_station.py", f"wss://127.0.0.1:{port}/ocpp", password, str(folder / "root.pem"), *own):
        done, found = _judged(tmp_path, port, folder, cases, "--security-profile", profile, *more)
    assert found == {"TC_A_04_CS": "passed", "TC_A_07_CS": "passed" if own else "not run"}, done.output


def test_doctor_uses_it_too(tmp_path, folder):
    port = free_port()
    with stranger("quick_station.py", f"wss://127.0.0.1:{port}/ocpp", PASSWORD, str(folder / "root.pem")):
        given = ("--listen", f"127.0.0.1:{port}", "--pki", str(folder), "--password", PASSWORD)
        done = run("doctor", *given, cwd=tmp_path, env=QUICK)
    assert done.code == 0, done.output
    assert f"listening on wss://localhost:{port}/ocpp" in done.output


def test_cases_that_need_a_root_of_ours_run(tmp_path, folder):
    """The bundled station as one of somebody else."""
    port, cases = free_port(), ("TC_A_21_CS", "TC_M_01_CS")
    url, root = f"wss://localhost:{port}/ocpp", str(folder / "root.pem")
    with ours("station", "--csms", url, "--password", PASSWORD, "--ca", root, "--api-port", "0"):
        more = ("--allow", "certificates,network-profile", "--password", PASSWORD)
        done, found = _judged(tmp_path, port, folder, cases, *more)
    assert found == dict.fromkeys(cases, "passed"), done.output


def _judged(tmp_path, port, folder, cases, *more):
    chosen = [word for case in cases for word in ("--case", case)]
    done = run("run", "--listen", f"127.0.0.1:{port}", "--pki", str(folder), *more, *chosen, cwd=tmp_path, env=QUICK)
    lines = [json.loads(line) for line in (tmp_path / "reports/out/results.jsonl").read_text().splitlines()]
    return done, {line["case"]: line["verdict"] for line in lines if line["line"] == "verdict"}
