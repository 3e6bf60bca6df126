"""How long cases take at a system of somebody else: before a run by rough numbers, in one by what has passed so far."""

from __future__ import annotations

from collections.abc import Iterable

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
    return time + (UPDATE + boot if case.block == "L" and case.role is Role.STATION else 0.0)


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
