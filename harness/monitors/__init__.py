"""Standing wire rules, judged on every recording whatever the case is about."""

from ocpp_conformance.harness.evidence import Recording
from ocpp_conformance.harness.monitors.rules import INFORMATION, MUST, RULES, SHOULD, MonitorFinding, Scene
from ocpp_conformance.harness.monitors.wire import read

__all__ = ["INFORMATION", "MUST", "RULES", "SHOULD", "MonitorFinding", "judge"]


def judge(recording: Recording, patience: float) -> list[MonitorFinding]:
    """What the standing rules find in a recording, each cause once, in the order of the rules.

    The system judged is the one that the recording's probe faces; `patience` is how long it had to answer, in seconds.
    """
    scene = Scene(recording, read(recording), recording.ours.other, patience)
    found: dict[tuple[str, str], MonitorFinding] = {}
    for rule in RULES:
        for finding in rule(scene):
            found.setdefault((finding.monitor, finding.cause), finding)
    return list(found.values())
