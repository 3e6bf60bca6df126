"""The edition of a run: which cases are in it, what is said of those that are not, what the views name."""

from __future__ import annotations

import json

import pytest

from ocpp_conformance.harness.places import suite_folder

from .different.processes import run

FILES = (
    "station/l_firmware/test_l01_failed_update.py",
    "csms/k_smart_charging/test_k05_remote_start.py",
    "csms/rpc/test_subprotocol.py",
)
SUITE = (*(str(suite_folder() / file) for file in FILES), "-k", "TC_L_08 or TC_K_37 or TC_B_58")
"""A case of both editions, whose steps differ, one of Edition 3, and one of its errata."""

KNOWN = '[[known]]\ncase = "TC_K_37_CSMS"\nreason = "no smart charging yet"\n'


@pytest.fixture(scope="module")
def suite(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mine")
    (folder / "known.toml").write_text(KNOWN)
    return folder


def verdicts(folder):
    lines = [json.loads(line) for line in (folder / "out/results.jsonl").read_text().splitlines()]
    return {line["case"]: line["verdict"] for line in lines if line["line"] == "verdict"}


@pytest.mark.parametrize(
    ("options", "cases"),
    [
        ((), ["TC_B_58_CSMS", "TC_K_37_CSMS", "TC_L_08_CS"]),
        (("--edition", "2"), ["TC_L_08_CS"]),
        (("--edition", "3", "--errata", "2023-12"), ["TC_K_37_CSMS", "TC_L_08_CS"]),
    ],
    ids=" ".join,
)
def test_the_cases_of_the_edition_are_run(suite, options, cases):
    done = run("run", *SUITE, "--output", "out", *options, cwd=suite)

    assert (done.code, sorted(verdicts(suite))) == (0, cases), done.output


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "a worker"])
def test_what_is_left_out_is_said_once(suite, workers):
    known = ("--known", str(suite / "known.toml"))
    done = run("run", *SUITE, "--output", "out", "--edition", "2", *known, *workers, cwd=suite)

    assert done.code == 0, done.output
    assert "2 cases are not in Edition 2: TC_B_58_CSMS, TC_K_37_CSMS" in done.output
    assert "--known: TC_K_37_CSMS is of another edition, not in Edition 2" in done.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--case", "TC_K_37_CSMS", "--edition", "2"),
            "--case TC_K_37_CSMS: Edition 2 has no such case; give --edition 3",
        ),
        (("--case", "TC_K_53_CSMS"), "--case TC_K_53_CSMS: Edition 3 publishes it, and it is not written here yet"),
        (("--edition", "1"), "--edition 1: there is no data of Edition 1; known are 2, 3"),
        (("--edition", "2", "--errata", "2025-09"), "the errata 2025-09 don't apply to Edition 2; it has 2023-12"),
        (("--profile", "smart-charging", "--edition", "2"), "--profile smart-charging: Edition 2 lists no case in it"),
    ],
)
def test_what_the_edition_has_not_is_a_usage_error(suite, options, said):
    done = run("run", *SUITE, "--output", "out", *options, cwd=suite)

    assert done.code == 4, done.output
    assert said in done.output


@pytest.mark.parametrize(
    ("options", "text", "cases", "steps", "again"),
    [
        ((), "OCPP 2.0.1 Edition 3, errata 2025-09", {"TC_L_08_CS", "TC_B_58_CSMS"}, {"step 14", "step 16"}, ""),
        (
            ("--edition", "2"),
            "OCPP 2.0.1 Edition 2, errata 2023-12",
            {"TC_L_08_CS"},
            {"step 16", "step 18"},
            " --edition 2 --errata 2023-12",
        ),
    ],
    ids=["Edition 3", "Edition 2"],
)
def test_the_edition_stands_in_every_view_and_counts_steps_its_way(suite, options, text, cases, steps, again):
    done = run("run", *SUITE, "--output", "out", "--profile", "core", *options, cwd=suite)
    lines = [json.loads(line) for line in (suite / "out/results.jsonl").read_text().splitlines()]

    assert done.code == 0, done.output
    assert set(verdicts(suite)) == cases
    assert f"specification: {text}" in done.output
    assert lines[0]["edition"] == text
    sources = {line["source"] for line in lines if line["line"] == "check" and line["case"] == "TC_L_08_CS"}
    assert steps <= sources
    assert ({"step 14", "step 16", "step 18"} - steps).isdisjoint(sources)
    rerun = next(line["rerun"] for line in lines if line["line"] == "verdict")
    assert ("--edition" in rerun, again in rerun) == (bool(again), True)
    assert json.loads((suite / "out/badge.json").read_text())["label"] == text.partition(",")[0]
    for view in ("summary.md", "index.html"):
        assert text in (suite / "out" / view).read_text(), view
