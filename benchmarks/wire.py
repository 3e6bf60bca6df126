"""What a call through the probe costs beside a plain one, and what share of it is validation."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from benchmarks.rounds import MICRO, Row, ratio, take_turns
from benchmarks.systems import BOOT, bundled_csms, metered_event, plain_socket, record_afresh, station
from ocpp_conformance.harness.evidence import Entry
from ocpp_conformance.harness.evidence.lines import entry_line
from ocpp_conformance.harness.evidence.results import ResultsWriter
from ocpp_conformance.harness.peer import dispatch
from ocpp_conformance.harness.probes import StationProbe, probe
from ocpp_conformance.harness.rpc import Call, Payload

CASE = 20
"""Calls after which a new recording begins."""


async def call_ratios(rounds: int, calls: int) -> list[Row]:
    """BootNotification through the probe beside a prebuilt frame through websockets' own send and recv."""
    frame = Call("benchmark", "BootNotification", BOOT).text()
    async with (
        bundled_csms() as csms,
        plain_socket(csms, "S1") as plain,
        station(csms, "S2") as recording,
        station(csms, "S3") as writing,
    ):
        with TemporaryDirectory() as folder:
            results = ResultsWriter(Path(folder) / "results.jsonl")

            def write(entry: Entry) -> None:
                results.write(entry_line("benchmark", entry))

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

            acts = {"plain": send_and_receive, "probe": record, "written": record_and_write}
            taken = await take_turns(acts, rounds, calls)
            results.close()
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


async def validation_shares(rounds: int, calls: int) -> list[Row]:
    """The judging of all three messages that a round trip judges, timed where it happens."""
    async with bundled_csms() as csms, station(csms, "S1") as caller:
        boot = [await _share(caller, "BootNotification", BOOT, calls) for _ in range(rounds)]
        event = metered_event()
        metered = [await _share(caller, "TransactionEvent", event, calls) for _ in range(rounds)]
    return [
        _share_row("validation / round trip of a BootNotification", boot, at_most=5),
        _share_row("validation / round trip of a TransactionEvent, 20 sampled values", metered, at_most=10),
    ]


def _share_row(what: str, rounds: list[tuple[float, float]], at_most: float) -> Row:
    share = 100 * median(judging / whole for judging, whole in rounds)
    judging, whole = median(part for part, _ in rounds), median(whole for _, whole in rounds)
    return Row(
        what,
        share,
        f"{judging:.1f} µs of {whole:.0f} µs: two ends judge the request, one the response",
        unit="%",
        at_most=at_most,
    )


async def _share(caller: StationProbe, action: str, payload: Payload, calls: int) -> tuple[float, float]:
    """Microseconds a call: of judging, of the whole round trip."""
    spent = [0.0]
    with _timed(probe, "judge_call", spent), _timed(probe, "judge_reply", spent), _timed(dispatch, "judge_call", spent):
        started = time.perf_counter()
        for number in range(calls):
            if number % CASE == 0:
                record_afresh(caller)
            await caller.call(action, payload)
        whole = time.perf_counter() - started
    return spent[0] / calls * MICRO, whole / calls * MICRO


@contextmanager
def _timed(module: Any, name: str, spent: list[float]) -> Iterator[None]:
    """Add the time of each call of a function of a module to `spent[0]`."""
    judge: Callable[..., Any] = getattr(module, name)

    def timed(*arguments: Any) -> Any:
        started = time.perf_counter()
        try:
            return judge(*arguments)
        finally:
            spent[0] += time.perf_counter() - started

    with patch.object(module, name, timed):
        yield
