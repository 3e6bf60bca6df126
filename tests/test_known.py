"""Known failures: what they excuse, what they don't, and the file that holds them."""

import datetime
import tomllib

import jsonschema
import pytest

from ocpp_conformance.harness.evidence.known import UNEXPLAINED, Known, KnownFailures, KnownFileError, load, update
from ocpp_conformance.harness.evidence.verdict import Verdict
from ocpp_conformance.schemas.files import own_schema

TODAY = datetime.date(2026, 6, 1)

FILE = """
# why we live with this
[[known]]
case = "TC_B_01_CSMS"
check = "B01.FR.02"
reason = "the interval is a text until the next release"  # ask the backend team
match = "interval"
expires = 2026-12-31

[[known]]
rule = "J-4.1.7-01"
reason = "same cause"
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "known.toml"
    path.write_text(FILE)
    return path


@pytest.mark.parametrize(
    ("verdict", "source", "message", "today", "judged"),
    [
        (Verdict.FAILED, "B01.FR.02", "/interval: expected", TODAY, Verdict.KNOWN),
        (Verdict.FAILED, "B01.FR.02", "/status: expected", TODAY, Verdict.FAILED),
        (Verdict.FAILED, "J-4.1.7-01", "/interval: expected", TODAY, Verdict.FAILED),
        (Verdict.FAILED, "B01.FR.02", "/interval: expected", datetime.date(2027, 1, 1), Verdict.FAILED),
        (Verdict.PASSED, None, "", TODAY, Verdict.STALE),
        (Verdict.ADVISORY, None, "", TODAY, Verdict.STALE),
        (Verdict.HARNESS_ERROR, "B01.FR.02", "interval", TODAY, Verdict.HARNESS_ERROR),
        (Verdict.NOT_RUN, None, "", TODAY, Verdict.NOT_RUN),
    ],
)
def test_what_an_entry_makes_of_a_verdict(file, verdict, source, message, today, judged):
    assert load(file, today).adjusted("TC_B_01_CSMS", verdict, source, message)[0] is judged


def test_a_case_without_an_entry_keeps_its_verdict(file):
    assert load(file, TODAY).adjusted("TC_B_02_CSMS", Verdict.FAILED, "x", "y") == (Verdict.FAILED, "")


def test_an_entry_that_names_no_case_is_told(file):
    assert load(file, TODAY).unknown({"TC_B_02_CSMS"}) == ["J-4.1.7-01", "TC_B_01_CSMS"]


def test_an_inconclusive_case_can_be_known():
    known = KnownFailures({"X": (Known("X", "because"),)}, TODAY)
    assert known.adjusted("X", Verdict.INCONCLUSIVE, None, "not reached") == (Verdict.KNOWN, "known: because")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[known]]\ncase = "X"\n', "entry 1 (X): a reason is required"),
        ('[[known]]\ncase = "X"\nreason = "  "\n', "a reason is required"),
        ('[[known]]\nreason = "r"\n', "either case or rule"),
        ('[[known]]\ncase = "X"\nrule = "J-4.1.4-01"\nreason = "r"\n', "either case or rule"),
        ('[[known]]\ncase = "X"\nreason = "r"\nuntil = 1\n', "unknown key 'until'"),
        ('[[known]]\ncase = "X"\nreason = "r"\nexpires = "soon"\n', "expires = 'soon' is no date"),
        ('[[known]]\ncase = "X"\nreason = "r"\nmatch = "("\n', "no regular expression"),
        ('[[known]]\nmonitor = "MON-ID"\nreason = "r"\n', "rules go by their requirement"),
        ("[other]\nx = 1\n", "unknown key 'other'"),
        ("[[known", "known.toml"),
    ],
)
def test_a_wrong_file_is_refused_with_its_entry_and_rule(tmp_path, text, said):
    path = tmp_path / "known.toml"
    path.write_text(text)
    with pytest.raises(KnownFileError) as refusal:
        load(path, TODAY)
    assert said in str(refusal.value)


def test_an_update_keeps_reasons_and_comments(file):
    failures = [("TC_B_01_CSMS", "B01.FR.02"), ("TC_C_06_CSMS", "C01.FR.07"), ("J-4.1.4-01", "J-4.1.4-01")]
    update(file, failures, {"TC_B_01_CSMS", "TC_C_06_CSMS", "J-4.1.7-01"})
    text = file.read_text()
    entries = tomllib.loads(text)["known"]
    assert [entry.get("case") or entry["rule"] for entry in entries] == ["TC_B_01_CSMS", "TC_C_06_CSMS", "J-4.1.4-01"]
    assert entries[0]["reason"] == "the interval is a text until the next release"
    assert "# ask the backend team" in text
    assert entries[1]["reason"] == UNEXPLAINED


def test_an_update_leaves_cases_that_did_not_run(file):
    update(file, [], {"TC_C_06_CSMS"})
    assert len(tomllib.loads(file.read_text())["known"]) == 2


def test_what_is_written_fits_the_schema(file):
    update(file, [("TC_B_01_CSMS", "B01.FR.02"), ("TC_C_06_CSMS", "C01.FR.07")], set())
    entries = tomllib.loads(file.read_text())
    for entry in entries["known"]:
        entry |= {"expires": entry["expires"].isoformat()} if "expires" in entry else {}
    jsonschema.validate(entries, own_schema("known-1"), jsonschema.Draft202012Validator)
