"""Standing wire rules, judged on every recording whatever the case is about."""

from ocpp_conformance.harness.conversation import read
from ocpp_conformance.harness.evidence import Breach, Recording
from ocpp_conformance.harness.monitors.rules import RULES, Scene
from ocpp_conformance.harness.rpc import Role

__all__ = ["RULES", "breaches"]


def breaches(recording: Recording, sut: Role, patience: float) -> list[Breach]:
    """What the system under test breaks of the standing rules, each cause once, in the order of the rules.

    `patience` is how long it had to answer, in seconds.
    """
    scene = Scene(recording, read(recording.entries).connections, sut, patience)
    found: dict[tuple[str, str], Breach] = {}
    for rule in RULES:
        for breach in rule(scene):
            found.setdefault((breach.monitor, breach.cause), breach)
    return list(found.values())
