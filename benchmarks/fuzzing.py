"""What a generated example costs beside making it: on a connection that stays, on a new one each."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from hypothesis import HealthCheck, Phase, given, seed, settings

from benchmarks.rounds import Row, ratio
from ocpp_conformance.fixtures.provocations import broken_stimuli
from ocpp_conformance.harness.fuzzing import Stimulus
from ocpp_conformance.harness.fuzzing.loops import OwnLoop
from ocpp_conformance.harness.fuzzing.systems import FuzzedCsms
from ocpp_conformance.harness.requirements import Judge
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.case import Case
from ocpp_conformance.harness.suite.run import CaseRun
from ocpp_conformance.harness.sut.description import Description

EXAMPLES = 200
"""Examples a round."""
SOURCE = "J-4.1.2-02"


def ratios(rounds: int) -> list[Row]:
    """CALLs of all actions with a broken payload, sent to the bundled CSMS and judged, beside making them."""
    case = Case("FUZZ-CSMS-BENCHMARK-01", "a benchmark", Role.CSMS, "FUZZ", ("fuzz",))
    taken: dict[str, list[float]] = {"made": [], "reused": [], "new": []}
    with OwnLoop() as loop, FuzzedCsms(loop, CaseRun(case, lambda line: None, Judge(Role.CSMS)), Description()) as fuzz:

        def reused(stimulus: Stimulus) -> None:
            fuzz.do(SOURCE, (stimulus,))

        def new(stimulus: Stimulus) -> None:
            fuzz.fresh()
            fuzz.do(SOURCE, (stimulus,))

        stimuli: dict[str, Callable[[Stimulus], object]] = {"made": lambda stimulus: None, "reused": reused, "new": new}
        for number in range(rounds + 1):
            for name, do in stimuli.items():
                microseconds = _time(do, number)
                if number:  # the first round warms up
                    taken[name].append(microseconds)
    made = median(taken["made"])
    return [
        Row(
            f"generated example on a {name} / generation alone",
            ratio(taken[kind], taken["made"]),
            f"{median(taken[kind]):.0f} µs beside {made:.0f} µs",
            at_most=at_most,
        )
        for kind, name, at_most in (("reused", "connection that stays", 1.6), ("new", "new connection each", 3))
    ]


def _time(do: Callable[[Stimulus], object], number: int) -> float:
    @seed(number)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(broken_stimuli(Role.STATION))
    def each(stimulus: Stimulus) -> None:
        do(stimulus)

    started = time.process_time()
    each()
    return (time.process_time() - started) / EXAMPLES * 1e6
