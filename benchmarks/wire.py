"""What a call through the probe costs beside a plain one, and what share of it is validation."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from benchmarks.rounds import Row, ratio, take_turns
from benchmarks.systems import BOOT, bundled_csms, metered_event, plain_socket, record_afresh, station
from ocpp_conformance.harness.evidence import Entry
from ocpp_conformance.harness.evidence.lines import EntryLine
from ocpp_conformance.harness.evidence.results import ResultsWriter
from ocpp_conformance.harness.peer import dispatch
from ocpp_conformance.harness.probes import StationProbe, probe
from ocpp_conformance.harness.rpc import Call, Payload

CASE = 20
"""Calls after which a new recording begins."""


async def call_ratios(rounds: int, calls: int) -> list[Row]:
    """BootNotification through the probe beside a prebuilt frame through websockets' own send and recv."""
    frame = Call("benchmark", "BootNotification", BOOT).text()
    with TemporaryDirectory() as folder, closing(ResultsWriter(Path(folder) / "results.jsonl")) as results:
        taken = await _taken(frame, results, rounds, calls)
    detail = "{:.0f} µs beside {:.0f} µs"
    plain_time = median(taken["plain"])
    return [
        Row(
            "StationProbe.call, validated and recorded / plain send and recv",
            ratio(taken["probe"], taken["plain"]),
            detail.format(median(taken["probe"]), plain_time),
            at_most=1.3,
        ),
        Row(
            "  the same, each entry also written to results.jsonl at once",
            ratio(taken["written"], taken["plain"]),
            detail.format(median(taken["written"]), plain_time),
        ),
    ]


async def _taken(frame: str, results: ResultsWriter, rounds: int, calls: int) -> dict[str, list[float]]:
    async with (
        bundled_csms() as csms,
        plain_socket(csms, "S1") as plain,
        station(csms, "S2") as recording,
        station(csms, "S3") as writing,
    ):

        def write(entry: Entry) -> None:
            results.write(EntryLine("benchmark", entry))

        async def send_and_receive() -> None:
            await plain.send(frame)
            await plain.recv()

        async def record() -> None:
            if len(recording.recording.entries) >= 2 * CASE:
                record_afresh(recording)
            await recording.call("BootNotification", BOOT)

        async def record_and_write() -> None:
            if len(writing.recording.entries) >= 2 * CASE:
                record_afresh(writing, write)
            await writing.call("BootNotification", BOOT)

        stimuli = {"plain": send_and_receive, "probe": record, "written": record_and_write}
        return await take_turns(stimuli, rounds, calls)


async def validation_shares(rounds: int, calls: int) -> list[Row]:
    """The judging of a round trip's request and response, timed where it happens.

    The probe judges both; the CSMS that it talks to is a system of its own, and judges the request once more.
    """
    event = metered_event()
    async with bundled_csms() as csms, station(csms, "S1") as caller:
        boot: list[Judging] = []
        metered: list[Judging] = []
        for _ in range(rounds):
            boot += await _judged(caller, "BootNotification", BOOT, calls)
            metered += await _judged(caller, "TransactionEvent", event, calls)
    return [
        *_shares("a BootNotification", boot, at_most=5),
        *_shares("a TransactionEvent with 20 sampled values", metered, at_most=10),
    ]


@dataclass(frozen=True, slots=True)
class Judging:
    """Nanoseconds of one call that went into judging, by the probe and by the CSMS, and into the whole round trip."""

    probe: int
    csms: int
    whole: int


def _shares(what: str, calls: list[Judging], at_most: float) -> list[Row]:
    by_probe, by_csms, whole = (
        median(times) / 1e3 for times in zip(*((each.probe, each.csms, each.whole) for each in calls), strict=True)
    )
    return [
        Row(
            f"validation by the probe / round trip of {what}",
            100 * median(each.probe / each.whole for each in calls),
            f"{by_probe:.1f} µs of {whole:.0f} µs: the request and the response",
            unit="%",
            at_most=at_most,
        ),
        Row(
            "  the same, with that of the bundled CSMS",
            100 * median((each.probe + each.csms) / each.whole for each in calls),
            f"{by_probe + by_csms:.1f} µs of {whole:.0f} µs: the request once more",
            unit="%",
        ),
    ]


async def _judged(caller: StationProbe, action: str, payload: Payload, calls: int) -> list[Judging]:
    spent = Counter[str]()
    taken: list[Judging] = []
    with (
        _timed(probe, "judge_call", spent, "probe"),
        _timed(probe, "judge_reply", spent, "probe"),
        _timed(dispatch, "judge_call", spent, "csms"),
    ):
        for number in range(calls):
            if number % CASE == 0:
                record_afresh(caller)
            spent.clear()
            started = time.perf_counter_ns()
            await caller.call(action, payload)
            taken.append(Judging(spent["probe"], spent["csms"], time.perf_counter_ns() - started))
    return taken


@contextmanager
def _timed(module: Any, name: str, spent: Counter[str], who: str) -> Iterator[None]:
    """Add the nanoseconds of each call of a function of a module to `spent[who]`."""
    judge: Callable[..., Any] = getattr(module, name)

    def timed(*arguments: Any) -> Any:
        started = time.perf_counter_ns()
        try:
            return judge(*arguments)
        finally:
            spent[who] += time.perf_counter_ns() - started

    with patch.object(module, name, timed):
        yield
