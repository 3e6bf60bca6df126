"""How long cases take at a system of somebody else: before a run by rough numbers, in one by what has passed so far."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from statistics import fmean

from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.case import Case, Need

BOOT = 60.0
"""Seconds of a boot, until one was seen: boards with a modem take as long."""
OWN, INTERVAL, PERSON, UPDATE = 3.0, 30.0, 15.0, 240.0
"""Seconds of a case itself, of the OCPP intervals that it waits for, of one thing that a person does, and of a firmware
update."""
CARD = "present_token"


def seconds(case: Case, boot: float = BOOT) -> float:
    """Seconds that a case takes, more or less, at a station whose boot takes so long."""
    time = OWN + PERSON * len(case.intents)
    if case.role is Role.STATION and Need.RESET in case.needs:
        time += boot
    if Need.BOOT_SCALE in case.needs:
        time += INTERVAL
    updates = case.block == "L" or Need.FIRMWARE in case.needs
    return time + (UPDATE + boot if updates and case.role is Role.STATION else 0.0)


def minutes(cases: Iterable[Case], boot: float = BOOT) -> int:
    """Minutes that these cases take together, at least one."""
    return max(round(sum(seconds(case, boot) for case in cases) / 60), 1)


def attended(cases: Iterable[Case]) -> list[str]:
    """Lines that say how many of these cases of a station run alone, with a card, and with somebody at the station, and
    how long they take."""
    cases = list(cases)
    alone = [case for case in cases if not case.intents]
    card = [case for case in cases if case.intents and set(case.intents) <= {CARD}]
    others = [case for case in cases if set(case.intents) - {CARD}]
    groups = (("need nobody", alone), ("need a card", card), ("need somebody, or a driver, at the station", others))
    return [
        f"{len(group)} {what}: about {minutes(group)} min with a boot of {BOOT:g} s" for what, group in groups if group
    ]


class Forecast:
    """How long the cases that are left take: each as long as those of its kind took so far; where none did, by rough
    numbers, with boots as long as those that were seen."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self._cases = {case.id: case for case in cases}
        self._left = Counter(map(seconds, self._cases.values()))
        self._sample = {seconds(case): case for case in self._cases.values()}
        self._took: dict[float, list[float]] = defaultdict(list)

    def took(self, id: str, lasted: float) -> None:
        """A case is over, after so many seconds."""
        if id in self._cases:
            kind = seconds(self._cases[id])
            self._left[kind] -= 1
            self._took[kind].append(lasted)

    def left(self) -> float:
        """Seconds that the others take."""
        return sum(number * self._each(kind) for kind, number in self._left.items())

    def _each(self, kind: float) -> float:
        if kind in self._took:
            return fmean(self._took[kind])
        with_a_boot = self._took.get(OWN + BOOT)
        return seconds(self._sample[kind], fmean(with_a_boot) if with_a_boot else BOOT)
