"""The recording of a case and its checks: the evidence behind every verdict."""

from ocpp_conformance.harness.evidence.breach import Breach
from ocpp_conformance.harness.evidence.checklist import Binding, Check, Checklist, Outcome, Source, Step, step
from ocpp_conformance.harness.evidence.errors import (
    HarnessError,
    Inconclusive,
    Miss,
    NotApplicable,
    NotRun,
    Violation,
)
from ocpp_conformance.harness.evidence.recording import (
    POWER_ON,
    CloseEntry,
    Entry,
    FrameEntry,
    HandshakeEntry,
    NoteEntry,
    Recording,
    Wait,
)

__all__ = [
    "POWER_ON",
    "Binding",
    "Breach",
    "Check",
    "Checklist",
    "CloseEntry",
    "Entry",
    "FrameEntry",
    "HandshakeEntry",
    "HarnessError",
    "Inconclusive",
    "Miss",
    "NotApplicable",
    "NotRun",
    "NoteEntry",
    "Outcome",
    "Recording",
    "Source",
    "Step",
    "Violation",
    "Wait",
    "step",
]
